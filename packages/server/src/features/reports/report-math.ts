/** The month's report from its sums: pure arithmetic on whole minor units. */
import type { BudgetState, CategoryType } from '@fintrack/contract/choices'
import { formatAmount, percentOf, sharesOf, type Minor } from '@fintrack/contract/money'
import type { BudgetStatus } from '@fintrack/contract/budgets'
import type { MonthlyReport } from '@fintrack/contract/reports'

/** What moved in one category (or in none, or in any), in one currency, in a range of days. */
export interface CategoryTotal {
  readonly currency: string
  readonly type: CategoryType
  readonly category: number | null
  readonly category_name: string | null
  readonly total: bigint
  readonly count: number
}

/** A budget of the month, with its category's name and direction. */
export interface MonthBudget {
  readonly category: number
  readonly category_name: string
  readonly type: CategoryType
  readonly monthly_limit: Minor
}

/** What moved in each category in the month and the budgets' currency; a category without a row is absent. */
type Spent = ReadonlyMap<number | null, bigint>

type BreakdownRow = MonthlyReport['category_breakdown'][number]

function sumOf (totals: readonly CategoryTotal[], type: CategoryType): bigint {
  return totals.filter((row) => row.type === type).reduce((sum, row) => sum + row.total, 0n)
}

/** By UTF-16 units, the same on every machine and database; what has no name comes last. */
function compareNames (a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

function compareTotals (a: CategoryTotal, b: CategoryTotal): number {
  if (a.total !== b.total) return a.total > b.total ? -1 : 1
  return compareNames(a.category_name, b.category_name) || compareNames(a.type, b.type)
}

function breakdownOf (totals: readonly CategoryTotal[], currency: string): BreakdownRow[] {
  const sorted = totals.toSorted(compareTotals)
  const shares = new Map<CategoryTotal, string | null>()
  for (const type of ['income', 'expense'] as const) {
    const rows = sorted.filter((row) => row.type === type)
    const parts = sharesOf(rows.map((row) => row.total))
    rows.forEach((row, at) => shares.set(row, parts[at] ?? null))
  }
  return sorted.map((row) => ({
    category: row.category,
    category_name: row.category_name,
    type: row.type,
    total: formatAmount(row.total, currency),
    share: shares.get(row) ?? null,
    count: row.count,
  }))
}

function statusOf (budget: MonthBudget, spent: bigint, currency: string): BudgetStatus {
  const limit = BigInt(budget.monthly_limit)
  const status: BudgetState = spent <= limit ? 'under' : 'over'
  return {
    category: budget.category,
    category_name: budget.category_name,
    type: budget.type,
    monthly_limit: formatAmount(limit, currency),
    spent: formatAmount(spent, currency),
    remaining: formatAmount(limit - spent, currency),
    used: percentOf(spent, limit),
    status,
  }
}

/** Every budget beside what was spent of it, by name. */
export function budgetStatuses (budgets: readonly MonthBudget[], spent: Spent, currency: string): BudgetStatus[] {
  return budgets.toSorted((a, b) => compareNames(a.category_name, b.category_name))
    .map((budget) => statusOf(budget, spent.get(budget.category) ?? 0n, currency))
}

function currencyTotals (totals: readonly CategoryTotal[], currency: string) {
  const [income, expense] = [sumOf(totals, 'income'), sumOf(totals, 'expense')]
  return {
    total_income: formatAmount(income, currency),
    total_expense: formatAmount(expense, currency),
    net_savings: formatAmount(income - expense, currency),
  }
}

function byCurrency (totals: readonly CategoryTotal[]): ReadonlyMap<string, CategoryTotal[]> {
  const groups = new Map<string, CategoryTotal[]>()
  for (const row of totals) {
    const group = groups.get(row.currency)
    if (group === undefined) groups.set(row.currency, [row])
    else group.push(row)
  }
  return groups
}

/**
 * @param totals of the month in all currencies; only in the report's own it matters of which category they are
 * @param budgets of the month in the report's currency
 */
export function monthlyReport (
  month: string, currency: string, totals: readonly CategoryTotal[], budgets: readonly MonthBudget[]
): MonthlyReport {
  const groups = byCurrency(totals)
  const own = groups.get(currency) ?? []
  const others = [...groups].filter(([code]) => code !== currency).sort(([a], [b]) => compareNames(a, b))
  const spent = new Map(own.map(({ category, total }) => [category, total]))
  const budgeted = budgets.filter(({ type }) => type === 'expense').reduce(
    (sum, { category }) => sum + (spent.get(category) ?? 0n), 0n
  )
  return {
    month,
    currency,
    ...currencyTotals(own, currency),
    category_breakdown: breakdownOf(own, currency),
    budget_status: budgetStatuses(budgets, spent, currency),
    unbudgeted_expense: formatAmount(sumOf(own, 'expense') - budgeted, currency),
    other_currencies: others.map(([code, rows]) => ({ currency: code, ...currencyTotals(rows, code) })),
  }
}
