import type { ChangeAction } from '@fintrack/contract/choices'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { insertedId } from '../../db/inserted-id.ts'
import type { PageKey } from '../paging.ts'

const TABLE = 'changes'
const ROWS = 'change_rows'
const COLUMNS = ['id', 'at', 'action', 'summary', 'undoes', 'undone_by', 'session_id as session', 'token_id as token']

/** Ids in one statement: below the number of values that SQLite takes (32,766). */
const CHUNK_IDS = 2000
/** Rows in one insert: below the number of SELECTs that SQLite takes, of which Knex makes one for each row (500). */
const CHUNK_ROWS = 400

/** The key of a row: on PostgreSQL it begins with the owner, on SQLite it cannot. */
const KEYS = { sqlite: ['id'], postgres: ['user_id', 'id'] }

/** The tables whose rows can be taken back. */
export type Noun = 'transactions' | 'categories' | 'budgets'

/** A row with all of its columns, as it is stored. */
export type StoredRow = Readonly<Record<string, string | number | null>> & { readonly id: number, readonly version: number }

export interface ChangeRow {
  readonly id: number
  readonly at: string
  readonly action: ChangeAction
  readonly summary: string
  readonly undoes: number | null
  readonly undone_by: number | null
  readonly session: number | null
  readonly token: number | null
}

export interface NewChange {
  readonly at: string
  readonly action: ChangeAction
  readonly summary: string
  readonly session_id: number | null
  readonly token_id: number | null
  readonly undoes: number | null
}

/** What became of a row, or of rows that were made together. */
export interface RowChange {
  readonly noun: Noun
  readonly firstId: number
  readonly lastId: number
  /** As it was; null where it was not there. */
  readonly before: StoredRow | null
  /** As it became; null for a row that went, and for rows that were made, which are in the tables as they are. */
  readonly after: StoredRow | null
}

/** With its place among what the change did. */
export interface PlacedRowChange extends RowChange { readonly position: number }

/** How many rows of a noun a change touched. */
export interface RowCount { readonly change_id: number, readonly noun: Noun, readonly rows: number }

interface StoredChangeRow { position: number, noun: Noun, first_id: number, last_id: number, before: string | null, after: string | null }

function fromRow (row: unknown): ChangeRow {
  return row as ChangeRow
}

function storedFromRow (row: unknown): StoredRow {
  return row as StoredRow
}

function rowChangeFromRow (row: unknown): PlacedRowChange {
  const { position, noun, first_id: firstId, last_id: lastId, before, after } = row as StoredChangeRow
  const read = (text: string | null): StoredRow | null => text === null ? null : JSON.parse(text) as StoredRow
  return { position, noun, firstId, lastId, before: read(before), after: read(after) }
}

function countFromRow (row: unknown): RowCount {
  const { rows, ...count } = row as RowCount
  return { ...count, rows: Number(rows) }
}

function chunksOf<T> (all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}

