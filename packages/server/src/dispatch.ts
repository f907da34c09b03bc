/**
 * One way through, whichever way a request came in: validate by the endpoint's schemas, run the handler, check the
 * reply, or answer with a problem. Fastify mounts it, and the embedded book calls it.
 */
import { createHash, type Hash } from 'node:crypto'
import { mediaTypeOf, type Answer, type Request } from '@fintrack/contract/call'
import type { Scope } from '@fintrack/contract/choices'
import {
  hasId, isByteStream, isStream, makesRecords, type BodyOf, type ByteStream, type Endpoint, type HasId, type QueryOf, type ReplyOf,
  type UploadOf,
} from '@fintrack/contract/endpoint'
import { detailOf, Problem, type FieldFaults } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import { listed, quote } from '@fintrack/contract/text'
import { faultsOf, isRecord, known, matches, readQuery } from '@fintrack/contract/validate'
import { Type, type TSchema } from 'typebox'
import { violationOf } from './db/errors/violation.ts'
import { storageFailure } from './db/errors/storage-problem.ts'
import { HTTP_STATUS } from './http-status.ts'

/** Who asks. */
export interface Actor {
  readonly userId: number
  /** The session that he is logged in with. */
  readonly sessionId?: number
  /** The personal access token that he asks with. */
  readonly tokenId?: number
  /** What it may do; a login, and the embedded book, may do everything. */
  readonly tokenScope?: Scope
}

/** Where a request comes from, for throttling and the audit. All of it is absent in a book's own process. */
export interface Origin {
  readonly sessionId?: number | undefined
  readonly tokenId?: number | undefined
  readonly address?: string | undefined
  /** What its address counts as: an IPv6 address as its /64, which is one household. */
  readonly network?: string | undefined
  /** What the client calls itself. */
  readonly agent?: string | undefined
  /** Set where the client wants the request done once, however often it comes. */
  readonly idempotency?: Idempotency | undefined
}

interface Idempotency {
  readonly key: string
  /** What the request asks for. Of a body that is a stream it is known once that has been read. */
  readonly fingerprint: () => string
}

export interface Caller extends Omit<Origin, 'sessionId' | 'tokenId' | 'idempotency'> { readonly actor?: Actor | undefined }

/** What a handler is given: the parts of a request that its endpoint names, checked. */
export type Input<E extends Endpoint> =
  & (HasId<E> extends true ? { readonly id: number } : object)
  & { readonly query: QueryOf<E>, readonly body: BodyOf<E> }
  & (UploadOf<E> extends never ? object : { readonly mediaType: UploadOf<E> })

/** What a handler answers. A list may come as a stream of its rows. */
export type Outcome<E extends Endpoint> = {
  readonly body: ReplyOf<E> | (ReplyOf<E> extends ReadonlyArray<infer Row> ? AsyncIterable<Row> : never)
  readonly next?: string
  readonly location?: string
  readonly etag?: string
}

/** How a change of a row is asked for. */
export interface Requested {
  readonly origin: Origin
  /** The version of the row that the client has read (RFC 9110, 13.1.1). */
  readonly ifMatch?: string | undefined
}

/** What a handler is told of a request beside its input. */
export interface Context extends Requested { readonly actor: Actor }

/** An endpoint with the handler that answers it. */
export interface Route {
  readonly endpoint: Endpoint
  run(request: Request, caller: Caller): Promise<Answer>
}

type Answering<E extends Endpoint> = Promise<NoInfer<Outcome<E>>> | NoInfer<Outcome<E>>

/** An endpoint that somebody must be logged in for. */
export function handle<E extends Endpoint> (
  endpoint: E, handler: (input: NoInfer<Input<E>>, context: Context) => Answering<E>
): Route {
  return {
    endpoint,
    run: async (request, { actor, ...origin }) => {
      if (actor === undefined) throw new Problem('not_authenticated', NOT_AUTHENTICATED)
      permit(endpoint, actor)
      const { sessionId, tokenId } = actor
      const { given, idempotency } = idempotencyOf(endpoint, request)
      return answerWith(endpoint, await handler(inputOf(endpoint, given), {
        actor, origin: { ...origin, sessionId, tokenId, idempotency }, ifMatch: request.ifMatch,
      }))
    },
  }
}

