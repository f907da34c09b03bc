import type { CategoryType } from '@fintrack/contract/choices'
import { month, type Month } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import type { PageKey } from '../paging.ts'

const TABLE = 'budgets'
const COLUMNS = [
  'b.id', 'b.category', 'c.name as category_name', 'b.type', 'b.month', 'b.monthly_limit', 'b.currency', 'b.version',
]

export interface BudgetValues {
  readonly category: number
  /** Its category's: the direction in which it is spent. */
  readonly type: CategoryType
  readonly month: Month
  readonly monthly_limit: Minor
  readonly currency: string
}

export interface BudgetRow extends BudgetValues {
  readonly id: number
  readonly category_name: string
  readonly version: number
}

interface StoredRow extends Omit<BudgetRow, 'month' | 'monthly_limit'> {
  readonly month: string
  readonly monthly_limit: number
}

export interface BudgetSelection { readonly month?: Month, readonly categories?: readonly number[] }

function fromRow (row: unknown): BudgetRow {
  const stored = row as StoredRow
  return { ...stored, month: month(stored.month), monthly_limit: minor(stored.monthly_limit) }
}

export function keyOf (row: BudgetRow): PageKey {
  return [row.month, row.id]
}

export function budgetRepository (handle: Knex) {
  const owned = (userId: number) => handle(`${TABLE} as b`).select(COLUMNS)
    .join('categories as c', (join) => { join.on('c.user_id', 'b.user_id').andOn('c.id', 'b.category') })
    .where('b.user_id', userId)

  return {
    async get (userId: number, id: number): Promise<BudgetRow | undefined> {
      const row: unknown = await owned(userId).where('b.id', id).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async ofCategory (userId: number, category: number): Promise<BudgetRow[]> {
      const rows: unknown[] = await owned(userId).where('b.category', category).orderBy('b.id')
      return rows.map(fromRow)
    },

    async page (
      userId: number, selection: BudgetSelection, after: PageKey | undefined, most: number
    ): Promise<BudgetRow[]> {
      const query = owned(userId)
      if (selection.month !== undefined) query.where('b.month', selection.month)
      if (selection.categories !== undefined) query.whereIn('b.category', [...selection.categories])
      if (after !== undefined) query.whereRaw('(b.month, b.id) > (?, ?)', [...after])
      const rows: unknown[] = await query.orderBy(['b.month', 'b.id']).limit(most)
      return rows.map(fromRow)
    },
  }
}
