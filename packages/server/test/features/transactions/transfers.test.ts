/** Transfers: money between one's own accounts, which is neither income nor expense. */
import { createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import { getMonthlyReport } from '@fintrack/contract/reports'
import {
  changeTransaction, createTransaction, createTransactions, getTransaction, joinTransactions, listTransactions,
  replaceTransaction,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, plain, refused } from '../../helpers/expected.ts'

/** Two accounts in USD and one in EUR, and a category. */
async function household (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'Checking' } })
  await user.call(createAccount, { body: { name: 'Savings' } })
  await user.call(createAccount, { body: { name: 'Giro', currency: 'EUR' } })
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  return user
}

const TRANSFER = {
  date: '2024-05-01', type: 'transfer', amount: '500', account: 'Checking', to_account: 'Savings',
} as const

async function balancesOf (user: TestUser, on?: string): Promise<string[]> {
  return (await user.call(listAccounts, { query: on === undefined ? {} : { on } })).body.map(({ balance }) => balance)
}

everyWay(t, 'a transfer is one row that leaves one account and arrives in another, on its day', async (t, api) => {
  const user = await household(api)
  const body = { ...TRANSFER, to_date: '2024-05-03', description: 'rainy days' }
  const { body: row } = await user.call(createTransaction, { body })
  t.strictSame(row, {
    ...plain({
      id: 1, date: '2024-05-01', type: 'transfer', category: null, category_name: null, amount: '500.00',
      currency: 'USD', payee: null, description: 'rainy days', created_at: api.clock.now(), updated_at: api.clock.now(),
    }),
    account: 1,
    account_name: 'Checking',
    to_account: 2,
    to_account_name: 'Savings',
    to_date: '2024-05-03',
    signed_amount: '0.00',
  })
  t.strictSame(await balancesOf(user), ['-500.00', '500.00', '0.00'])
  t.strictSame(await balancesOf(user, '2024-05-02'), ['-500.00', '0.00', '0.00'])
  t.strictSame(await user.answer(replaceTransaction, { id: '1', body: row }), { status: 200, body: row })
  const of = async (account: string) =>
    (await user.call(listTransactions, { query: { account } })).body.map(({ signed_amount: signed }) => signed)
  t.strictSame([await of('Checking'), await of('Savings'), await of('Giro')], [['-500.00'], ['500.00'], []])
  const { body: report } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.match(report, { total_income: '0.00', total_expense: '0.00', category_breakdown: [] })
  t.strictSame((await user.call(listTransactions, { query: { uncategorized: true } })).body, [], 'it needs no category')
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.equal(change?.summary, 'Added transaction 1: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-01')
  await user.call(undoChange, { id: Number(change?.id) })
  t.strictSame(await balancesOf(user), ['0.00', '0.00', '0.00'])
})

everyWay(t, 'a transfer between currencies says what leaves and what arrives', async (t, api) => {
  const user = await household(api)
  const given = { ...TRANSFER, amount: '100', to_account: 'Giro' }
  t.strictSame(await user.answer(createTransaction, { body: given }), faulty({
    to_amount: ['"Giro" is in EUR; give what arrives there in EUR as well.'],
  }))
  const { body: row } = await user.call(createTransaction, { body: { ...given, to_amount: '92.10' } })
  t.match(row, { amount: '100.00', currency: 'USD', to_amount: '92.10', to_currency: 'EUR' })
  t.strictSame(await balancesOf(user), ['-100.00', '0.00', '92.10'])
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  t.match((await change({ description: 'x' })).body, { to_amount: '92.10' }, 'it stays')
  t.match((await change({ amount: '110' })).body, { code: 'validation_failed' }, 'with the amount it has to be given')
  t.match((await change({ amount: '110', to_amount: '99' })).body, { amount: '110.00', to_amount: '99.00' })
  t.match((await change({ to_account: 'Savings' })).body, { to_amount: null, to_currency: null })
  t.strictSame(await balancesOf(user), ['-110.00', '110.00', '0.00'])
  const { body: [latest] } = await user.call(listChanges, { query: { limit: 1 } })
  t.match((await user.call(listRowChanges, { id: Number(latest?.id) })).body, [{
    before: { to_amount: '99.00', to_currency: 'EUR' }, after: { to_amount: null, to_currency: null },
  }])
  t.match((await user.call(listChanges, { query: { limit: 1 } })).body, [{
    summary: 'Changed transaction 1 (transfer of 110.00 USD, "Checking" to "Giro", 2024-05-01): to account now ' +
      '"Savings"; amount that arrives now none',
  }])
})

