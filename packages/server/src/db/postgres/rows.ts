/** Rows of whole tables on PostgreSQL: read by a cursor in the order of their key. */
import type { Knex } from 'knex'
import { CHUNK_ROWS, keyOf, valuesOf, type LastIds, type RowValues, type TableShape } from '../rows.ts'

export async function * readRows (trx: Knex.Transaction, shape: TableShape): AsyncGenerator<RowValues[]> {
  const { name, columns } = shape
  const read = columns.map((column) => `${name}."${column}"::text AS "${column}"`).join(', ')
  await trx.raw(`DECLARE table_rows NO SCROLL CURSOR FOR SELECT ${read} FROM ${name} ORDER BY ${keyOf(shape)}`)
  for (;;) {
    const rows: Array<Record<string, unknown>> = await trx.raw(`FETCH ${CHUNK_ROWS} FROM table_rows`)
    if (rows.length === 0) break
    yield rows.map((row) => valuesOf(shape, row))
  }
  await trx.raw('CLOSE table_rows')
}

export async function readLastIds (handle: Knex, tables: readonly string[]): Promise<LastIds> {
  const lastIds: Record<string, string> = {}
  for (const table of tables) {
    const [sequence]: Array<{ name: string }> = await handle.raw(
      'SELECT pg_get_serial_sequence(?, ?) AS name', [table, 'id']
    )
    const [row]: Array<{ last: string }> = await handle.raw(
      'SELECT (CASE WHEN is_called THEN last_value ELSE last_value - 1 END)::text AS last FROM ' +
        `${String(sequence?.name)}`)
    lastIds[table] = String(row?.last)
  }
  return lastIds
}

/** A rollback undoes it, as it would not undo setval(). */
export async function writeLastIds (trx: Knex.Transaction, lastIds: LastIds): Promise<void> {
  for (const [table, last] of Object.entries(lastIds)) {
    await trx.raw(`ALTER TABLE ${table} ALTER COLUMN id RESTART WITH ${BigInt(last) + 1n}`)
  }
}
