/** The month's report from its sums: pure arithmetic on whole minor units. */
import type { BudgetState, CategoryType } from '@fintrack/contract/choices'
import { formatAmount, percentOf, sharesOf, type Minor } from '@fintrack/contract/money'
import type { BudgetStatus } from '@fintrack/contract/budgets'
import type { MonthlyReport } from '@fintrack/contract/reports'

/** What moved in one category (or in none), in one currency, in a range of days. */
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

/** The same with what moved in its category in the month and the budget's currency. */
export interface BudgetSpending extends MonthBudget { readonly spent: bigint }

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

function spentOf (budget: MonthBudget, totals: readonly CategoryTotal[]): bigint {
  return totals.find((row) => row.category === budget.category)?.total ?? 0n
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
export function budgetStatuses (budgets: readonly BudgetSpending[], currency: string): BudgetStatus[] {
  return budgets.toSorted((a, b) => compareNames(a.category_name, b.category_name))
    .map((budget) => statusOf(budget, budget.spent, currency))
}

function currencyTotals (totals: readonly CategoryTotal[], currency: string) {
  const [income, expense] = [sumOf(totals, 'income'), sumOf(totals, 'expense')]
  return {
    total_income: formatAmount(income, currency),
    total_expense: formatAmount(expense, currency),
    net_savings: formatAmount(income - expense, currency),
  }
}

/** @param totals of the month in all currencies @param budgets of the month in the report's currency */
export function monthlyReport (
  month: string, currency: string, totals: readonly CategoryTotal[], budgets: readonly MonthBudget[]
): MonthlyReport {
  const own = totals.filter((row) => row.currency === currency)
  const others = [...new Set(totals.map((row) => row.currency))].filter((code) => code !== currency).sort()
  const budgeted = budgets.filter(({ type }) => type === 'expense').reduce(
    (sum, budget) => sum + spentOf(budget, own), 0n
  )
  return {
    month,
    currency,
    ...currencyTotals(own, currency),
    category_breakdown: breakdownOf(own, currency),
    budget_status: budgetStatuses(budgets.map((budget) => ({ ...budget, spent: spentOf(budget, own) })), currency),
    unbudgeted_expense: formatAmount(sumOf(own, 'expense') - budgeted, currency),
    other_currencies: others.map((code) =>
      ({ currency: code, ...currencyTotals(totals.filter((row) => row.currency === code), code) })),
  }
}
