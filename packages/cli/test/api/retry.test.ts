import type { Answer, Request } from '@fintrack/contract/call'
import { createCategory, deleteCategory, changeCategory, listCategories, replaceCategory } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import type { Endpoint } from '@fintrack/contract/endpoint'
import t from 'tap'
import { withRetry } from '../../src/api/retry.ts'
import { Fault } from '../../src/fault.ts'
import { listening } from '../helpers/listening.ts'
import { screen } from '../helpers/screen.ts'

function unreachable (code: string): Fault {
  return new Fault('unreachable', 'The server cannot be reached.', undefined, { cause: Object.assign(new Error(code), { code }) })
}

/** What becomes of a request whose first answers are these, and what was sent for it. */
async function sent (endpoint: Endpoint, request: Request, ...answers: ReadonlyArray<Answer | Error>) {
  const left = [...answers]
  const seen: unknown[] = []
  const send = withRetry(async (...asked) => {
    seen.push(asked)
    const next = left.shift()
    if (next === undefined || next instanceof Error) throw next ?? new Error('That was asked too often.')
    return next
  })
  const result = await send(endpoint, request, 'token').catch((error: unknown) => error)
  for (const asked of seen) t.strictSame(asked, [endpoint, request, 'token'])
  return { result, times: seen.length }
}

const OK: Answer = { status: 200, body: [] }
const GONE: Answer = { status: 404, body: { code: 'not_found' } }
const REPEATABLE: ReadonlyArray<readonly [Endpoint, Request]> = [
  [listCategories, { query: [] }],
  [replaceCategory, { id: '4', query: [], body: {} }],
  [createCategory, { query: [], body: {}, idempotencyKey: 'k1' }],
  [deleteCategory, { id: '4', query: [], ifMatch: '"1"' }],
]
const ONCE: ReadonlyArray<readonly [Endpoint, Request]> = [
  [createCategory, { query: [], body: {} }],
  [deleteCategory, { id: '4', query: [] }],
  [changeCategory, { id: '4', query: [], body: {}, ifMatch: '"1"' }],
  [importTransactions, { query: [], body: (async function * () { yield Buffer.from('date') })(), idempotencyKey: 'k1' }],
]

t.test('what may be done twice is sent once more where the connection broke, and no more than that', async (t) => {
  for (const [endpoint, request] of REPEATABLE) {
    for (const code of ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']) {
      t.strictSame(await sent(endpoint, request, unreachable(code), OK), { result: OK, times: 2 }, `${endpoint.method} ${code}`)
    }
    const [first, second] = [unreachable('ECONNRESET'), unreachable('ECONNRESET')]
    const { result, times } = await sent(endpoint, request, first, second)
    t.equal(times, 2)
    t.equal(result, second)
  }
})

t.test('what must not be done twice is sent once', async (t) => {
  for (const [endpoint, request] of ONCE) {
    const fault = unreachable('ECONNRESET')
    t.strictSame(await sent(endpoint, request, fault, OK), { result: fault, times: 1 }, endpoint.method)
  }
})

t.test('a server that is not there, that answers, or that answers nonsense is not asked again', async (t) => {
  const faults = [unreachable('ECONNREFUSED'), new Fault('unreachable', 'A gateway.'), new Fault('unreadable_answer', 'Nonsense.'), new Error('ours')]
  for (const fault of faults) t.strictSame(await sent(listCategories, { query: [] }, fault, OK), { result: fault, times: 1 })
  t.strictSame(await sent(listCategories, { query: [] }, { status: 503, body: {} }, OK), { result: { status: 503, body: {} }, times: 1 })
})

t.test('a row that the first request removed is removed, not missing', async (t) => {
  const request = { id: '4', query: [], ifMatch: '"1"' }
  t.strictSame(await sent(deleteCategory, request, unreachable('ECONNRESET'), GONE), { result: { status: 204, body: undefined }, times: 2 })
  t.strictSame(await sent(deleteCategory, request, GONE), { result: GONE, times: 1 })
  t.strictSame(await sent(listCategories, { query: [] }, unreachable('ECONNRESET'), GONE), { result: GONE, times: 2 })
})

t.test('a record whose answer was lost is asked for once more, by the same key', async (t) => {
  const keys: unknown[] = []
  const address = await listening(t, (request, response) => {
    request.resume()
    keys.push(request.headers['idempotency-key'])
    if (keys.length === 1) request.socket.destroy()
    else response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":4,"name":"Food","type":"expense"}')
  })
  t.strictSame(await screen(['category', 'add', 'Food'], { env: { FINTRACK_SERVER: address, FINTRACK_TOKEN: 'x' } }), {
    code: 0, stdout: '4\n', stderr: 'Added the category Food (expense).\n',
  })
  t.equal(keys.length, 2)
  t.match(keys[0], /^[0-9a-f-]{36}$/)
  t.equal(keys[1], keys[0])
})
