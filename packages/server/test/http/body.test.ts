import { Agent } from 'node:http'
import t, { type Test } from 'tap'
import { httpApi, logInAs } from '../helpers/api.ts'
import { answerIn, ask, exchange, listening } from '../helpers/wire.ts'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const CATEGORIES = '/api/categories/'

/** Posts to the categories of one user; the answer is its status and what tells it from others. */
async function poster (test: Test, env: Record<string, string> = {}) {
  const api = await httpApi(test, env)
  const authorization = `Bearer ${await logInAs(api, 'ada')}`
  const post = async (payload: string | Buffer, headers: Record<string, string>, url = CATEGORIES) => {
    const answer = await api.server.inject({ method: 'POST', url, headers: { authorization, ...headers }, payload })
    const body = answer.json()
    return answer.statusCode < 400
      ? [answer.statusCode, body]
      : [
          answer.statusCode, body.code, body.errors ?? body.detail,
        ]
  }
  const json = (payload: string | Buffer, type = 'application/json') => post(payload, { 'content-type': type })
  const form = (payload: string, url = CATEGORIES) => post(
    payload, { 'content-type': 'application/x-www-form-urlencoded' }, url
  )
  return { api, authorization, post, json, form }
}

t.test('JSON is taken in UTF-8, whatever way its charset is written', async (t) => {
  const { json } = await poster(t)
  const types = [
    'application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;CHARSET="UTF-8"',
    ' application/json ; charset=utf8',
    'application/json; charset=us-ascii', 'application/json; profile=x; charset=utf-8', 'application/json;',
  ]
  for (const [at, type] of types.entries()) {
    t.strictSame(
      await json(`{"name": "n°${at}", "type": "expense"}`, type),
      [201, { id: at + 1, name: `n°${at}`, type: 'expense', archived: false }], type
    )
  }
  t.strictSame(await json('{"name": "x", "type": "expense"}', 'application/json; charset=latin1'),
    [400, 'malformed_request', 'The body is in "latin1"; send UTF-8.'])
  t.strictSame(await json('{"name": "x", "type": "expense"}', 'application/json; charset=utf-16'),
    [400, 'malformed_request', 'The body is in "utf-16"; send UTF-8.'])
})

t.test('a leading byte order mark of a body is skipped', async (t) => {
  const { json } = await poster(t)
  const body = Buffer.from('{"name": "Food", "type": "expense"}')
  t.strictSame(await json(Buffer.concat([BOM, body])), [201, { id: 1, name: 'Food', type: 'expense', archived: false }])
})

t.test('a request body that is not UTF-8 is refused', async (t) => {
  const { json } = await poster(t)
  for (const bytes of [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"name": "'), Buffer.from(bytes), Buffer.from('", "type": "expense"}')])
    t.strictSame(await json(body), [400, 'malformed_request', 'The body is not UTF-8 text.'], bytes.join(' '))
  }
  t.strictSame(await json(Buffer.from('{"name": "Food"}', 'utf16le')), [
    400, 'malformed_request', 'The body is not valid JSON.',
  ])
  t.match(
    await json('{"name": "\\ud800", "type": "expense"}'), [400, 'validation_failed', { name: [String] }],
    'half a character'
  )
  t.match(
    await json('{"name": "a\\u0000b", "type": "expense"}'), [400, 'validation_failed', { name: [String] }], 'a NUL'
  )
})

t.test('a request body that is no JSON object is refused', async (t) => {
  const { json } = await poster(t)
  for (const body of ['[]', 'null', '"text"', '12', 'true', '[{"name": "Food", "type": "expense"}]']) {
    t.strictSame(
      await json(body), [400, 'malformed_request', 'The body must be a JSON object, such as {"name": "value"}.'], body
    )
  }
  for (const body of [
    '{', '{"name": "x",}', '{name: "x"}', '{} {}', '{"a": NaN}', '/* x */ {}', '{"name": "x"', 'name=x', '{"a": 01}',
    '\u00a0{}', '{"name": "x', '{"name', '{"name\\"', '{"', '}{', '{"name": "x", "name": "y"',
  ]) {
    t.strictSame(await json(body), [400, 'malformed_request', 'The body is not valid JSON.'], body)
  }
  for (const body of ['', ' ', '\n\t']) {
    t.strictSame(
      await json(body),
      [400, 'malformed_request', 'The body is empty; send a JSON object, such as {"name": "value"}.'],
      JSON.stringify(body)
    )
  }
})