/** @throws Problem forbidden where a personal access token may not do this */
export function permit (endpoint: Endpoint, { tokenScope }: Actor): void {
  if (tokenScope === undefined) return
  if (tokenScope === 'read' && endpoint.method !== 'GET') {
    throw new Problem('forbidden', 'This personal access token may only read; this needs one of scope read-write.')
  }
  if (endpoint.loginOnly === true) throw new Problem('forbidden', 'A personal access token cannot do this; log in.')
}

/** An endpoint that is open to everybody. */
export function handleOpen<E extends Endpoint & { open: true }> (
  endpoint: E, handler: (input: NoInfer<Input<E>>, origin: Origin) => Answering<E>
): Route {
  // Blind to who asks, as an open endpoint is.
  return { endpoint, run: async (request, { actor: _, ...origin }) => answerWith(endpoint, await handler(inputOf(endpoint, request), origin)) }
}

function answerWith<E extends Endpoint> (endpoint: E, { body, next, location, etag }: Outcome<E>): Answer {
  return {
    status: endpoint.status,
    body: checked(endpoint, body),
    ...(next === undefined ? {} : { next }),
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
  }
}

/** The owner of a request was deleted after its token was looked at. */
export function userGone (): Problem {
  return new Problem('not_authenticated', 'This user is gone; log in as another.')
}

export const NOT_AUTHENTICATED = 'This needs a login: send an access token as Authorization: Bearer <token>.'

function idOf (endpoint: Endpoint, request: Request): number | undefined {
  if (!hasId(endpoint)) return undefined
  const text = request.id ?? ''
  const id = Number(text)
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(id)) throw new Problem('not_found', `There is no ${quote(text)} here.`)
  return id
}

function bodyOf (endpoint: Endpoint, request: Request): { value: unknown, faults: FieldFaults | undefined } {
  const { body: given } = request
  if (endpoint.upload !== undefined) {
    if (!isByteStream(given) || !endpoint.upload.includes(mediaTypeOf(endpoint, request))) {
      throw new Problem('unsupported_media_type', `This takes a file: send it as Content-Type: ${listed(endpoint.upload, 'or')}.`)
    }
    return { value: given, faults: undefined }
  }
  if (endpoint.body === undefined) return { value: undefined, faults: undefined }
  if (!isRecord(given)) throw new Problem('malformed_request', 'The body must be a JSON object, such as {"name": "value"}.')
  return { value: known(endpoint.body, given), faults: faultsOf(endpoint.body, given, endpoint.readOnly) }
}

/** For JSON.stringify: the same text whatever the order of an object's fields. */
function sorted (_: string, value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.keys(value).toSorted().map((name) => [name, value[name]]))
}

/**
 * A key that is sent with a request that makes records; elsewhere it is not looked at, because such answers are not kept.
 * @returns the request to go on with, whose body is taken down while it is read where it is a stream
 */
function idempotencyOf (endpoint: Endpoint, request: Request): { given: Request, idempotency?: Idempotency } {
  const { id, query, body, idempotencyKey: key } = request
  if (key === undefined || !makesRecords(endpoint)) return { given: request }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const sentence = `${quote(key)} is not an Idempotency-Key: 1 to 255 visible ASCII characters.`
    throw new Problem('validation_failed', sentence, { errors: { 'Idempotency-Key': [sentence] } })
  }
  const hash = createHash('sha256').update(JSON.stringify([endpoint.method, endpoint.path, id, query]))
  let digest: string | undefined
  const fingerprint = () => (digest ??= hash.digest('base64url'))
  if (isByteStream(body)) return { given: { ...request, body: hashed(body, hash) }, idempotency: { key, fingerprint } }
  hash.update(JSON.stringify(body ?? null, sorted))
  return { given: request, idempotency: { key, fingerprint } }
}

/** Bytes on their way, taken down to the last: also those that nobody wants any more, after a line that is refused. */
async function * hashed (bytes: ByteStream, hash: Hash): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = bytes[Symbol.asyncIterator]()
  const next = async (): Promise<Uint8Array | undefined> => {
    const taken = await iterator.next()
    if (taken.done === true) return undefined
    hash.update(taken.value)
    return taken.value
  }
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk
  } finally {
    while (await next() !== undefined);
  }
}

