/** Splits: one payment over several categories, of which reports, budgets and filters count the parts. */
import { createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createBudget, getBudgetStatus } from '@fintrack/contract/budgets'
import { changeCategory, createCategory, deleteCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { getMonthlyReport } from '@fintrack/contract/reports'
import {
  changeTransaction, createTransaction, createTransactions, deleteTransaction, getTransaction, listTransactions,
  replaceTransaction,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, refused } from '../../helpers/expected.ts'

async function household (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  for (const name of ['Food', 'House']) await user.call(createCategory, { body: { name, type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  await user.call(createAccount, { body: { name: 'Loan', opening_balance: '-1000' } })
  await user.call(createAccount, { body: { name: 'Giro', currency: 'EUR' } })
  return user
}

const SHOP = {
  date: '2024-05-01', amount: '60',
  splits: [{ category: 'food', amount: '45' }, { category: 2, amount: '15', description: 'lamp' }],
}

everyWay(t, 'a split counts by its parts wherever it is summed or looked for, and once', async (t, api) => {
  const user = await household(api)
  const { body: row } = await user.call(createTransaction, { body: SHOP })
  t.match(row, { type: 'expense', category: null, amount: '60.00', signed_amount: '-60.00' })
  t.strictSame(row.splits, [
    { category: 1, category_name: 'Food', to_account: null, to_account_name: null, amount: '45.00', description: '' },
    {
      category: 2, category_name: 'House', to_account: null, to_account_name: null, amount: '15.00',
      description: 'lamp',
    },
  ])
  await user.call(createTransaction, { body: { date: '2024-05-02', amount: '5', category: 'Food' } })
  const { body: report } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.equal(report.total_expense, '65.00')
  t.match(report.category_breakdown, [
    { category_name: 'Food', total: '50.00', count: 2 }, { category_name: 'House', total: '15.00', count: 1 },
  ])
  await user.call(createBudget, { body: { category: 'House', month: '2024-05', monthly_limit: '10' } })
  const { body: status } = await user.call(getBudgetStatus, { query: { month: '2024-05' } })
  t.match(status, [{ spent: '15.00', status: 'over' }])
  const ids = async (query: object) => (await user.call(listTransactions, { query })).body.map(({ id }) => id)
  t.strictSame(await ids({ category: ['House'] }), [1])
  t.strictSame(await ids({ category: ['Food'] }), [2, 1])
  t.strictSame([await ids({ uncategorized: true }), await ids({ uncategorized: false })], [[], [2, 1]])
  t.strictSame(await user.answer(replaceTransaction, { id: '1', body: row }), { status: 200, body: row })
})

everyWay(t, 'the principal of a loan goes to its account, and only the rest is an expense', async (t, api) => {
  const user = await household(api)
  const { body: row } = await user.call(createTransaction, {
    body: {
      date: '2024-05-01', amount: '100', type: 'expense',
      splits: [
        { to_account: 'Loan', amount: '80' }, { category: null, amount: '25' }, { category: 'House', amount: '-5' },
      ],
    },
  })
  t.match(row.splits, [{ to_account_name: 'Loan', category: null }, { category: null }, { amount: '-5.00' }])
  t.match((await user.call(listAccounts, {})).body, [{ balance: '-920.00' }, {}])
  t.match((await user.call(listTransactions, { query: { account: 'Loan' } })).body, [{ signed_amount: '80.00' }])
  const { body: report } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.equal(report.total_expense, '20.00')
  t.match((await user.call(listTransactions, { query: { uncategorized: true } })).body, [{ id: 1 }])
  const income = { date: '2024-05-02', amount: '50', type: 'income' } as const
  await user.call(createTransaction, {
    body: { ...income, splits: [{ to_account: 'Loan', amount: '20' }, { category: 'Salary', amount: '30' }] },
  })
  t.match((await user.call(listAccounts, {})).body, [{ balance: '-940.00' }, {}], 'what comes from there')
  t.match((await user.call(listTransactions, { query: { account: 'Loan' } })).body, [{ signed_amount: '-20.00' }, {}])
})

everyWay(t, 'a part that goes to an account is in the sum of that account, and in no other sum', async (t, api) => {
  const user = await household(api)
  await user.call(createAccount, { body: { name: 'Bank' } })
  const body = {
    date: '2024-05-01', amount: '250', type: 'expense' as const, account: 'Bank',
    splits: [{ category: 'House', amount: '200' }, { to_account: 'Loan', amount: '50' }],
  }
  t.equal((await user.call(createTransaction, { body })).body.signed_amount, '-200.00')
  const parts = [{ category: 'Salary', amount: '270' }, { to_account: 'Loan', amount: '-20' }]
  await user.call(createTransaction, { body: { ...body, type: 'income', splits: parts } })
  const signed = async (query: object) =>
    (await user.call(listTransactions, { query: { ...query, sort: 'date' } })).body.map((row) => row.signed_amount)
  t.strictSame(await signed({}), ['-200.00', '270.00'])
  t.strictSame(await signed({ account: 'Bank' }), ['-250.00', '250.00'])
  t.strictSame(await signed({ account: 'Loan' }), ['50.00', '20.00'])
})

everyWay(t, 'a split with faults changes nothing, and the answer names the parts', async (t, api) => {
  const user = await household(api)
  const add = (splits: object[], more: object = {}) =>
    user.answer(createTransaction, { body: { ...SHOP, splits, ...more } })
  t.strictSame(await add([{ category: 'Food', amount: '60' }]), faulty({ splits: ['A split has two parts or more.'] }))
  t.strictSame(await add([{ category: 'Food', amount: '45' }, { category: 'House', amount: '14.99' }]), faulty({
    splits: ['The parts sum to 59.99 USD, and the amount is 60.00 USD; make them the same.'],
  }))
  t.strictSame(await add([{ category: 'Food', amount: '45' }, { category: 'Salary', amount: '15' }]), faulty({
    'splits[1].category': ['"Salary" is of type income, and the transaction of type expense.'],
  }))
  t.strictSame(await add([{ category: 'Food', amount: '45' }, { to_account: 'Giro', amount: '15' }]), faulty({
    'splits[1].to_account': ['"Giro" is in EUR, and the transaction in USD.'],
  }))
  t.strictSame(await add([
    { category: 'Food', to_account: 'Loan', amount: '45' }, { category: 'House', amount: '1.001' },
  ]), faulty({
    'splits[0].to_account': ['A part is in a category or goes to an account, not both.'],
    'splits[1].amount': ['"1.001" has 3 decimals; USD takes at most 2.'],
  }))
  t.strictSame(await add([{ category: 'Foo', amount: '45' }, { category: 'House', amount: '15' }]), refused(
    400, 'unknown_category', 'There is no category "Foo".', {
      errors: { 'splits[0].category': ['There is no category "Foo". Did you mean "Food"?'] }, suggestion: 'Food',
    }
  ))
  const house = { category: 'House', amount: '15' }
  t.strictSame(await add([{ category: 'Food', amount: '45', categry: 1 }, house]), faulty({
    'splits[0].categry': ['"categry" is not a field here; did you mean "category"?'],
  }))
  t.strictSame(await add([{ category: 'Food', amount: '45' }, house], { category: 'Food' }), faulty({
    category: ['A split transaction has its categories in its parts; leave this out, or give no splits.'],
  }))
  t.strictSame((await user.call(listTransactions, {})).body, [])
})

everyWay(t, 'a search finds a split row by the descriptions of its parts', async (t, api) => {
  const user = await household(api)
  const found = async (q: string) => (await user.call(listTransactions, { query: { q } })).body.map(({ id }) => id)
  const body = { ...SHOP, description: 'x'.repeat(20_000) }
  await user.call(createTransaction, { body })
  await user.call(createTransactions, { body: { transactions: [{ ...SHOP, description: 'till' }] } })
  t.strictSame([await found('LÁMP'), await found('lamp till')], [[2, 1], [2]])
  const parts = [{ category: 'Food', amount: '45' }, { category: 'House', amount: '15', description: 'chair' }]
  await user.call(changeTransaction, { id: 2, body: { splits: parts } })
  t.strictSame([await found('lamp'), await found('chair')], [[1], [2]])
  await user.call(deleteCategory, { id: 1, query: { uncategorize: true } })
  t.strictSame([await found('lamp'), await found('chair')], [[1], [2]], 'of parts that are written anew')
  await user.call(changeTransaction, { id: 2, body: { splits: [], category: 'House' } })
  t.strictSame(await found('chair'), [])
})

everyWay(t, 'a split row is changed with its parts, or becomes whole', async (t, api) => {
  const user = await household(api)
  await user.call(createTransaction, { body: SHOP })
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  const alone = (field: string) => faulty({
    [field]: [`This transaction is split: ${field} alone does not say what its parts are; give its splits as well, ` +
      'or an empty list for none.'],
  })
  t.strictSame(await change({ amount: '61' }), alone('amount'))
  t.strictSame(await change({ category: 'Food' }), alone('category'))
  t.match((await change({ amount: '60.00', date: '2024-06-01', payee: 'Corner' })).body, { splits: [{}, {}] })
  const { body: report } = await user.call(getMonthlyReport, { query: { month: '2024-06' } })
  t.equal(report.total_expense, '60.00', 'the parts go with their row')
  t.match((await change({
    amount: '10', splits: [{ category: 'House', amount: '4' }, { amount: '6' }],
  })).body, { amount: '10.00', splits: [{ amount: '4.00' }, { category: null, amount: '6.00' }] })
  t.match((await user.call(listChanges, { query: { limit: 1 } })).body, [{
    summary: 'Changed transaction 1 (expense of 60.00 USD, in 2 parts, 2024-06-01): amount now 10.00 USD; parts now ' +
      '"House" 4.00 USD and none 6.00 USD',
  }])
  t.match((await change({ splits: [], category: 'House' })).body, { category_name: 'House', splits: [] })
  t.match((await change({ splits: [{ category: 'Food', amount: '4' }, { to_account: 'Loan', amount: '6' }] })).body, {
    category: null, splits: [{}, { to_account_name: 'Loan' }],
  })
  const { body: all } = await user.call(listChanges, {})
  for (const { id } of all.slice(0, 4)) await user.call(undoChange, { id })
  t.match((await user.call(getTransaction, { id: 1 })).body, { date: '2024-05-01', amount: '60.00', splits: [{}, {}] })
})

everyWay(t, 'a category leaves the parts that it is in, and undo brings it back', async (t, api) => {
  const user = await household(api)
  await user.call(createTransactions, { body: { transactions: [SHOP, { ...SHOP, date: '2024-05-02' }] } })
  const before = (await user.call(listTransactions, {})).body
  t.strictSame(await user.answer(deleteCategory, { id: '1' }), refused(
    409, 'category_in_use', '"Food" is used by 2 transactions.', {
      counts: { transactions: 2, budgets: 0 },
      remedy: 'Say what becomes of them: reassign_to=<category> or uncategorize=true.',
    }
  ))
  await user.call(deleteCategory, { id: 1, query: { reassign_to: 'House' } })
  const moved = (await user.call(listTransactions, {})).body
  t.match(moved, [1, 2].map(() => ({ splits: [{ category_name: 'House' }, { category_name: 'House' }] })))
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.match(change?.summary, /moved 2 transactions to "House"/)
  await user.call(undoChange, { id: Number(change?.id) })
  t.strictSame((await user.call(listTransactions, {})).body, before)
})

everyWay(t, 'an undo is refused where a category of a part is of another type by then, or gone', async (t, api) => {
  const user = await household(api)
  await user.call(createTransaction, { body: SHOP })
  await user.call(changeTransaction, { id: 1, body: { splits: [], category: 'House' } })
  const { body: [whole] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(deleteCategory, { id: 1 })
  const { message } = await user.refusal(undoChange, { id: Number(whole?.id) })
  t.match(message, /category 1 of transaction 1 was removed/)

  const house = { category: 'House', amount: '30' }
  const { body: { id } } = await user.call(createTransaction, { body: { ...SHOP, splits: [house, house] } })
  await user.call(deleteTransaction, { id })
  const { body: [removal] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(deleteTransaction, { id: 1 })
  await user.call(changeCategory, { id: 2, body: { type: 'income' } })
  t.match(
    (await user.refusal(undoChange, { id: Number(removal?.id) })).message, /its category is now of another type/
  )
})