t.test('field names that reach for prototypes are refused [P3.1]', async (t) => {
  const { json } = await poster(t)
  const bodies = [
    '{"__proto__": {"type": "expense"}, "name": "x"}',
    '{"\\u005f_proto__": {}, "name": "x"}',
    '{"name": {"__proto__": 1}, "type": "expense"}',
    '{"name": [[{"__proto__": null}]], "type": "expense"}',
    '{"constructor": {"prototype": {"type": "expense"}}, "name": "x"}',
  ]
  for (const body of bodies) {
    t.strictSame(
      await json(body), [400, 'malformed_request', 'The body is not valid JSON.'], body
    )
  }
  t.match(await json('{"constructor": "x", "name": "Food", "type": "expense"}'), [
    400, 'validation_failed', { constructor: [String] },
  ])
  t.match(await json('{"toString": "x", "name": "Food", "type": "expense"}'), [
    400, 'validation_failed', { toString: [String] },
  ])
  t.equal(Reflect.get({}, 'type'), undefined)
})

t.test('a body is at most 32 levels deep [P3.2]', async (t) => {
  const { json } = await poster(t)
  const nested = (open: string, close: string, times: number) =>
    `{"name": ${open.repeat(times)}1${close.repeat(times)}, "type": "expense"}`
  for (const [open, close] of [['[', ']'], ['{"a":', '}'], ['[{"a" : ', '}]']] as const) {
    const levels = open.startsWith('[{') ? 2 : 1
    t.match(await json(nested(open, close, Math.floor(31 / levels))), [400, 'validation_failed', { name: [String] }])
    for (const times of [Math.ceil(32 / levels), 5000]) {
      t.strictSame(await json(nested(open, close, times)),
        [400, 'malformed_request', `The body is nested ${times * levels + 1} levels deep; the most is 32.`])
    }
  }
  t.strictSame(await json('['.repeat(30_000) + ']'.repeat(30_000)), [
    400, 'malformed_request', 'The body is nested 30000 levels deep; the most is 32.',
  ])
  t.strictSame(await json(`{"name": ${'['.repeat(20_000)}`), [
    400, 'malformed_request', 'The body is nested 20001 levels deep; the most is 32.',
  ], 'it is refused before it is read as JSON')
  t.strictSame(await json('{"name": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\"{{{", "type": "expense"}'),
    [201, { id: 1, name: '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["{{{', type: 'expense', archived: false }],
    'brackets in a text are text')
})

t.test('a body holds at most 50,000 values, which are counted before it is read as JSON [P3.2]', async (t) => {
  const { post } = await poster(t)
  const bulk = (payload: string) => post(payload, { 'content-type': 'application/json' }, '/api/transactions/bulk/')
  const tooMany = [400, 'malformed_request', 'The body holds more than 50000 values; send it in parts.']
  // The object, its list, and for each number but the first a comma.
  const numbers = (count: number) => `{"transactions": [${'0,'.repeat(count - 1)}0]}`
  t.match(await bulk(numbers(49_999)), [400, 'validation_failed', { transactions: [String] }])
  t.strictSame(await bulk(numbers(50_000)), tooMany)
  t.strictSame(await bulk(`{"transactions": [${'[],'.repeat(690_000)}[]]}`), tooMany)
  for (const piece of ['[],', '{},', '"",', '[', '{"a":[', ',']) {
    const answer = await bulk(piece.repeat(500_000 / piece.length))
    t.match(answer, [400, 'malformed_request', /more than|levels/], `no JSON, of ${piece}`)
  }
  t.strictSame(await bulk(`${numbers(50_000)} and no JSON`), tooMany)
  t.match(await bulk(`{"transactions": ["${'[{,'.repeat(100_000)}"]}`), [400, 'validation_failed'], 'signs in a text')
})

