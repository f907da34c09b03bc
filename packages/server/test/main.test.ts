import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Agent } from 'node:http'
import t from 'tap'
import { openFile } from '../src/db/sqlite/file.ts'
import { folder, PASSWORD } from './helpers/api.ts'
import { portOf, serverProcess } from './helpers/processes.ts'
import { answerIn, ask, exchange } from './helpers/wire.ts'

const BODY = JSON.stringify({ username: 'ada', password: PASSWORD })
const HEAD = 'POST /api/users/register/ HTTP/1.1\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${BODY.length}\r\n\r\n`

t.test('a server prints nothing but its address and its log [V16.2.3]', async (t) => {
  const dataDir = join(folder(t), 'new', 'fintrack')
  const server = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' }, true)
  const port = await portOf(server)
  t.equal((await ask(port, { path: '/readyz' })).status, 200)
  t.equal(
    (await ask(port, {
      method: 'POST', path: '/api/users/register/', headers: { 'content-type': 'application/json' }, body: BODY,
    })).status,
    201
  )
  server.child.kill('SIGTERM')
  t.equal(await server.ended, 0)
  t.equal(server.stdout(), `fintrack listens on http://127.0.0.1:${port}\n`)
  const lines = server.stderr().trimEnd().split('\n').map((line) => JSON.parse(line))
  t.strictSame(lines.map(({ msg, path, status }) => [msg, path, status].filter((part) => part !== undefined)), [
    [`listening on http://127.0.0.1:${port}; the book is in ${join(dataDir, 'fintrack.db')}`], ['request', '/readyz', 200], ['request', '/api/users/register/', 201], ['stopping'],
  ])
  t.ok(lines.every(({ time, level }) => typeof time === 'string' && level === 30))
  t.strictSame(
    ['fintrack.db', 'keys.json', 'fintrack.db-wal'].map((name) => existsSync(join(dataDir, name))),
    [true, true, false], 'and what it wrote is all in the database'
  )
  const { query, close } = await openFile(join(dataDir, 'fintrack.db'), 'read', 10_000)
  t.match(
    await query('SELECT password_hash FROM users'), [{ password_hash: /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/ }],
    'a hash costs what it should'
  )
  await close()
})

t.test('SIGINT stops a server as SIGTERM does', async (t) => {
  const server = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0' })
  await portOf(server)
  server.child.kill('SIGINT')
  t.equal(await server.ended, 0)
})

t.test('a server that is stopped finishes a running request', async (t) => {
  const server = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0', FINTRACK_SHUTDOWN_SECONDS: '60' })
  const port = await portOf(server)
  const idle = new Agent({ keepAlive: true })
  t.teardown(() => { idle.destroy() })
  await ask(port, { path: '/healthz', agent: idle })
  const received = exchange(port, HEAD + BODY.slice(0, 10), (socket) => {
    setTimeout(() => { server.child.kill('SIGTERM') }, 200)
    void server.printed(/"stopping"/).then(() => { socket.write(BODY.slice(10)) })
  })
  const answer = answerIn(await received)
  t.match(answer, { status: 201, headers: { connection: 'close' } })
  t.match(JSON.parse(answer.text), { id: 1, username: 'ada' })
  t.equal(await server.ended, 0)
})

t.test('a server that is stopped cuts hanging sockets when its time is over', async (t) => {
  const server = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0', FINTRACK_SHUTDOWN_SECONDS: '1' })
  const port = await portOf(server)
  const hanging = [
    HEAD + BODY.slice(0, 10), 'GET /healthz HTTP/1.1\r\nX-', '',
  ].map((bytes) => exchange(port, bytes).catch(String))
  await ask(port, { path: '/healthz' })
  await new Promise((resolve) => { setTimeout(resolve, 300) })
  server.child.kill('SIGTERM')
  t.equal(await server.ended, 0)
  for (const received of await Promise.all(hanging)) t.notMatch(received, /^HTTP\/1.1 2/)
  t.notMatch(server.stderr(), /a fault of our own/)
})

t.test('a server that is stopped without a grace cuts hanging sockets at once', async (t) => {
  const server = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0', FINTRACK_SHUTDOWN_SECONDS: '0' })
  const hanging = exchange(await portOf(server), HEAD).catch(String)
  await new Promise((resolve) => { setTimeout(resolve, 200) })
  server.child.kill('SIGTERM')
  t.equal(await server.ended, 0)
  t.notMatch(await hanging, /^HTTP/)
})

t.test('a server with few open files answers beside more silent connections than it may have [P3.3]', async (t) => {
  const server = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0' }, false, 256)
  const port = await portOf(server)
  const silent = Array.from({ length: 320 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}))
  t.teardown(() => { for (const socket of silent) socket.destroy() })
  await Promise.all(silent.map((socket) => once(socket, 'connect')))
  const registered = await ask(port, {
    method: 'POST', path: '/api/users/register/', headers: { 'content-type': 'application/json' }, body: BODY,
  })
  t.equal(registered.status, 201)
  for (let times = 0; times < 20; times += 1) t.equal((await ask(port, { path: '/readyz' })).status, 200)
  t.equal(silent.filter((socket) => !socket.destroyed).length <= 182, true)
})

t.test('a server that cannot start prints one sentence to stderr and its exit code', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => { taken.close() })
  await new Promise((resolve) => { taken.once('listening', resolve) })
  const { port } = taken.address() as AddressInfo
  const inUse = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: String(port) })
  t.equal(await inUse.ended, 1)
  t.equal(inUse.stderr(),
    `error: Port ${port} of 127.0.0.1 is in use.\n` +
      'hint: set FINTRACK_PORT to another port (0 takes a free one), or FINTRACK_HOST\n')
  const unknown = serverProcess(t, { FINTRACK_DATA_DIR: folder(t), FINTRACK_LOGLEVEL: 'info' })
  t.equal(await unknown.ended, 2)
  t.equal(unknown.stderr(), 'error: FINTRACK_LOGLEVEL is not a setting of fintrack; did you mean ' +
    'FINTRACK_LOG_LEVEL?\n' +
    'hint: `fintrack help environment` lists the settings.\n')
  t.equal(inUse.stdout() + unknown.stdout(), '')
})

t.test('an acknowledged write survives a kill of the server, and the next start repairs nothing', async (t) => {
  const dataDir = folder(t)
  const first = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  const port = await portOf(first)
  const json = { 'content-type': 'application/json' }
  t.equal((await ask(port, { method: 'POST', path: '/api/users/register/', headers: json, body: BODY })).status, 201)
  const { access } = JSON.parse(
    (await ask(port, { method: 'POST', path: '/api/token/', headers: json, body: BODY })).text
  )
  first.child.kill('SIGKILL')
  t.equal(await first.ended, null)
  const second = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  const answer = await ask(await portOf(second), {
    path: '/api/categories/', headers: { authorization: `Bearer ${access}` },
  })
  t.strictSame([answer.status, answer.text], [200, '[]'], 'the session too, and the keys')
})
