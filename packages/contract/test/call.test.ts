import t from 'tap'
import { logOut } from '../src/auth.ts'
import { call, gathered, queryPairs, targetOf, type Answer, type Request, type Send } from '../src/call.ts'
import { changeCategory, createCategory, deleteCategory, getCategory, listCategories } from '../src/categories.ts'
import { endpoint, hasId, type Endpoint } from '../src/endpoint.ts'
import { importTransactions } from '../src/imports.ts'
import { Problem } from '../src/problem.ts'
import { problemBody } from '../src/problem-body.ts'
import { getHealth } from '../src/system.ts'
import { listTransactions } from '../src/transactions.ts'
import { register } from '../src/users.ts'

const UNREADABLE = { name: 'UserError', kind: 'unreadable_answer', hint: /different versions/ }

const rent = { id: 7, name: 'Rent', type: 'expense', archived: false } as const

/** Answers with what it is given, and remembers what it was asked. */
function answering (answer: Answer): { send: Send, asked: Array<[Endpoint, Request]> } {
  const asked: Array<[Endpoint, Request]> = []
  return {
    asked,
    send: async (endpoint, request) => {
      asked.push([endpoint, request])
      return answer
    },
  }
}
async function * rowsOf (...rows: unknown[]): AsyncGenerator<unknown, void, undefined> {
  yield * rows
}
async function thrownBy (work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  return undefined
}

t.test('call sends the endpoint with its id, query, body and conditions', async (t) => {
  const { send, asked } = answering({ status: 200, body: rent })
  t.strictSame(await call(getCategory, { id: 7 }, send), { body: rent })
  t.strictSame(await call(getCategory, { id: '007' }, send), { body: rent })
  await call(changeCategory, { id: 7, body: { name: 'Flat' }, ifMatch: '"3"' }, send)
  t.strictSame(asked, [
    [getCategory, { id: '7', query: [] }],
    [getCategory, { id: '007', query: [] }],
    [changeCategory, { id: '7', query: [], body: { name: 'Flat' }, ifMatch: '"3"' }],
  ])
})

t.test('call returns the body of an answer together with its location, entity tag and next cursor', async (t) => {
  const made = answering({ status: 201, body: rent, location: '/api/categories/7/', etag: '"1"' })
  t.strictSame(await call(
    createCategory, { body: { name: 'Rent', type: 'expense' }, idempotencyKey: 'k-1' }, made.send
  ), {
    body: rent, location: '/api/categories/7/', etag: '"1"',
  })
  t.strictSame(
    made.asked, [[createCategory, { query: [], body: { name: 'Rent', type: 'expense' }, idempotencyKey: 'k-1' }]]
  )

  const paged = answering({ status: 200, body: [rent], next: 'c2' })
  t.strictSame(await call(listCategories, { query: { limit: 1, cursor: 'c1' } }, paged.send), {
    body: [rent], next: 'c2',
  })
  t.strictSame(paged.asked, [[listCategories, { query: [['limit', '1'], ['cursor', 'c1']] }]])
})

t.test('call of an endpoint without a body returns none', async (t) => {
  t.strictSame(
    await call(
      deleteCategory, { id: 7, query: { uncategorize: true } }, answering({ status: 204, body: undefined }).send
    ),
    { body: undefined }
  )
  t.strictSame(
    await call(logOut, { body: { refresh: 'r' } }, answering({ status: 204, body: undefined }).send),
    { body: undefined }
  )
  for (const body of ['', null, {}]) {
    t.match(await thrownBy(call(deleteCategory, { id: 7 }, answering({ status: 204, body }).send)), UNREADABLE)
  }
})

t.test('call returns a list that comes as a stream of its rows', async (t) => {
  t.strictSame(await gathered(rowsOf(1, 2)), [1, 2])
  t.strictSame(await gathered(rowsOf()), [])
  for (const body of [undefined, null, 'text', 5, { a: 1 }]) t.equal(await gathered(body), body)
  t.strictSame(
    await call(listCategories, {}, answering({ status: 200, body: rowsOf(rent, rent) }).send), { body: [rent, rent] }
  )
  t.match(await thrownBy(call(listCategories, {}, answering({ status: 200, body: rowsOf(rent, {}) }).send)), UNREADABLE)
})

t.test('call sends a stream of bytes unchanged', async (t) => {
  const body = (async function * () { yield new Uint8Array([1]) })()
  const { send, asked } = answering({ status: 201, body: { rows: 0, categories_created: [] } })
  await call(importTransactions, { body, query: { dry_run: true } }, send)
  t.equal(asked[0]?.[1].body, body)
  t.notOk('mediaType' in (asked[0]?.[1] ?? {}))
  await call(importTransactions, { body, mediaType: 'text/csv' }, send)
  t.equal(asked[1]?.[1].mediaType, 'text/csv')
})

