import { connect as connectSocket } from 'node:net'
import t, { type Test } from 'tap'
import { httpApi, logInAs, type HttpApi } from '../helpers/api.ts'
import { answerIn, ask, exchange, listening } from '../helpers/wire.ts'

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
  [
    'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}', 400,
    'malformed_request',
  ],
  [`GET /healthz HTTP/1.1\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`, 431, 'headers_too_large'],
  [`GET /healthz?${'a'.repeat(17_000)} HTTP/1.1\r\n\r\n`, 431, 'headers_too_large'],
]

t.test('every answer has the security headers and no CORS header [V3.2.1 V3.4.2]', async (t) => {
  const api = await listeningApi(t)
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  const json = { 'content-type': 'application/json' }
  const answers = [
    ...await Promise.all([
      { path: '/healthz' }, { path: '/healthz', method: 'HEAD' }, { path: '/healthz', method: 'OPTIONS' },
      { path: '/readyz' },
      { path: '/openapi.json' }, { path: '/docs' }, { path: '/docs/' }, { path: '/docs/static/index.css' },
      { path: '/docs/static/nope' },
      { path: '/docs/json' }, { path: '/nope' }, { path: '/nope', method: 'HEAD' }, { path: '/api/%zz/' },
      { path: '/api/%zz/', method: 'HEAD' }, { path: '/api/categories/' },
      { path: '/api/categories/', headers: { authorization } },
      { path: '/api/categories/', method: 'HEAD', headers: { authorization } },
      { path: '/api/categories/', method: 'PURGE', headers: { authorization } },
      { path: '/api/categories/?nope=1', headers: { authorization } },
      { path: '/api/categories/9/', headers: { authorization } },
      { path: '/api/categories/9/', method: 'DELETE', headers: { authorization } },
      {
        path: '/api/categories/', method: 'POST', headers: { authorization, ...json },
        body: '{"name": "Food", "type": "expense"}',
      },
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
    t.strictSame(
      [headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff'], `answer ${at}: ${status}`
    )
    t.match(ids[at], UUID)
    for (const name of Object.keys(headers)) {
      t.notMatch(
        name, /^(server|x-powered-by|via|set-cookie|access-control-.*)$/
      )
    }
  }
  t.equal(new Set(ids).size, answers.length, 'an id is given once, and never taken from the client')
})

t.test('bytes that are no HTTP request get a problem, and the connection ends [V4.1.1]', async (t) => {
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

t.test('a cut connection is gone even if the client keeps its half open [P3.3]', async (t) => {
  const { server, port } = await listeningApi(t)
  const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => { socket.destroy() })
  socket.on('error', () => {})
  socket.write('nonsense\r\n\r\n')
  socket.resume()
  await new Promise((resolve) => { socket.once('end', resolve) })
  let open = 1
  while (open > 0) {
    open = await new Promise(
      (resolve) => { server.server.getConnections((_error, count) => { resolve(count) }) }
    )
  }
  t.equal(open, 0)
})

// Node looks for such requests each half a minute, unless it is told otherwise.
t.test('a request that does not arrive in time gets an answer and is cut [P3.3]', async (t) => {
  const { port } = await listeningApi(t, { FINTRACK_REQUEST_TIMEOUT_SECONDS: '1' })
  const received = await Promise.all([
    exchange(port, 'GET /healthz HTTP/1.1\r\nHo'),
    exchange(port, 'GET '),
    exchange(port, 'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{'),
    exchange(
      port,
      'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'
    ),
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

t.test('slow and half-open clients do not keep others waiting [V2.4.1 P3.3]', async (t) => {
  const api = await listeningApi(t)
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  await api.databases.writer.raw(
    'INSERT INTO categories (user_id, name, name_key, type, created_at, updated_at) VALUES (1, \'Food\', \'food\', ' +
      '\'expense\', \'\', \'\')'
  )
  await api.databases.writer.raw(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO transactions (user_id, date, type, category, amount, currency, description_key, created_at, updated_at)
    SELECT 1, '2024-05-01', 'expense', 1, i, 'USD', '', '2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z' FROM n`)
  const head = `Authorization: ${authorization}\r\nContent-Type: application/json\r\n`
  const nuisances = [
    // Nothing at all; half a line; half a head; half a body; a long body by the byte.
    '', 'GET', `GET /healthz HTTP/1.1\r\n${head}`,
    `POST /api/categories/ HTTP/1.1\r\n${head}Content-Length: 20\r\n\r\n{`,
    'POST /api/token/ HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
    `POST /api/imports/ HTTP/1.1\r\nAuthorization: ${authorization}\r\nContent-Type: text/csv\r\n` +
      'Content-Length: 60000000\r\n\r\ndate,type,category,amount\n',
    // A list of some megabytes that is asked for and not taken.
    `GET /api/transactions/ HTTP/1.1\r\n${head}\r\n`,
  ]
  const sockets = Array.from({ length: 8 }, () => nuisances).flat().map((bytes) => {
    const socket = connectSocket({ port: api.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    socket.write(bytes)
    return socket
  })
  t.teardown(() => { for (const socket of sockets) socket.destroy() })
  const headers = { authorization, 'content-type': 'application/json' }
  // A busy machine may not answer its own readiness check within a second; a connection that others hold never would.
  while ((await ask(api.port, { path: '/readyz' })).status !== 200);
  t.equal((await ask(api.port, { path: '/api/categories/', headers })).status, 200)
  t.equal((await ask(api.port, { path: '/api/transactions/?limit=10', headers })).status, 200)
  t.equal(
    (await ask(api.port, {
      method: 'POST', path: '/api/categories/', headers, body: '{"name": "Rent", "type": "expense"}',
    })).status,
    201
  )
})

t.test('a client that does not read its answer is cut in the end', async (t) => {
  const api = await listeningApi(t, { FINTRACK_IDLE_TIMEOUT_SECONDS: '1' })
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  await api.databases.writer.raw(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO transactions
      (user_id, date, type, amount, currency, description, description_key, created_at, updated_at)
    SELECT 1, '2024-05-01', 'expense', i, 'USD', '${'x'.repeat(1000)}', '',
      '2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z'
    FROM n`)
  const gone = new Promise((resolve) => {
    api.server.server.once('connection', (socket) => { socket.once('close', resolve) })
  })
  const socket = connectSocket({ port: api.port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  t.teardown(() => { socket.destroy() })
  socket.write(`GET /api/transactions/ HTTP/1.1\r\nAuthorization: ${authorization}\r\n\r\n`)
  await gone
  t.equal((await ask(api.port, { path: '/readyz' })).status, 200)
  t.notMatch(api.log.join(''), /a fault/, 'and that is no fault of ours')
})

t.test('an import that waits for its turn is not cut, however long it takes', async (t) => {
  const api = await listeningApi(t, { FINTRACK_IDLE_TIMEOUT_SECONDS: '1', FINTRACK_REQUEST_TIMEOUT_SECONDS: '1' })
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}`, 'content-type': 'text/csv' }
  const body = `date,type,category,amount\n${'2024-05-01,expense,Food,1.00\n'.repeat(5000)}`
  const long = api.databases.writer.transaction(() => new Promise((resolve) => { setTimeout(resolve, 3500) }))
  t.match(await ask(api.port, { method: 'POST', path: '/api/imports/', headers, body }), {
    status: 201, text: /"rows":5000/,
  })
  await long
})

t.test('a client that resets its connection is not logged', async (t) => {
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

t.test('an internal error is answered with its request id and logged once [V16.3.4 V16.5.1 P3.5]', async (t) => {
  const api = await httpApi(t)
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  await api.databases.writer.raw('ALTER TABLE transactions RENAME COLUMN payee TO payer')
  api.log.length = 0
  const payload = {
    date: '2024-05-01', category: null, type: 'expense', amount: '1.00', payee: 'a secret payee',
    description: 'a secret description',
  }
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
    { level: 50, reqId: id, err: { message: /SQLITE_ERROR/ }, msg: 'internal error' },
    { level: 30, reqId: id, status: 500, user: user.id },
  ])
  t.equal(api.log.length, 2)
  t.notMatch(api.log.join(''), /secret/, 'the values of a statement are not in the log')
})

t.test('an error before the handlers is answered and logged like one inside them [V16.3.4]', async (t) => {
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

t.test('the log has time, path, status, duration and user of requests [V16.2.1 V16.2.4 V16.3.2 V16.3.3]', async (t) => {
  const api = await httpApi(t)
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  api.log.length = 0
  await api.server.inject({ url: '/api/transactions/?q=doctor&limit=1', headers })
  await api.server.inject({ method: 'DELETE', url: '/nope?password=x' })
  const time = api.clock.now()
  t.strictSame(linesOf(api).map(({ reqId, ms, ...line }) => [typeof reqId, typeof ms, line]), [
    [
      'string', 'number',
      {
        level: 30, time, method: 'GET', path: '/api/transactions/', status: 200, address: '127.0.0.1', user: user.id,
        msg: 'request',
      },
    ],
    [
      'string', 'number',
      { level: 30, time, method: 'DELETE', path: '/nope', status: 404, address: '127.0.0.1', msg: 'request' },
    ],
  ])
})

/** Words that must not be found again, each where it may be given. */
const HIDDEN = {
  password: 'Passw0rd-of-the-body', typo: 'Passw0rd-with-a-typo', email: 'hidden@example.org', payee: 'Dr. Hidden',
  description: 'a hidden matter',
  query: 'hidden-in-the-query', cookie: 'hidden-in-a-cookie', basic: 'aGlkZGVuOnBhc3N3b3Jk', cell: 'hidden-in-a-cell',
}

t.test('no secret appears in the log, or in any answer but its own [V14.2.1 V16.2.5 P3.5]', async (t) => {
  const api = await httpApi(t, { FINTRACK_LOG_LEVEL: 'trace' })
  const texts: string[] = []
  const send = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, headers: Record<string, string> = {},
    payload?: string | object) => {
    const answer = await api.server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    return {
      status: answer.statusCode, body: answer.body === '' ? {} : answer.json(),
      text: JSON.stringify(answer.headers) + answer.body,
    }
  }
  const seen = async (...request: Parameters<typeof send>) => {
    const { status, text } = await send(...request)
    texts.push(text)
    return status
  }
  const { password, typo } = HIDDEN
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }
  const csv = { 'content-type': 'text/csv' }
  t.equal(
    (await send('POST', '/api/users/register/', {}, { username: 'zora', password, email: HIDDEN.email })).status, 201
  )
  const { body: tokens } = await send('POST', '/api/token/', {}, { username: 'zora', password })
  const headers = { authorization: `Bearer ${tokens.access}`, cookie: `c=${HIDDEN.cookie}` }
  const { body: { token } } = await send('POST', '/api/tokens/', headers, { name: 'cron', scope: 'read' })
  const { body: { refresh } } = await send('POST', '/api/token/refresh/', {}, { refresh: tokens.refresh })
  const secrets: string[] = [tokens.access, tokens.refresh, refresh, token]

  // Passwords where they belong, and where a hurried hand puts them.
  t.equal(await seen('POST', '/api/token/', {}, { username: 'zora', password: typo }), 401)
  t.equal(await seen('POST', '/api/token/', json, `{"username": "zora", "password": "${typo}`), 400)
  t.equal(await seen('POST', '/api/token/', json, { username: 'zora', password: [typo] }), 400)
  t.equal(
    await seen('POST', '/api/token/', json, `{"username": "zora", "password": "${password}", "password": "${typo}"}`),
    400
  )
  t.equal(await seen('POST', '/api/token/', form, `username=zora&password=${typo}`), 401)
  t.equal(await seen('POST', '/api/token/', form, `username=zora&password=${password}&password=${typo}`), 400)
  t.equal(await seen('POST', `/api/token/?password=${HIDDEN.query}`, {}, { username: 'zora', password }), 400)
  t.equal(await seen('POST', '/api/users/register/', {}, { username: 'zora', password: typo }), 400)
  t.equal(await seen('POST', '/api/users/register/', {}, { username: 'yan', password: `${typo}\ud800` }), 400)
  t.equal(await seen('PUT', '/api/users/me/password/', headers, { old_password: typo, new_password: password }), 400)
  t.equal(
    await seen('PUT', '/api/users/me/password/', headers, { old_password: password, new_password: 'fintrack-hidden' }),
    400
  )
  t.equal(await seen('DELETE', '/api/users/me/', headers, { password: typo }), 400)

  // Tokens everywhere.
  for (const secret of secrets) {
    t.equal(await seen('GET', '/api/categories/', { authorization: `Bearer ${secret}x` }), 401)
    t.equal(
      await seen('GET', '/api/categories/', {
        authorization: secret, cookie: secret, 'user-agent': secret, 'x-forwarded-for': secret,
      }),
      401
    )
    t.equal(await seen('GET', `/api/categories/${secret}/`), 404)
    t.equal(await seen('GET', `/${encodeURIComponent(secret).replaceAll('.', '%2E')}`), 404)
    t.equal(await seen('GET', `/%zz/${secret}`), 404)
    t.equal(await seen('GET', `/api/transactions/?month=${secret}&${secret}=1&cursor=${secret}`, headers), 400)
    t.equal(await seen('GET', `/healthz?access_token=${secret}`), 400)
    t.equal(await seen('POST', '/api/categories/', headers, { name: 'Food', type: secret, [secret]: 1 }), 400)
    t.equal(await seen('POST', '/api/categories/', { ...headers, ...form }, `name=Food&type=${secret}&${secret}=`), 400)
    t.equal(await seen('POST', '/api/categories/', { ...headers, 'content-type': secret }, '{}'), 415)
    t.equal(await seen('POST', '/api/categories/', { ...headers, ...json }, `{"${secret}": {"__proto__": 1}}`), 400)
    t.equal(
      await seen(
        'POST', '/api/imports/', { ...headers, ...csv }, `date,type,category,amount\n${secret},${secret},x,${secret}\n`
      ),
      400
    )
    t.equal(await seen('POST', '/api/imports/', { ...headers, ...csv }, `${secret}\n`), 400)
    t.equal(await seen('POST', '/api/token/refresh/', {}, { refresh: `${secret}x` }), 401)
    t.equal(await seen('POST', '/api/token/logout/', {}, { refresh: `${secret}x` }), 204)
    // A verb that no parser of HTTP knows is not for `inject`.
    t.equal(await seen('PUT', `/api/token/?${secret}`, {}, { refresh: secret }), 405)
  }
  t.equal(await seen('GET', '/api/categories/', { authorization: `Basic ${HIDDEN.basic}` }), 401)

  // What the book holds, met by a fault of our own.
  const row = {
    date: '2024-05-01', category: null, type: 'expense', amount: '1.00', payee: HIDDEN.payee,
    description: HIDDEN.description,
  }
  t.equal((await send('POST', '/api/transactions/', headers, row)).status, 201)
  t.equal(
    await seen(
      'POST', '/api/imports/', { ...headers, ...csv },
      `date,type,category,amount,payee\n2024-05-01,expense,x,1,${HIDDEN.cell}\n`
    ),
    201
  )
  await api.databases.writer.raw('ALTER TABLE transactions RENAME COLUMN payee TO payer')
  t.equal(await seen('POST', '/api/transactions/', headers, row), 500)
  t.equal(await seen('GET', `/api/transactions/?q=${HIDDEN.query}`, headers), 500)
  t.equal(
    await seen(
      'POST', '/api/imports/?again=true', { ...headers, ...csv },
      `date,type,category,amount,payee\n2024-05-01,expense,x,1,${HIDDEN.cell}\n`
    ),
    500
  )
  await api.databases.writer.raw('DROP TABLE sessions')
  t.equal(await seen('GET', `/api/categories/?${HIDDEN.query}`, headers), 500)

  const log = api.log.join('')
  t.ok(api.log.length > 80)
  t.match(log, /SQLITE_ERROR: /)
  t.match(log, /"path":"\/api\/categories\/\[token\]\/"/)
  for (const word of [
    ...Object.values(HIDDEN),
    ...secrets.flatMap((secret) => [secret, encodeURIComponent(secret), secret.slice(-20), secret.slice(0, 30)]),
  ]) {
    t.notOk(log.includes(word), `the log holds ${word}`)
    t.notOk(texts.join('\n').includes(word), `an answer holds ${word}`)
  }
  t.notMatch(log, /insert into|select |"sql"|bindings/i, 'no statement is in the log')
  t.notMatch(texts.join('\n'), /SQLITE|\.ts:|node_modules|\/tmp\//)
})

t.test('a setting decides the level of the log', async (t) => {
  const api = await httpApi(t, { FINTRACK_LOG_LEVEL: 'error' })
  await api.server.inject({ url: '/healthz' })
  t.strictSame(api.log, [])
})
