/** A look into a PostgreSQL database, without Knex and its pool: one connection, which can only read. */
import { databaseAddress } from '@fintrack/contract/database-url'
import { AddressedClient } from './connection.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * @param waitMs for the connection, and for each statement
 * @throws as the driver does
 */
export async function readPostgres<T> (
  url: string, waitMs: number, work: (ask: (sql: string) => Promise<Row[]>) => Promise<T>
): Promise<T> {
  const client = new AddressedClient({
    address: databaseAddress(url), connectionTimeoutMillis: waitMs, query_timeout: waitMs,
  })
  // A connection that breaks later is told by the statement that it breaks.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('BEGIN READ ONLY')
    return await work(async (sql) => (await client.query<Row>(sql)).rows)
  } finally {
    await client.end()
  }
}
