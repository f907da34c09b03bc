/**
 * The client's half of an endpoint: makes a request of its input and checks the answer. `send` carries the request,
 * over HTTP or straight to the handlers.
 */
import {
  hasId, isStream, type BodyOf, type ByteStream, type Endpoint, type HasId, type MediaType, type QueryOf, type ReplyOf,
  type UploadOf,
} from './endpoint.ts'
import { UserError } from './errors.ts'
import { problemOf } from './problem-body.ts'
import { matches } from './validate.ts'

/** A request before it becomes HTTP (or a call). Its query is text already, as it would travel. */
export interface Request {
  readonly id?: string
  readonly query: ReadonlyArray<readonly [string, string]>
  readonly body?: object | ByteStream
  /** The format of the file that is the body, where that is not the first one that the endpoint takes. */
  readonly mediaType?: MediaType
  readonly ifMatch?: string
  readonly idempotencyKey?: string
}

/** An answer, whichever way it came: fields hold what HTTP says in headers. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  /** The body as JSON, where it is always the same and was made before. */
  readonly text?: string
  /** The cursor of the next page. */
  readonly next?: string
  /** The path of the new row. */
  readonly location?: string
  readonly etag?: string
  readonly retryAfterSeconds?: number
}

export type Send = (endpoint: Endpoint, request: Request) => Promise<Answer>

/** The input of an endpoint: `id` where its path names a row, `query` and `body` by its schemas. */
export type InputOf<E extends Endpoint> =
  & (HasId<E> extends true ? { readonly id: number | string } : { readonly id?: never })
  & { readonly query?: QueryOf<E> }
  & (BodyOf<E> extends undefined ? { readonly body?: never } : { readonly body: BodyOf<E> })
  & { readonly mediaType?: UploadOf<E>, readonly ifMatch?: string, readonly idempotencyKey?: string }

/** An answer that matches its endpoint. */
export interface Checked<E extends Endpoint> {
  readonly body: ReplyOf<E>
  readonly next?: string
  readonly location?: string
  readonly etag?: string
}

/** The other side answered with something that this contract does not know. */
export function unreadableAnswer ({ method, path }: Endpoint, { status }: Answer): UserError {
  const sentence = `${method} ${path} was answered with ${status} and a body that this version does not understand.`
  return new UserError('unreadable_answer', sentence, {
    hint: 'Client and server may be of different versions; `fintrack --version` names this one.',
  })
}

export function queryPairs (query: Readonly<Record<string, unknown>> = {}): Array<readonly [string, string]> {
  return Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return []
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.map((one): readonly [string, string] => [name, String(one)])
  })
}

/** The path and query of a request, as a URL without its origin. */
export function targetOf (endpoint: Endpoint, request: Pick<Request, 'id' | 'query'>): string {
  const path = hasId(endpoint) ? endpoint.path.replace(':id', encodeURIComponent(request.id ?? '')) : endpoint.path
  const query = new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString()
  return query === '' ? path : `${path}?${query}`
}

/** The Content-Type of a request's body. */
export function mediaTypeOf ({ upload }: Endpoint, { mediaType }: Pick<Request, 'mediaType'>): MediaType {
  return upload === undefined ? 'application/json' : mediaType ?? upload[0]
}

/** A body as a value: gathers the rows of a list that comes as a stream, as it does from within the process. */
export async function gathered (body: unknown): Promise<unknown> {
  if (!isStream(body)) return body
  const rows: unknown[] = []
  for await (const row of body) rows.push(row)
  return rows
}

/**
 * Calls an endpoint.
 * @throws Problem what the other side refused, by its code
 * @throws UserError 'unreadable_answer': an answer that is neither the endpoint's reply nor a problem
 */
export async function call<E extends Endpoint> (
  endpoint: E, input: NoInfer<InputOf<E>>, send: Send
): Promise<Checked<E>> {
  const answer = await send(endpoint, {
    ...(input.id === undefined ? {} : { id: String(input.id) }),
    query: queryPairs(input.query),
    ...(input.body === undefined ? {} : { body: input.body }),
    ...(input.mediaType === undefined ? {} : { mediaType: input.mediaType }),
    ...(input.ifMatch === undefined ? {} : { ifMatch: input.ifMatch }),
    ...(input.idempotencyKey === undefined ? {} : { idempotencyKey: input.idempotencyKey }),
  })
  const body = await gathered(answer.body)
  const problem = problemOf(answer.status, body, answer.retryAfterSeconds)
  if (problem !== undefined) throw problem
  if (!isReplyOf(endpoint, answer.status, body)) throw unreadableAnswer(endpoint, answer)
  return {
    body,
    ...(answer.next === undefined ? {} : { next: answer.next }),
    ...(answer.location === undefined ? {} : { location: answer.location }),
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  }
}

function isReplyOf<E extends Endpoint> (endpoint: E, status: number, body: unknown): body is ReplyOf<E> {
  if (status !== endpoint.status) return false
  return endpoint.reply === undefined ? body === undefined : matches(endpoint.reply, body)
}
