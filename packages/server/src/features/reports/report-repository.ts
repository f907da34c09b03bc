/** The read model: SQL across tables lives here and nowhere else. */
import type { CategoryType } from '@fintrack/contract/choices'
import type { DayRange, Month } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'

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

function totalFromRow (row: unknown): CategoryTotal {
  const stored = row as Omit<CategoryTotal, 'total'> & { total: string }
  return { ...stored, total: BigInt(stored.total) }
}

function budgetFromRow (row: unknown): MonthBudget {
  const stored = row as Omit<MonthBudget, 'monthly_limit'> & { monthly_limit: number }
  return { ...stored, monthly_limit: minor(stored.monthly_limit) }
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
  }
}
