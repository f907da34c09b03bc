/** Mounts every endpoint on Fastify, and answers other requests: 404 for an unknown path, 405 for another verb. */
import type { Request } from '@fintrack/contract/call'
import { hasId, type Endpoint } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { listed, quote } from '@fintrack/contract/text'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dispatch, Route } from '../dispatch.ts'
import { answerOf, problemFrom, type Report } from '../problem-answer.ts'
import { permit, type Actor, type Caller } from '../request-context.ts'
import { addressOf, networkOf } from './address.ts'
import { sendAnswer, sendPage } from './answer.ts'
import type { Authenticate } from './authenticate.ts'
import { receiveBody, TinyPieces, type BodyLimits } from './body.ts'
import { DOCS, HOME } from './docs.ts'
import { requestsInFlight, type Asker } from './in-flight.ts'
import { longRequests } from './long-requests.ts'
import { METRICS } from './metrics.ts'
import { readPairs } from './url-encoded.ts'

interface Needs {
  readonly routes: readonly Route[]
  readonly dispatch: Dispatch
  readonly authenticate: Authenticate
  readonly limits: BodyLimits & { readonly requestsPerUser: number }
  readonly report: Report
}

declare module 'fastify' {
  interface FastifyRequest { actor: Actor | undefined }
}

/** One path of the contract, with the verbs that it has. */
interface Place { readonly pattern: RegExp, readonly allowed: readonly string[], readonly open: boolean }

function placesOf (endpoints: ReadonlyArray<Pick<Endpoint, 'method' | 'path' | 'open'>>): Place[] {
  return [...new Set(endpoints.map(({ path }) => path))].map((path) => {
    const here = endpoints.filter((endpoint) => endpoint.path === path)
    return {
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(':id', '[0-9]+').replace(/\/$/, '')}/?$`),
      allowed: here.flatMap(({ method }) => method === 'GET' ? ['GET', 'HEAD'] : [method]),
      open: here.every(({ open }) => open === true),
    }
  })
}

function pathOf (request: FastifyRequest): string {
  return request.url.replace(/\?.*/, '')
}

function callerOf (request: FastifyRequest): Caller {
  const address = addressOf(request)
  return { actor: request.actor, address, network: networkOf(address), agent: request.headers['user-agent'] }
}

/** Whose requests at once are limited. A stranger's without a body are not: they cost little, and probes ask. */
function askerOf (endpoint: Endpoint, request: FastifyRequest): Asker | undefined {
  if (request.actor !== undefined) return request.actor.userId
  return endpoint.body === undefined ? undefined : networkOf(addressOf(request))
}

/**
 * A browser says where a request comes from (W3C Fetch Metadata). A page of another site must not write here, not even
 * without a token: it could register, or use up a user's attempts, on a server that only its visitor can reach.
 */
function requireOwnPage ({ headers: { 'sec-fetch-site': site } }: FastifyRequest): void {
  if (site === 'cross-site' || site === 'same-site') {
    throw new Problem('forbidden', 'A page of another site cannot do this; open this server itself.')
  }
}

type RowRequest = FastifyRequest<{ Params: { id: string } }>

function requestOf (endpoint: Endpoint, request: RowRequest): Omit<Request, 'body'> {
  const query = readPairs(request.url.split('?').slice(1).join('?'), 'query')
  const { 'if-match': ifMatch, 'idempotency-key': key } = request.headers
  return {
    ...(hasId(endpoint) ? { id: request.params.id } : {}),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    // Two headers arrive as one key with a comma and a space in it, which `dispatch` refuses.
    ...(key === undefined ? {} : { idempotencyKey: String(key) }),
    query,
  }
}

export function mount (app: FastifyInstance, { routes, dispatch, authenticate, limits, report }: Needs): void {
  const endpoints = routes.map((route) => route.endpoint)
  const places = placesOf([...endpoints, HOME, DOCS, METRICS])

  // Fastify reads no body and no Content-Type, whatever the verb: `bodyOf` reads what an endpoint takes.
  for (const method of app.supportedMethods) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  app.decorateRequest('actor', undefined)
  const inFlight = requestsInFlight(limits.requestsPerUser)
  const runLong = longRequests()

  for (const endpoint of endpoints) {
    app.route<{ Params: { id: string } }>({
      method: endpoint.method,
      url: endpoint.path.replace(':id', ':id(^[0-9]+$)'),
      // Runs before anything reads the body.
      onRequest: async (request) => {
        if (endpoint.method !== 'GET') requireOwnPage(request)
        if (endpoint.open === true) return
        request.actor = await authenticate(request)
        // `dispatch` asks again; here it is asked before anything reads the body.
        permit(endpoint, request.actor)
      },
      handler: (request, reply) => inFlight(askerOf(endpoint, request), reply.raw, async () => {
        // Nobody reads it: of one whose length is not told there may be no end.
        if (isUnwanted(endpoint, request)) reply.header('connection', 'close')
        const received = await receiveBody(endpoint, request.raw, limits)
        const answer = async () => {
          const body = received.read()
          const given = { ...requestOf(endpoint, request), ...body }
          const made = await dispatch(endpoint, given, callerOf(request), request.id)
          return sendPage(reply, endpoint, given, made, report)
        }
        return received.isLong ? runLong(request.actor?.userId, answer) : answer()
      }),
    })
  }

  app.setNotFoundHandler(async (request, reply) => {
    const place = places.find(({ pattern }) => pattern.test(pathOf(request)))
    if (place === undefined) throw new Problem('not_found', `There is no ${quote(pathOf(request))} here.`)
    if (!place.open) await authenticate(request)
    reply.header('allow', place.allowed.join(', '))
    const allowed = listed(place.allowed, 'or')
    throw new Problem('method_not_allowed', `${request.method} is not allowed here; use ${allowed}.`)
  })

  app.setErrorHandler(async (error, request, reply) => sendProblem(error, request, reply, report))
}

/** Whether a request brings a body of unknown length where none is taken. */
function isUnwanted ({ body, upload }: Endpoint, { headers }: FastifyRequest): boolean {
  return body === undefined && upload === undefined && headers['transfer-encoding'] !== undefined
}

/** The explorer page refuses a path of its files that it cannot read, such as one with a NUL in it. */
function isRefusalOfPlugin (error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return Number(error.statusCode) >= 400 && Number(error.statusCode) < 500
}

export function sendProblem (
  thrown: unknown, request: FastifyRequest, reply: FastifyReply, report: Report
): Promise<FastifyReply> {
  if (thrown instanceof TinyPieces) reply.header('connection', 'close')
  const error = isRefusalOfPlugin(thrown) ? new Problem('not_found', 'There is no such file here.') : thrown
  return sendAnswer(reply, answerOf(problemFrom(error, report, request.id), request.id), report)
}
