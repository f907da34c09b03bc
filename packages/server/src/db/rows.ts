/**
 * Rows of whole tables as text, so that nothing is rounded on the way, written as they were read: alike on both
 * databases.
 */
import type { Knex } from 'knex'

/** The values of a row in the order of its table's columns: whole numbers as decimal text. */
export type RowValues = ReadonlyArray<string | null>

export interface TableShape {
  readonly name: string
  readonly columns: readonly string[]
  /** The columns by which both databases have the rows in one order. */
  readonly key: readonly string[]
  /** The column of the key that is a text; the others are whole numbers. */
  readonly textKey?: string
  /** References to other rows of the same table, which may come after the row itself. */
  readonly links?: readonly string[]
}

/** The highest id that was ever given in a table, as decimal text, by table. */
export type LastIds = Readonly<Record<string, string>>

/** Rows that are in memory at once. */
export const CHUNK_ROWS = 500

function quoted (columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}

/** @returns such as `users."id"`, of which an ORDER BY is made */
export function keyOf ({ name, key }: TableShape): string {
  return key.map((column) => `${name}."${column}"`).join(', ')
}

function fromRow (value: unknown): string | null {
  return value as string | null
}

/** @param row one whose values were all read as text */
export function valuesOf ({ columns }: TableShape, row: Readonly<Record<string, unknown>>): RowValues {
  return columns.map((column) => fromRow(row[column]))
}

/** Inserts rows with their ids, without their links. @param trx of an empty book @throws what the driver throws */
export async function insertRows (trx: Knex.Transaction, {
  name, columns, links = [],
}: TableShape, rows: readonly RowValues[]): Promise<void> {
  const plain = columns.filter((column) => !links.includes(column))
  const at = plain.map((column) => columns.indexOf(column))
  const marks = `(${plain.map(() => '?').join(', ')})`
  const values = rows.flatMap((row) => at.map((index) => row[index] ?? null))
  await trx.raw(`INSERT INTO ${name} (${quoted(plain)}) VALUES ${rows.map(() => marks).join(', ')}`, values)
}

/** Sets the links of rows, once all rows of their table are there. @throws what the driver throws */
export async function linkRows (trx: Knex.Transaction, {
  name, columns, links = [],
}: TableShape, rows: readonly RowValues[]): Promise<void> {
  const at = [...links, 'user_id', 'id'].map((column) => columns.indexOf(column))
  const sql = `UPDATE ${name} SET ${links.map((column) => `"${column}" = ?`).join(', ')} WHERE user_id = ? AND id = ?`
  for (const row of rows) await trx.raw(sql, at.map((index) => row[index] ?? null))
}

/** Whether a row refers to another one of its table. */
export function hasLinks ({ columns, links = [] }: TableShape, row: RowValues): boolean {
  return links.some((column) => row[columns.indexOf(column)] !== null)
}
