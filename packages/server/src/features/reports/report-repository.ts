/** The read model: SQL across tables lives here and nowhere else. */
import type { DayRange, Month } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { readSum, SUM_OF } from '../../db/sums.ts'
import { UNSPLIT } from '../../db/unsplit.ts'
import type { CategoryTotal, MonthBudget } from './report-math.ts'
import type { TagTotal, TypeTotal } from './tag-report.ts'

/**
 * Income and expenses of a range of days, each index with all that is read of it: a split counts by its parts, and what
 * goes from one account to another is neither.
 */
const moved = (unsplit: string) => `
  SELECT id, currency, type, category, amount FROM transactions
  WHERE user_id = ? AND date >= ? AND date < ? AND ${unsplit} AND type <> 'transfer'
  UNION ALL
  SELECT transaction_id AS id, currency, type, category, amount FROM parts
  WHERE user_id = ? AND date >= ? AND date < ? AND to_account IS NULL`

// Only the report's own currency comes by category: a book may hold every category in every currency.
function totalsOf (handle: Knex, where = ''): string {
  return `
  SELECT s.currency, s.type, s.category, c.name AS category_name, s.total, s.count
  FROM (
    SELECT currency, type, CASE WHEN currency = ? THEN category END AS category,
      ${SUM_OF[dialectOf(handle)]('amount')} AS total, COUNT(*) AS count
    FROM (${moved(UNSPLIT[dialectOf(handle)])}) AS moved ${where}
    GROUP BY 1, 2, 3
  ) AS s
  LEFT JOIN categories AS c ON c.user_id = ? AND c.id = s.category`
}

/** One row for each transaction that moved, though it has parts (a hundred fit 64 bits): what is grouped by tag. */
const whole = (handle: Knex) => `
  SELECT id, currency, type, SUM(amount) AS amount FROM (${moved(UNSPLIT[dialectOf(handle)])}) AS moved
  GROUP BY id, currency, type`

const byType = (handle: Knex) => `
  SELECT currency, type, ${SUM_OF[dialectOf(handle)]('amount')} AS total, COUNT(*) AS count
  FROM (${whole(handle)}) AS moved
  GROUP BY currency, type`

const byTag = (handle: Knex) => `
  SELECT s.type, s.tag, t.name, s.total, s.count
  FROM (
    SELECT w.type, g.tag, ${SUM_OF[dialectOf(handle)]('w.amount')} AS total, COUNT(*) AS count
    FROM (${whole(handle)}) AS w
    LEFT JOIN transaction_tags AS g ON g.user_id = ? AND g.transaction_id = w.id
    WHERE w.currency = ?
    GROUP BY w.type, g.tag
  ) AS s
  LEFT JOIN tags AS t ON t.user_id = ? AND t.id = s.tag`

/** The values of `moved`. */
function movedIn (userId: number, { from, before }: DayRange): Array<number | string> {
  return [userId, from, before, userId, from, before]
}

function totalFromRow (row: unknown): CategoryTotal {
  const stored = row as Omit<CategoryTotal, 'total'> & { total: string }
  return { ...stored, total: readSum(stored.total) }
}

function typeTotalFromRow (row: unknown): TypeTotal {
  const stored = row as Omit<TypeTotal, 'total'> & { total: string }
  return { ...stored, total: readSum(stored.total) }
}

function tagTotalFromRow (row: unknown): TagTotal {
  const stored = row as Omit<TagTotal, 'total'> & { total: string }
  return { ...stored, total: readSum(stored.total) }
}

function budgetFromRow (row: unknown): MonthBudget {
  const stored = row as Omit<MonthBudget, 'monthly_limit'> & { monthly_limit: number }
  return { ...stored, monthly_limit: minor(stored.monthly_limit) }
}

export function reportRepository (handle: Knex) {
  return {
    /** What moved in a range of days: by category in one currency, and in the others by type alone. */
    async totals (userId: number, range: DayRange, currency: string): Promise<CategoryTotal[]> {
      const rows: unknown[] = await handle.raw(
        totalsOf(handle), [currency, ...movedIn(userId, range), userId]
      )
      return rows.map(totalFromRow)
    },

    /** What moved in a range of days in one currency, by category. @param categories that are looked at alone */
    async spent (
      userId: number, range: DayRange, currency: string, categories?: readonly number[]
    ): Promise<CategoryTotal[]> {
      const ofThese = categories === undefined ? '' : ` AND category IN (${categories.map(() => '?').join()})`
      const rows: unknown[] = await handle.raw(
        totalsOf(handle, `WHERE currency = ?${ofThese}`),
        [currency, ...movedIn(userId, range), currency, ...categories ?? [], userId]
      )
      return rows.map(totalFromRow)
    },

    /** What moved in a range of days, by currency and type, with each transaction counted once. */
    async byType (userId: number, range: DayRange): Promise<TypeTotal[]> {
      const rows: unknown[] = await handle.raw(byType(handle), movedIn(userId, range))
      return rows.map(typeTotalFromRow)
    },

    /** What moved in a range of days in one currency, by tag: a transaction counts in each of its tags. */
    async byTag (userId: number, range: DayRange, currency: string): Promise<TagTotal[]> {
      const rows: unknown[] = await handle.raw(
        byTag(handle), [...movedIn(userId, range), userId, currency, userId]
      )
      return rows.map(tagTotalFromRow)
    },

    /** @param categories whose budgets are looked for alone */
    async budgets (
      userId: number, ofMonth: Month, currency: string, categories?: readonly number[]
    ): Promise<MonthBudget[]> {
      const query = handle('budgets as b')
        .select('b.category', 'c.name as category_name', 'b.type', 'b.monthly_limit')
        .join('categories as c', (join) => { join.on('c.user_id', 'b.user_id').andOn('c.id', 'b.category') })
        .where({ 'b.user_id': userId, 'b.month': ofMonth, 'b.currency': currency })
      if (categories !== undefined) query.whereIn('b.category', [...categories])
      const rows: unknown[] = await query
      return rows.map(budgetFromRow)
    },
  }
}
