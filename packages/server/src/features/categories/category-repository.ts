import type { Category } from '@fintrack/contract/categories'
import { foldName } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import type { PageKey } from '../paging.ts'
import { searchKeyFromRow, type SearchKey } from '../search-keys.ts'

const TABLE = 'categories'
const COLUMNS = ['id', 'name', 'type', 'archived', 'version']

export interface CategoryValues extends Omit<Category, 'id'> { readonly archived: 0 | 1 }

export interface CategoryRow extends Category {
  readonly archived: 0 | 1
  readonly version: number
}

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
      const row: unknown = await owned(userId).where({ name_key: foldName(name) }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async all (userId: number): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId).orderBy('id')
      return rows.map(fromRow)
    },

    /** Those with one of these ids or folded names. @param ids together with the names at most some thousands */
    async some (userId: number, ids: readonly number[], keys: readonly string[]): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId)
        .where((either) => { either.whereIn('id', [...ids]).orWhereIn('name_key', [...keys]) })
      return rows.map(fromRow)
    },

    /** What the categories are found by. */
    async searchKeys (userId: number): Promise<SearchKey[]> {
      const rows: unknown[] = await handle(TABLE).where({ user_id: userId }).select('id', 'search_key').orderBy('id')
      return rows.map(searchKeyFromRow)
    },

    /** The names of the first of them. */
    async names (userId: number, most: number): Promise<string[]> {
      return handle(TABLE).where({ user_id: userId }).orderBy('id').limit(most).pluck('name')
    },

    async page (userId: number, after: PageKey | undefined, most: number): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId).where('id', '>', after?.[0] ?? 0).orderBy('id').limit(most)
      return rows.map(fromRow)
    },
  }
}
