/** The HTTP server around the core: the composition root. It neither listens nor looks at the environment. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import { getReadiness } from '@fintrack/contract/system'
import fastify, { LogController, type ConnectionError, type FastifyInstance } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import { buildCore } from '../core.ts'
import { placeInWords, type Databases } from '../db/databases.ts'
import { openApiDocument } from '../features/system/openapi.ts'
import type { KeyRing } from '../features/signing-keys/key-ring.ts'
import type { HashCost } from '../features/users/password.ts'
import { accessTokens } from './access-tokens.ts'
import { addressOf, namedBy } from './address.ts'
import { authentication } from './authenticate.ts'
import { httpServer } from './connections.ts'
import { docsPage } from './docs.ts'
import { errorLog } from './error-log.ts'
import { hostCheck } from './host.ts'
import { measure } from './metrics.ts'
import { mount, sendProblem } from './mount.ts'
import { loggedError, logLine, withoutTokens } from './redaction.ts'
import { HTTP_STATUS } from '../http-status.ts'

export interface AppNeeds {
  readonly config: Config
  readonly databases: Databases
  readonly keys: KeyRing
  readonly clock: Clock
  /** Takes the log, JSON lines. */
  readonly writeLog: (line: string) => void
  /** Of new passwords; left out, the usual one. */
  readonly hashCost?: HashCost | undefined
}

/** An app, and the switch that makes its readiness say no. */
export interface App {
  readonly server: FastifyInstance
  readonly stopping: () => void
  /** Finishes removals of users that were interrupted; ends early where the server stops, and throws nothing. */
  readonly finishRemovals: () => Promise<void>
}

/** Node's own limit for a request's head, so that an id with any number of zeros reaches its handler. */
const MAX_HEADER_BYTES = 16_384

/** Node's own refusals of requests that it cannot read as HTTP. */
const CLIENT_ERRORS: Readonly<Record<string, [code: ProblemCode, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
}

/** The headers of every answer, also of those that Fastify does not send. */
function headersOf (requestId: string) {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
}

function answerClientError (error: ConnectionError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [code, sentence] = CLIENT_ERRORS[error.code] ?? ['malformed_request', 'This is not a request that can be read.']
  const status = HTTP_STATUS[code]
  const body = JSON.stringify(problemBody(new Problem(code, sentence), status))
  const headers = {
    ...headersOf(randomUUID()),
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write([`HTTP/1.1 ${status} ${code}`, ...lines, '', body].join('\r\n'))
  // Closes the connection even where the client does not close its half.
  socket.destroySoon()
}

export async function buildApp ({ config, databases, keys, clock, writeLog, hashCost }: AppNeeds): Promise<App> {
  let isStopping = false
  const server: FastifyInstance = fastify({
    // Without the host's name and the process's id: those who collect logs of many servers add their own.
    logger: {
      level: config.logLevel,
      base: null,
      timestamp: () => `,"time":"${clock.now()}"`,
      serializers: { err: loggedError },
      stream: { write: (line) => { writeLog(logLine(line)) } },
    },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: namedBy(config.trustProxy),
    serverFactory: (answer) => httpServer(config, answer),
    // A stopping server still answers requests over its open connections.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_HEADER_BYTES },
    // A URL that cannot be decoded; no hook has run yet.
    frameworkErrors: (_error, request, reply) => {
      const problem = new Problem('not_found', 'There is no such path here.')
      void sendProblem(problem, request, reply.headers(headersOf(request.id)), report)
    },
    clientErrorHandler: answerClientError,
  })
  const report = errorLog({ log: server.log, databases, place: placeInWords(config), clock })
  const tokens = await accessTokens(server, { keys, clock, lifeSeconds: config.accessTokenSeconds })
  const core = buildCore({
    databases,
    clock,
    keys: () => keys,
    signAccessToken: tokens.sign,
    settings: config,
    report,
    isStopping: () => isStopping,
    hashCost,
  })
  const requireOwnName = hostCheck(config.names)
  server.addHook('onRequest', async (request) => { requireOwnName(request) })
  // Runs last, because the plugin of the explorer page sets headers of its own for its files.
  server.addHook('onSend', async (request, reply, payload) => {
    reply.headers(headersOf(request.id))
    // A stopping server waits for its connections to end.
    if (isStopping) reply.header('connection', 'close')
    // A refusal quotes the offending value, which may be a token in the wrong place.
    return reply.statusCode >= 400 && typeof payload === 'string' ? withoutTokens(payload) : payload
  })
  server.addHook('onResponse', async (request, reply) => {
    request.log.info({
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      address: addressOf(request),
      ...(request.actor === undefined ? {} : { user: request.actor.userId }),
    }, 'request')
  })

  const authenticate = authentication({
    accessTokens: tokens, sessions: core.sessions, tokens: core.tokens, requestsPerUser: config.requestsPerUser,
  })
  mount(server, { routes: core.routes, dispatch: core.dispatch, authenticate, limits: config, report })
  const isReady = async () => (await core.dispatch(getReadiness, { query: [] }, {})).status === 200
  measure(server, { from: config.metricsFrom, databases, isReady })
  await docsPage(server, openApiDocument())
  return {
    server,
    stopping: () => { isStopping = true },
    finishRemovals: () => core.users.finishRemovals(() => isStopping).catch((error: unknown) => {
      server.log.error({ err: error }, 'users who were deleted still have rows; the next start removes them')
    }),
  }
}
