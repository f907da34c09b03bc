/** The report of the month that the documents show. */
import type { MonthlyReport } from '@fintrack/contract/reports'

type Row = MonthlyReport['category_breakdown'][number]
type Budget = MonthlyReport['budget_status'][number]

export function row (
  category: number | null, name: string | null, type: Row['type'], total: string, share: string | null, count: number
): Row {
  return { category, category_name: name, type, total, share, count }
}

export function budget (
  category: number,
  name: string,
  limit: string,
  spent: string,
  remaining: string,
  used: string | null,
  type: Budget['type'] = 'expense'
): Budget {
  return {
    category,
    category_name: name,
    type,
    monthly_limit: limit,
    spent,
    remaining,
    used,
    status: remaining.startsWith('-') ? 'over' : 'under',
  }
}

export const MAY: MonthlyReport = {
  month: '2024-05',
  currency: 'EUR',
  total_income: '3412.50',
  total_expense: '1882.74',
  net_savings: '1529.76',
  category_breakdown: [
    row(1, 'Salary', 'income', '3200.00', '93.8', 1),
    row(7, 'Rent', 'expense', '980.00', '52.1', 1),
    row(4, 'Groceries', 'expense', '431.72', '22.9', 14),
    row(9, 'Eating out', 'expense', '224.52', '11.9', 11),
    row(2, 'Freelance', 'income', '200.00', '5.8', 1),
    row(8, 'Utilities', 'expense', '142.10', '7.5', 2),
    row(5, 'Transport', 'expense', '86.40', '4.6', 9),
    row(null, null, 'expense', '18.00', '1.0', 3),
    row(3, 'Interest', 'income', '12.50', '0.4', 1),
  ],
  budget_status: [
    budget(4, 'Groceries', '400.00', '431.72', '-31.72', '107.9'),
    budget(7, 'Rent', '980.00', '980.00', '0.00', '100.0'),
    budget(5, 'Transport', '90.00', '86.40', '3.60', '96.0'),
  ],
  unbudgeted_expense: '384.62',
  other_currencies: [],
}

export const NOTHING: MonthlyReport = {
  month: '2024-05',
  currency: 'EUR',
  total_income: '0.00',
  total_expense: '0.00',
  net_savings: '0.00',
  category_breakdown: [],
  budget_status: [],
  unbudgeted_expense: '0.00',
  other_currencies: [],
}
