import type { Category } from '@fintrack/contract/categories'
import type { CategoryType } from '@fintrack/contract/choices'
import { fold } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { insertedId } from '../../db/inserted-id.ts'
import type { PageKey } from '../paging.ts'

const TABLE = 'categories'
const COLUMNS = ['id', 'name', 'type', 'version']

export interface CategoryRow extends Category { readonly version: number }

/** How many rows point at a category. */
export interface CategoryUses { readonly transactions: number, readonly budgets: number }

function fromRow (row: unknown): CategoryRow {
  return row as CategoryRow
}

export function categoryRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select(COLUMNS).where({ user_id: userId })

  return {
    async get (userId: number, id: number): Promise<CategoryRow | undefined> {
      const row: unknown = await owned(userId).where({ id }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async byName (userId: number, name: string): Promise<CategoryRow | undefined> {
      const row: unknown = await owned(userId).where({ name_key: fold(name) }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async all (userId: number): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId).orderBy('id')
      return rows.map(fromRow)
    },

    async page (userId: number, after: PageKey | undefined, most: number): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId).where('id', '>', after?.[0] ?? 0).orderBy('id').limit(most)
      return rows.map(fromRow)
    },

    async add (userId: number, category: Omit<Category, 'id'>, now: string): Promise<number> {
      return insertedId(handle(TABLE).insert({
        user_id: userId, ...category, name_key: fold(category.name), created_at: now, updated_at: now,
      }))
    },

    async update (userId: number, id: number, category: Omit<Category, 'id'>, now: string): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id }).update({
        ...category, name_key: fold(category.name), updated_at: now, version: handle.raw('version + 1'),
      })
    },

    async remove (userId: number, id: number): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id }).delete()
    },

    async uses (userId: number, id: number): Promise<CategoryUses> {
      const count = async (table: 'transactions' | 'budgets') => {
        const row = await handle(table).where({ user_id: userId, category: id }).count({ rows: '*' }).first()
        return Number(row?.rows)
      }
      return { transactions: await count('transactions'), budgets: await count('budgets') }
    },

    /** Gives its transactions to another category of the same type, or to none. */
    async moveTransactions (userId: number, id: number, to: { id: number, type: CategoryType } | null, now: string): Promise<void> {
      await handle('transactions').where({ user_id: userId, category: id }).update({
        category: to?.id ?? null, updated_at: now, version: handle.raw('version + 1'),
      })
    },

    /** The ids of the rows that point at a category. */
    async users (userId: number, id: number, table: 'transactions' | 'budgets'): Promise<number[]> {
      return handle(table).where({ user_id: userId, category: id }).orderBy('id').pluck('id')
    },

    async removeBudgets (userId: number, id: number): Promise<void> {
      await handle('budgets').where({ user_id: userId, category: id }).delete()
    },
  }
}
