import { foldName } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import type { PageKey } from '../paging.ts'
import { searchKeyFromRow, type SearchKey } from '../search-keys.ts'

const TABLE = 'tags'
/** A statement takes some ten thousands of values. */
const KEYS_AT_ONCE = 1000

export interface TagValues { readonly name: string }

export interface TagRow extends TagValues {
  readonly id: number
  readonly version: number
}

/** With the number of the transactions that have it. */
export interface CountedTag extends TagRow { readonly count: number }

function fromRow (row: unknown): TagRow {
  return row as TagRow
}

function countedFromRow (row: unknown): CountedTag {
  const { count, ...tag } = row as CountedTag
  return { ...tag, count: Number(count) }
}

export function tagRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select('id', 'name', 'version').where({ user_id: userId })
  const counted = (userId: number) => owned(userId).select(
    handle('transaction_tags').count().where({ user_id: userId }).where('tag', handle.ref('tags.id')).as('count')
  )

  return {
    async get (userId: number, id: number): Promise<CountedTag | undefined> {
      const row: unknown = await counted(userId).where({ id }).first()
      return row === undefined ? undefined : countedFromRow(row)
    },

    async byName (userId: number, name: string): Promise<CountedTag | undefined> {
      const row: unknown = await counted(userId).where({ name_key: foldName(name) }).first()
      return row === undefined ? undefined : countedFromRow(row)
    },

    async page (userId: number, after: PageKey | undefined, most: number): Promise<CountedTag[]> {
      const rows: unknown[] = await counted(userId).where('id', '>', after?.[0] ?? 0).orderBy('id').limit(most)
      return rows.map(countedFromRow)
    },

    /** Those with one of these folded names. */
    async named (userId: number, keys: readonly string[]): Promise<TagRow[]> {
      const found: TagRow[] = []
      for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
        const rows: unknown[] = await owned(userId).whereIn('name_key', keys.slice(at, at + KEYS_AT_ONCE))
        found.push(...rows.map(fromRow))
      }
      return found
    },

    /** The ids of a tag and of all below it: `a` finds `a/b`. */
    async below (userId: number, name: string): Promise<number[]> {
      const key = foldName(name)
      // What begins with `a/` comes before `a0`, the next sign of ASCII.
      return handle(TABLE).where({ user_id: userId })
        .whereRaw('(name_key = ? OR (name_key >= ? AND name_key < ?))', [key, `${key}/`, `${key}0`])
        .pluck('id')
    },

    /** The names of the first of them. */
    async names (userId: number, most: number): Promise<string[]> {
      return handle(TABLE).where({ user_id: userId }).orderBy('id').limit(most).pluck('name')
    },

    /** What the tags are found by. */
    async searchKeys (userId: number): Promise<SearchKey[]> {
      const rows: unknown[] = await handle(TABLE).where({ user_id: userId }).select('id', 'search_key').orderBy('id')
      return rows.map(searchKeyFromRow)
    },

    /** The transactions that have a tag, by their ids. */
    async transactions (userId: number, id: number): Promise<number[]> {
      return handle('transaction_tags').where({ user_id: userId, tag: id }).orderBy('transaction_id')
        .pluck('transaction_id')
    },
  }
}
