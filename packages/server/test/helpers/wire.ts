/**
 * HTTP over a real socket, for what `inject` does not show: verbs, headers, connections, and requests that are none.
 */
import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface WireRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly agent?: Agent
}

export interface WireAnswer { readonly status: number, readonly headers: IncomingHttpHeaders, readonly text: string }

/** Listens on a free port of the loopback, where it does not yet: tests may share a server. */
export async function listening (server: FastifyInstance): Promise<number> {
  if (!server.server.listening) {
    await server.listen({
      port: 0, host: '127.0.0.1', listenTextResolver: () => 'listening',
    })
  }
  return (server.server.address() as AddressInfo).port
}

export function ask (
  port: number, { method = 'GET', path, headers = {}, body, agent }: WireRequest
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    // Node frames no body of a GET or DELETE by itself.
    const framing = body === undefined || 'transfer-encoding' in headers
      ? {}
      : {
          'content-length': String(Buffer.byteLength(body)),
        }
    const sent = httpRequest({
      port, host: '127.0.0.1', method, path, headers: { ...framing, ...headers }, agent: agent ?? false,
    }, (response) => {
      const chunks: Uint8Array[] = []
      response.on('data', (chunk: Uint8Array) => { chunks.push(chunk) })
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Writes bytes as they are, and gives all that comes until the other side ends. */
export function exchange (
  port: number, bytes: string | Uint8Array, then: (socket: Socket) => void = () => {}
): Promise<string> {
  return new Promise((resolve, reject) => {
    // Half open, as the worst of clients: only the server's own end counts.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    socket.on('data', (chunk) => { received += chunk.toString() })
    socket.on('end', () => {
      socket.destroy()
      resolve(received)
    })
    socket.on('close', () => { resolve(received) })
    socket.on('error', reject)
    socket.write(bytes)
    then(socket)
  })
}

/** The first answer of a raw text. */
export function answerIn (text: string): WireAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(
      fields.map(
        (field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]
      )
    ),
    text: rest.join('\r\n\r\n'),
  }
}
