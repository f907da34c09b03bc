/** Rows of whole tables on SQLite: read chunk by chunk in the order of their key. */
import type { Knex } from 'knex'
import { CHUNK_ROWS, keyOf, valuesOf, type LastIds, type RowValues, type TableShape } from '../rows.ts'
import type { Query, Row } from './file.ts'

/** Continues after the last row. Columns of a key are compared as one value, which the index of the key answers. */
function after (shape: TableShape, last: Row | undefined): string {
  if (last === undefined) return ''
  const { key, textKey } = shape
  const literals = key.map(
    (column) => column === textKey ? `'${String(last[column]).replaceAll('\'', '\'\'')}'` : String(last[column])
  )
  return `WHERE (${keyOf(shape)}) > (${literals.join(', ')})`
}

/** @param query inside a transaction */
export async function * readRows (query: Query, shape: TableShape): AsyncGenerator<RowValues[]> {
  const { name, columns } = shape
  const read = columns.map((column) => `CAST(${name}."${column}" AS TEXT) AS "${column}"`).join(', ')
  for (let last: Row | undefined; ;) {
    const rows = await query(
      `SELECT ${read} FROM ${name} ${after(shape, last)} ORDER BY ${keyOf(shape)} LIMIT ${CHUNK_ROWS}`
    )
    if (rows.length === 0) return
    yield rows.map((row) => valuesOf(shape, row))
    last = rows.at(-1)
  }
}

export async function readLastIds (query: Query, tables: readonly string[]): Promise<LastIds> {
  const rows = await query('SELECT name, CAST(seq AS TEXT) AS last FROM sqlite_sequence')
  // A table that never had a row has no counter yet.
  const last = new Map(rows.map((row) => [String(row.name), String(row.last)]))
  return Object.fromEntries(tables.map((table) => [table, last.get(table) ?? '0']))
}

export async function writeLastIds (trx: Knex.Transaction, lastIds: LastIds): Promise<void> {
  for (const [table, last] of Object.entries(lastIds)) {
    await trx.raw('DELETE FROM sqlite_sequence WHERE name = ?', [table])
    await trx.raw('INSERT INTO sqlite_sequence (name, seq) VALUES (?, CAST(? AS INTEGER))', [table, last])
  }
}
