/** The rows of a book on PostgreSQL, as they are copied: read in the order of their keys, and written with their ids. */
import type { Knex } from 'knex'
import type { Clock } from '../../clock.ts'
import type { StoredKey } from '../../features/signing-keys/key-repository.ts'
import { CHUNK_ROWS, stampOf, valuesOf, type BookReader, type BookWriter, type Counters, type Values } from '../book-rows.ts'
import { COUNTED, KEYS_TABLE, type Table } from '../book-tables.ts'
import { rowWriter } from '../row-writer.ts'

/** Runs a read, and throws its errors as those of the place. */
export type Reading = <T>(work: () => Promise<T>) => Promise<T>

async function * rowsOf (trx: Knex.Transaction, read: Reading, { name, columns, key }: Table): AsyncGenerator<Values[]> {
  const values = columns.map((column) => `${name}."${column}"::text AS "${column}"`).join(', ')
  const order = key.map((column) => `${name}."${column}"`).join(', ')
  await read(() => trx.raw(`DECLARE book_rows NO SCROLL CURSOR FOR SELECT ${values} FROM ${name} ORDER BY ${order}`))
  for (;;) {
    const rows: Array<Record<string, unknown>> = await read(() => trx.raw(`FETCH ${CHUNK_ROWS} FROM book_rows`))
    if (rows.length === 0) break
    yield rows.map((row) => valuesOf(columns, row))
  }
  await read(() => trx.raw('CLOSE book_rows'))
}

async function countersOf (handle: Knex): Promise<Counters> {
  const counters = new Map<string, string>()
  for (const table of COUNTED) {
    const [sequence]: Array<{ name: string }> = await handle.raw('SELECT pg_get_serial_sequence(?, ?) AS name', [table, 'id'])
    const [row]: Array<{ given: string }> = await handle.raw(`SELECT (CASE WHEN is_called THEN last_value ELSE last_value - 1 END)::text AS given FROM ${String(sequence?.name)}`)
    counters.set(table, String(row?.given))
  }
  return counters
}

function keysIn (handle: Knex): Promise<StoredKey[]> {
  return handle<StoredKey>(KEYS_TABLE).select('kid', 'secret').orderBy('id', 'desc')
}

export async function stampIn (handle: Knex): Promise<string> {
  return stampOf((sql) => handle.raw(sql), await keysIn(handle))
}

export function postgresReader (trx: Knex.Transaction, read: Reading): BookReader {
  return {
    rows: (table) => rowsOf(trx, read, table),
    counters: () => read(() => countersOf(trx)),
    stamp: () => read(() => stampIn(trx)),
    keys: () => read(() => keysIn(trx)),
  }
}

/** Taken back with the transaction, as setval() would not be. */
function restart (trx: Knex.Transaction, table: string, given: string): Promise<unknown> {
  return trx.raw(`ALTER TABLE ${table} ALTER COLUMN id RESTART WITH ${BigInt(given) + 1n}`)
}

export function postgresWriter (trx: Knex.Transaction, clock: Clock): BookWriter {
  return rowWriter(trx, {
    async continueAfter (counters) {
      for (const [table, given] of counters) await restart(trx, table, given)
    },
    async keys (keys) {
      // A server that ran there has made one.
      await trx(KEYS_TABLE).delete()
      const rows = keys.toReversed().map((key, at) => ({ id: at + 1, ...key, made_at: clock.now() }))
      if (rows.length > 0) await trx(KEYS_TABLE).insert(rows)
      await restart(trx, KEYS_TABLE, String(rows.length))
    },
  })
}
