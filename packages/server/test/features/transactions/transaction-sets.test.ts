/** Many transactions in one request: all of them or none, one change, one undo. */
import { createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { deleteTransactions, editTransactions } from '@fintrack/contract/transaction-sets'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import t from 'tap'
import { bytesOf, dispatchApi, everyWay, type TestUser } from '../../helpers/api.ts'

async function shown (user: TestUser): Promise<unknown> {
  return [(await user.call(listTransactions, {})).body, (await user.call(listAccounts, {})).body]
}

/** Three rows with ids 1 to 3: the second is in JPY, the third is split. */
async function book (user: TestUser): Promise<void> {
  for (const name of ['Food', 'Home']) await user.call(createCategory, { body: { name, type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  await user.call(createAccount, { body: { name: 'Cash' } })
  const add = (body: object) => user.call(createTransaction, {
    body: { amount: '10', date: '2024-05-01', type: 'expense', ...body },
  })
  await add({ category: 'Food', tags: ['trip'], account: 'Cash' })
  await add({ amount: '20', currency: 'JPY' })
  await add({ splits: [{ category: 'Food', amount: '4' }, { category: 'Home', amount: '6' }] })
}

everyWay(t, 'many transactions are changed as one change, which one undo takes back', async (t, api) => {
  const user = await api.user()
  await book(user)
  const before = await shown(user)
  const { body, etag } = await user.call(editTransactions, {
    body: { ids: [3, 1, 2, 1], set: { date: '2024-06-02', payee: 'Corner' }, tag: ['kids'], untag: ['TRIP'] },
  })
  t.strictSame(body, {
    count: 3,
    unchanged: 0,
    ids: [1, 2, 3],
    sums: [
      { currency: 'JPY', income: '0', expenses: '20', transfers: '0', count: 1 },
      { currency: 'USD', income: '0.00', expenses: '20.00', transfers: '0.00', count: 2 },
    ],
  })
  const { body: rows } = await user.call(listTransactions, { query: { sort: 'date' } })
  t.strictSame(rows.map(({ id, date, payee, tags, category_name: name }) => [id, date, payee, tags, name]), [
    [1, '2024-06-02', 'Corner', ['kids'], 'Food'], [2, '2024-06-02', 'Corner', ['kids'], null],
    [3, '2024-06-02', 'Corner', ['kids'], null],
  ])
  const [change] = (await user.call(listChanges, { query: { limit: 1 } })).body
  t.match(change, { action: 'change', summary: 'Changed 3 transactions (1, 2, 3)', rows: { transaction: 3 } })
  const again = await user.call(editTransactions, { body: { ids: [1, 2, 3], set: { payee: 'Corner' } } })
  t.match(again, { body: { count: 0, unchanged: 3, ids: [] }, etag })
  t.equal((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id, change?.id, 'a no-op is no change')
  await user.call(undoChange, { id: Number(change?.id) })
  t.strictSame(await shown(user), before)
})

everyWay(t, 'a refusal of one transaction refuses all, and names it', async (t, api) => {
  const user = await api.user()
  await book(user)
  const before = await shown(user)
  const refusals: ReadonlyArray<readonly [object, object]> = [
    [{ ids: [1, 2], set: { amount: '4.50' } }, {
      status: 400, body: { errors: { amount: ['Transaction 2: "4.50" has 2 decimals; JPY takes none.'] } },
    }],
    [{ ids: [1, 3], set: { category: 'Home' } }, {
      status: 400, body: { errors: { category: [/^Transaction 3: .*split/] } },
    }],
    [{ ids: [1, 3], set: { amount: '7' } }, { status: 400, body: { errors: { amount: [/^Transaction 3: .*split/] } } }],
    [{ ids: [1, 2], set: { category: 'Salary' } }, {
      status: 400, body: { errors: { category: [/^Transaction 1: /] } },
    }],
    [{ ids: [1, 9], set: { payee: 'x' } }, { status: 404, body: { detail: 'There is no transaction 9.' } }],
    [{ ids: [1, 2], set: { category: 'Foood' } }, {
      status: 400, body: { code: 'unknown_category', suggestion: 'Food' },
    }],
    [{ ids: [1, 2], set: { account: 'Cash' } }, { status: 400, body: { detail: /Transaction 2: / } }],
    [{ ids: [] }, { status: 400 }],
    [{ ids: [1], tag: Array.from({ length: 20 }, (_, at) => `t${at}`) }, {
      status: 400, body: { errors: { tags: [/^Transaction 1: /] } },
    }],
  ]
  for (const [body, expected] of refusals) {
    t.match(await user.answer(editTransactions, { body }), expected, JSON.stringify(body))
  }
  t.match(await user.answer(deleteTransactions, { body: { ids: [1, 9] } }), { status: 404 })
  const other = await api.user('bea')
  t.match(await other.answer(deleteTransactions, { body: { ids: [1] } }), {
    status: 404, body: { detail: 'There is no transaction 1.' },
  })
  t.match(await other.answer(editTransactions, { body: { ids: [1], set: { payee: 'x' } } }), { status: 404 })
  t.strictSame(await shown(user), before)
})

everyWay(t, 'many transactions are deleted as one change, where they are still as they were read', async (t, api) => {
  const user = await api.user()
  await book(user)
  const before = await shown(user)
  const { etag } = await user.call(editTransactions, { body: { ids: [1, 3] } })
  await user.call(editTransactions, { body: { ids: [3], set: { payee: 'Corner' } } })
  const stale = await user.answer(deleteTransactions, { body: { ids: [1, 3] }, ifMatch: String(etag) })
  t.match(stale, { status: 412, body: { detail: /^One of these transactions was changed/ } })
  await user.call(undoChange, { id: Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id) })
  const { body } = await user.call(deleteTransactions, { body: { ids: [3, 1] } })
  t.match(body, { count: 2, unchanged: 0, ids: [1, 3], sums: [{ currency: 'USD', expenses: '20.00', count: 2 }] })
  t.strictSame((await user.call(listTransactions, {})).body.map(({ id }) => id), [2])
  const [change] = (await user.call(listChanges, { query: { limit: 1 } })).body
  t.match(change, { action: 'delete', summary: 'Deleted 2 transactions (1, 3)' })
  await user.call(undoChange, { id: Number(change?.id) })
  t.strictSame(await shown(user), before)
})

everyWay(t, 'a thousand transactions are changed by one request and undone by another', async (t, api) => {
  const user = await api.user()
  const lines = Array.from({ length: 1_000 }, (_, at) => `2024-05-01,expense,Food,${at + 1}`)
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount', ...lines].join('\n')) })
  const before = JSON.stringify(await shown(user))
  const ids = Array.from({ length: 1_000 }, (_, at) => at + 1)
  const { body } = await user.call(editTransactions, { body: { ids, set: { payee: 'Corner' }, tag: ['trip'] } })
  t.match(body, { count: 1_000, unchanged: 0 })
  t.equal((await user.call(listTransactions, { query: { tag: ['trip'] } })).body.length, 1_000)
  const [change] = (await user.call(listChanges, { query: { limit: 1 } })).body
  t.equal(change?.summary, 'Changed 1,000 transactions (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)')
  await user.call(undoChange, { id: Number(change?.id) })
  t.ok(JSON.stringify(await shown(user)) === before, 'every row is again as it was')
})

t.test('more rows than one change may touch are not deleted', async (t) => {
  const api = await dispatchApi(t, { FINTRACK_ROWS_PER_CHANGE: '2' })
  const user = await api.user()
  await book(user)
  t.match(await user.answer(deleteTransactions, { body: { ids: [1, 2, 3] } }), {
    status: 409, body: { code: 'limit_reached', detail: /FINTRACK_ROWS_PER_CHANGE/ },
  })
})

t.test('more text than one change may touch is not changed', async (t) => {
  const api = await dispatchApi(t)
  const user = await api.user()
  await api.databases.writer.raw(`
    INSERT INTO transactions
      (user_id, date, type, amount, currency, description, payee_key, description_key, created_at, updated_at)
    WITH RECURSIVE numbers (one) AS (SELECT 1 UNION ALL SELECT one + 1 FROM numbers WHERE one < 501)
    SELECT ${user.id}, '2024-05-01', 'expense', 1, 'USD', hex(zeroblob(10000)), '', '', '', '' FROM numbers`)
  const ids = Array.from({ length: 501 }, (_, at) => at + 1)
  t.match(await user.answer(editTransactions, { body: { ids, set: { payee: 'x' } } }), {
    status: 409, body: { code: 'limit_reached', detail: /^These transactions hold more text/ },
  })
})
