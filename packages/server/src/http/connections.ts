/** The server's connections, and how long each step of one may take: slow and half-open clients cost little. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { namedBy } from './address.ts'
import { boundConnections } from './connection-bound.ts'

interface ConnectionLimits {
  /** A whole request must arrive within this time. */
  readonly requestTimeoutMs: number
  /** A connection on which nothing moves is cut after this time. */
  readonly idleTimeoutMs: number
  /** The most connections that are open at once. */
  readonly clientConnections: number
  /** Addresses and CIDRs of proxies of ours. */
  readonly trustProxy: readonly string[]
}

/** How often Node looks for requests that have not arrived in time. */
const TIMEOUT_CHECK_MS = 1000

/** Longer than the 60 s of most reverse proxies, so that none of them sends a request just as its connection ends. */
const KEEP_ALIVE_MS = 72_000

interface Exchange { readonly request: IncomingMessage, readonly response: ServerResponse }

/** Whether the client waits for the server: it has sent all that it has, and has taken all that it was sent. */
function isClientWaiting (socket: Socket, { request, response }: Exchange): boolean {
  const hasSent = request.complete || request.readableLength > 0
  return hasSent && !response.writableFinished && socket.writableLength === 0
}

/** Whether the client of a socket keeps the server waiting, by the latest request on it. */
function watchExchanges (server: Server): (socket: Socket) => boolean {
  const exchanges = new WeakMap<Socket, Exchange>()
  server.on('request', (request, response) => { exchanges.set(request.socket, { request, response }) })
  return (socket) => {
    const exchange = exchanges.get(socket)
    return exchange === undefined || !isClientWaiting(socket, exchange)
  }
}

/**
 * Node keeps the first of several Authorization headers, and a proxy may have read the last. Joined, as Node joins most
 * other headers, they are not a login at all.
 */
function joinAuthorizations ({ headers, headersDistinct }: IncomingMessage): void {
  if (headersDistinct.authorization !== undefined) headers.authorization = headersDistinct.authorization.join(', ')
}

export function httpServer (limits: ConnectionLimits, answer: RequestListener): Server {
  const { requestTimeoutMs, idleTimeoutMs, clientConnections, trustProxy } = limits
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // HTTP/1.0 has no Host header.
    requireHostHeader: false,
  }, (request, response) => {
    joinAuthorizations(request)
    answer(request, response)
  })
  const isStalled = watchExchanges(server)
  // To Node a connection is idle when no byte moves in either direction, also while the server works on a long import.
  // Here only the time counts in which the client sends no byte of its request, or takes none of the answer; it starts
  // again with the next byte, such as the answer's first.
  server.setTimeout(idleTimeoutMs, (socket) => { if (isStalled(socket)) socket.destroy() })
  const isNamed = namedBy(trustProxy)
  boundConnections(server, {
    clientConnections, isStalled, isProxy: (address) => isNamed !== false && isNamed(address),
  })
  // Nothing here reads an `Expect` header that Node does not know.
  server.on('checkExpectation', (request, response) => { server.emit('request', request, response) })
  // Node remembers an address once it is read; it no longer knows that of a client that has hung up.
  server.on('connection', (socket) => socket.remoteAddress)
  return server
}
