/** Every report of every user, held against sums that are made in another way. */
import type { CategoryType } from '@fintrack/contract/choices'
import { isMonth } from '@fintrack/contract/dates'
import { isCurrency, minor } from '@fintrack/contract/money'
import { keysAlong } from '@fintrack/contract/paths'
import type { MonthlyReport } from '@fintrack/contract/reports'
import { foldName } from '@fintrack/contract/text'
import type { Query } from '../../db/sqlite/file.ts'
import { readSum, SUM_OF } from '../../db/sums.ts'
import { UNSPLIT } from '../../db/unsplit.ts'
import { monthlyReport, type CategoryTotal, type MonthBudget } from '../../features/reports/report-math.ts'
import { JSON_WORDS, type Dialect } from './json-words.ts'

/** Income and expenses, where a split counts by its parts and a transfer is neither. */
const moved = (dialect: Dialect) => `
  SELECT user_id, date, currency, type, category, amount FROM transactions
  WHERE ${UNSPLIT[dialect]} AND type <> 'transfer'
  UNION ALL
  SELECT user_id, date, currency, type, category, amount FROM parts WHERE to_account IS NULL`

/** On SQLite a table is read without its indexes, which might have become wrong. */
const plainly = (dialect: Dialect, table: string) => dialect === 'sqlite' ? `${table} NOT INDEXED` : table

/** The same of the rows themselves. */
function movedPlain (dialect: Dialect): string {
  const { parts, number } = JSON_WORDS[dialect]
  return `
  SELECT user_id, date, currency, type, amount FROM ${plainly(dialect, 'transactions')}
  WHERE splits IS NULL AND type <> 'transfer'
  UNION ALL
  SELECT t.user_id, t.date, t.currency, t.type, ${number('amount')}
  FROM ${plainly(dialect, 'transactions AS t')}, ${parts} WHERE ${number('to_account')} IS NULL`
}

/** As the report sums them. @param from the rows */
const totalsOf = (from: string) => `
  SELECT s.user_id, s.month, s.currency, s.type, s.category,
    COALESCE(c.name, 'category ' || s.category) AS category_name, s.total, s.count
  FROM (
    SELECT user_id, substr(date, 1, 7) AS month, currency, type, category,
      ${SUM_OF.sqlite('amount')} AS total, COUNT(*) AS count
    FROM ${from} GROUP BY 1, 2, 3, 4, 5
  ) AS s
  LEFT JOIN categories AS c ON c.user_id = s.user_id AND c.id = s.category`

/** Without a look at categories. */
const sumsOf = (from: string) => `
  SELECT user_id, substr(date, 1, 7) AS month, currency, type, ${SUM_OF.sqlite('amount')} AS total
  FROM ${from} GROUP BY 1, 2, 3, 4`

const BUDGETS = `
  SELECT b.user_id, b.month, b.currency, b.category,
    COALESCE(c.name, 'category ' || b.category) AS category_name, b.type, b.monthly_limit
  FROM budgets AS b LEFT JOIN categories AS c ON c.user_id = b.user_id AND c.id = b.category`

interface Where { readonly user_id: number, readonly month: string }
type Total = Where & CategoryTotal
type Budget = Where & MonthBudget & { readonly currency: string }

function totalFromRow (row: unknown): Total {
  const stored = row as Omit<Total, 'total'> & { total: string }
  return { ...stored, total: readSum(stored.total) }
}

function budgetFromRow (row: unknown): Budget {
  const stored = row as Omit<Budget, 'monthly_limit'> & { monthly_limit: number }
  return { ...stored, monthly_limit: minor(stored.monthly_limit) }
}

function monthKey ({ user_id: userId, month }: Where): string {
  return `${userId} ${month}`
}

function grouped<T extends Where> (rows: readonly T[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(monthKey(row))
    if (group === undefined) groups.set(monthKey(row), [row])
    else group.push(row)
  }
  return groups
}

/** An amount as whole minor units: all amounts of one currency have the same digits. */
function units (amount: string): bigint {
  return BigInt(amount.replace('.', ''))
}

