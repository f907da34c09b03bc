import { request } from 'node:http'
import type { Readable } from 'node:stream'
import type { FastifyReply, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { sendAnswer } from '../../src/http/answer.ts'
import { httpApi, logInAs } from '../helpers/api.ts'
import { ask, listening } from '../helpers/wire.ts'

/** A user with so many budgets and transactions, written past the API. */
async function book (t: Test, rows: number) {
  const api = await httpApi(t)
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  const { writer } = api.databases
  await writer.raw(
    'INSERT INTO categories (user_id, name, name_key, type, created_at, updated_at) VALUES (1, \'Food\', \'food\', ' +
      '\'expense\', \'\', \'\')'
  )
  await writer.raw(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO transactions (user_id, date, type, category, amount, currency, description_key, created_at, updated_at)
    SELECT 1, '2024-05-01', 'expense', 1, i, 'USD', '', '2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z'
    FROM n WHERE ${rows} > 0`)
  return { api, headers }
}

t.test('a whole list is streamed as one JSON array [V1.2.3]', async (t) => {
  for (const rows of [0, 1, 2, 2500]) {
    const { api, headers } = await book(t, rows)
    const answer = await api.server.inject({ url: '/api/transactions/', headers })
    t.strictSame([answer.statusCode, answer.headers['content-type']], [200, 'application/json; charset=utf-8'])
    const ids = answer.json().map(({ id }: { id: number }) => id)
    t.strictSame(ids, Array.from({ length: rows }, (_, at) => rows - at), `${rows} rows`)
  }
})

t.test('a list of one piece is sent with its length, and a longer page in pieces, both with their Link', async (t) => {
  const { api, headers } = await book(t, 1200)
  for (const [query, rows, isWhole, hasNext] of [
    ['limit=100', 100, true, true], ['limit=150', 150, true, true], ['limit=1000', 1000, false, true],
    ['from=2024-06-01', 0, true, false], ['', 1200, false, false],
  ] as const) {
    const answer = await api.server.inject({ url: `/api/transactions/?${query}`, headers })
    t.strictSame([answer.statusCode, answer.headers['content-type']], [200, 'application/json; charset=utf-8'])
    t.equal(answer.json().length, rows, query)
    t.equal(answer.headers['content-length'], isWhole ? String(answer.rawPayload.length) : undefined, query)
    t.equal(answer.headers.link !== undefined, hasNext, query)
  }
})

t.test('others have their turn between the pieces of a list [P3.10]', async (t) => {
  async function * rows () {
    for (let at = 0; at < 50; at += 1) yield { at, description: 'a'.repeat(20_000) }
  }
  let sent: unknown
  const reply = { request: { id: '1' }, code: () => reply, type: () => reply, send: (body: unknown) => { sent = body } }
  await sendAnswer(reply as unknown as FastifyReply, { status: 200, body: rows() }, () => {})
  let turns = 0
  let isOver = false
  const count = () => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const pieces: string[] = []
  for await (const piece of sent as Readable) pieces.push(String(piece))
  isOver = true
  t.equal(JSON.parse(pieces.join('')).length, 50)
  t.ok(pieces.length > 10 && turns >= pieces.length - 1, `${turns} turns for ${pieces.length} pieces`)
})

t.test('a page with a row that does not match its schema gets 500, or is cut off behind a piece', async (t) => {
  const { api, headers } = await book(t, 1000)
  const { writer } = api.databases
  // The first of all, and the last.
  await writer.raw('UPDATE transactions SET created_at = \'not a moment\' WHERE id = 1000')
  for (const limit of [1, 1000]) {
    const { statusCode } = await api.server.inject({ url: `/api/transactions/?limit=${limit}`, headers })
    t.equal(statusCode, 500)
  }
  await writer.raw('UPDATE transactions SET created_at = updated_at WHERE id = 1000')
  await writer.raw('UPDATE transactions SET created_at = \'not a moment\' WHERE id = 1')
  const port = await listening(api.server)
  await t.rejects(ask(port, { path: '/api/transactions/?limit=1000', headers }), { code: 'ECONNRESET' })
  t.equal(faults(api.log).length, 3)
})

t.test('POST names the new row by Location, PUT and PATCH do not, and DELETE has no body [V4.1.1]', async (t) => {
  const { api, headers } = await book(t, 0)
  const send = async (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const answer = await api.server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    return [
      answer.statusCode, answer.headers.location, answer.headers['content-type'], answer.headers['content-length'],
    ]
  }
  const json = 'application/json; charset=utf-8'
  t.strictSame(await send('POST', '/api/categories', { name: 'Rent', type: 'expense' }), [
    201, '/api/categories/2/', json, '56',
  ])
  t.strictSame(await send('PUT', '/api/categories/2/', { name: 'Rent', type: 'expense' }), [200, undefined, json, '56'])
  t.strictSame(await send('PATCH', '/api/categories/2/', { name: 'Flat' }), [200, undefined, json, '56'])
  t.strictSame(await send('DELETE', '/api/categories/2/'), [204, undefined, undefined, undefined])
})

t.test('the Link to the next page is relative and keeps the filters [V1.2.1]', async (t) => {
  const { api, headers } = await book(t, 5)
  const url = '/api/transactions/?limit=2&type=expense&category=1&category=Food&month=2024-05'
  const first = await api.server.inject({ url, headers })
  const link = String(first.headers.link)
  t.match(
    link,
    /^<\/api\/transactions\/\?limit=2&type=expense&category=1&category=Food&month=2024-05&cursor=[\w-]+>; rel="next"$/
  )
  const pages = [first.json()]
  for (let next: string | undefined = link; next !== undefined;) {
    const answer: LightMyRequestResponse = await api.server.inject({ url: /<(.*)>/.exec(next)?.[1] ?? '', headers })
    t.equal(answer.statusCode, 200)
    pages.push(answer.json())
    next = answer.headers.link === undefined ? undefined : String(answer.headers.link)
    if (next !== undefined) t.equal(next.match(/cursor=/g)?.length, 1)
  }
  t.strictSame(pages.map((page) => page.map(({ id }: { id: number }) => id)), [[5, 4], [3, 2], [1]])
})

t.test('a list whose query fails at once is answered with status 500', async (t) => {
  const { api, headers } = await book(t, 0)
  await api.databases.writer.raw('DROP TABLE transactions')
  const answer = await api.server.inject({ url: '/api/transactions/', headers })
  t.equal(answer.statusCode, 500)
  t.strictSame(answer.json(), {
    type: 'urn:fintrack:problem:internal_error',
    title: 'Internal error',
    status: 500,
    detail: 'Something went wrong here; the request was not carried out.',
    code: 'internal_error',
    request_id: answer.headers['x-request-id'],
  })
  t.equal(faults(api.log).length, 1)
})

t.test('a list that fails while it is sent is cut off, and the error is logged', async (t) => {
  const { api, headers } = await book(t, 2000)
  // Comes last, behind more than one piece.
  await api.databases.writer.raw('UPDATE transactions SET created_at = \'not a moment\' WHERE id = 1')
  const port = await listening(api.server)
  await t.rejects(ask(port, { path: '/api/transactions/', headers }), { code: 'ECONNRESET' })
  t.match(
    faults(api.log),
    [{ err: { message: 'The reply to GET /api/transactions/ does not match its schema.' }, reqId: /-/ }]
  )
  t.equal((await api.server.inject({ url: '/readyz' })).statusCode, 200, 'and the server goes on')
})

t.test('a client that leaves in the middle of a list causes no error', async (t) => {
  const { api, headers } = await book(t, 20_000)
  const port = await listening(api.server)
  await new Promise<void>((resolve) => {
    const sent = request({ port, host: '127.0.0.1', path: '/api/transactions/', headers }, (response) => {
      response.once('data', () => { sent.destroy() })
      response.once('error', () => { resolve() })
    })
    sent.once('error', () => { resolve() })
    sent.end()
  })
  t.equal((await api.server.inject({ url: '/readyz' })).statusCode, 200)
  t.strictSame(faults(api.log), [])
})

function faults (log: readonly string[]): Array<Record<string, unknown>> {
  return log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)
}