t.test('a field that is given twice in JSON is refused [P3.1]', async (t) => {
  const { json } = await poster(t)
  const twice = ['This field was given more than once; give it once.']
  t.strictSame(await json('{"name": "Food", "type": "income", "type": "expense"}'), [
    400, 'validation_failed', { type: twice },
  ])
  t.strictSame(
    await json('{"name": "Food", "na\\u006de" : "Rent", "type": "expense", "type": "expense", "type": "expense"}'),
    [400, 'validation_failed', { name: twice, type: twice }]
  )
  t.strictSame(await json('{"nope": {"a": 1}, "nope": 2, "name": "Food", "type": "expense"}'), [
    400, 'validation_failed', { nope: twice },
  ])
  t.strictSame(await json('{"": 1, "": 2}'), [400, 'validation_failed', { '': twice }])
  t.match(
    await json('{"name": {"type": 1, "type": 2}, "type": "expense"}'),
    [400, 'validation_failed', { name: [/is not a category name/] }], 'only its own fields count'
  )
  t.strictSame(await json('{"name": "\\"type\\": \\"type\\": 1", "type": "expense"}'), [
    201, { id: 1, name: '"type":"type":1', type: 'expense', archived: false },
  ])
})

t.test('a body may be as large as the limit, and no larger [V2.3.2 P3.2]', async (t) => {
  for (const [env, limit, said] of [
    [{}, 65_536, '64 KiB'], [{ FINTRACK_BODY_LIMIT_KIB: '1' }, 1024, '1 KiB'],
  ] as const) {
    const { json, api, authorization } = await poster(t, env)
    const body = (name: string, size: number) => `{"name": "${name}", "type": "expense"}`.padEnd(size)
    t.match(await json(body('Food', limit)), [201, { name: 'Food' }])
    const refusal = [413, 'payload_too_large', `The body is too large: the most is ${said}.`]
    t.strictSame(await json(body('Rent', limit + 1)), refusal)

    const port = await listening(api.server)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    t.teardown(() => { agent.destroy() })
    const ports = new Set<number | undefined>()
    api.server.server.on('request', (request) => { ports.add(request.socket.remotePort) })
    const headers = { authorization, 'content-type': 'application/json' }
    const send = (name: string, size: number, more: Record<string, string>) =>
      ask(port, { method: 'POST', path: CATEGORIES, headers: { ...headers, ...more }, body: body(name, size), agent })
    const statuses = []
    for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
      for (const size of [limit + 1, limit * 30]) {
        const { status, text } = await send('Rent', size, more)
        statuses.push(status)
        t.equal(JSON.parse(text).detail, refusal[2])
        statuses.push((await send(`Fun ${statuses.length}`, limit, more)).status)
      }
    }
    t.strictSame(statuses, [413, 201, 413, 201, 413, 201, 413, 201])
    t.equal(ports.size, 1, 'all over one connection')
  }
})

t.test('the body of an import has a limit of its own, by its length and by its bytes', async (t) => {
  const { api, authorization } = await poster(t, { FINTRACK_IMPORT_LIMIT_MIB: '1' })
  const port = await listening(api.server)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => { agent.destroy() })
  const ports = new Set<number | undefined>()
  api.server.server.on('request', (request) => { ports.add(request.socket.remotePort) })
  const header = 'date,type,category,amount\n'
  const row = '2024-05-01,expense,Food,1.00\n'
  const fitting = header + row.repeat(Math.floor((1_048_576 - header.length) / row.length))
  const send = (body: string, more: Record<string, string> = {}) =>
    ask(port, {
      method: 'POST', path: '/api/imports/', headers: { authorization, 'content-type': 'text/csv', ...more }, body,
      agent,
    })
  for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
    const { status, text } = await send(fitting + row, more)
    t.strictSame([status, JSON.parse(text).detail], [413, 'The body is too large: the most is 1 MiB.'])
    const list = await ask(port, { path: '/api/transactions/', headers: { authorization }, agent })
    t.equal(list.text, '[]', 'nothing is stored')
  }
  t.equal((await send(fitting)).status, 201)
  t.equal(ports.size, 1, 'all over one connection')
})

/** A request whose body comes byte by byte, each in a chunk of its own, with one that ends it only if it is told. */
function byteByByte (head: string, bytes: number, end = ''): string {
  return `${head}\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\n{\r\n'.repeat(bytes)}${end}`
}

