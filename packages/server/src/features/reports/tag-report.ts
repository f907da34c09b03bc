/** A report by tag from its sums: pure arithmetic on whole minor units. */
import type { CategoryType } from '@fintrack/contract/choices'
import type { Report } from '@fintrack/contract/reports'
import { formatAmount } from '@fintrack/contract/money'
import { compareNames } from './report-math.ts'

/** What moved in one currency in one direction, with each transaction counted once. */
export interface TypeTotal {
  readonly currency: string
  readonly type: CategoryType
  readonly total: bigint
  readonly count: number
}

/** What moved with one tag, or with none, in one direction. */
export interface TagTotal {
  readonly type: CategoryType
  readonly tag: number | null
  readonly name: string | null
  readonly total: bigint
  readonly count: number
}

function compareRows (a: TagTotal, b: TagTotal): number {
  if (a.total !== b.total) return a.total > b.total ? -1 : 1
  return compareNames(a.name, b.name) || compareNames(a.type, b.type)
}

function sumsIn (totals: readonly TypeTotal[], currency: string) {
  const of = (type: CategoryType) => totals.find((row) => row.currency === currency && row.type === type)
  const [income, expense] = [of('income'), of('expense')]
  const [earned, spent] = [income?.total ?? 0n, expense?.total ?? 0n]
  return {
    counts: { income_count: income?.count ?? 0, expense_count: expense?.count ?? 0 },
    sums: {
      total_income: formatAmount(earned, currency),
      total_expense: formatAmount(spent, currency),
      net_savings: formatAmount(earned - spent, currency),
    },
  }
}

/**
 * @param days both included
 * @param totals of all currencies
 * @param rows of the report's currency
 */
export function tagReport (
  days: { readonly from: string, readonly to: string }, currency: string, totals: readonly TypeTotal[],
  rows: readonly TagTotal[]
): Report {
  const { counts, sums } = sumsIn(totals, currency)
  const others = [...new Set(totals.map((row) => row.currency))].filter((code) => code !== currency).sort(compareNames)
  const counted = rows.reduce((sum, { count }) => sum + count, 0)
  return {
    ...days,
    by: 'tag',
    currency,
    ...sums,
    ...counts,
    rows: rows.toSorted(compareRows).map(({ tag, name, type, total, count }) =>
      ({ key: tag, name, type, total: formatAmount(total, currency), count })),
    overlapping: counted > counts.income_count + counts.expense_count,
    other_currencies: others.map((code) => ({ currency: code, ...sumsIn(totals, code).sums })),
  }
}