function sumOf (amounts: readonly string[]): bigint {
  return amounts.reduce((sum, amount) => sum + units(amount), 0n)
}

/** Whether a report agrees with itself, and with the sums of its month. */
function isRight (
  report: MonthlyReport, budgets: readonly Budget[], sum: (currency: string, type: CategoryType) => bigint
): boolean {
  const { currency, category_breakdown: rows, budget_status: statuses } = report
  const ofType = (type: CategoryType): bigint => sumOf(
    rows.filter((row) => row.type === type).map(({ total }) => total)
  )
  const expenses = new Map(budgets.filter(({ type }) => type === 'expense')
    .map(({ category, category_name: name }) => [category, name]))
  const names = new Set([...expenses.values()].map(foldName))
  // What is spent of a budget counts in the one above it.
  const topmost = statuses.filter(({ category }) => {
    const name = expenses.get(category)
    return name !== undefined && keysAlong(name).slice(0, -1).every((key) => !names.has(key))
  })
  const spent = sumOf(topmost.map((status) => status.spent))
  const agrees = (
    part: Pick<MonthlyReport, 'currency' | 'total_income' | 'total_expense' | 'net_savings'>
  ): boolean => {
    const [income, expense] = [sum(part.currency, 'income'), sum(part.currency, 'expense')]
    return units(part.total_income) === income && units(part.total_expense) === expense && units(
      part.net_savings
    ) === income - expense
  }
  return agrees(report) && report.other_currencies.every(agrees) &&
    ofType('income') === sum(currency, 'income') && ofType('expense') === sum(currency, 'expense') &&
    spent + units(report.unbudgeted_expense) === sum(currency, 'expense')
}

/**
 * What is wrong with the reports of a book. Days and currencies that are none are told elsewhere.
 * @param hasParts whether its schema knows splits and transfers
 */
export async function wrongSums (
  query: Query, { dialect, hasParts }: { readonly dialect: Dialect, readonly hasParts: boolean }
): Promise<string[]> {
  const [from, plain] = hasParts
    ? [`(${moved(dialect)}) AS moved`, `(${movedPlain(dialect)}) AS moved`]
    : ['transactions', plainly(dialect, 'transactions')]
  const totals = grouped((await query(totalsOf(from))).map(totalFromRow))
  const budgets = grouped((await query(BUDGETS)).map(budgetFromRow))
  const sums = new Map((await query(sumsOf(plain))).map(({ user_id: userId, month, currency, type, total }) =>
    [`${String(userId)} ${String(month)} ${String(currency)} ${String(type)}`, readSum(String(total))]))

  const wrongs: string[] = []
  for (const key of new Set([...totals.keys(), ...budgets.keys()])) {
    const [userId = '', month = ''] = key.split(' ')
    if (!isMonth(month)) continue
    const ofMonth = (totals.get(key) ?? []).filter(({ currency }) => isCurrency(currency))
    const planned = (budgets.get(key) ?? []).filter(({ currency }) => isCurrency(currency))
    for (const currency of new Set([...ofMonth, ...planned].map((row) => row.currency))) {
      const own = planned.filter((budget) => budget.currency === currency)
      const reports = [undefined, { depth: 1, categories: [] }].map((cut) =>
        monthlyReport(month, currency, ofMonth, own, cut))
      const sum = (code: string, type: CategoryType): bigint => sums.get(`${key} ${code} ${type}`) ?? 0n
      if (!reports.every((report) => isRight(report, own, sum))) {
        wrongs.push(`the report of user ${userId} for ${month} in ${currency} is not the sum of its rows`)
      }
    }
  }
  // What is there and in no report at all.
  for (const [key, sum] of sums) {
    const [userId = '', month = '', currency = ''] = key.split(' ')
    const isReported = totals.get(`${userId} ${month}`)?.some((row) => row.currency === currency) === true
    if (sum !== 0n && !isReported) wrongs.push(`the report of user ${userId} for ${month} does not know ${currency}`)
  }
  return wrongs
}