t.test('a body of tiny chunks is refused, and one that nobody wants ends its connection [P3.10]', async (t) => {
  const { api, authorization } = await poster(t)
  const port = await listening(api.server)
  const post = `POST ${CATEGORIES} HTTP/1.1\r\nauthorization: ${authorization}\r\ncontent-type: application/json`
  const few = answerIn(await exchange(port, byteByByte(`${post}\r\nconnection: close`, 900, '0\r\n\r\n')))
  t.match([few.status, JSON.parse(few.text).detail], [400, 'The body is nested 900 levels deep; the most is 32.'])
  const many = answerIn(await exchange(port, byteByByte(post, 60_000)))
  t.match([many.status, many.headers.connection, JSON.parse(many.text)], [400, 'close', {
    code: 'malformed_request', detail: 'The body comes in chunks of a few bytes; send larger ones.',
  }])
  const unwanted = answerIn(await exchange(port, byteByByte('GET /healthz HTTP/1.1', 10)))
  t.match([unwanted.status, unwanted.headers.connection], [200, 'close'])
})

t.test('form bodies are accepted', async (t) => {
  const { form } = await poster(t)
  t.strictSame(await form('name=Food+%26+Drink&type=expense'), [
    201, { id: 1, name: 'Food & Drink', type: 'expense', archived: false },
  ])
  t.strictSame(await form('type=expense&name=%C3%84pfel&'), [
    201, { id: 2, name: 'Äpfel', type: 'expense', archived: false },
  ])
  t.strictSame(
    await form('name=50%&type=expense'), [201, { id: 3, name: '50%', type: 'expense', archived: false }],
    'a percent sign that begins nothing'
  )
  t.strictSame(await form('name=%zz&type=expense'), [201, { id: 4, name: '%zz', type: 'expense', archived: false }])
  t.match(await form('name=%00&type=expense'), [400, 'validation_failed', { name: [String] }])
  t.match(await form(''), [400, 'validation_failed', { name: [/required/], type: [/required/] }])
  t.strictSame(await form('name=Food&name=Rent&type=expense'),
    [400, 'validation_failed', { name: ['This field was given more than once; give it once.'] }])
  t.strictSame(await form('name=Food&type=expense&tipe=x'),
    [400, 'validation_failed', { tipe: ['"tipe" is not a field here; did you mean "type"?'] }])
  t.match(await form('__proto__=x&name=Fun&type=expense'), [400, 'validation_failed', { ['__proto__']: [String] }])
})

t.test('a body has at most 200 fields and a query 200 parameters, counted before they are read [P3.2]', async (t) => {
  const { form, json, api, authorization } = await poster(t)
  const pairs = (count: number) => Array.from({ length: count }, (_, at) => `x${at}=`).join('&')
  const tooMany = [400, 'malformed_request', 'The form has more than 200 fields.']
  t.match(await form(pairs(200)), [400, 'validation_failed', { x0: [String] }])
  for (const text of [pairs(201), '&'.repeat(200), `${pairs(201)}&a=%ff`]) t.strictSame(await form(text), tooMany)
  const fields = (count: number) => `{${Array.from({ length: count }, (_, at) => `"x${at}": {"a": 1}`).join()}}`
  t.match(await json(fields(200)), [400, 'validation_failed', { x0: [String] }])
  for (const text of [fields(201), `${fields(201)} and no JSON`, `{${'"a":'.repeat(201)}`]) {
    t.strictSame(await json(text), [400, 'malformed_request', 'The body has more than 200 fields.'])
  }
  const ask = async (query: string) => {
    const { statusCode, body } = await api.server.inject({
      url: `/api/transactions/?${query}`, headers: { authorization },
    })
    return [statusCode, JSON.parse(body).code, JSON.parse(body).detail]
  }
  t.match(await ask(pairs(200)), [400, 'validation_failed', String])
  for (const text of [pairs(201), `${pairs(201)}&a=%ff`]) {
    t.strictSame(await ask(text), [400, 'malformed_request', 'The query has more than 200 parameters.'])
  }
})

t.test('in a form every value is text, and a blank means null where null is allowed', async (t) => {
  const { form, json } = await poster(t)
  await json('{"name": "Food", "type": "expense"}')
  const url = '/api/transactions/'
  t.match(await form('date=2024-05-01&category=1&amount=12.50&payee=&description=', url),
    [201, { category: 1, amount: '12.50', payee: null, description: '' }])
  t.match(await form('date=2024-05-01&category=&type=expense&amount=1', url), [
    201, { category: null, amount: '1.00', type: 'expense' },
  ])
  t.match(await form('date=2024-05-01&category=Food&amount=', url), [400, 'validation_failed', { amount: [String] }])
  t.match(await form('date=&category=Food&amount=1', url), [400, 'validation_failed', { date: [String] }])
})

