/** The read model: SQL across tables lives here and nowhere else. */
import type { DayRange, Month } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import type { CategoryTotal, MonthBudget } from './report-math.ts'

// The sum leaves as text: SQLite's driver reads integers over 2^53 as floats. Only the report's own currency comes by
// category: a book may hold every category in every currency.
const TOTALS = `
  SELECT s.currency, s.type, s.category, c.name AS category_name, s.total, s.count
  FROM (
    SELECT currency, type, CASE WHEN currency = ? THEN category END AS category,
      CAST(SUM(amount) AS TEXT) AS total, COUNT(*) AS count
    FROM transactions
    WHERE user_id = ? AND date >= ? AND date < ?
    GROUP BY 1, 2, 3
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

function spentFromRow (row: unknown): readonly [category: number | null, spent: bigint] {
  const { category, spent } = row as { category: number | null, spent: string }
  return [category, BigInt(spent)]
}

export function reportRepository (handle: Knex) {
  return {
    /** What moved in a range of days: by category in one currency, and in the others by type alone. */
    async totals (userId: number, range: DayRange, currency: string): Promise<CategoryTotal[]> {
      const rows: unknown[] = await handle.raw(TOTALS, [currency, userId, range.from, range.before, userId])
      return rows.map(totalFromRow)
    },

    /** @param category one whose budget is looked for alone */
    async budgets (userId: number, ofMonth: Month, currency: string, category?: number): Promise<MonthBudget[]> {
      const rows: unknown[] = await handle('budgets as b')
        .select('b.category', 'c.name as category_name', 'b.type', 'b.monthly_limit')
        .join('categories as c', (join) => { join.on('c.user_id', 'b.user_id').andOn('c.id', 'b.category') })
        .where({
          'b.user_id': userId, 'b.month': ofMonth, 'b.currency': currency,
          ...category === undefined ? {} : { 'b.category': category },
        })
      return rows.map(budgetFromRow)
    },

    /**
     * What moved in each category in a range of days and one currency. One statement reads the range once, from an
     * index that holds all of it; in a join or a subquery of budgets a database may read it for each of them.
     * @param category one that is looked at alone
     */
    async spent (
      userId: number, range: DayRange, currency: string, category?: number
    ): Promise<ReadonlyMap<number | null, bigint>> {
      const rows: unknown[] = await handle('transactions')
        .select('category', handle.raw('CAST(SUM(amount) AS TEXT) AS spent'))
        .where({ user_id: userId, currency, ...category === undefined ? {} : { category } })
        .where('date', '>=', range.from).where('date', '<', range.before)
        .groupBy('category')
      return new Map(rows.map(spentFromRow))
    },
  }
}
