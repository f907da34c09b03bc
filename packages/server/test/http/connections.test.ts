import type { RequestListener, ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { httpServer } from '../../src/http/connections.ts'
import { answerIn, ask, exchange } from '../helpers/wire.ts'

const IDLE_MS = 300
const LONG_MS = 3 * IDLE_MS
const LARGE = 'x'.repeat(32 * 1024 * 1024)

const later = (ms = LONG_MS) => new Promise<void>((resolve) => { setTimeout(resolve, ms) })

async function serving (test: Test, answer: RequestListener, limits: object = {}) {
  const server = httpServer({
    requestTimeoutMs: 60_000, idleTimeoutMs: IDLE_MS, clientConnections: 100, trustProxy: [], ...limits,
  }, answer)
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => { server.once('listening', resolve) })
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

/** A client that is in the way; settles when the server has cut it. */
function nuisance (test: Test, port: number, bytes: string, then: (socket: Socket) => void = () => {}): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  test.teardown(() => { socket.destroy() })
  socket.write(bytes)
  then(socket)
  socket.resume()
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('end', () => { resolve() })
    socket.on('close', () => { resolve() })
  })
}

t.test('a client that does not read its answer is cut [P3.3]', async (t) => {
  const { server, port } = await serving(t, (_request, response) => { response.end(LARGE) })
  const cut = new Promise((resolve) => {
    server.once('connection', (socket) => { socket.once('close', resolve) })
  })
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  t.teardown(() => { socket.destroy() })
  socket.write('GET / HTTP/1.1\r\n\r\n')
  await cut
})

t.test('a client that takes its answer slowly gets all of it', async (t) => {
  const { port } = await serving(t, (_request, response) => { response.end(LARGE) })
  const received = await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', (socket) => {
    let bytes = 0
    socket.on('data', (chunk) => {
      bytes += chunk.length
      if (bytes < 8 * 1024 * 1024) return
      bytes = 0
      socket.pause()
      setTimeout(() => { socket.resume() }, IDLE_MS / 6)
    })
  })
  t.equal(answerIn(received).text.length, LARGE.length)
})

t.test('a client that does not send the body it announced is cut [P3.3]', async (t) => {
  const { port } = await serving(t, (request, response) => { request.resume().on('end', () => response.end('done')) })
  await Promise.all([
    nuisance(t, port, ''),
    nuisance(t, port, 'POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n{'),
    nuisance(t, port, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'),
    nuisance(t, port, 'GET / HTTP/1.1\r\nX-Half'),
  ])
})

t.test('a request that arrives byte by byte is cut at the time limit [P3.3]', async (t) => {
  const { port } = await serving(t, (request) => { request.resume() }, { requestTimeoutMs: 500 })
  await nuisance(t, port, 'POST / HTTP/1.1\r\nContent-Length: 10000\r\n\r\n{', (socket) => {
    const drip = setInterval(() => { if (socket.writable) socket.write(' ') }, IDLE_MS / 6)
    socket.on('close', () => { clearInterval(drip) })
    socket.on('end', () => { socket.destroy() })
  })
})

t.test('a complete request is waited for as long as its answer takes', async (t) => {
  const { port } = await serving(t, (request, response) => {
    request.resume().on('end', () => { void later().then(() => response.end('done')) })
  })
  t.match(await ask(port, { method: 'POST', path: '/', body: 'x'.repeat(200_000) }), { status: 200, text: 'done' })
  // Half closed by the client, which still listens.
  t.equal(answerIn(await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).text.includes('done'), true)
})

t.test('an answer may pause without being cut', async (t) => {
  const parts = async (response: ServerResponse) => {
    response.write('one ')
    await later()
    response.end('two')
  }
  const { port } = await serving(t, (_request, response) => { void parts(response) })
  t.match(await ask(port, { path: '/' }), { status: 200, text: 'one two' })
})

t.test('a client is not cut for bytes that the server has yet to read', async (t) => {
  const { port } = await serving(t, (request, response) => {
    // Once something is there, nothing is read for a while.
    request.once('readable', () => {
      void later().then(() => { request.resume().on('end', () => response.end('done')) })
    })
  })
  // More than a stream holds, and no more than is there at once when it is read again.
  t.match(await ask(port, { method: 'POST', path: '/', body: 'x'.repeat(1_000_000) }), { status: 200, text: 'done' })
})

t.test('an answer that the client does not read is cut also where it took long', async (t) => {
  const { server, port } = await serving(t, (_request, response) => { void later().then(() => response.end(LARGE)) })
  const cut = new Promise((resolve) => {
    server.once('connection', (socket) => { socket.once('close', resolve) })
  })
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  t.teardown(() => { socket.destroy() })
  socket.write('GET / HTTP/1.1\r\n\r\n')
  await cut
})

t.test('the address of a client that has hung up is still known', async (t) => {
  let gone = (_address: string | undefined) => {}
  const address = new Promise<string | undefined>((resolve) => { gone = resolve })
  const { port } = await serving(t, (request) => {
    request.socket.on('close', () => { gone(request.socket.remoteAddress) })
  })
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  socket.write('GET / HTTP/1.1\r\n\r\n')
  setTimeout(() => { socket.resetAndDestroy() }, 50)
  t.equal(await address, '127.0.0.1')
})

t.test('several Authorization headers get 401 [V6.3.4]', async (t) => {
  const { port } = await serving(t, (request, response) => { response.end(request.headers.authorization ?? 'none') })
  const told = async (headers: string) => answerIn(
    await exchange(port, `GET / HTTP/1.1\r\nConnection: close\r\n${headers}\r\n`)
  ).text
  t.match(await told(''), /none/)
  t.match(await told('Authorization: Bearer a\r\n'), /^[^,]*Bearer a[^,]*$/)
  t.match(await told('Authorization: Bearer a\r\nauthorization: Bearer b\r\n'), /Bearer a, Bearer b/)
})