t.test('call throws a refusal as its problem', async (t) => {
  const problem = new Problem('category_in_use', '"Rent" is in use.', { counts: { transactions: 3, budgets: 1 } })
  const { send } = answering({ status: 409, body: problemBody(problem, 409) })
  const error = await thrownBy(call(deleteCategory, { id: 7 }, send))
  t.ok(error instanceof Problem && error.code === 'category_in_use')
  t.match(error, { message: '"Rent" is in use.', extras: { counts: { transactions: 3, budgets: 1 } } })

  const busy = answering({
    status: 429, body: problemBody(new Problem('too_many_requests', 'Wait.'), 429), retryAfterSeconds: 30,
  })
  t.match(await thrownBy(call(getHealth, {}, busy.send)), {
    code: 'too_many_requests', extras: { retryAfterSeconds: 30 },
  })
})

t.test('call throws for an answer that this version does not understand', async (t) => {
  const page = '<html>Bad gateway</html>'
  const problem = problemBody(new Problem('not_found', 'There is none.'), 404)
  for (const answer of [
    { status: 502, body: page }, { status: 404, body: { ...problem, code: 'gone_fishing' } },
    { status: 404, body: undefined },
    { status: 200, body: problem }, { status: 201, body: rent }, { status: 204, body: undefined },
    { status: 302, body: '' },
    { status: 200, body: { ...rent, type: 'transfer' } }, { status: 200, body: [rent] },
    { status: 200, body: undefined },
  ]) {
    const error = await thrownBy(call(getCategory, { id: 7 }, answering(answer).send))
    t.match(error, {
      ...UNREADABLE,
      message: `GET /api/categories/:id/ was answered with ${answer.status} and a body that this version does not ` +
        'understand.',
    })
  }
  t.strictSame(await call(getCategory, { id: 7 }, answering({ status: 200, body: { ...rent, colour: 'red' } }).send), {
    body: { ...rent, colour: 'red' },
  }, 'but a field more may come later')
})

t.test('call throws an error of the transport unchanged', async (t) => {
  const fault = new Error('no route to host')
  t.equal(await thrownBy(call(getHealth, {}, async () => { throw fault })), fault)
})

t.test('call turns a query into pairs of texts', async (t) => {
  t.strictSame(queryPairs(), [])
  t.strictSame(queryPairs({
    month: '2024-05', limit: 5, uncategorized: false, cursor: undefined, category: ['a', 3], sort: [],
  }), [
    ['month', '2024-05'], ['limit', '5'], ['uncategorized', 'false'], ['category', 'a'], ['category', '3'],
  ])
})

t.test('an endpoint\'s URL is its path with the encoded id and query [V1.2.2]', async (t) => {
  t.equal(targetOf(getHealth, { query: [] }), '/healthz')
  t.equal(targetOf(getCategory, { id: '7', query: [] }), '/api/categories/7/')
  t.equal(targetOf(getCategory, { query: [] }), '/api/categories//', 'which names no row')
  t.equal(targetOf(getCategory, { id: '7/../8?a=b#c', query: [] }), '/api/categories/7%2F..%2F8%3Fa%3Db%23c/')
  t.equal(targetOf(getCategory, { id: '$&', query: [] }), '/api/categories/%24%26/')
  t.equal(
    targetOf(listTransactions, { query: [['q', 'a&b=c +ä'], ['category', 'x/y'], ['category', '3']] }),
    '/api/transactions/?q=a%26b%3Dc+%2B%C3%A4&category=x%2Fy&category=3'
  )
  const query = queryPairs({ q: 'a%&=+ ä\u{1f600}', category: ['', '1'] })
  t.strictSame([...new URL(targetOf(listTransactions, { query }), 'http://x').searchParams], query)
})

t.test('an endpoint is frozen, and says whether it names a row', async (t) => {
  t.ok(Object.isFrozen(getCategory))
  t.ok(hasId(getCategory))
  t.notOk(hasId(listCategories))
  t.notOk(hasId(endpoint({ method: 'GET', path: '/x', tag: 'x', summary: 'x', status: 200, problems: [] })))
})

t.test('the types of call ask for exactly the fields that an endpoint needs', async (t) => {
  const { send } = answering({ status: 500, body: undefined })
  const calls = [
    // @ts-expect-error -- the id is missing
    () => call(getCategory, {}, send),
    // @ts-expect-error -- there is no row to name
    () => call(listCategories, { id: 7 }, send),
    // @ts-expect-error -- the body is missing
    () => call(createCategory, {}, send),
    // @ts-expect-error -- a GET has no body
    () => call(getCategory, { id: 7, body: {} }, send),
    // @ts-expect-error -- a field of the wrong kind
    () => call(createCategory, { body: { name: 'a', type: 'transfer' } }, send),
    // @ts-expect-error -- a query that the endpoint does not have
    () => call(listTransactions, { query: { mnth: '2024-05' } }, send),
    // @ts-expect-error -- a required field is missing
    () => call(register, { body: { username: 'ann' } }, send),
  ]
  for (const one of calls) t.match(await thrownBy(one()), UNREADABLE)
})
