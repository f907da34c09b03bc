import type { Category } from '@fintrack/contract/categories'
import { isBelow, keysAlong, lastPartsOf } from '@fintrack/contract/paths'
import { foldName, lengthOf } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import type { PageKey } from '../paging.ts'
import { searchKeyFromRow, type SearchKey } from '../search-keys.ts'

const TABLE = 'categories'
const COLUMNS = ['id', 'name', 'type', 'archived', 'version']

export interface CategoryValues extends Omit<Category, 'id' | 'archived'> { readonly archived: 0 | 1 }

export interface CategoryRow extends CategoryValues {
  readonly id: number
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

    /** Those whose last parts these are, archived or not. @param key folded */
    async withLastParts (userId: number, key: string): Promise<CategoryRow[]> {
      const end = `:${key}`
      const rows: unknown[] = await owned(userId)
        .whereRaw('substr(name_key, length(name_key) - ?) = ?', [lengthOf(end) - 1, end]).orderBy('id')
      return rows.map(fromRow).filter(({ name }) => lastPartsOf(name).includes(key))
    },

    /** Those that lie below a name, whether a category has it or not. */
    async below (userId: number, name: string): Promise<CategoryRow[]> {
      // What begins with `a:` comes before `a;`, the next sign of ASCII.
      const rows: unknown[] = await owned(userId).where('name_key', '>=', `${foldName(name)}:`)
        .where('name_key', '<', `${foldName(name)};`).orderBy('id')
      return rows.map(fromRow).filter((row) => isBelow(row.name, name))
    },

    /** Those that a name lies below. */
    async above (userId: number, name: string): Promise<CategoryRow[]> {
      const rows: unknown[] = await owned(userId).whereIn('name_key', keysAlong(name).slice(0, -1)).orderBy('id')
      return rows.map(fromRow)
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

    /** The names of the first of them; archived ones are offered no more. */
    async names (userId: number, most: number): Promise<string[]> {
      return handle(TABLE).where({ user_id: userId, archived: 0 }).orderBy('id').limit(most).pluck('name')
    },

    /** @param archived undefined for all of them */
    async page (
      userId: number, archived: boolean | undefined, after: PageKey | undefined, most: number
    ): Promise<CategoryRow[]> {
      const query = owned(userId).where('id', '>', after?.[0] ?? 0)
      if (archived !== undefined) query.where({ archived: archived ? 1 : 0 })
      const rows: unknown[] = await query.orderBy('id').limit(most)
      return rows.map(fromRow)
    },
  }
}
