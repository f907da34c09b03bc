import { readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { refreshTokens } from '@fintrack/contract/auth'
import type { Answer, Request } from '@fintrack/contract/call'
import { createCategory, getCategory, listCategories } from '@fintrack/contract/categories'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { UserError } from '@fintrack/contract/errors'
import { importTransactions } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import t, { type Test } from 'tap'
import { limitsOf, newHttpTransport, type Limits } from '../../src/api/http-transport.ts'
import { storedSession } from '../../src/api/session.ts'
import { newStore } from '../../src/config/store.ts'
import { version } from '../../src/version.ts'
import { listening, nobodyAt } from '../helpers/listening.ts'
import { screen } from '../helpers/screen.ts'

const LIMITS: Limits = {
  answerMs: 5000, uploadMs: 5000, exchangeMs: 10_000, longExchangeMs: 10_000, answerBytes: 1024 * 1024,
}
const NOTHING: Request = { query: [] }

function transport (address: string, limits: Partial<Limits> = {}) {
  return newHttpTransport({ kind: 'server', address }, { ...LIMITS, ...limits })
}

async function faultOf (answer: Promise<Answer>): Promise<{
  kind: string, sentence: string, hint: string | undefined
}> {
  try {
    await answer
  } catch (error) {
    if (error instanceof UserError) return { kind: error.kind, sentence: error.message, hint: error.hint }
    throw error
  }
  throw new Error('There was no fault.')
}

/** Answers everything with the same, and remembers what it was asked. */
async function answering (test: Test, status: number, headers: Record<string, string>, body: string) {
  const seen: Array<{
    method: string | undefined, url: string | undefined, headers: IncomingMessage['headers'], body: string
  }> = []
  const address = await listening(test, (request: IncomingMessage, response: ServerResponse) => {
    void buffer(request).then((bytes) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body: bytes.toString() })
      response.writeHead(status, headers).end(body)
    })
  })
  return { address, seen }
}

t.test('the HTTP transport sends method, path, query, headers and JSON', async (t) => {
  const { address, seen } = await answering(
    t, 201, { 'content-type': 'application/json', location: '/api/categories/7/', etag: '"1"' }, '{"id":7}'
  )
  const answer = await transport(address)(
    createCategory,
    { query: [['a', 'b c'], ['a', 'ü']], body: { name: 'Äpfel' }, ifMatch: '"0"', idempotencyKey: 'k1' },
    'token-1'
  )
  t.strictSame(answer, { status: 201, body: { id: 7 }, location: '/api/categories/7/', etag: '"1"' })
  const [request] = seen
  t.strictSame([request?.method, request?.url, request?.body], [
    'POST', '/api/categories/?a=b+c&a=%C3%BC', '{"name":"Äpfel"}',
  ])
  const {
    authorization,
    'content-type': type,
    'if-match': ifMatch,
    'idempotency-key': key,
    'user-agent': agent,
    accept,
    'accept-encoding': encoding,
  } = request?.headers ?? {}
  t.strictSame({ authorization, type, ifMatch, key, agent, accept, encoding }, {
    authorization: 'Bearer token-1',
    type: 'application/json',
    ifMatch: '"0"',
    key: 'k1',
    agent: `fintrack/${version()}`,
    accept: 'application/json, application/problem+json',
    encoding: 'identity',
  })
})

t.test('the HTTP transport sends no header for a token, body or condition that is not there', async (t) => {
  const { address, seen } = await answering(t, 200, { 'content-type': 'application/json' }, '[]')
  t.strictSame(await transport(`${address}/finance`)(getCategory, { id: '12', query: [] }), { status: 200, body: [] })
  const [request] = seen
  t.equal(request?.url, '/finance/api/categories/12/')
  for (const name of [
    'authorization', 'content-type', 'if-match', 'idempotency-key', 'content-length',
  ]) t.notOk(name in (request?.headers ?? {}), name)
})

t.test('an HTTP answer without a body has an undefined body', async (t) => {
  const { address } = await answering(t, 204, {}, '')
  t.strictSame(await transport(address)(getCategory, { id: '1', query: [] }), { status: 204, body: undefined })
})

