import { connect as connectSocket } from 'node:net'
import t, { type Test } from 'tap'
import { createTransaction } from '@fintrack/contract/transactions'
import { httpApi, logInAs, PASSWORD, type HttpApi } from './helpers/api.ts'
import { answerIn, ask, exchange, listening } from './helpers/wire.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function listeningApi (t: Test, env: Record<string, string> = {}): Promise<HttpApi & { port: number }> {
  const api = await httpApi(t, env)
  return { ...api, port: await listening(api.server) }
}

function linesOf (api: HttpApi): Array<Record<string, unknown>> {
  return api.log.map((line) => JSON.parse(line))
}

/** Bytes that are no request, and what they are told. */
const GARBAGE: ReadonlyArray<[bytes: string | Uint8Array, status: number, code: string]> = [
  ['hello world\r\n\r\n', 400, 'malformed_request'],
  ['\r\n\r\n\u0000\u0001\u0002', 400, 'malformed_request'],
  [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]), 400, 'malformed_request'],
  ['NONSENSE /healthz HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
  ['GET /healthz HTTP/9.9\r\n\r\n', 400, 'malformed_request'],
  ['GET /a b HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
  ['GET /healthz HTTP/1.1\r\nno colon\r\n\r\n', 400, 'malformed_request'],
  ['POST /api/token/ HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400, 'malformed_request'],
  ['POST /api/token/ HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400, 'malformed_request'],
  ['POST /api/token/ HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}', 400, 'malformed_request'],
  ['POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}', 400, 'malformed_request'],
  [`GET /healthz HTTP/1.1\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`, 431, 'headers_too_large'],
  [`GET /healthz?${'a'.repeat(17_000)} HTTP/1.1\r\n\r\n`, 431, 'headers_too_large'],
]

t.test('every answer says its request\'s id, that it is not to be stored and what it is; none says who serves it', async (t) => {
  const api = await listeningApi(t)
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  const json = { 'content-type': 'application/json' }
  const answers = [
    ...await Promise.all([
      { path: '/healthz' }, { path: '/healthz', method: 'HEAD' }, { path: '/healthz', method: 'OPTIONS' }, { path: '/readyz' },
      { path: '/openapi.json' }, { path: '/docs' }, { path: '/docs/' }, { path: '/docs/static/index.css' }, { path: '/docs/static/nope' },
      { path: '/docs/json' }, { path: '/nope' }, { path: '/nope', method: 'HEAD' }, { path: '/api/%zz/' },
      { path: '/api/%zz/', method: 'HEAD' }, { path: '/api/categories/' },
      { path: '/api/categories/', headers: { authorization } }, { path: '/api/categories/', method: 'HEAD', headers: { authorization } },
      { path: '/api/categories/', method: 'PURGE', headers: { authorization } },
      { path: '/api/categories/?nope=1', headers: { authorization } }, { path: '/api/categories/9/', headers: { authorization } },
      { path: '/api/categories/9/', method: 'DELETE', headers: { authorization } },
      { path: '/api/categories/', method: 'POST', headers: { authorization, ...json }, body: '{"name": "Food", "type": "expense"}' },
      { path: '/api/categories/', method: 'POST', headers: { authorization }, body: 'x' },
      { path: '/api/token/', method: 'POST', headers: json, body: '{' },
      { path: '/api/token/', method: 'POST', headers: json, body: 'x'.repeat(70_000) },
      { path: '/api/token/logout/', method: 'POST', headers: json, body: '{"refresh": "x"}' },
      { path: '/healthz', headers: { origin: 'https://example.org', 'x-request-id': 'mine', expect: 'tea' } },
    ].map((request) => ask(api.port, request))),
    ...await Promise.all(GARBAGE.map(async ([bytes]) => answerIn(await exchange(api.port, bytes)))),
    answerIn(await exchange(api.port, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')),
  ]
  const ids = answers.map(({ headers }) => String(headers['x-request-id']))
  for (const [at, { headers, status }] of answers.entries()) {
    t.strictSame([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff'], `answer ${at}: ${status}`)
    t.match(ids[at], UUID)
    for (const name of Object.keys(headers)) t.notMatch(name, /^(server|x-powered-by|via|set-cookie|access-control-.*)$/)
  }
  t.equal(new Set(ids).size, answers.length, 'an id is given once, and never taken from the client')
})

t.test('what is no request is answered as a problem, and the connection ends', async (t) => {
  const api = await listeningApi(t)
  for (const [bytes, status, code] of GARBAGE) {
    const answer = answerIn(await exchange(api.port, bytes))
    const about = JSON.stringify(String(bytes).slice(0, 60))
    t.match(answer, { status, headers: { 'content-type': 'application/problem+json', connection: 'close' } }, about)
    t.match(JSON.parse(answer.text), { type: `urn:fintrack:problem:${code}`, status, code }, about)
    t.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.text))
  }
  t.equal((await ask(api.port, { path: '/healthz' })).status, 200, 'and the server goes on')
})

t.test('such a connection is gone even where the client keeps its half open', { timeout: 15_000 }, async (t) => {
  const { server, port } = await listeningApi(t)
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => { socket.destroy() })
  socket.on('error', () => {})
  socket.write('nonsense\r\n\r\n')
  socket.resume()
  await new Promise((resolve) => { socket.once('end', resolve) })
  let open = 1
  while (open > 0) open = await new Promise((resolve) => { server.server.getConnections((_error, count) => { resolve(count) }) })
  t.equal(open, 0)
})

// Node looks for such requests each half a minute, unless it is told otherwise.
t.test('a request that does not arrive in time is told so and cut, whatever it lacks', { timeout: 15_000 }, async (t) => {
  const { port } = await listeningApi(t, { FINTRACK_REQUEST_TIMEOUT_SECONDS: '1' })
  const received = await Promise.all([
    exchange(port, 'GET /healthz HTTP/1.1\r\nHo'),
    exchange(port, 'GET '),
    exchange(port, 'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{'),
    exchange(port, 'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'),
    exchange(port, 'GET /healthz HTTP/1.1\r\n', (socket) => {
      // A header now and then is no excuse.
      const drip = setInterval(() => { if (socket.writable) socket.write('X-A: b\r\n') }, 200)
      socket.on('close', () => { clearInterval(drip) })
    }),
  ])
  for (const [at, text] of received.entries()) {
    const answer = answerIn(text)
    t.match(answer, { status: 408, headers: { connection: 'close' } }, `request ${at}`)
    t.match(JSON.parse(answer.text), { code: 'request_timeout', detail: 'The request did not arrive in time.' })
  }
})

t.test('slow clients do not keep others waiting', async (t) => {
  const { port } = await listeningApi(t)
  const sockets = Array.from({ length: 50 }, () => connectSocket({ port, host: '127.0.0.1' }))
  for (const socket of sockets) socket.write('POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{')
  t.equal((await ask(port, { path: '/readyz' })).status, 200)
  for (const socket of sockets) socket.destroy()
})

t.test('a client that resets its connection is nothing to tell', async (t) => {
  const { port, log } = await listeningApi(t)
  for (const bytes of ['', 'GET', 'GET /healthz HTTP/1.1\r\n']) {
    const socket = connectSocket({ port, host: '127.0.0.1' })
    await new Promise<void>((resolve) => { socket.once('connect', () => { resolve() }) })
    socket.write(bytes)
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    socket.resetAndDestroy()
  }
  t.equal((await ask(port, { path: '/healthz' })).status, 200)
  t.notMatch(log.join(''), /a fault/)
})

t.test('a fault of our own is told by its request\'s id alone, and logged once with it', async (t) => {
  const api = await httpApi(t)
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  await api.databases.writer.raw('ALTER TABLE transactions RENAME COLUMN payee TO payer')
  api.log.length = 0
  const payload = { date: '2024-05-01', category: null, type: 'expense', amount: '1.00', payee: 'a secret payee', description: 'a secret description' }
  const answer = await api.server.inject({ method: 'POST', url: '/api/transactions/', headers, payload })
  const id = answer.headers['x-request-id']
  t.equal(answer.statusCode, 500)
  t.strictSame(answer.json(), {
    type: 'urn:fintrack:problem:internal_error',
    title: 'Internal error',
    status: 500,
    detail: 'Something went wrong here; the request was not carried out.',
    code: 'internal_error',
    request_id: id,
  })
  t.match(linesOf(api), [
    { level: 50, reqId: id, err: { message: /SQLITE_ERROR/ }, msg: 'a fault of our own' },
    { level: 30, reqId: id, status: 500, user: user.id },
  ])
  t.equal(api.log.length, 2)
  t.notMatch(api.log.join(''), /secret/, 'the values of a statement are not in the log')
})

t.test('a fault on the way to the handlers is told and logged alike', async (t) => {
  const api = await httpApi(t)
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  await api.databases.writer.raw('DROP TABLE sessions')
  api.log.length = 0
  const answer = await api.server.inject({ url: '/api/categories/', headers })
  t.equal(answer.statusCode, 500)
  t.strictSame(answer.json().request_id, answer.headers['x-request-id'])
  t.match(linesOf(api), [{ level: 50, reqId: answer.json().request_id, err: {} }, { level: 30, status: 500 }])
  t.equal(api.log.length, 2)
})

t.test('the log tells of each request: when, what, how it went, how long, and whose it was', async (t) => {
  const api = await httpApi(t)
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  api.log.length = 0
  await api.server.inject({ url: '/api/transactions/?q=doctor&limit=1', headers })
  await api.server.inject({ method: 'DELETE', url: '/nope?password=x' })
  const time = api.clock.now()
  t.strictSame(linesOf(api).map(({ reqId, ms, ...line }) => [typeof reqId, typeof ms, line]), [
    ['string', 'number', { level: 30, time, method: 'GET', path: '/api/transactions/', status: 200, user: user.id, msg: 'request' }],
    ['string', 'number', { level: 30, time, method: 'DELETE', path: '/nope', status: 404, msg: 'request' }],
  ])
})

t.test('the log never holds bodies, queries or tokens', async (t) => {
  const api = await httpApi(t)
  const login = await api.server.inject({ method: 'POST', url: '/api/users/register/', payload: { username: 'zora', password: PASSWORD, email: 'zora@example.org' } })
  t.equal(login.statusCode, 201)
  const tokens = (await api.server.inject({ method: 'POST', url: '/api/token/', payload: { username: 'zora', password: PASSWORD } })).json()
  const headers = { authorization: `Bearer ${tokens.access}`, cookie: 'c=cookie-text' }
  await api.server.inject({ method: 'POST', url: '/api/token/refresh/?refresh=query-text', payload: { refresh: tokens.refresh } })
  await api.server.inject({ method: 'POST', url: '/api/token/', payload: { username: 'zora', password: 'wrong-text' } })
  await api.server.inject({ method: 'POST', url: '/api/token/', headers: { 'content-type': 'application/json' }, payload: '{"password": "broken-text' })
  await api.server.inject({ url: '/api/transactions/?q=query-text', headers })
  await api.server.inject({ url: '/api/transactions/?nope=query-text', headers })
  await api.server.inject({ method: 'POST', url: createTransaction.path, headers, payload: { description: 'body-text', amount: 'body-text' } })
  await api.server.inject({ method: 'POST', url: '/api/imports/', headers: { ...headers, 'content-type': 'text/csv' }, payload: 'csv-text\ncsv-text\n' })
  await api.server.inject({ url: '/api/categories/', headers: { authorization: `Bearer ${tokens.access}x` } })
  t.ok(api.log.length > 8)
  t.notMatch(api.log.join(''), new RegExp(`-text|zora|example\\.org|${PASSWORD}|eyJ|fr1\\.|${tokens.refresh.slice(-20)}`))
})

t.test('the level of the log is a setting', async (t) => {
  const api = await httpApi(t, { FINTRACK_LOG_LEVEL: 'error' })
  await api.server.inject({ url: '/healthz' })
  t.strictSame(api.log, [])
})
