/** Opens the database of a book, whichever it is on. */
import type { Databases, Place } from './databases.ts'
import { connectSqlite } from './sqlite/databases.ts'
import type { ExclusiveLock } from './sqlite/exclusive-lock.ts'

/** Opens a book for a command: one connection, because it asks, and ends. @throws UserError */
export async function connect ({ dataDir, databaseUrl, statementTimeoutMs }: Place): Promise<Databases> {
  if (databaseUrl === undefined) return connectSqlite(dataDir, 0, undefined, statementTimeoutMs)
  const { connectPostgres } = await postgres()
  return connectPostgres(databaseUrl, { connections: 1, statementTimeoutMs })
}

/**
 * Opens a book for a server, which others can see for as long as it runs.
 * @param lock of the data folder, where the book is in one
 * @throws UserError
 */
export async function connectServer (place: Place & {
  readonly connections: number,
}, lock: ExclusiveLock | undefined): Promise<Databases> {
  if (place.databaseUrl === undefined) return connectSqlite(place.dataDir, undefined, lock, place.statementTimeoutMs)
  const { connectPostgresServer } = await postgres()
  return connectPostgresServer(place.databaseUrl, place)
}

/** The driver is loaded where it is used. */
function postgres () {
  return import('./postgres/databases.ts')
}
