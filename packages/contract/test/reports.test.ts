import t from 'tap'
import { getMonthlyReport, MonthlyReportSchema, type MonthlyReport } from '../src/reports.ts'
import { matches } from '../src/validate.ts'
import { readQuery } from './faults.ts'

const report: MonthlyReport = {
  month: '2024-05',
  currency: 'EUR',
  total_income: '3412.50',
  total_expense: '1882.74',
  net_savings: '1529.76',
  category_breakdown: [
    { category: 7, category_name: 'Rent', type: 'expense', total: '980.00', share: '52.1', count: 1 },
    { category: null, category_name: null, type: 'expense', total: '-18.00', share: null, count: 2 },
  ],
  budget_status: [
    {
      category: 4, category_name: 'Groceries', type: 'expense', monthly_limit: '400.00', spent: '431.72',
      remaining: '-31.72', used: '107.9', status: 'over',
    },
    {
      category: 5, category_name: 'Fun', type: 'expense', monthly_limit: '0.00', spent: '0.00', remaining: '0.00',
      used: null, status: 'under',
    },
  ],
  unbudgeted_expense: '384.62',
  other_currencies: [{ currency: 'USD', total_income: '0.00', total_expense: '12.00', net_savings: '-12.00' }],
}

t.test('a monthly report has the fields of the contract', async (t) => {
  t.ok(matches(MonthlyReportSchema, report))
  t.ok(matches(MonthlyReportSchema, { ...report, category_breakdown: [], budget_status: [], other_currencies: [] }))
  for (const name of Object.keys(report)) {
    t.notOk(
      matches(MonthlyReportSchema, { ...report, [name]: undefined }), `without ${name}`
    )
  }
  t.notOk(matches(MonthlyReportSchema, { ...report, total_income: 3412.5 }), 'no amount is a number')
  for (const [list, rows] of Object.entries<unknown>(report).filter(
    (entry): entry is [string, object[]] => Array.isArray(entry[1])
  )) {
    for (const name of Object.keys(rows[0] ?? {})) {
      t.notOk(
        matches(MonthlyReportSchema, { ...report, [list]: [{ ...rows[0], [name]: undefined }] }),
        `without ${list}.${name}`
      )
    }
  }
})

t.test('the monthly report requires a month and accepts a currency', async (t) => {
  t.strictSame(readQuery(getMonthlyReport.query, [['month', '2024-05'], ['currency', 'USD']]), {
    value: { month: '2024-05', currency: 'USD' }, faults: undefined,
  })
  t.strictSame(
    readQuery(getMonthlyReport.query, []).faults,
    { month: ['This field is required: a month as YYYY-MM, such as 2024-05.'] }
  )
})