const NO_QUERY = Type.Object({})

/** @throws Problem with every fault of the query and the body at once */
function inputOf<E extends Endpoint> (endpoint: E, request: Request): Input<E> {
  const query = readQuery(endpoint.query ?? NO_QUERY, request.query)
  const body = bodyOf(endpoint, request)
  if (query.faults !== undefined || body.faults !== undefined) {
    const errors = { ...query.faults, ...body.faults }
    throw new Problem('validation_failed', detailOf(errors), { errors })
  }
  // A row is looked for only once the rest is right: 404 comes after 400.
  const id = idOf(endpoint, request)
  return {
    ...(id === undefined ? {} : { id }),
    ...(endpoint.upload === undefined ? {} : { mediaType: mediaTypeOf(endpoint, request) }),
    query: query.value,
    body: body.value,
  } as unknown as Input<E>
}

/** A reply that its schema does not describe is our own fault, and is not sent. */
class WrongReply extends Error {
  constructor (endpoint: Endpoint) {
    super(`The reply to ${endpoint.method} ${endpoint.path} does not match its schema.`)
  }
}

/** A client takes fields that it does not know; we send none, so that no column leaves unnoticed. */
function hasMore (schema: TSchema, value: unknown): boolean {
  if (Type.IsArray(schema)) return Array.isArray(value) && value.some((item) => hasMore(schema.items, item))
  if (!isRecord(value)) return false
  if (Type.IsUnion(schema)) return schema.anyOf.every((one) => !isExactly(one, value))
  if (!Type.IsObject(schema)) return false
  return Object.entries(value).some(([name, inner]) => {
    const property = schema.properties[name]
    return property === undefined || hasMore(property, inner)
  })
}

function isExactly (schema: TSchema, value: unknown): boolean {
  return matches(schema, value) && !hasMore(schema, value)
}

function checked (endpoint: Endpoint, body: unknown): unknown {
  if (endpoint.reply === undefined) return undefined
  if (Type.IsArray(endpoint.reply) && isStream(body)) return checkedRows(endpoint, endpoint.reply.items, body)
  if (!isExactly(endpoint.reply, body)) throw new WrongReply(endpoint)
  return body
}

async function * checkedRows (endpoint: Endpoint, schema: TSchema, rows: AsyncIterable<unknown>): AsyncGenerator<unknown, void, undefined> {
  for await (const row of rows) {
    if (!isExactly(schema, row)) throw new WrongReply(endpoint)
    yield row
  }
}

export function answerOf (problem: Problem, requestId?: string): Answer {
  const status = HTTP_STATUS[problem.code]
  const { retryAfterSeconds } = problem.extras
  return {
    status,
    body: problemBody(problem, status, status >= 500 ? requestId : undefined),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** Told of errors that are our own faults, with the id of the request that met them. */
export type Report = (error: unknown, requestId?: string) => void

/** What anything that was thrown is told as. An error that is no problem is ours: `report` sees it, the client does not. */
export function problemFrom (error: unknown, report: Report, requestId?: string): Problem {
  if (error instanceof Problem) return error
  // Services tell the references that a request makes; what is left is its owner, deleted since the token was looked at.
  if (violationOf(error) === 'foreign_key') return userGone()
  const failure = storageFailure(error)
  const fault = failure === undefined ? error : failure.logged
  if (fault !== undefined) report(fault, requestId)
  return failure?.problem ?? new Problem('internal_error', 'Something went wrong here; the request was not carried out.')
}

export function dispatcher (routes: readonly Route[], report: Report) {
  const byEndpoint = new Map(routes.map((route) => [route.endpoint, route]))
  return async (endpoint: Endpoint, request: Request, caller: Caller, requestId?: string): Promise<Answer> => {
    try {
      const route = byEndpoint.get(endpoint)
      if (route === undefined) throw new Problem('not_found', `${endpoint.method} ${endpoint.path} is not served here.`)
      return await route.run(request, caller)
    } catch (error) {
      return answerOf(problemFrom(error, report, requestId), requestId)
    }
  }
}

export type Dispatch = ReturnType<typeof dispatcher>
