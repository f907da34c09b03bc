import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { createTransactions, listTransactions } from '@fintrack/contract/transactions'
import { dispatchApi, everyWay, httpApi, logInAs, type TestApi, type TestUser } from '../../helpers/api.ts'
import { plain } from '../../helpers/expected.ts'
import { refuseRows } from '../../helpers/tables.ts'

async function withFood (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  return user
}

const GOOD = { date: '2024-05-01', amount: '12.5', category: 'food', payee: ' Corner ' }
const BAD = { date: '2024-02-30', amount: 'x', category: 'food' }
const STRANGE = { date: '2024-05-02', amount: '1', category: 'Foood' }

everyWay(t, 'a bulk write stores many transactions, each as a single write would', async (t, api) => {
  const user = await withFood(api)
  const { status, body } = await user.answer(
    createTransactions, { body: { transactions: [GOOD, { ...GOOD, id: 99, type: 'expense', description: 'x' }] } }
  )
  const row = plain({
    id: 1, date: '2024-05-01', type: 'expense', category: 1, category_name: 'Food', amount: '12.50', currency: 'USD',
    payee: 'Corner', description: '',
    created_at: api.clock.now(), updated_at: api.clock.now(),
  })
  t.strictSame([status, body], [
    201, { created: 2, results: [{ transaction: row }, { transaction: { ...row, id: 2, description: 'x' } }] },
  ])
  t.match((await user.call(listChanges, {})).body[0], {
    action: 'bulk', summary: 'Added 2 transactions', rows: { transaction: 2 },
  })
  t.strictSame(
    await api.databases.reader('change_rows').where({ change_id: 2 }).select('first_id', 'last_id'),
    [{ first_id: 1, last_id: 2 }]
  )
  await user.call(undoChange, { id: 2 })
  t.strictSame((await user.call(listTransactions, {})).body, [])
})

everyWay(t, 'a bulk write stores all rows or none, and reports the faults of every row', async (t, api) => {
  const user = await withFood(api)
  const { status, body } = await user.answer(
    createTransactions, { body: { transactions: [GOOD, BAD, STRANGE] } }
  ) as { status: number, body: { errors: object } }
  t.strictSame([status, body.errors], [400, {
    'transactions[1].date': ['"2024-02-30" is not a day as YYYY-MM-DD, such as 2024-02-29.'],
    'transactions[1].amount': ['"x" is not an amount: digits with at most one point, such as 12.50.'],
    'transactions[2].category': ['There is no category "Foood". Did you mean "Food"?'],
  }])
  t.strictSame((await user.call(listTransactions, {})).body, [])
  t.equal((await user.call(listChanges, {})).body.length, 1)
})

everyWay(t, 'a bulk write with partial=true stores the good rows and reports the outcome of each', async (t, api) => {
  const user = await withFood(api)
  const { status, body } = await user.answer(createTransactions, {
    query: [['partial', 'true']], body: { transactions: [BAD, GOOD, STRANGE] },
  })
  t.match([status, body], [201, {
    created: 1, results: [
      {
        code: 'validation_failed', detail: /^amount: .* \(and 1 more\)$/, errors: { date: [String], amount: [String] },
      },
      { transaction: { id: 1 } },
      { code: 'unknown_category', errors: { category: [String] } },
    ]
  }])
  t.equal((await user.call(listTransactions, {})).body.length, 1)
  const none = await user.answer(createTransactions, { query: [['partial', 'true']], body: { transactions: [BAD] } })
  t.match(none, { status: 201, body: { created: 0 } })
  t.equal((await user.call(listChanges, {})).body.length, 2, 'what stored nothing is no change')
})

everyWay(t, 'a bulk write takes 1 to 1,000 rows, and is done once for one idempotency key', async (t, api) => {
  const user = await withFood(api)
  const rows = (count: number) => ({ transactions: Array.from({ length: count }, () => GOOD) })
  for (const body of [{}, rows(0), rows(1001), { transactions: 'x' }, { transactions: [1] }, { transactions: null }]) {
    t.match(await user.answer(createTransactions, { body }), {
      status: 400, body: { errors: { transactions: [String] } },
    })
  }
  const send = () => user.answer(createTransactions, { body: rows(1000), idempotencyKey: 'k' })
  const first = await send()
  t.match(first, { status: 201, body: { created: 1000 } })
  t.strictSame(await send(), first)
  t.equal((await user.call(listTransactions, {})).body.length, 1000)
})

t.test('the body of a bulk write may be larger than others', async (t) => {
  const { server, ...api } = await httpApi(t)
  const headers = { authorization: `Bearer ${await logInAs({ server, ...api }, 'ada')}` }
  const post = async (length: number) => {
    const row = { date: '2024-05-01', amount: '1', category: null, type: 'expense', description: 'x'.repeat(length) }
    return (await server.inject({
      method: 'POST', url: createTransactions.path, headers,
      payload: { transactions: Array.from({ length: 200 }, () => row) },
    })).statusCode
  }
  t.equal(await post(9500), 201)
  t.equal(await post(11_000), 413)
})

t.test('a form is as short as other bodies, also where a bulk write may be long', async (t) => {
  const { server, ...api } = await httpApi(t)
  const headers = {
    authorization: `Bearer ${await logInAs({ server, ...api }, 'ada')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const statusOf = async (payload: string) =>
    (await server.inject({ method: 'POST', url: createTransactions.path, headers, payload })).statusCode
  t.equal(await statusOf(`x=${'y'.repeat(60_000)}`), 400)
  t.equal(await statusOf(`x=${'y'.repeat(70_000)}`), 413)
})

everyWay(t, 'an internal error during a bulk write is not reported as a fault of a row', async (t, api) => {
  const user = await withFood(api)
  await refuseRows(api.databases, 'transactions')
  t.equal(
    (await user.answer(createTransactions, { query: [['partial', 'true']], body: { transactions: [GOOD] } })).status,
    500
  )
})

everyWay(t, 'a bulk write looks for the category that was meant once, and for a fault it names', async (t, api) => {
  const user = await withFood(api)
  const { body } = await user.answer(createTransactions, { body: { transactions: [GOOD, STRANGE, STRANGE] } })
  t.strictSame((body as { errors: object }).errors, {
    'transactions[1].category': ['There is no category "Foood". Did you mean "Food"?'],
    'transactions[2].category': ['There is no category "Foood".'],
  })
  const late = await user.answer(createTransactions, {
    body: { transactions: [...Array.from({ length: 30 }, () => BAD), STRANGE] },
  })
  t.notMatch(JSON.stringify(late.body), /Foood/)
})

t.test('a bulk write of a user who is gone is no fault of its rows', async (t) => {
  const api = await dispatchApi(t)
  t.match(await api.as(99).answer(
    createTransactions, { body: { transactions: [{ ...GOOD, category: null, type: 'expense' }] } }
  ), {
    status: 401, body: { code: 'not_authenticated' },
  })
})
