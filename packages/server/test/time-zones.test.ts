import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { dispatchApi } from './helpers/api.ts'

const ZONES = ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin']

/** The first and last days of months, a leap day, and the night in which Berlin's clocks change. */
const DAYS = ['2024-02-01', '2024-02-29', '2024-03-01', '2024-03-31', '2024-12-31', '2025-01-01', '2023-02-28']

t.test('the same rows make the same reports under four time zones', async (t) => {
  const before = process.env['TZ']
  t.teardown(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
  const told = []
  const offsets = new Set<number>()
  for (const zone of ZONES) {
    process.env['TZ'] = zone
    offsets.add(new Date(2024, 1, 29).getTimezoneOffset())
    const api = await dispatchApi(t)
    const user = await api.user()
    await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
    for (const date of DAYS) await user.call(createTransaction, { body: { date, amount: '1.50', category: 'Food' } })
    await user.call(createBudget, { body: { category: 'Food', month: '2024-02-29', monthly_limit: '5' } })
    const reports = []
    for (const month of [
      '2023-02', '2024-02', '2024-03', '2024-12', '2025-01',
    ]) reports.push((await user.call(getMonthlyReport, { query: { month } })).body)
    const range = await user.call(listTransactions, { query: { from: '2024-02-29', to: '2024-03-31' } })
    told.push(JSON.stringify([reports, range.body.map(({ date }) => date)]))
  }
  t.equal(offsets.size, 4, 'the zones are in force')
  t.equal(new Set(told).size, 1)
  t.match(JSON.parse(told[0] ?? ''), [
    [
      { total_expense: '1.50' }, { total_expense: '3.00' }, { total_expense: '3.00' }, { total_expense: '1.50' },
      { total_expense: '1.50' },
    ],
    ['2024-03-31', '2024-03-01', '2024-02-29'],
  ])
})
