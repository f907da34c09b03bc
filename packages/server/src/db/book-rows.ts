/** The rows of a book as both databases have them alike: every value as text, so that nothing is rounded on the way. */
import type { StoredKey } from '../features/signing-keys/key-repository.ts'
import { COUNTED, type Table } from './book-tables.ts'

/** The values of a row in the order of its table's columns: whole numbers as decimal text. */
export type Values = ReadonlyArray<string | null>

/** The highest id that was ever given, by table, as decimal text. */
export type Counters = ReadonlyMap<string, string>

/** A book at one moment. */
export interface BookReader {
  /** In chunks, in the order of the table's key. */
  rows (table: Table): AsyncIterable<readonly Values[]>
  counters (): Promise<Counters>
  /** Another text where something was stored since. */
  stamp (): Promise<string>
  /** The newest first: it signs. */
  keys (): Promise<readonly StoredKey[]>
}

/** An empty book that is filled. */
export interface BookWriter {
  /** Without the links of the table. */
  add (table: Table, rows: readonly Values[]): Promise<void>
  /** @param links of rows that are all there now */
  link (table: Table, links: readonly string[], rows: readonly Values[]): Promise<void>
  continueAfter (counters: Counters): Promise<void>
  keys (keys: readonly StoredKey[]): Promise<void>
}

/** Where a book is copied from. */
export interface Source {
  /** In words. */
  readonly name: string
  /** All that it reads is of one moment. Nothing is written. */
  snapshot<T> (work: (book: BookReader) => Promise<T>): Promise<T>
  /** Its stamp by now, beside a snapshot. */
  stampOfNow (): Promise<string>
  close (): Promise<void>
}

/** Where a book is copied to: empty before. */
export interface Target {
  readonly name: string
  /**
   * Whole or not at all.
   * @param prove looks at what is there now; where it throws, nothing is
   */
  fill (write: (book: BookWriter) => Promise<void>, prove: (book: BookReader) => Promise<void>): Promise<void>
  close (): Promise<void>
}

type Ask = (sql: string) => Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>

/** What changes without a new row: accounts, and sessions that go on, with a new token or without. */
const UNCOUNTED = [
  'SELECT CAST(SUM(version) AS TEXT) AS changes FROM users',
  'SELECT CAST(SUM(generation) AS TEXT) AS generations, CAST(SUM(refreshed_seconds) AS TEXT) AS refreshed FROM sessions',
]

/** How many rows there are and which is the last, what became of those that change, and which keys there are. */
export async function stampOf (ask: Ask, keys: readonly StoredKey[]): Promise<string> {
  const stamps: unknown[] = []
  for (const table of COUNTED) stamps.push(await ask(`SELECT CAST(COUNT(*) AS TEXT) AS count, CAST(MAX(id) AS TEXT) AS last FROM ${table}`))
  for (const sql of UNCOUNTED) stamps.push(await ask(sql))
  return JSON.stringify([...stamps, keys.map(({ kid }) => kid)])
}

/** Rows that are in memory at once. */
export const CHUNK_ROWS = 500

function fromRow (value: unknown): string | null {
  return value as string | null
}

/** @param row one whose values were all read as text */
export function valuesOf (columns: readonly string[], row: Readonly<Record<string, unknown>>): Values {
  return columns.map((column) => fromRow(row[column]))
}