everyWay(t, 'a transfer with faults changes nothing, and the answer has all of them', async (t, api) => {
  const user = await household(api)
  const add = (body: object) => user.answer(createTransaction, { body: { ...TRANSFER, ...body } })
  const needs = (field: string, way: string) =>
    ({ [field]: [`A transfer needs the account that it ${way}: its id or its name.`] })
  t.strictSame(await add({ account: null }), faulty(needs('account', 'comes from')))
  t.strictSame(await add({ to_account: null }), faulty(needs('to_account', 'goes to')))
  t.strictSame(await add({ account: null, to_account: null }), faulty({
    ...needs('account', 'comes from'), ...needs('to_account', 'goes to'),
  }))
  t.strictSame(await add({ to_account: 'checking' }), faulty({
    to_account: ['The transfer comes from "Checking" already; name another account.'],
  }))
  t.strictSame(await add({ to_account: 'Saving' }), refused(
    400, 'unknown_account', 'There is no account "Saving".', {
      errors: { to_account: ['There is no account "Saving". Did you mean "Savings"?'] }, suggestion: 'Savings',
    }
  ))
  t.strictSame(await add({ account: 'Nope' }), refused(
    400, 'unknown_account', 'There is no account "Nope".', { errors: { account: ['There is no account "Nope".'] } }
  ))
  t.strictSame(await add({ amount: '-1' }), faulty({
    amount: ['What is transferred is 0 or more; swap the two accounts for the other direction.'],
  }))
  t.strictSame(await add({ category: 'Food', splits: [{ amount: 1 }, { amount: 2 }] }), faulty({
    category: ['A transfer between accounts has no category; leave this out.'],
    splits: ['A transfer between accounts has no parts; leave this out.'],
  }))
  t.strictSame(await add({ to_amount: '499' }), faulty({
    to_amount: ['Both accounts are in USD, so that what arrives is what leaves; leave this out.'],
  }))
  t.strictSame(await add({ to_account: 'Giro', to_amount: '-1' }), faulty({
    to_amount: ['What arrives is 0 or more.'],
  }))
  t.strictSame(await add({ to_account: 'Giro', to_amount: '1.001' }), faulty({
    to_amount: ['"1.001" has 3 decimals; EUR takes at most 2.'],
  }))
  t.strictSame(await add({ amount: '1.001' }), faulty({ amount: ['"1.001" has 3 decimals; USD takes at most 2.'] }))
  const other = 'Only a transfer has this; give type=transfer, or leave it out.'
  t.strictSame(await add({ type: 'expense', to_amount: '1', to_date: '2024-05-02' }), faulty({
    to_account: [other], to_amount: [other], to_date: [other],
  }))
  t.equal((await add({ to_amount: '500.00' })).status, 201, 'the same amount is no fault')
  t.equal((await user.call(listTransactions, {})).body.length, 1)
})

everyWay(t, 'rows of a bulk write name their accounts by id or by name', async (t, api) => {
  const user = await household(api)
  const { body } = await user.call(createTransactions, {
    body: { transactions: [TRANSFER, { ...TRANSFER, account: 2, to_account: 1, amount: '200' }] },
  })
  t.equal(body.created, 2)
  t.strictSame(await balancesOf(user), ['-300.00', '300.00', '0.00'])
})

everyWay(t, 'a row becomes a transfer by where it goes to, and an expense by its category', async (t, api) => {
  const user = await household(api)
  const expense = { date: '2024-05-01', amount: '20', category: 'Food', account: 'Checking' }
  await user.call(createTransaction, { body: expense })
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  t.match((await change({ to_account: 'Savings' })).body, {
    type: 'transfer', category: null, account_name: 'Checking', to_account_name: 'Savings', signed_amount: '0.00',
  })
  t.strictSame(await change({ to_account: null }), faulty({
    type: ['Say whether it is income or an expense.'],
  }))
  const { body } = await change({ type: 'expense', category: 'Food', to_account: null })
  t.match(body, { type: 'expense', category_name: 'Food', to_account: null, to_date: null, signed_amount: '-20.00' })
  t.strictSame((await user.call(getTransaction, { id: 1 })).body, body)
})

everyWay(t, 'a transfer that becomes income or an expense leaves its first account as it was', async (t, api) => {
  const user = await household(api)
  const change = async (id: number, body: object) =>
    (await user.answer(changeTransaction, { id: String(id), body })).body
  for (const id of [1, 2, 3]) await user.call(createTransaction, { body: { ...TRANSFER, amount: String(id) } })
  t.match(await change(1, { type: 'income' }), { type: 'income', amount: '-1.00', signed_amount: '-1.00' })
  t.match((await user.call(listChanges, { query: { limit: 1 } })).body, [{ summary: /amount now -1\.00 USD/ }])
  t.match(await change(2, { type: 'expense' }), { type: 'expense', amount: '2.00', signed_amount: '-2.00' })
  t.strictSame(await balancesOf(user), ['-6.00', '3.00', '0.00'])
  t.match(await change(3, { type: 'income', amount: '3' }), { amount: '3.00', signed_amount: '3.00' }, 'as it is given')
})

everyWay(t, 'a transfer may arrive in the books of one bank before it leaves those of the other', async (t, api) => {
  const user = await household(api)
  await user.call(createTransaction, { body: { ...TRANSFER, to_date: '2024-04-29' } })
  t.strictSame(await balancesOf(user, '2024-04-30'), ['0.00', '500.00', '0.00'])
  const { body } = await user.call(changeTransaction, { id: 1, body: { description: 'x' } })
  t.match(body, { date: '2024-05-01', to_date: '2024-04-29', description: 'x' })
  const half = { date: '2024-05-05', amount: '7' }
  await user.call(createTransaction, { body: { ...half, type: 'expense', account: 'Checking' } })
  await user.call(createTransaction, { body: { ...half, date: '2024-05-03', type: 'income', account: 'Savings' } })
  await user.call(joinTransactions, { body: { ids: [2, 3] } })
  t.match((await user.call(changeTransaction, { id: 2, body: { payee: 'Me' } })).body, { to_date: '2024-05-03' })
})
