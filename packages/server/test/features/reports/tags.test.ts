import { createAccount } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { getReport } from '@fintrack/contract/reports'
import { createTransaction } from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay } from '../../helpers/api.ts'

const MAY = { from: '2024-05-01', to: '2024-05-31', by: 'tag' } as const

everyWay(t, 'a report by tag counts a transaction in each of its tags, and in the totals once', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  for (const name of ['Checking', 'Loan']) await user.call(createAccount, { body: { name } })
  const add = async (body: object) =>
    user.call(createTransaction, { body: { amount: '0', date: '2024-05-31', type: 'expense', ...body } })
  await add({ amount: '10.00', tags: ['trip', 'kids'] })
  await add({ amount: '4.00', tags: ['trip'], date: '2024-05-01' })
  await add({ amount: '-1.00', tags: ['trip'], category: 'Food' })
  await add({ amount: '2.00' })
  await add({ amount: '50.00', type: 'income', tags: ['kids'] })
  await add({
    amount: '9.00', account: 'Checking', tags: ['kids'], splits: [
      { amount: '5.00', category: 'Food' }, { amount: '3.00', category: null }, { amount: '1.00', to_account: 'Loan' },
    ],
  })
  await add({ amount: '7.00', type: 'transfer', account: 'Checking', to_account: 'Loan', tags: ['trip'] })
  await add({ amount: '3.00', currency: 'EUR', tags: ['trip'] })
  await add({ amount: '100.00', tags: ['trip'], date: '2024-04-30' })
  await add({ amount: '100.00', tags: ['trip'], date: '2024-06-01' })

  const { body } = await user.call(getReport, { query: MAY })
  t.strictSame(body, {
    from: '2024-05-01',
    to: '2024-05-31',
    by: 'tag',
    currency: 'USD',
    total_income: '50.00',
    total_expense: '23.00',
    net_savings: '27.00',
    income_count: 1,
    expense_count: 5,
    rows: [
      { key: 2, name: 'kids', type: 'income', total: '50.00', count: 1 },
      { key: 2, name: 'kids', type: 'expense', total: '18.00', count: 2 },
      { key: 1, name: 'trip', type: 'expense', total: '13.00', count: 3 },
      { key: null, name: null, type: 'expense', total: '2.00', count: 1 },
    ],
    overlapping: true,
    other_currencies: [{ currency: 'EUR', total_income: '0.00', total_expense: '3.00', net_savings: '-3.00' }],
  })
  const euros = await user.call(getReport, { query: { ...MAY, currency: 'EUR' } })
  t.strictSame([euros.body.rows, euros.body.overlapping], [
    [{ key: 1, name: 'trip', type: 'expense', total: '3.00', count: 1 }], false,
  ])
})

everyWay(t, 'a report of no days is refused, and a report of days without transactions is empty', async (t, api) => {
  const user = await api.user()
  const { status, body } = await user.answer(getReport, {
    query: [['from', '2024-05-02'], ['to', '2024-05-01'], ['by', 'tag']],
  })
  t.match({ status, body }, {
    status: 400, body: { errors: { to: ['2024-05-01 is before 2024-05-02; the range would be empty.'] } },
  })
  t.strictSame((await user.call(getReport, { query: { ...MAY, currency: 'JPY' } })).body, {
    from: '2024-05-01', to: '2024-05-31', by: 'tag', currency: 'JPY', total_income: '0', total_expense: '0',
    net_savings: '0', income_count: 0, expense_count: 0, rows: [], overlapping: false, other_currencies: [],
  })
})