t.test('the HTTP transport returns Link and Retry-After as fields', async (t) => {
  const link = '</api/categories/?limit=1&cursor=a%2Bb>; rel="next"'
  const paged = await answering(t, 200, { link }, '[]')
  t.strictSame(await transport(paged.address)(listCategories, NOTHING), { status: 200, body: [], next: 'a+b' })
  const other = await answering(
    t, 200, { link: '</api/categories/>; rel="first"', 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, '[]'
  )
  t.strictSame(await transport(other.address)(listCategories, NOTHING), { status: 200, body: [] })
  const bare = await answering(t, 200, { link: '</api/categories/>; rel=next' }, '[]')
  t.strictSame(await transport(bare.address)(listCategories, NOTHING), { status: 200, body: [] })
  const body = problemBody(new Problem('too_many_requests', 'Slow.'), 429)
  const busy = await answering(t, 429, { 'retry-after': '7' }, JSON.stringify(body))
  t.strictSame(await transport(busy.address)(listCategories, NOTHING), { status: 429, body, retryAfterSeconds: 7 })
})

t.test('a Link header whose next page is no address is ignored', async (t) => {
  for (const link of ['<http://[>; rel="next"', '<//:x>; rel=next', '<>; rel="next"', 'nonsense', '<', ', , ;']) {
    const { address } = await answering(t, 200, { link }, '[]')
    t.strictSame(await transport(address)(listCategories, NOTHING), { status: 200, body: [] }, link)
  }
})

t.test('an HTTP answer that is not JSON stays text, for the caller to refuse', async (t) => {
  const { address } = await answering(t, 200, { 'content-type': 'text/html' }, '<h1>Hello</h1>')
  t.strictSame(await transport(address)(listCategories, NOTHING), { status: 200, body: '<h1>Hello</h1>' })
})

t.test('the HTTP transport does not follow a redirect [P4.5]', async (t) => {
  const target = await answering(t, 200, {}, '[]')
  const { address } = await answering(t, 302, { location: `${target.address}/api/categories/` }, '')
  t.strictSame(await faultOf(transport(address)(listCategories, NOTHING, 'secret')), {
    kind: 'unreadable_answer',
    sentence: `The server at ${address} redirects to ${target.address}/api/categories/ (302), and fintrack follows ` +
      'no redirects.',
    hint: 'Log in with the address that it names.',
  })
  t.strictSame(target.seen, [])
  const nowhere = await answering(t, 304, {}, '')
  t.match((await faultOf(transport(nowhere.address)(listCategories, NOTHING))).sentence, /redirects to nowhere \(304\)/)
})

t.test('a gateway without its server is reported as a server that cannot be reached [V16.5.2]', async (t) => {
  for (const status of [429, 502, 503, 504]) {
    for (const page of [
      '<h1>Bad Gateway</h1>', '', '{"message":"no upstream"}', '[]', 'null', '{"code":"unavailable"}',
    ]) {
      for (const [headers, hint] of [
        [{}, undefined], [{ 'retry-after': '30' }, 'Try again in 30 s.'], [{ 'retry-after': 'soon' }, undefined],
      ] as const) {
        const { address } = await answering(t, status, headers, page)
        t.strictSame(await faultOf(transport(address)(listCategories, NOTHING)), {
          kind: 'unreachable',
          sentence: `The server at ${address} cannot be reached: a proxy in front of it answered ${status}.`,
          hint,
        })
      }
    }
  }
  const body = problemBody(new Problem('unavailable', 'Not now.'), 503)
  const { address } = await answering(t, 503, {}, JSON.stringify(body))
  t.strictSame(await transport(address)(listCategories, NOTHING), { status: 503, body })
})

t.test('a refused, unknown or broken connection is reported as unreachable with its reason', async (t) => {
  const hint = 'Is it running, and is the address right? --local uses the book of this machine.'
  const nobody = await nobodyAt()
  t.strictSame(await faultOf(transport(nobody)(listCategories, NOTHING)), {
    kind: 'unreachable', sentence: `The server at ${nobody} cannot be reached: nothing listens there.`, hint,
  })
  const rude = await listening(t, (request) => { request.socket.destroy() })
  t.strictSame(await faultOf(transport(rude)(listCategories, NOTHING)), {
    kind: 'unreachable', sentence: `The server at ${rude} cannot be reached: it closed the connection.`, hint,
  })
  const halfway = await listening(t, (request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('[', () => { request.socket.destroy() })
  })
  t.match((await faultOf(transport(halfway)(listCategories, NOTHING))).kind, 'unreachable')
})

t.test('a server that is silent or stops in the middle of an answer is given up [P4.5]', async (t) => {
  const silent = await listening(t, () => {})
  t.strictSame((await faultOf(transport(silent, { answerMs: 100 })(listCategories, NOTHING))).sentence,
    `The server at ${silent} cannot be reached: it did not answer in time.`)
  const stuck = await listening(t, (_, response) => { response.writeHead(200).write('[') })
  t.strictSame((await faultOf(transport(stuck, { answerMs: 100 })(listCategories, NOTHING))).sentence,
    `The server at ${stuck} cannot be reached: it did not answer in time.`)
})

t.test('an HTTP answer that comes slowly is waited for while it goes on', async (t) => {
  const slow = await listening(t, (_, response) => {
    const parts = ['[', '1', ',', '2', ',', '3', ']']
    const next = (): void => {
      const part = parts.shift()
      if (part === undefined) response.end()
      else response.write(part, () => setTimeout(next, 60))
    }
    next()
  })
  t.strictSame(await transport(slow, { answerMs: 200 })(listCategories, NOTHING), { status: 200, body: [1, 2, 3] })
})

/** A server that never stops, and never says anything for long either. */
async function dripping (test: Test, drip: (socket: Socket) => void) {
  return listening(test, (request) => {
    const { socket } = request
    request.resume()
    const timer = setInterval(() => { drip(socket) }, 20)
    socket.on('close', () => { clearInterval(timer) }).on('error', () => {})
  })
}

t.test('an HTTP answer that drips is given up after the time of one exchange', async (t) => {
  const starts = new WeakSet<Socket>()
  const body = (socket: Socket): void => {
    socket.write(starts.has(socket) ? '1\r\n \r\n' : 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    starts.add(socket)
  }
  const head = (socket: Socket): void => {
    socket.write(starts.has(socket) ? 'x' : 'HTTP/1.1 200 OK\r\nX-')
    starts.add(socket)
  }
  for (const [drip, name] of [[body, 'its body'], [head, 'its head']] as const) {
    await t.test(name, async (t) => {
      const address = await dripping(t, drip)
      const told = (seconds: number) => ({
        kind: 'unreachable',
        sentence: `The server at ${address} is too slow: its answer was not complete within ${seconds} s.`,
        hint: 'Try again later.',
      })
      const short = transport(address, { exchangeMs: 300 })
      t.strictSame(await faultOf(short(getCategory, { id: '1', query: [] })), told(0.3))
      t.strictSame(await faultOf(short(listCategories, { query: [['limit', '5']] })), told(0.3), 'a page')
      t.strictSame(await faultOf(short(refreshTokens, { query: [], body: { refresh: 'r' } })), told(0.3), 'a renewal')
      const long = transport(address, { exchangeMs: 100, longExchangeMs: 400 })
      t.strictSame(await faultOf(long(listCategories, NOTHING)), told(0.4), 'a whole list')
      t.strictSame(await faultOf(long(importTransactions, { query: [], body: csv(1) })), told(0.4), 'a file')
    })
  }
})

t.test('a refresh of the session whose answer drips releases the lock', async (t) => {
  const address = await dripping(t, (socket) => { socket.write('HTTP/1.1 100 Continue\r\n\r\n') })
  const folder = t.testdir()
  const store = newStore(folder)
  await store.saveCredentials('default', { server: address, access: 'a', refresh: 'r' })
  const before = readdirSync(folder)
  await t.rejects(storedSession(
    store, 'default', address, transport(address, { exchangeMs: 200 })
  ).renewed('a'), { name: 'UserError', message: /is too slow/ })
  t.strictSame(readdirSync(folder), before)
  t.strictSame(store.credentials('default'), { server: address, access: 'a', refresh: 'r' })
})

t.test('the HTTP transport cuts off an endless answer [P4.5]', async (t) => {
  const endless = await listening(t, (_, response) => {
    const more = (): void => { if (!response.destroyed) response.write('x'.repeat(65_536), more) }
    more()
  })
  t.strictSame(await faultOf(transport(endless)(listCategories, NOTHING)), {
    kind: 'unreadable_answer', sentence: `The server at ${endless} answered with more than 1 MiB.`, hint: undefined,
  })
})

t.test('the HTTP transport uses no proxy for a server on this machine', async (t) => {
  const proxy = await answering(t, 200, {}, '"from the proxy"')
  const server = await answering(t, 200, {}, '"from the server"')
  const before = process.env['http_proxy']
  process.env['http_proxy'] = proxy.address
  t.teardown(() => {
    if (before === undefined) delete process.env['http_proxy']
    else process.env['http_proxy'] = before
  })
  t.strictSame(await transport(server.address)(listCategories, NOTHING), { status: 200, body: 'from the server' })
  t.strictSame(proxy.seen, [])
  t.strictSame(
    await transport('http://fintrack.example')(listCategories, NOTHING), { status: 200, body: 'from the proxy' }
  )
})

async function * csv (lines: number): AsyncGenerator<Uint8Array> {
  for (let line = 0; line < lines; line += 1) yield Buffer.from(`${'x'.repeat(1023)}\n`)
}

t.test('a file is streamed, with its length where that is known', async (t) => {
  const { address, seen } = await answering(t, 201, {}, '{}')
  await transport(address)(importTransactions, { query: [], body: csv(3) })
  await transport(address)(importTransactions, { query: [], body: Object.assign(csv(3), { size: 3 * 1024 }) })
  t.strictSame(seen.map(({ headers, body }) =>
    [headers['content-type'], headers['content-length'], headers['transfer-encoding'], body.length]), [
    ['text/csv', undefined, 'chunked', 3072],
    ['text/csv', '3072', undefined, 3072],
  ])
})

t.test('the HTTP transport returns a refusal that comes before the upload has ended', async (t) => {
  const refusal = '{"code":"payload_too_large"}'
  const address = await listening(t, (_, response) => {
    response.writeHead(413, { connection: 'close', 'content-length': String(refusal.length) }).end(refusal)
  })
  let sent = 0
  let isOpen = true
  async function * endless (): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of csv(200_000)) {
        sent += part.length
        yield part
      }
    } finally {
      isOpen = false
    }
  }
  t.strictSame(await transport(address)(importTransactions, { query: [], body: endless() }), {
    status: 413, body: { code: 'payload_too_large' },
  })
  t.ok(sent < 100 * 1024 * 1024, 'the rest of the file is not read')
  await new Promise(setImmediate)
  t.notOk(isOpen, 'the file is closed')
})