export function changeRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select(COLUMNS).where({ user_id: userId })
  const rowsOf = (userId: number, changeId: number) => handle(ROWS).where({ user_id: userId, change_id: changeId }).orderBy('position')

  return {
    async get (userId: number, id: number): Promise<ChangeRow | undefined> {
      const row: unknown = await owned(userId).where({ id }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** The latest first. */
    async page (userId: number, after: PageKey | undefined, most: number): Promise<ChangeRow[]> {
      const query = owned(userId).orderBy('id', 'desc').limit(most)
      if (after !== undefined) query.whereRaw('id < ?', [...after])
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },

    /** How many rows of each noun these changes touched. */
    async counts (userId: number, changeIds: readonly number[]): Promise<RowCount[]> {
      const rows: unknown[] = await handle(ROWS).where({ user_id: userId }).whereIn('change_id', changeIds)
        .groupBy('change_id', 'noun').select('change_id', 'noun', handle.raw('sum(last_id - first_id + 1) as "rows"'))
      return rows.map(countFromRow)
    },

    async add (userId: number, change: NewChange, rows: readonly RowChange[]): Promise<number> {
      const id = await insertedId(handle(TABLE).insert({ user_id: userId, ...change }))
      const lines = rows.map(({ noun, firstId, lastId, before, after }, position) => ({
        user_id: userId,
        change_id: id,
        position,
        noun,
        first_id: firstId,
        last_id: lastId,
        before: before === null ? null : JSON.stringify(before),
        after: after === null ? null : JSON.stringify(after),
      }))
      for (const chunk of chunksOf(lines, CHUNK_ROWS)) await handle(ROWS).insert(chunk)
      return id
    },

    async markUndone (userId: number, id: number, by: number | null): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id }).update({ undone_by: by })
    },

    /** What became of each row, in the order in which it happened. */
    async rows (userId: number, changeId: number): Promise<RowChange[]> {
      const rows: unknown[] = await rowsOf(userId, changeId)
      return rows.map(rowChangeFromRow)
    },

    async rowPage (userId: number, changeId: number, after: PageKey | undefined, most: number): Promise<PlacedRowChange[]> {
      const query = rowsOf(userId, changeId).limit(most)
      if (after !== undefined) query.whereRaw('position > ?', [...after])
      const rows: unknown[] = await query
      return rows.map(rowChangeFromRow)
    },

    /** Rows as they are stored now, those of them that are there, by their ids. */
    async stored (userId: number, noun: Noun, ids: readonly number[]): Promise<ReadonlyMap<number, StoredRow>> {
      const found = new Map<number, StoredRow>()
      for (const chunk of chunksOf(ids, CHUNK_IDS)) {
        const rows: unknown[] = await handle(noun).select('*').where({ user_id: userId }).whereIn('id', chunk)
        for (const row of rows.map(storedFromRow)) found.set(row.id, row)
      }
      return found
    },

    /** The latest change in force since another that has touched one of these rows, and is no undo; none where there is none. */
    async latestOn (userId: number, sinceId: number, noun: Noun, firstId: number, lastId: number): Promise<ChangeRow[]> {
      const rows: unknown[] = await owned(userId)
        .where('id', '>', sinceId).whereNot({ action: 'undo' }).whereNull('undone_by')
        .whereIn('id', handle(ROWS).select('change_id').where({ user_id: userId, noun }).where('change_id', '>', sinceId)
          .where('first_id', '<=', lastId).where('last_id', '>=', firstId))
        .orderBy('id', 'desc').limit(1)
      return rows.map(fromRow)
    },

    /** How many rows of a range are there still as they were made. */
    async untouched (userId: number, noun: Noun, firstId: number, lastId: number): Promise<number> {
      const row: unknown = await handle(noun).where({ user_id: userId, version: 1 }).whereBetween('id', [firstId, lastId]).count({ rows: '*' }).first()
      return Number(countFromRow(row).rows)
    },

    async remove (userId: number, noun: Noun, ids: readonly number[]): Promise<void> {
      for (const chunk of chunksOf(ids, CHUNK_IDS)) await handle(noun).where({ user_id: userId }).whereIn('id', chunk).delete()
    },

    async removeRange (userId: number, noun: Noun, firstId: number, lastId: number): Promise<void> {
      await handle(noun).where({ user_id: userId }).whereBetween('id', [firstId, lastId]).delete()
    },

    /** Rows that are there become what they are given as; those that are not are there again. */
    async putBack (userId: number, noun: Noun, rows: readonly StoredRow[]): Promise<void> {
      for (const chunk of chunksOf(rows, CHUNK_ROWS)) {
        await handle(noun).insert(chunk.map((row) => ({ ...row, user_id: userId }))).onConflict(KEYS[dialectOf(handle)]).merge().where({ [`${noun}.user_id`]: userId })
      }
    },
  }
}
