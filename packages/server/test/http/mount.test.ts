import { Agent, METHODS } from 'node:http'
import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { createTransaction } from '@fintrack/contract/transactions'
import { createBudget } from '@fintrack/contract/budgets'
import { bothDatabases, httpApi, logInAs, PASSWORD } from '../helpers/api.ts'
import { ask, listening } from '../helpers/wire.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

const PLACES = [
  ...ENDPOINTS.values(), ...['/', '/docs', '/metrics'].map((path) => ({ method: 'GET', path, open: true })),
]
  .map(({ method, path, open }) => ({ verb: method, path: path.replace(':id', '1'), open }))

/**
 * Every path with the verbs it has, as Allow names them. The golden of the contract's endpoints says which they are.
 */
const ALLOWED: Record<string, string> = Object.fromEntries(PLACES.map(({ path }) =>
  [
    path,
    PLACES.filter(
      (one) => one.path === path
    ).flatMap(({ verb }) => verb === 'GET' ? ['GET', 'HEAD'] : [verb]).join(', '),
  ]))
const OPEN = new Set(PLACES.filter(({ open }) => open === true).map(({ path }) => path))

function verbs (allowed: string): string[] {
  return allowed.split(', ').sort()
}

bothDatabases(t, 'every path works with and without its final slash, with no redirect', async (t, api) => {
  const bearer = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  for (const [path, allowed] of Object.entries(ALLOWED)) {
    // The address itself is nothing without its slash, and leads on: see docs.test.ts.
    if (path === '/') continue
    // No row has this id: the first request must not take away what the second one asks for.
    const bare = path.replace(/\/$/, '').replace(/1$/, '99')
    for (const method of verbs(allowed).filter((verb) => verb !== 'HEAD')) {
      const answers = await Promise.all(
        [bare, `${bare}/`].map((url) => api.server.inject({ method: method as 'GET', url, headers: bearer }))
      )
      const [without, slashed] = answers.map(({ statusCode, headers, body }) => ({
        status: statusCode, type: headers['content-type'], location: headers.location,
        // The explorer's page names its files relative to itself, and what is measured moves.
        body: path === '/docs' || path === '/metrics' ? '' : body.replace(/"request_id":"[^"]*"/, ''),
      }))
      t.strictSame(without, slashed, `${method} ${bare}`)
      t.notMatch(without?.status, /^30|405/, `${method} ${bare} is served`)
    }
  }
})

bothDatabases(t, 'an id in a path is digits, leading zeros allowed', async (t, api) => {
  const user = await api.user('bob')
  const headers = { authorization: `Bearer ${await logInAs(api, 'bob')}` }
  const { body: category } = await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const get = (id: string) => api.server.inject({ url: `/api/categories/${id}/`, headers })
  for (const id of [`${category.id}`, `0${category.id}`, `${'0'.repeat(150)}${category.id}`]) {
    const answer = await get(id)
    const row = { id: category.id, name: 'Food', type: 'expense', archived: false }
    t.strictSame([answer.statusCode, answer.json()], [200, row], id)
  }
  for (const id of ['0', '000', '2', '9007199254740991', '9007199254740992', '9'.repeat(40)]) {
    const answer = await get(id)
    t.strictSame([answer.statusCode, answer.json().code], [404, 'not_found'], id)
  }
})

t.test('a path of no endpoint gets 404 for everyone [V5.3.2 V13.4.1]', async (t) => {
  const api = await httpApi(t)
  const access = await logInAs(api, 'ada')
  const paths = [
    '/api', '/api/', '/api/nope/', '/API/categories/', '/api/Categories/', '//healthz', '/healthz/x',
    '/healthz;v=1', '/api//categories/',
    '/api/categories//', '/api/categories/x/', '/api/categories/1.5/', '/api/categories/-1/', '/api/categories/+1/',
    '/api/categories/1e2/',
    '/api/categories/0x1/', '/api/categories/ 1/', '/api/categories/%201/', '/api/categories/1%2F/',
    '/api/categories/%D9%A1/',
    '/api/categories/1/2/', '/api/categories/1//', '/api/reports/yearly/', '/healthzx',
    '/openapi_json', '/docs/nope',
    '/docs/static/nope', '/docs/static/..%2fpackage.json', '/%zz', '/api/%zz/', '/api/%C3%28/',
  ]
  for (const url of paths) {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS'] as const) {
      for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: `Bearer ${access}` }]) {
        const answer = await api.server.inject({ method, url, headers })
        t.equal(answer.statusCode, 404, `${method} ${url}`)
        t.strictSame([answer.json().code, answer.headers.allow, answer.headers['www-authenticate']], [
          'not_found', undefined, undefined,
        ])
      }
    }
  }
})

