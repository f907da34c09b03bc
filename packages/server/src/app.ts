/** The HTTP server around the core: the composition root. It neither listens nor looks at the environment. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { buildCore } from './core.ts'
import type { Databases } from './db/connect.ts'
import { openApiDocument } from './features/system/openapi.ts'
import type { KeyRing } from './features/sessions/keys.ts'
import { authentication } from './http/authenticate.ts'
import { docsPage } from './http/docs.ts'
import { mount, sendProblem } from './http/mount.ts'
import { HTTP_STATUS } from './http-status.ts'

export interface AppNeeds {
  readonly config: Config
  readonly databases: Databases
  readonly keys: KeyRing
  readonly clock: Clock
  /** Takes the log, JSON lines. */
  readonly writeLog: (line: string) => void
}

/** An app, and the switch that makes its readiness say no. */
export interface App { readonly server: FastifyInstance, stopping(): void }

/** Node's own refusals: the request could not be read as HTTP at all. */
const CLIENT_ERRORS: Readonly<Record<string, [code: ProblemCode, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
}

/** What every answer says, whoever gives it. */
function headersOf(requestId: string) {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
}

function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [code, sentence] = CLIENT_ERRORS[error.code ?? ''] ?? ['malformed_request', 'This is not a request that can be read.']
  const status = HTTP_STATUS[code]
  const body = JSON.stringify(problemBody(new Problem(code, sentence), status))
  const headers = {
    ...headersOf(randomUUID()), 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body), connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${code}`, ...lines, '', body].join('\r\n'))
}

export async function buildApp({ config, databases, keys, clock, writeLog }: AppNeeds): Promise<App> {
  let isStopping = false
  const server: FastifyInstance = fastify({
    // Without the host's name and the process's id: whoever collects logs of many servers adds his own.
    logger: { level: config.logLevel, base: null, timestamp: () => `,"time":"${clock.now()}"`, stream: { write: writeLog } },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestTimeout: config.requestTimeoutMs,
    // A stopping server still finishes what comes over connections that are open.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    // Comes before any hook has run.
    frameworkErrors: (error, request, reply) => { void sendProblem(error, request, reply.headers(headersOf(request.id))) },
    clientErrorHandler: answerClientError,
  })
  const core = buildCore({
    databases,
    clock,
    keys: () => keys,
    settings: config,
    report: (error) => { server.log.error({ err: error }, 'a fault of our own') },
    isStopping: () => isStopping,
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headersOf(request.id))
  })
  server.addHook('onResponse', async (request, reply) => {
    request.log.info({
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.actor === undefined ? {} : { user: request.actor.userId }),
    }, 'request')
  })

  const authenticate = await authentication(server, { keys, sessions: core.sessions, clock })
  mount(server, { routes: core.routes, dispatch: core.dispatch, authenticate, limits: config })
  await docsPage(server, openApiDocument())
  return { server, stopping: () => { isStopping = true } }
}
