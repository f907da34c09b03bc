import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { httpServer } from '../../src/http/connections.ts'

const MOST = 4

const GET = 'GET / HTTP/1.1\r\n\r\n'
const HALF_A_BODY = 'POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n{'

/** A server with room for four; what it is asked at "/" it answers once it is released, and anything else at once. */
async function serving (test: Test, trustProxy: readonly string[] = []) {
  const waiting: Array<() => void> = []
  const answer: RequestListener = (request, response) => {
    request.resume()
    if (request.url === '/') waiting.push(() => { response.end('late') })
    else response.end('done')
  }
  const server = httpServer({
    requestTimeoutMs: 60_000, idleTimeoutMs: 60_000, clientConnections: MOST, trustProxy,
  }, answer)
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  /** Connects from an address, and sends something; settles once the server has taken it. */
  const client = async (bytes = '', localAddress = '127.0.0.1'): Promise<Socket> => {
    const taken = once(server, 'connection')
    const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => {})
    test.teardown(() => { socket.destroy() })
    await Promise.all([taken, once(socket, 'connect')])
    if (bytes === '') return socket
    const isWhole = bytes.includes('\r\n\r\n')
    const asked = isWhole ? once(server, 'request') : undefined
    socket.write(bytes)
    await asked
    return socket
  }
  /** Which sockets the server has closed. */
  const closed = async (sockets: readonly Socket[]): Promise<boolean[]> => {
    for (const socket of sockets) socket.resume()
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    return sockets.map((socket) => socket.destroyed)
  }
  return { server, client, closed, release: () => { for (const end of waiting.splice(0)) end() } }
}

t.test('at the bound the connection that has been idle longest is closed for the next one [P3.3]', async (t) => {
  const { server, client, closed } = await serving(t)
  const asked = await client('GET /now HTTP/1.1\r\n\r\n')
  await once(asked, 'data')
  const [half, silent, running] = [await client('GET / HT'), await client(), await client(GET)]
  // Used again, it is the one that has been idle for the shortest time.
  asked.write('GET /now HTTP/1.1\r\n\r\n')
  await once(asked, 'data')
  const first = await client()
  t.strictSame(await closed([asked, half, silent, running, first]), [false, true, false, false, false])
  const second = await client()
  t.strictSame(await closed([asked, silent, running, first, second]), [false, true, false, false, false])
  const third = await client()
  t.strictSame(await closed([asked, running, first, second, third]), [true, false, false, false, false])
  const open = await new Promise((resolve) => { server.getConnections((_error, count) => { resolve(count) }) })
  t.equal(open, MOST)
})

t.test('a connection whose requests run is not closed for another, which is refused', async (t) => {
  const { client, closed, release } = await serving(t)
  const running = [await client(GET + GET), await client(GET), await client(GET), await client(GET)]
  t.strictSame(await closed([await client(), ...running]), [true, false, false, false, false])
  const answers = running.map(async (socket) => String((await once(socket, 'data'))[0]))
  release()
  t.strictSame((await Promise.all(answers)).map((text) => text.slice(0, 15)), Array(MOST).fill('HTTP/1.1 200 OK'))
  t.strictSame(await closed([await client(), ...running]), [false, false, true, false, false], 'now they are idle')
})

t.test('a connection that has ended leaves its place to another', async (t) => {
  const { server, client, closed } = await serving(t)
  const sockets = [await client(GET), await client(GET), await client(GET), await client(GET)]
  const ended = new Promise((resolve) => { server.once('connection', () => { resolve(undefined) }) })
  sockets[0]?.destroy()
  await closed([])
  const next = await client()
  await ended
  t.strictSame(await closed([...sockets.slice(1), next]), [false, false, false, false])
})

t.test('at the bound the network with the most idle connections loses one [P3.3]', async (t) => {
  const { client, closed } = await serving(t)
  const alone = await client()
  const crowd = [await client('', '127.0.0.2'), await client('', '127.0.0.2'), await client('', '127.0.0.2')]
  const next = await client('', '127.0.0.2')
  t.strictSame(await closed([alone, ...crowd, next]), [false, true, false, false, false])
})

t.test('an idle connection of a trusted proxy is closed after those of others', async (t) => {
  const { client, closed } = await serving(t, ['127.0.0.1'])
  const proxy = [await client(), await client(), await client()]
  const other = await client('', '127.0.0.2')
  t.strictSame(await closed([...proxy, other, await client()]), [false, false, false, true, false])
  t.strictSame(await closed([...proxy, await client()]), [true, false, false, false])
})

t.test('a network that holds most connections by half-sent requests loses one to another [P3.3]', async (t) => {
  const { client, closed } = await serving(t)
  const slow = [await client(GET, '127.0.0.2')]
  while (slow.length < MOST) slow.push(await client(HALF_A_BODY, '127.0.0.2'))
  const own = await client('', '127.0.0.2')
  t.strictSame(await closed([own, ...slow]), [true, false, false, false, false], 'none to itself')
  const others = [await client(GET), await client(GET)]
  t.strictSame(
    await closed([...others, ...slow]), [false, false, false, true, true, false], 'none that waits for its answer'
  )
  t.strictSame(await closed([await client(), ...others, ...slow.slice(0, 1)]), [true, false, false, false], 'nor half')
})
