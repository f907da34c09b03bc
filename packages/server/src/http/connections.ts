/** The server's connections: what may take how long, so that slow and half-open clients cost little. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface ConnectionLimits {
  /** In which a request must have arrived whole. */
  readonly requestTimeoutMs: number
  /** After which a connection is cut on which nothing moves. */
  readonly idleTimeoutMs: number
}

/** How often Node looks for requests that have not arrived in time. */
const TIMEOUT_CHECK_MS = 1000

/** Between two requests: longer than the 60 s of most reverse proxies, so that no request meets a connection that ends. */
const KEEP_ALIVE_MS = 72_000

interface Exchange { readonly request: IncomingMessage, readonly response: ServerResponse }

/** Whether the next move is the server's own: all that the client has to give is here, and it takes what it is given. */
function isOurMove (socket: Socket, { request, response }: Exchange): boolean {
  const hasGiven = request.complete || request.readableLength > 0
  return hasGiven && !response.writableFinished && socket.writableLength === 0
}

/**
 * To Node a connection is idle when no byte moves in either direction, also while a long import is worked on. Here the
 * client's turn counts alone: bytes of a request that do not come, or of an answer that are not taken.
 */
function cutIdle (server: Server, idleMs: number): void {
  const exchanges = new WeakMap<Socket, Exchange>()
  server.on('request', (request, response) => { exchanges.set(request.socket, { request, response }) })
  // The time begins anew with the next byte, such as the answer's first.
  server.setTimeout(idleMs, (socket) => {
    const exchange = exchanges.get(socket)
    if (exchange === undefined || !isOurMove(socket, exchange)) socket.destroy()
  })
}

/**
 * Of several such headers Node keeps the first, where a proxy may have looked at the last. Put together, as it does with
 * most headers, they are no login at all.
 */
function joinAuthorizations ({ headers, headersDistinct }: IncomingMessage): void {
  if (headersDistinct.authorization !== undefined) headers.authorization = headersDistinct.authorization.join(', ')
}

export function httpServer ({ requestTimeoutMs, idleTimeoutMs }: ConnectionLimits, answer: RequestListener): Server {
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Host is not looked at.
    requireHostHeader: false,
  }, (request, response) => {
    joinAuthorizations(request)
    answer(request, response)
  })
  cutIdle(server, idleTimeoutMs)
  // An `Expect` that Node does not know is not looked at either.
  server.on('checkExpectation', (request, response) => { server.emit('request', request, response) })
  // Node remembers an address once it was asked for: of a client that hangs up it would know none any more.
  server.on('connection', (socket) => socket.remoteAddress)
  return server
}
