/**
 * Rows of consecutive ids that one change removed or restored, as one text with the names of their columns once. The
 * undo of a long import would otherwise store a line for each of its rows.
 */
import { type Resource } from '../resources.ts'
import type { StoredRow } from '../row-repository.ts'

interface Packed {
  readonly columns: readonly string[]
  readonly rows: ReadonlyArray<ReadonlyArray<string | number | null>>
}

/** A row by itself, or several packed. */
function fromRow (text: string): StoredRow | Packed {
  return JSON.parse(text) as StoredRow | Packed
}

function isPacked (read: StoredRow | Packed): read is Packed {
  return Array.isArray(read.columns)
}

function rowFromRow (row: object): StoredRow {
  return row as StoredRow
}

export function pack (resource: Resource, rows: readonly StoredRow[]): string {
  const { logged: columns } = resource
  const packed: Packed = { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) }
  return JSON.stringify(packed)
}

/** The rows of a text in the order of their ids, with the columns that are in the log today. */
export function unpack (resource: Resource, text: string): StoredRow[] {
  const { logged: columns } = resource
  const read = fromRow(text)
  if (!isPacked(read) && columns.length === Object.keys(read).length && columns.every((column) => column in read)) {
    return [read]
  }
  const rows = isPacked(read)
    ? read.rows.map((row) => read.columns.map((column, at) => [column, row[at] ?? null] as const))
    : [Object.entries(read)]
  // Rows that older versions logged hold columns that are computed, or the user, as well, and lack those that came
  // after them.
  return rows.map((row) => new Map<string, string | number | null>(row))
    .map((row) => rowFromRow(Object.fromEntries(
      columns.map((column) => [column, row.get(column) ?? resource.fallbacks[column] ?? null])
    )))
    .sort((one, other) => one.id - other.id)
}
