/** The read model: SQL across tables lives here and nowhere else. */
import { daysOfMonth, type DayRange, type Month } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import type { BudgetSpending, CategoryTotal, MonthBudget } from './report-math.ts'

// The sum leaves as text: SQLite's driver reads integers over 2^53 as floats.
const TOTALS = `
  SELECT s.currency, s.type, s.category, c.name AS category_name, s.total, s.count
  FROM (
    SELECT currency, type, category, CAST(SUM(amount) AS TEXT) AS total, COUNT(*) AS count
    FROM transactions
    WHERE user_id = ? AND date >= ? AND date < ?
    GROUP BY currency, type, category
  ) AS s
  LEFT JOIN categories AS c ON c.user_id = ? AND c.id = s.category`

const SPENDING = `
  SELECT b.category, c.name AS category_name, b.type, b.monthly_limit, (
    SELECT CAST(COALESCE(SUM(t.amount), 0) AS TEXT)
    FROM transactions AS t
    WHERE t.user_id = b.user_id AND t.category = b.category AND t.currency = b.currency AND t.date >= ? AND t.date < ?
  ) AS spent
  FROM budgets AS b
  JOIN categories AS c ON c.user_id = b.user_id AND c.id = b.category
  WHERE b.user_id = ? AND b.month = ? AND b.currency = ?`

function totalFromRow (row: unknown): CategoryTotal {
  const stored = row as Omit<CategoryTotal, 'total'> & { total: string }
  return { ...stored, total: BigInt(stored.total) }
}

function budgetFromRow (row: unknown): MonthBudget {
  const stored = row as Omit<MonthBudget, 'monthly_limit'> & { monthly_limit: number }
  return { ...stored, monthly_limit: minor(stored.monthly_limit) }
}

function spendingFromRow (row: unknown): BudgetSpending {
  const { spent } = row as { spent: string }
  return { ...budgetFromRow(row), spent: BigInt(spent) }
}

export function reportRepository (handle: Knex) {
  return {
    async totals (userId: number, range: DayRange): Promise<CategoryTotal[]> {
      const rows: unknown[] = await handle.raw(TOTALS, [userId, range.from, range.before, userId])
      return rows.map(totalFromRow)
    },

    async budgets (userId: number, ofMonth: Month, currency: string): Promise<MonthBudget[]> {
      const rows: unknown[] = await handle('budgets as b')
        .select('b.category', 'c.name as category_name', 'b.type', 'b.monthly_limit')
        .join('categories as c', (join) => { join.on('c.user_id', 'b.user_id').andOn('c.id', 'b.category') })
        .where({ 'b.user_id': userId, 'b.month': ofMonth, 'b.currency': currency })
      return rows.map(budgetFromRow)
    },

    /**
     * What was spent of the budgets of a month, or of the one of a category: a look at their categories' rows alone.
     */
    async spending (
      userId: number, ofMonth: Month, currency: string, category: number | undefined
    ): Promise<BudgetSpending[]> {
      const range = daysOfMonth(ofMonth)
      const values = [range.from, range.before, userId, ofMonth, currency]
      const rows: unknown[] = category === undefined
        ? await handle.raw(SPENDING, values)
        : await handle.raw(`${SPENDING} AND b.category = ?`, [...values, category])
      return rows.map(spendingFromRow)
    },
  }
}
