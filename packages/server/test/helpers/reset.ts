/**
 * Makes a book as it was when it was new, for the next test: no row, and ids from 1. That costs a few milliseconds, and
 * a new server over a new database a hundred times as much. The servers' signing keys stay: they are no user's.
 */
import type { Knex } from 'knex'
import type { Databases } from '../../src/db/databases.ts'
import { dialectOf } from '../../src/db/dialect.ts'

/** Tables of the server, not of its users. */
const STAY = ['fintrack_schema', 'signing_keys']

/** What differs once a test has changed tables, columns, constraints or triggers. */
export async function schemaMark ({ writer }: Databases): Promise<string> {
  if (dialectOf(writer) === 'sqlite') return JSON.stringify(await writer.raw('PRAGMA schema_version'))
  return JSON.stringify(await writer.raw(`
    WITH public AS (SELECT 'public'::regnamespace AS schema)
    SELECT (SELECT string_agg(oid || relname, ',' ORDER BY oid) FROM pg_class WHERE relnamespace = schema) AS tables,
      (SELECT string_agg(attrelid || attname || atttypid, ',' ORDER BY attrelid, attnum) FROM pg_attribute
        WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = schema)) AS columns,
      (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_constraint WHERE connamespace = schema) AS constraints,
      (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_trigger) AS triggers
    FROM public`))
}

async function emptySqlite (writer: Knex): Promise<void> {
  const tables: string[] = await writer('sqlite_schema').where({ type: 'table' }).whereNot(
    'name', 'like', 'sqlite%'
  ).pluck('name')
  await writer.raw('PRAGMA foreign_keys = OFF')
  await writer.transaction(async (trx) => {
    for (const table of [...tables, 'sqlite_sequence']) await trx(table).delete()
  })
  await writer.raw('PRAGMA foreign_keys = ON')
}

async function emptyPostgres (writer: Knex): Promise<void> {
  const tables: string[] = await writer('pg_tables').where(
    { schemaname: 'public' }
  ).whereNotIn('tablename', STAY).pluck('tablename')
  // References are not looked at meanwhile, so that the tables need no order. Without values it is one round trip.
  await writer.raw([
    'BEGIN', 'SET LOCAL session_replication_role = replica',
    ...tables.map((table) => `DELETE FROM ${table}`),
    `SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
      AND relname NOT IN (${STAY.map((table) => `'${table}_id_seq'`).join(', ')})`,
    'COMMIT',
  ].join('; '))
}

export async function emptyBook ({ writer }: Databases): Promise<void> {
  await (dialectOf(writer) === 'sqlite' ? emptySqlite(writer) : emptyPostgres(writer))
}