t.test('open endpoints ignore an Authorization header', async (t) => {
  const api = await httpApi(t)
  await api.user('ada')
  const answers = async (authorization: string) => {
    const headers = { authorization, ...JSON_TYPE }
    const login = await api.server.inject({
      method: 'POST', url: '/api/token/', headers, payload: { username: 'ada', password: PASSWORD },
    })
    const { refresh } = login.json()
    return [
      login.statusCode,
      (await api.server.inject({
        method: 'POST', url: '/api/token/refresh/', headers, payload: { refresh },
      })).statusCode,
      (await api.server.inject({
        method: 'POST', url: '/api/token/logout/', headers, payload: { refresh },
      })).statusCode,
      (await api.server.inject({
        method: 'POST', url: '/api/users/register/', headers, payload: { username: 'ada', password: PASSWORD },
      })).statusCode,
      ...await Promise.all(
        [
          '/healthz', '/readyz', '/openapi.json', '/docs',
        ].map(async (url) => (await api.server.inject({ url, headers })).statusCode)
      ),
      // A verb that an open path does not have, too.
      (await api.server.inject({ method: 'DELETE', url: '/api/token/', headers })).statusCode,
    ]
  }
  for (const authorization of ['', 'Bearer', 'Bearer x.y.z', 'Basic YTpi', 'Bearer ' + 'x'.repeat(4000)]) {
    t.strictSame(
      await answers(authorization), [200, 200, 204, 400, 200, 200, 200, 200, 405], authorization.slice(0, 20)
    )
  }
})

t.test('every endpoint that is not open asks for a token before anything else [V3.5.2 V8.2.1]', async (t) => {
  const api = await httpApi(t)
  const closed = Object.keys(ALLOWED).filter((path) => !OPEN.has(path))
  for (const path of closed) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const answer = await api.server.inject({
        method, url: `${path}?nope=1&nope=2`, headers: { 'content-type': '/' }, payload: '{',
      })
      t.equal(answer.statusCode, 401, `${method} ${path}`)
      t.equal(answer.headers['www-authenticate'], 'Bearer')
      if (method === 'HEAD') continue
      t.strictSame(answer.json(), {
        type: 'urn:fintrack:problem:not_authenticated',
        title: 'Authentication is required',
        status: 401,
        detail: 'This needs a login: send an access token as Authorization: Bearer <token>.',
        code: 'not_authenticated',
      })
    }
  }
})

bothDatabases(t, 'a request with a token is refused with 405, 415, 413, 400 or 404, in this order', async (t, api) => {
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  const refusal = async (method: string, url: string, type: string, payload: string) => {
    const answer = await api.server.inject({
      method: method as 'PUT', url, headers: { authorization, 'content-type': type }, payload,
    })
    return [answer.statusCode, answer.json().code, answer.headers.allow]
  }
  const row = '/api/categories/77/'
  const large = `{"name": "${'x'.repeat(70_000)}`
  t.strictSame(await refusal('POST', `${row}?nope=1`, 'text/plain', large), [
    405, 'method_not_allowed', 'GET, HEAD, PUT, PATCH, DELETE',
  ])
  t.strictSame(await refusal('PUT', `${row}?nope=1`, 'text/plain', large), [415, 'unsupported_media_type', undefined])
  t.strictSame(await refusal('PUT', `${row}?nope=1`, 'application/json; charset=latin1', large), [
    413, 'payload_too_large', undefined,
  ])
  t.strictSame(await refusal('PUT', `${row}?nope=1`, 'application/json; charset=latin1', '{'), [
    400, 'malformed_request', undefined,
  ])
  t.strictSame(
    await refusal('PUT', `${row}?nope=1`, 'application/json', '{"name": "x", "type": "expense"}'),
    [400, 'validation_failed', undefined]
  )
  t.strictSame(await refusal('PUT', row, 'application/json', '{"name": ""}'), [400, 'validation_failed', undefined])
  t.strictSame(await refusal('PUT', row, 'application/json', '{"name": "x", "type": "expense"}'), [
    404, 'not_found', undefined,
  ])
})

t.test('a method that a path does not have gets 405, with those it has [V3.5.2]', async (t) => {
  const api = await httpApi(t)
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  const port = await listening(api.server)
  // CONNECT names no path.
  const every = METHODS.filter((method) => method !== 'CONNECT')
  for (const [path, allowed] of Object.entries(ALLOWED)) {
    for (const method of every.filter((verb) => !verbs(allowed).includes(verb))) {
      // A content type that cannot be read, because nothing of a body is looked at here.
      const answer = await ask(port, { method, path, headers: { authorization, 'content-type': 'a;b' } })
      t.strictSame([answer.status, verbs(answer.headers.allow ?? '')], [405, verbs(allowed)], `${method} ${path}`)
      if (method !== 'HEAD') {
        t.equal(JSON.parse(answer.text).detail,
          `${method} is not allowed here; use ${(answer.headers.allow ?? '').replace(/, (\w+)$/, ' or $1')}.`)
      }
    }
  }
})

