/**
 * One way through, whichever way a request came in: validate by the endpoint's schemas, run the handler, check the
 * reply, or answer with a problem. Fastify mounts it, and the embedded book calls it.
 */
import { mediaTypeOf, type Answer, type Request } from '@fintrack/contract/call'
import {
  hasId, isByteStream, type BodyOf, type Endpoint, type HasId, type QueryOf, type ReplyOf, type UploadOf,
} from '@fintrack/contract/endpoint'
import { Problem, type Faults } from '@fintrack/contract/problem'
import { listed, quote } from '@fintrack/contract/text'
import { faultsOf, isRecord, pickNamedFields, readQuery } from '@fintrack/contract/validate'
import { Type } from 'typebox'
import { violationOf } from './db/errors/violation.ts'
import { answerOf, problemFrom, type Report } from './problem-answer.ts'
import { checkedReply } from './reply-check.ts'
import { contextOf, userGone, type Caller, type Origin, type RequestContext } from './request-context.ts'

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

/** An endpoint with the handler that answers it. */
export interface Route {
  readonly endpoint: Endpoint
  run(request: Request, caller: Caller): Promise<Answer>
}

/** Where a reply has no body, a handler may return nothing. */
type Answering<E extends Endpoint> =
  | Promise<NoInfer<Outcome<E>>> | NoInfer<Outcome<E>> | (ReplyOf<E> extends undefined ? Promise<void> : never)

/** An endpoint that needs a login. */
export function handle<E extends Endpoint> (
  endpoint: E, handler: (context: RequestContext, input: NoInfer<Input<E>>) => Answering<E>
): Route {
  return {
    endpoint,
    run: async (request, caller) => {
      const { context, given } = contextOf(endpoint, request, caller)
      return answerWith(endpoint, await handler(context, inputOf(endpoint, given)))
    },
  }
}

/** An endpoint that is open to everybody. */
export function handleOpen<E extends Endpoint & { open: true }> (
  endpoint: E, handler: (origin: Origin, input: NoInfer<Input<E>>) => Answering<E>
): Route {
  return {
    endpoint,
    // An open endpoint does not look at who asks.
    run: async (request, { actor: _, ...origin }) => answerWith(
      endpoint, await handler(origin, inputOf(endpoint, request))
    ),
  }
}

/** An open endpoint whose answer never changes: made, checked and written as JSON once, when it is first asked for. */
export function handleFixed<E extends Endpoint & { open: true }> (
  endpoint: E, make: () => NoInfer<Outcome<E>>
): Route {
  let answer: Answer | undefined
  return {
    endpoint,
    run: async (request) => {
      inputOf(endpoint, request)
      if (answer === undefined) {
        const made = answerWith(endpoint, make())
        answer = { ...made, text: JSON.stringify(made.body) }
      }
      return answer
    },
  }
}

function answerWith<E extends Endpoint> (endpoint: E, outcome: Outcome<E> | void): Answer {
  const { body, next, location, etag } = outcome ?? { body: undefined }
  return {
    status: endpoint.status,
    body: checkedReply(endpoint, body),
    ...(next === undefined ? {} : { next }),
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
  }
}

function idOf (endpoint: Endpoint, request: Request): number | undefined {
  if (!hasId(endpoint)) return undefined
  const text = request.id ?? ''
  const id = Number(text)
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(id)) {
    throw new Problem('not_found', `There is no ${quote(text)} here.`)
  }
  return id
}

function bodyOf (endpoint: Endpoint, request: Request): { value: unknown, faults: Faults | undefined } {
  const { body: given } = request
  if (endpoint.upload !== undefined) {
    if (!isByteStream(given) || !endpoint.upload.includes(mediaTypeOf(endpoint, request))) {
      const formats = listed(endpoint.upload, 'or')
      throw new Problem('unsupported_media_type', `This takes a file: send it as Content-Type: ${formats}.`)
    }
    return { value: given, faults: undefined }
  }
  if (endpoint.body === undefined) return { value: undefined, faults: undefined }
  if (!isRecord(given)) {
    throw new Problem('malformed_request', 'The body must be a JSON object, such as {"name": "value"}.')
  }
  return { value: pickNamedFields(endpoint.body, given), faults: faultsOf(endpoint.body, given, endpoint.readOnly) }
}

const NO_QUERY = Type.Object({})

/** @throws Problem with every fault of the query and the body at once */
function inputOf<E extends Endpoint> (endpoint: E, request: Request): Input<E> {
  const query = readQuery(endpoint.query ?? NO_QUERY, request.query)
  const body = bodyOf(endpoint, request)
  if (body.faults !== undefined) query.faults.addAll(body.faults)
  query.faults.check()
  // A row is looked for only once the rest is right: 404 comes after 400.
  const id = idOf(endpoint, request)
  return {
    ...(id === undefined ? {} : { id }),
    ...(endpoint.upload === undefined ? {} : { mediaType: mediaTypeOf(endpoint, request) }),
    query: query.value,
    body: body.value,
  } as unknown as Input<E>
}

/** What is looked for only once a request has failed, outside of its transaction. */
export interface Afterthoughts {
  /** Adds to a problem what may have been meant. */
  readonly complete: (problem: Problem, caller: Caller) => Promise<Problem>
  /** Whether there is no such user any more. */
  readonly isGone: (userId: number) => Promise<boolean>
}

/* c8 ignore next -- a dispatcher without a book, as in tests, finds nobody gone */
const NO_AFTERTHOUGHTS: Afterthoughts = { complete: async (problem) => problem, isGone: async () => false }

/**
 * Whether a row could not be stored because its user was deleted since the token of the request was checked. Services
 * check every other reference of a request, so that another one is a fault of theirs.
 */
async function isOfGoneUser (error: unknown, { actor }: Caller, { isGone }: Afterthoughts): Promise<boolean> {
  if (actor === undefined || violationOf(error) !== 'foreign_key') return false
  /* c8 ignore next -- a book that cannot be read says nothing of its users */
  return isGone(actor.userId).catch(() => false)
}

export function dispatcher (routes: readonly Route[], report: Report, after: Afterthoughts = NO_AFTERTHOUGHTS) {
  const byEndpoint = new Map(routes.map((route) => [route.endpoint, route]))
  return async (endpoint: Endpoint, request: Request, caller: Caller, requestId?: string): Promise<Answer> => {
    try {
      const route = byEndpoint.get(endpoint)
      if (route === undefined) throw new Problem('not_found', `${endpoint.method} ${endpoint.path} is not served here.`)
      return await route.run(request, caller)
    } catch (error) {
      if (await isOfGoneUser(error, caller, after)) return answerOf(userGone(), requestId)
      const problem = problemFrom(error, report, requestId)
      return answerOf(await after.complete(problem, caller).catch(() => problem), requestId)
    }
  }
}

export type Dispatch = ReturnType<typeof dispatcher>
