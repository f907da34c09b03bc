import t from 'tap'
import { reportLines } from '../../../src/render/report/lines.ts'
import { budget, MAY, NOTHING, row } from '../../helpers/may.ts'

const none = { limit: null, remaining: null, used: null, status: null }

t.test('the lines of a report are its breakdown with the budget of each category', async (t) => {
  const lines = reportLines({
    ...MAY,
    category_breakdown: [row(
      4, 'Groceries', 'expense', '431.72', '96.0', 14
    ), row(null, null, 'expense', '18.00', '4.0', 3)],
    budget_status: [budget(4, 'Groceries', '400.00', '431.72', '-31.72', '107.9')],
  })
  const all = { month: '2024-05', currency: 'EUR', type: 'expense' }
  t.strictSame(lines, [
    {
      ...all,
      category: 'Groceries',
      total: '431.72',
      share: '96.0',
      count: 14,
      limit: '400.00',
      remaining: '-31.72',
      used: '107.9',
      status: 'over',
    },
    { ...all, category: null, total: '18.00', share: '4.0', count: 3, ...none },
  ])
})

t.test('the lines of a report have a row for a budget without transactions', async (t) => {
  t.strictSame(reportLines({
    ...NOTHING, budget_status: [budget(
      7, 'Rent', '0.00', '0.00', '0.00', null, 'income'
    )]
  }), [{
    month: '2024-05',
    type: 'income',
    category: 'Rent',
    total: '0.00',
    share: null,
    count: 0,
    currency: 'EUR',
    limit: '0.00',
    remaining: '0.00',
    used: null,
    status: 'under',
  }])
})

t.test('the lines of a report sum to its totals, where a budget stands above the categories that have rows', async (t) => {
  const lines = reportLines({
    ...MAY,
    category_breakdown: [row(5, 'Food:Out', 'expense', '40.00', '100.0', 2), row(null, 'Food', 'expense', '1.00', '0.0', 1)],
    budget_status: [budget(4, 'Food', '400.00', '40.00', '360.00', '10.0')],
  })
  t.strictSame(lines.map(({ category, total, count, limit, remaining }) => [category, total, count, limit, remaining]), [
    ['Food:Out', '40.00', 2, null, null], ['Food', '1.00', 1, null, null], ['Food', '0.00', 0, '400.00', '360.00'],
  ])
})