t.test('an upload whose file cannot be read to its end fails with the reason', async (t) => {
  const { address } = await answering(t, 201, {}, '{}')
  async function * broken (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('date')
    throw new UserError('unreadable_file', 'The file is gone.')
  }
  t.strictSame(await faultOf(transport(address)(importTransactions, { query: [], body: broken() })), {
    kind: 'unreadable_file', sentence: 'The file is gone.', hint: undefined,
  })
})

t.test('the limits of the HTTP transport follow the time that is set', (t) => {
  t.match(limitsOf(20), { answerMs: 20_000, exchangeMs: 40_000, uploadMs: 600_000, longExchangeMs: 1_800_000 })
  t.match(limitsOf(3600), { answerMs: 3_600_000, uploadMs: 3_600_000, longExchangeMs: 3_600_000 })
  t.end()
})

t.test('a request waits for its answer only as long as is left for it', async (t) => {
  const address = await listening(t, () => {})
  const endpoint: Endpoint = listCategories
  for (const leftMs of [30, 0.4]) {
    t.match(await faultOf(transport(address)(endpoint, NOTHING, 'token', leftMs)), {
      kind: 'unreachable', sentence: `The server at ${address} cannot be reached: it did not answer in time.`,
    })
  }
})

t.test('a server that accepts and never answers is given up in the time that is set, with 3 [case 22]', async (t) => {
  let requests = 0
  const address = await listening(t, () => { requests += 1 })
  const env = { FINTRACK_SERVER: address, FINTRACK_TOKEN: 'x', FINTRACK_TIMEOUT_SECONDS: '1' }
  for (const argv of [['report'], ['tx', 'add', '5'], ['login', '--username', 'anna', '--password-stdin']]) {
    const started = performance.now()
    t.match(await screen(argv, { env, stdin: 'correct horse battery' }), {
      code: 3, stdout: '', stderr: /^error: The server at \S+ cannot be reached: it did not answer in time\./,
    })
    t.ok(performance.now() - started < 1800, argv.join(' '))
  }
  t.equal(requests, 3)
})
