/** Sums that are more than 64 bits hold, as some thousand split rows make them. */
import { createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createBudget, getBudgetStatus } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { getMonthlyReport, getReport } from '@fintrack/contract/reports'
import { createTransaction } from '@fintrack/contract/transactions'
import t from 'tap'
import { bothWays } from '../../helpers/api.ts'

// A row of the greatest number stands for the many that sum to it. PostgreSQL has no such bound of sums.
bothWays(t, 'reports, budgets and balances hold sums that are beyond 64 bits', async (t, { databases, ...api }) => {
  const user = await api.user('ada', 'JPY')
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createAccount, { body: { name: 'Cash' } })
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '1' } })
  const row = { date: '2024-05-01', amount: '5', category: 'Food', account: 'Cash', tags: ['trip'] }
  for (let made = 0; made < 3; made += 1) await user.call(createTransaction, { body: row })
  const { writer } = databases
  await writer.raw('PRAGMA ignore_check_constraints = ON')
  await writer.raw('UPDATE transactions SET amount = 9223372036854775807')
  await writer.raw('PRAGMA ignore_check_constraints = OFF')
  const total = '27670116110564327421'
  t.match((await user.call(getMonthlyReport, { query: { month: '2024-05' } })).body, {
    total_expense: total, category_breakdown: [{ total }], budget_status: [{ spent: total }],
  })
  t.match((await user.call(getReport, { query: { from: '2024-05-01', to: '2024-05-31', by: 'tag' } })).body, {
    total_expense: total, rows: [{ total }],
  })
  t.match((await user.call(getBudgetStatus, { query: { month: '2024-05' } })).body, [{ spent: total }])
  t.match((await user.call(listAccounts, {})).body, [{ balance: `-${total}` }])
})