bothDatabases(t, 'HEAD answers as GET, without the body', async (t, api) => {
  const user = await api.user('bob')
  const { body: category } = await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const {
    body: { id: transaction },
  } = await user.call(createTransaction, { body: { date: '2024-05-01', category: category.id, amount: '1.00' } })
  await user.call(createTransaction, { body: { date: '2024-05-02', category: category.id, amount: '2.00' } })
  const { body: { id: budget } } = await user.call(
    createBudget, { body: { category: category.id, month: '2024-05', monthly_limit: '9.00' } }
  )
  const authorization = `Bearer ${await logInAs(api, 'bob')}`
  const port = await listening(api.server)
  const paths = [
    '/api/categories/', `/api/categories/${category.id}/`, '/api/transactions/', '/api/transactions/?limit=1',
    `/api/transactions/${transaction}/`,
    '/api/budgets/', `/api/budgets/${budget}/`, '/api/reports/monthly/?month=2024-05', '/healthz', '/readyz',
    '/openapi.json', '/docs',
    '/docs/static/swagger-ui.css', '/api/categories/99/', '/api/categories/?nope=1', '/api/nope/',
  ]
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => { agent.destroy() })
  for (const path of paths) {
    const [get, head] = [
      await ask(port, { path, headers: { authorization }, agent }),
      await ask(port, { method: 'HEAD', path, headers: { authorization }, agent }),
    ]
    // A body that is streamed is framed by a header, which there is none for where there is no body.
    const comparable = ({
      headers: { date, 'x-request-id': id, 'transfer-encoding': framing, ...headers },
    }: typeof get) => headers
    t.strictSame([head.status, comparable(head), head.text], [get.status, comparable(get), ''], path)
    t.not(get.text, '')
  }
})

t.test('a body on GET, HEAD and DELETE is not read', async (t) => {
  const api = await httpApi(t)
  const user = await api.user('bob')
  const headers = { authorization: `Bearer ${await logInAs(api, 'bob')}` }
  const port = await listening(api.server)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => { agent.destroy() })
  const sockets = new Set<number | undefined>()
  api.server.server.on('request', (request) => { sockets.add(request.socket.remotePort) })
  for (const type of ['application/json', 'text/plain', '/', 'a;b', '', 'application/json; charset=utf-16']) {
    for (const body of ['{', 'x'.repeat(200_000)]) {
      const about = `type <${type}>, ${body.length} bytes`
      const { body: { id } } = await user.call(createCategory, { body: { name: about, type: 'expense' } })
      const asked = async (method: string) => (await ask(port, {
        method, path: `/api/categories/${id}/`, headers: { ...headers, 'content-type': type }, body, agent,
      })).status
      t.strictSame(
        [await asked('GET'), await asked('HEAD'), await asked('DELETE'), await asked('GET')], [200, 200, 204, 404],
        about
      )
    }
  }
  t.equal(sockets.size, 1, 'all over one connection')
})

t.test('the header Accept is ignored', async (t) => {
  const api = await httpApi(t)
  for (const headers of [
    { accept: 'text/html' }, { accept: 'image/png;q=0' }, { 'accept-version': '9' },
  ]) {
    t.equal((await api.server.inject({ url: '/healthz', headers })).body, '{"status":"ok"}')
  }
})

t.test('a page of another site cannot write, and our own can', async (t) => {
  const api = await httpApi(t)
  const token = await logInAs(api, 'ada')
  const statusFrom = async (site: string | undefined, method: 'GET' | 'POST', url: string, authorization?: string) =>
    (await api.server.inject({
      method,
      url,
      headers: {
        ...(site === undefined ? {} : { 'sec-fetch-site': site }),
        ...(authorization === undefined ? {} : { authorization }),
        ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(method === 'POST' ? { payload: 'username=bob&password=a+quiet+river+at+dawn&name=Food&type=expense' } : {}),
    })).statusCode
  for (const site of ['cross-site', 'same-site']) {
    t.equal(await statusFrom(site, 'POST', '/api/users/register/'), 403, site)
    t.equal(await statusFrom(site, 'POST', '/api/categories/', `Bearer ${token}`), 403, site)
    t.equal(await statusFrom(site, 'GET', '/healthz'), 200, site)
  }
  for (const site of [
    undefined, 'none', 'same-origin',
  ]) {
    t.equal(
      await statusFrom(site, 'POST', '/api/users/register/'), 400,
    `${site}: it is looked at, and has fields that are not its own`
    )
  }
  t.strictSame(await api.databases.reader('users').pluck('username'), ['ada'])
})