t.test('every other content type gets 415, with the accepted ones [V5.2.2 P3.4]', async (t) => {
  const { post, api } = await poster(t)
  const remedy = 'send application/json or application/x-www-form-urlencoded.'
  for (const type of [
    'text/plain', 'text/csv', 'application/xml', 'multipart/form-data; boundary=x', 'application/problem+json', 'json',
    'application/jsonx', '*/*',
  ]) {
    t.strictSame(await post('{}', { 'content-type': type }),
      [415, 'unsupported_media_type', `"${type}" is not a content type that this takes; ${remedy}`])
  }
  const none = await api.server.inject({ method: 'POST', url: '/api/token/' })
  t.strictSame([none.statusCode, none.json().detail], [415, `The request has no Content-Type; ${remedy}`])
  for (const type of ['application/json', 'text/plain', 'text/csv2']) {
    t.strictSame(await post('{}', { 'content-type': type }, '/api/imports/'),
      [415, 'unsupported_media_type', `"${type}" is not a content type that this takes; send text/csv.`])
  }
})

t.test('a compressed body gets 415 [P3.4]', async (t) => {
  const { post } = await poster(t)
  const body = '{"name": "Food", "type": "expense"}'
  for (const encoding of ['gzip', 'br', 'identity, gzip', 'nonsense']) {
    t.strictSame(await post(
      body, { 'content-type': 'application/json', 'content-encoding': encoding }
    ), [415, 'unsupported_media_type',
      `"Content-Encoding: ${encoding}" is not a content type that this takes; send application/json or ` +
        'application/x-www-form-urlencoded.'])
  }
  t.match(await post(body, { 'content-type': 'application/json', 'content-encoding': 'identity' }), [
    201, { name: 'Food' },
  ])
})

t.test('long bodies of one user wait for each other, and another user is answered between them [P3.10]', async (t) => {
  const { api, authorization } = await poster(t)
  const other = `Bearer ${await logInAs(api, 'grace')}`
  const port = await listening(api.server)
  const body = JSON.stringify({ transactions: Array.from({ length: 900 }, () => ({ date: 'x'.repeat(2000) })) })
  const path = '/api/transactions/bulk/'
  let answered = 0
  const long = Array.from({ length: 16 }, async () => {
    const headers = { authorization, 'content-type': 'application/json' }
    const { status } = await ask(port, { method: 'POST', path, headers, body })
    answered += 1
    return status
  })
  await Promise.race(long)
  for (let at = 0; at < 3; at += 1) {
    t.equal((await ask(port, { path: CATEGORIES, headers: { authorization: other } })).status, 200)
  }
  t.ok(answered < long.length, `${answered} were answered before another user's three reads`)
  t.strictSame(await Promise.all(long), long.map(() => 400))
})

t.test('a client that goes away while its body is read is not logged as an error', async (t) => {
  const { api, authorization } = await poster(t)
  const port = await listening(api.server)
  for (const [path, type] of [[CATEGORIES, 'application/json'], ['/api/imports/', 'text/csv']] as const) {
    const gone = new Promise((resolve) => {
      api.server.server.once('request', (request) => { request.once('close', resolve) })
    })
    const received = await exchange(port, [
      `POST ${path} HTTP/1.1`, `Authorization: ${authorization}`, `Content-Type: ${type}`, 'Content-Length: 100', '',
      '{"na',
    ].join('\r\n'), (socket) => { setTimeout(() => { socket.destroy() }, 100) })
    t.equal(received, '')
    await gone
    t.equal((await api.server.inject({ url: '/readyz' })).statusCode, 200)
  }
  t.notMatch(api.log.join(''), /internal error/)
})

t.test('a request body that ends before its length is answered with 400 where the client still listens', async (t) => {
  const { api, authorization } = await poster(t)
  const port = await listening(api.server)
  const received = await exchange(port, [
    `POST ${CATEGORIES} HTTP/1.1`, `Authorization: ${authorization}`, 'Content-Type: application/json',
    'Content-Length: 100', '', '{"na',
  ].join('\r\n'), (socket) => { socket.end() })
  t.match(answerIn(received), { status: 400, headers: { connection: 'close' } })
})
