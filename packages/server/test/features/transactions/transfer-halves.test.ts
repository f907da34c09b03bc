/** Two halves of a transfer become one row, and one row two halves. */
import { createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import {
  createTransaction, createTransactions, getTransaction, joinTransactions, listTransactions, partTransaction,
  type Transaction, type TransactionInput,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, missing } from '../../helpers/expected.ts'

/** A user in USD with the accounts Checking (1) and Savings (2), and Euros (3) in EUR. */
async function household (api: TestApi, name = 'ada'): Promise<TestUser> {
  const user = await api.user(name)
  await user.call(createAccount, { body: { name: 'Checking', opening_balance: '1000' } })
  await user.call(createAccount, { body: { name: 'Savings' } })
  await user.call(createAccount, { body: { name: 'Euros', currency: 'EUR' } })
  return user
}

async function added (user: TestUser, body: TransactionInput): Promise<Transaction> {
  return (await user.call(createTransaction, { body })).body
}

const OUT = { date: '2024-05-03', amount: '500', type: 'expense', account: 'checking' } as const
const IN = { date: '2024-05-04', amount: '500', type: 'income', account: 'savings' } as const

async function balances (user: TestUser): Promise<string[]> {
  return (await user.call(listAccounts, { query: {} })).body.map(({ balance }) => balance)
}

async function undoLatest (user: TestUser): Promise<void> {
  const { body: [latest] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(undoChange, { id: Number(latest?.id) })
}

everyWay(t, 'two halves become one transfer in one change, and an undo brings both back', async (t, api) => {
  const user = await household(api)
  await user.call(createCategory, { body: { name: 'Saving', type: 'expense' } })
  const { type: _, ...untyped } = OUT
  const from = await added(user, { ...untyped, category: 'saving', tags: ['plan'], description: 'to savings' })
  const to = await added(user, { ...IN, payee: 'Me', description: 'from checking', tags: ['may'] })
  const before = await balances(user)
  t.strictSame(before, ['500.00', '500.00', '0.00'])
  const expected = {
    ...from,
    type: 'transfer',
    category: null,
    category_name: null,
    payee: 'Me',
    to_account: 2,
    to_account_name: 'Savings',
    to_date: '2024-05-04',
    tags: ['may', 'plan'],
    signed_amount: '0.00',
  }
  for (const ids of [[from.id, to.id], [to.id, from.id]]) {
    t.strictSame(await user.answer(joinTransactions, { body: { ids } }), { status: 200, body: expected })
    t.strictSame((await user.call(listTransactions, { query: {} })).body, [expected])
    t.strictSame(await balances(user), before, 'every balance stays')
    const { body: [latest] } = await user.call(listChanges, { query: { limit: 1 } })
    t.match(latest, {
      action: 'change',
      summary: `Joined transactions ${from.id} and ${to.id}: ` +
        'transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03',
      rows: { transaction: 2 },
    })
    await undoLatest(user)
    t.strictSame((await user.call(listTransactions, { query: {} })).body, [to, from])
  }
})

everyWay(t, 'halves in two currencies become a transfer with what arrives', async (t, api) => {
  const user = await household(api)
  const from = await added(user, OUT)
  const to = await added(user, { ...IN, date: OUT.date, amount: '460', account: 'Euros', description: 'x' })
  const { body } = await user.call(joinTransactions, { body: { ids: [from.id, to.id] } })
  t.match(body, {
    id: from.id, amount: '500.00', currency: 'USD', to_amount: '460.00', to_currency: 'EUR', to_date: null, payee: null,
    description: 'x', tags: [],
  })
  t.strictSame(await balances(user), ['500.00', '0.00', '460.00'])
})

everyWay(t, 'a join of what is no pair of halves is refused, and nothing changes', async (t, api) => {
  const user = await household(api)
  const other = await household(api, 'bob')
  const foreign = await added(other, IN)
  const out = await added(user, OUT)
  const into = await added(user, IN)
  const more = await added(user, { ...IN, amount: '501' })
  const same = await added(user, { ...IN, account: 'checking' })
  const bare = await added(user, { ...OUT, account: null })
  const refund = await added(user, { ...OUT, amount: '-500' })
  const transfer = await added(user, { ...OUT, type: 'transfer', to_account: 'savings' })
  const split = await added(user, { ...OUT, splits: [{ amount: '1' }, { amount: '499' }] })
  const all = await user.answer(listTransactions)
  const cases: ReadonlyArray<readonly [number, number, string]> = [
    [out.id, bare.id, `Transaction ${bare.id} is in no account; a half of a transfer is in one.`],
    [out.id, foreign.id, `There is no transaction ${foreign.id}.`],
    [999, out.id, 'There is no transaction 999.'],
    [refund.id, into.id, `Transaction ${refund.id} is of -500.00 USD; a half of a transfer is of 0 or more.`],
    [transfer.id, into.id, `Transaction ${transfer.id} is a transfer already.`],
    [into.id, split.id, `Transaction ${split.id} is split over several categories, so it is no half of a transfer.`],
    [into.id, more.id, `Transactions ${into.id} and ${more.id} are both of type income; ` +
      'a transfer is an expense in one account and an income in another.'],
    [same.id, out.id, `Transactions ${out.id} and ${same.id} are both in the account "Checking"; ` +
      'a transfer goes from one account to another.'],
    [out.id, more.id, `Transaction ${out.id} is of 500.00 USD and transaction ${more.id} of 501.00 USD; ` +
      'in one currency, what arrives is what leaves.'],
  ]
  for (const [one, two, sentence] of cases) {
    t.strictSame(await user.answer(joinTransactions, { body: { ids: [one, two] } }), faulty({ ids: [sentence] }))
  }
  for (const ids of [[out.id], [out.id, out.id], [out.id, into.id, more.id]]) {
    const answer = await user.answer(joinTransactions, { body: { ids } })
    t.match(answer, { status: 400, body: { code: 'validation_failed' } })
  }
  t.strictSame(await user.answer(listTransactions), all)
  t.strictSame((await other.call(listTransactions, { query: {} })).body, [foreign])
})

everyWay(t, 'halves with more tags together than a row may have are refused', async (t, api) => {
  const user = await household(api)
  const tags = (letter: string) => Array.from({ length: 11 }, (_, at) => `${letter}${at}`)
  const from = await added(user, { ...OUT, tags: tags('a') })
  const to = await added(user, { ...IN, tags: tags('b') })
  t.strictSame(await user.answer(joinTransactions, { body: { ids: [to.id, from.id] } }), faulty({
    ids: [`Transactions ${from.id} and ${to.id} have 22 tags together; one has at most 20.`],
  }))
})

everyWay(t, 'a transfer is parted into an expense and an income, and an undo makes it one again', async (t, api) => {
  const user = await household(api)
  const transfers: TransactionInput[] = [
    { ...OUT, type: 'transfer', to_account: 2, to_date: '2024-05-05', tags: ['x'] },
    { ...OUT, type: 'transfer', to_account: 3, to_amount: '460', payee: 'Me' },
  ]
  for (const body of transfers) {
    const row = await added(user, body)
    const before = await balances(user)
    const { body: [from, to, ...rest] } = await user.call(partTransaction, { id: row.id })
    const { payee, description, tags } = row
    const common = { payee, description, tags, category: null, to_account: null, to_amount: null, splits: [] }
    t.match(from, { ...common, id: row.id, date: '2024-05-03', type: 'expense', amount: '500.00', account: 1 })
    t.match(to, {
      ...common,
      date: row.to_date ?? '2024-05-03',
      type: 'income',
      amount: row.to_amount ?? '500.00',
      currency: row.to_currency ?? 'USD',
      account: row.to_account,
    })
    t.strictSame(rest, [])
    t.strictSame(await balances(user), before, 'every balance stays')
    const { body: [latest] } = await user.call(listChanges, { query: { limit: 1 } })
    const summary = `^Parted transaction ${row.id} \\(transfer of .*\\): transactions ${row.id} and `
    t.match(latest?.summary, new RegExp(summary))
    const { body: joined } = await user.call(joinTransactions, { body: { ids: [Number(from?.id), Number(to?.id)] } })
    t.strictSame({ ...joined, updated_at: '' }, { ...row, updated_at: '' }, 'joined, they are what was parted')
    await undoLatest(user)
    await undoLatest(user)
    t.strictSame((await user.call(getTransaction, { id: row.id })).body, row)
  }
})

everyWay(t, 'a transaction that is no transfer cannot be parted', async (t, api) => {
  const user = await household(api)
  const row = await added(user, OUT)
  t.strictSame(await user.answer(partTransaction, { id: String(row.id) }), faulty({
    id: [`Transaction ${row.id} is of type expense; only a transfer has two halves.`],
  }))
  t.strictSame(await user.answer(partTransaction, { id: '999' }), missing('transaction', 999))
})

everyWay(t, 'a join that is sent twice with one key is done once', async (t, api) => {
  const user = await household(api)
  const { body: { results } } = await user.call(createTransactions, { body: { transactions: [OUT, IN] }, query: {} })
  t.equal(results.length, 2)
  const rows = (await user.call(listTransactions, { query: {} })).body.map(({ id }) => id)
  const request = { body: { ids: rows }, idempotencyKey: 'the-same-join' }
  const first = await user.answer(joinTransactions, request)
  t.equal(first.status, 200)
  t.strictSame(await user.answer(joinTransactions, request), first)
})
