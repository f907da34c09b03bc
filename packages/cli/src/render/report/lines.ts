/** A report as rows: its breakdown, with the budget of each category beside it. */
import type { CategoryType } from '@fintrack/contract/choices'
import { formatAmount } from '@fintrack/contract/money'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { View } from '../view.ts'

export interface ReportLine {
  readonly month: string
  readonly type: CategoryType
  /** null for what has no category. */
  readonly category: string | null
  readonly total: string
  readonly share: string | null
  readonly count: number
  readonly currency: string
  readonly limit: string | null
  readonly remaining: string | null
  readonly used: string | null
  readonly status: MonthlyReport['budget_status'][number]['status'] | null
}

const KEYS = [
  'month', 'type', 'category', 'total', 'share', 'count', 'currency', 'limit', 'remaining', 'used', 'status',
] as const

export const REPORT_VIEW: View<ReportLine> = {
  noun: { one: 'report line', many: 'report lines' },
  columns: KEYS.map((name) => ({ name, value: (line) => line[name], ...(name === 'category' ? { free: true } : {}) })),
  keys: KEYS,
}

export function reportLines (report: MonthlyReport): ReportLine[] {
  const { month, currency, category_breakdown: breakdown, budget_status: budgets } = report
  const planOf = (budget: MonthlyReport['budget_status'][number] | undefined) => ({
    limit: budget?.monthly_limit ?? null,
    remaining: budget?.remaining ?? null,
    used: budget?.used ?? null,
    status: budget?.status ?? null,
  })
  const moved = breakdown.map(({ category, category_name: name, type, total, share, count }): ReportLine => ({
    month,
    type,
    category: name,
    total,
    share,
    count,
    currency,
    ...planOf(budgets.find((budget) => budget.category === category)),
  }))
  const still = budgets.filter(({ category }) => breakdown.every((row) => row.category !== category))
  return [...moved, ...still.map((budget): ReportLine => ({
    month,
    type: budget.type,
    category: budget.category_name,
    // What was spent of it stands in the rows of what lies below.
    total: formatAmount(0n, currency),
    share: null,
    count: 0,
    currency,
    ...planOf(budget),
  }))]
}
