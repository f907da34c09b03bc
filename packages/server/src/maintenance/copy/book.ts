/** A book as a copy sees it: read at one moment, or filled, whichever database it is on. */
import { UserError } from '@fintrack/contract/errors'
import { COUNTED, KEYS_TABLE, TABLES } from '../../features/resources.ts'
import { refusalOf } from '../../db/errors/violation.ts'
import { insertRows, linkRows, type LastIds, type RowValues, type TableShape } from '../../db/rows.ts'
import type { Key } from '../../files/keys-file.ts'
import type { NewPlace } from '../../files/moved-file.ts'

/** The keys that sign logins: rows on PostgreSQL, a file beside the database on SQLite. The first signs. */
export const KEYS_SHAPE: TableShape = { name: KEYS_TABLE, columns: ['kid', 'secret'], key: ['id'] }

/** The tables in the order of their references: a row comes after the rows of other tables that it refers to. */
export const COPIED_TABLES: readonly TableShape[] = [...TABLES, KEYS_SHAPE]

/** A book at one moment. */
export interface BookReader {
  /** In chunks, in the order of the table's key. */
  rows (table: TableShape): AsyncIterable<readonly RowValues[]>
  lastIds (): Promise<LastIds>
  /** Another text where something was stored since. */
  stamp (): Promise<string>
}

/** An empty book that is filled. */
export interface BookWriter {
  /** Without the links of the table. */
  insert (table: TableShape, rows: readonly RowValues[]): Promise<void>
  /** @param rows whose links are set, once all rows of the table are there */
  link (table: TableShape, rows: readonly RowValues[]): Promise<void>
  lastIds (lastIds: LastIds): Promise<void>
}

/** A book that is copied. */
export interface Source {
  /** For people. */
  readonly name: string
  /** Reads at one moment. Nothing is written. */
  snapshot<T> (work: (book: BookReader) => Promise<T>): Promise<T>
  /** The stamp by now, beside a snapshot. */
  stampOfNow (): Promise<string>
  /** Leaves a mark that says where the book went. @returns where the mark is; null where none is left */
  markMoved (place: NewPlace, at: string): string | null
  close (): Promise<void>
}

/** An empty place that a book is copied to. */
export interface Target {
  readonly name: string
  /**
   * Fills the place, whole or not at all.
   * @param prove reads what is there then; where it throws, nothing is
   */
  fill (write: (book: BookWriter) => Promise<void>, prove: (book: BookReader) => Promise<void>): Promise<void>
  close (): Promise<void>
}

/** The hint where the rows themselves are at fault. */
export const CHECK_SOURCE = 'look at the book that it comes from, with `fintrack doctor` where that is in a folder; ' +
  'nothing was copied'

/** Writes that add no row: to accounts, and sessions that go on, with a new token or without. */
const UNCOUNTED = [
  'SELECT CAST(SUM(version) AS TEXT) AS changes FROM users',
  'SELECT CAST(SUM(generation) AS TEXT) AS generations, CAST(SUM(refreshed_seconds) AS TEXT) AS refreshed FROM ' +
    'sessions',
]

/** How many rows there are and which is the last, the sums of what changes in place, and which keys there are. */
export async function stampOf (query: (sql: string) => Promise<unknown>, kids: readonly string[]): Promise<string> {
  const stamps: unknown[] = []
  for (const table of COUNTED) {
    stamps.push(
      await query(`SELECT CAST(COUNT(*) AS TEXT) AS count, CAST(MAX(id) AS TEXT) AS last FROM ${table}`)
    )
  }
  for (const sql of UNCOUNTED) stamps.push(await query(sql))
  return JSON.stringify([...stamps, kids])
}

export function keyRows (keys: readonly Key[]): RowValues[] {
  return keys.map(({ kid, secret }) => [kid, secret.toString('base64url')])
}

interface Writing {
  readonly trx: Parameters<typeof insertRows>[0]
  readonly keys: (rows: readonly RowValues[]) => Promise<void>
  readonly lastIds: (lastIds: LastIds) => Promise<void>
}

/** Writes the rows of all tables but the keys, and names the table of a row that the database refuses. */
export function bookWriter ({ trx, keys, lastIds }: Writing): BookWriter {
  const describing = async (table: TableShape, work: Promise<void>): Promise<void> => {
    try {
      await work
    } catch (error) {
      const refused = refusalOf(error)
      if (refused === undefined) throw error
      throw new UserError('book', `A row of ${table.name} is refused where it is to go (${refused}).`, {
        hint: CHECK_SOURCE, cause: error,
      })
    }
  }
  return {
    insert: (table, rows) => describing(table, table === KEYS_SHAPE ? keys(rows) : insertRows(trx, table, rows)),
    link: (table, rows) => describing(table, linkRows(trx, table, rows)),
    lastIds,
  }
}

/** Passes rows on; an error of reading them becomes what `describe` makes of it. */
export async function * readingRows<T> (
  rows: AsyncIterable<T>, describe: (error: unknown) => unknown
): AsyncGenerator<T> {
  try {
    yield * rows
  } catch (error) {
    throw describe(error)
  }
}
