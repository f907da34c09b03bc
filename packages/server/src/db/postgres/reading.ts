/** Reads a database of PostgreSQL by statements of any table, as `readDatabase` reads a file of SQLite. */
import type { Knex } from 'knex'
import { inNames, type PostgresError } from '../errors/postgres.ts'
import type { Query, Row } from '../sqlite/file.ts'

/** PostgreSQL's own words may hold values of users. */
function nameOnly (error: PostgresError): never {
  throw new Error(inNames(error), { cause: error })
}

function queryOf (trx: Knex.Transaction): Query {
  return (sql) => trx.transaction(async (inner) => {
    const rows: Row[] = await inner.raw(sql)
    return rows
  }).catch(nameOnly)
}

/** Reads a database as it is at one moment. Where a statement fails, the next one is as good as before. */
export function readAtOnce<T> (handle: Knex, work: (query: Query) => Promise<T>): Promise<T> {
  return handle.transaction(async (trx) => work(queryOf(trx)), { readOnly: true, isolationLevel: 'repeatable read' })
}
