/** The rows of a book on SQLite: read a chunk after the other by their key, and written as they are. */
import type { Knex } from 'knex'
import type { StoredKey } from '../../features/signing-keys/key-repository.ts'
import { CHUNK_ROWS, stampOf, valuesOf, type BookReader, type BookWriter, type Values } from '../book-rows.ts'
import { COUNTED, type Table } from '../book-tables.ts'
import { rowWriter } from '../row-writer.ts'
import type { Query, Row } from './file.ts'

/** Where the key has more than one column they are compared as one, which the index of the key answers. */
function after ({ name, key, textKey }: Table, last: Row | undefined): string {
  if (last === undefined) return ''
  const literals = key.map((column) => column === textKey ? `'${String(last[column]).replaceAll('\'', '\'\'')}'` : String(last[column]))
  return `WHERE (${key.map((column) => `${name}."${column}"`).join(', ')}) > (${literals.join(', ')})`
}

async function * rowsOf (query: Query, table: Table): AsyncGenerator<Values[]> {
  const { name, columns, key } = table
  const read = columns.map((column) => `CAST(${name}."${column}" AS TEXT) AS "${column}"`).join(', ')
  const order = key.map((column) => `${name}."${column}"`).join(', ')
  for (let last: Row | undefined; ;) {
    const rows = await query(`SELECT ${read} FROM ${name} ${after(table, last)} ORDER BY ${order} LIMIT ${CHUNK_ROWS}`)
    if (rows.length === 0) return
    yield rows.map((row) => valuesOf(columns, row))
    last = rows.at(-1)
  }
}

/** @param query inside a transaction @param keys those of the folder */
export function sqliteReader (query: Query, keys: readonly StoredKey[]): BookReader {
  return {
    rows: (table) => rowsOf(query, table),
    async counters () {
      const rows = await query('SELECT name, CAST(seq AS TEXT) AS given FROM sqlite_sequence')
      // A table that never had a row has no counter yet.
      const given = new Map(rows.map((row) => [String(row.name), String(row.given)]))
      return new Map(COUNTED.map((table) => [table, given.get(table) ?? '0']))
    },
    stamp: () => stampOf(query, keys),
    keys: async () => keys,
  }
}

/** @param keep takes the keys: they are no rows here */
export function sqliteWriter (trx: Knex.Transaction, keep: (keys: readonly StoredKey[]) => void): BookWriter {
  return rowWriter(trx, {
    async continueAfter (counters) {
      for (const [table, given] of counters) {
        await trx.raw('DELETE FROM sqlite_sequence WHERE name = ?', [table])
        await trx.raw('INSERT INTO sqlite_sequence (name, seq) VALUES (?, CAST(? AS INTEGER))', [table, given])
      }
    },
    keys: async (keys) => { keep(keys) },
  })
}
