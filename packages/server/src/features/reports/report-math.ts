/** The month's report from its sums: pure arithmetic on whole minor units. */
import type { BudgetState, CategoryType } from '@fintrack/contract/choices'
import { formatAmount, percentOf, sharesOf, type Minor } from '@fintrack/contract/money'
import { cutTo, keysAlong } from '@fintrack/contract/paths'
import type { BudgetStatus } from '@fintrack/contract/budgets'
import type { MonthlyReport } from '@fintrack/contract/reports'
import { foldName } from '@fintrack/contract/text'

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

/** To how many parts names are cut, and the categories that have such a name. */
export interface Cut {
  readonly depth: number
  readonly categories: ReadonlyArray<{ readonly id: number, readonly name: string, readonly type: CategoryType }>
}

type BreakdownRow = MonthlyReport['category_breakdown'][number]

function sumOf (totals: readonly CategoryTotal[], type: CategoryType): bigint {
  return totals.filter((row) => row.type === type).reduce((sum, row) => sum + row.total, 0n)
}

/** By UTF-16 units, the same on every machine and database; what has no name comes last. */
export function compareNames (a: string | null, b: string | null): number {
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

function keyOf (type: CategoryType, key: string): string {
  return `${type} ${key}`
}

/** The folded names that rows are cut to. */
export function keysAt (totals: readonly CategoryTotal[], depth: number): string[] {
  return [...new Set(totals.flatMap(({ category_name: name }) => name === null ? [] : foldName(cutTo(name, depth))))]
}

/** A row for each name that is left, and each type. What has no category stays apart. */
function cutTotals (totals: readonly CategoryTotal[], { depth, categories }: Cut): CategoryTotal[] {
  const named = new Map(categories.map((category) => [keyOf(category.type, foldName(category.name)), category]))
  const rows = new Map<string, CategoryTotal>()
  for (const row of totals) {
    const name = row.category_name === null ? null : cutTo(row.category_name, depth)
    const key = name === null ? row.type : keyOf(row.type, foldName(name))
    const category = named.get(key)
    const before = rows.get(key)
    rows.set(key, {
      ...row,
      category: category?.id ?? null,
      // Of several spellings of what no category has, the first one.
      category_name: category?.name ?? [name, before?.category_name ?? null].sort(compareNames)[0] ?? null,
      total: row.total + (before?.total ?? 0n),
      count: row.count + (before?.count ?? 0),
    })
  }
  return [...rows.values()]
}

/** What was spent of each budget, and of all expense budgets together, where each expense counts once. */
function spentOf (
  budgets: readonly MonthBudget[], totals: readonly CategoryTotal[]
): { readonly spent: ReadonlyMap<number, bigint>, readonly budgeted: bigint } {
  const byName = new Map(budgets.map((budget) => [keyOf(budget.type, foldName(budget.category_name)), budget.category]))
  const spent = new Map<number, bigint>()
  let budgeted = 0n
  for (const { category_name: name, type, total } of totals) {
    const covering = name === null ? [] : keysAlong(name).flatMap((key) => byName.get(keyOf(type, key)) ?? [])
    for (const category of covering) spent.set(category, (spent.get(category) ?? 0n) + total)
    if (type === 'expense' && covering.length > 0) budgeted += total
  }
  return { spent, budgeted }
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

/**
 * Every budget beside what was spent in its category and below it, by name.
 * @param totals in the budgets' currency
 */
export function budgetStatuses (
  budgets: readonly MonthBudget[], totals: readonly CategoryTotal[], currency: string
): BudgetStatus[] {
  const { spent } = spentOf(budgets, totals)
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
 * @param cut sums the categories to a depth
 */
export function monthlyReport (
  month: string, currency: string, totals: readonly CategoryTotal[], budgets: readonly MonthBudget[], cut?: Cut
): MonthlyReport {
  const groups = byCurrency(totals)
  const own = groups.get(currency) ?? []
  const others = [...groups].filter(([code]) => code !== currency).sort(([a], [b]) => compareNames(a, b))
  const { budgeted } = spentOf(budgets, own)
  return {
    month,
    currency,
    ...currencyTotals(own, currency),
    category_breakdown: breakdownOf(cut === undefined ? own : cutTotals(own, cut), currency),
    budget_status: budgetStatuses(budgets, own, currency),
    unbudgeted_expense: formatAmount(sumOf(own, 'expense') - budgeted, currency),
    other_currencies: others.map(([code, rows]) => ({ currency: code, ...currencyTotals(rows, code) })),
  }
}
