/** Opens the database of a book: SQLite in a data folder, or PostgreSQL. The rooms above see no difference. */
import { databaseInWords } from '@fintrack/contract/database-url'
import type { Knex } from 'knex'
import { databasePath } from '../files/data-folder.ts'
import type { ExclusiveLock } from './sqlite/exclusive-lock.ts'
import { connectSqlite } from './sqlite/databases.ts'

export interface Databases {
  /** For writes. SQLite has one writer at a time, and here the queue for it is fair. */
  readonly writer: Knex
  /** For reads. It may be the writer. */
  readonly reader: Knex
  /**
   * Whole or not at all, on the writer. On PostgreSQL the work runs again where it lost against another transaction.
   */
  readonly transaction: <T>(work: (trx: Knex.Transaction) => Promise<T>) => Promise<T>
  /** The copy that was made of the book before its schema was brought up to date just now: on SQLite only. */
  readonly copy: string | undefined
  /** Interrupts and rolls back running work. */
  readonly close: () => Promise<void>
}

/** Where a book is. */
export interface Place {
  readonly dataDir: string
  /** PostgreSQL in the place of the folder. */
  readonly databaseUrl: string | undefined
  readonly statementTimeoutMs: number
}

/** Where a book is, for people: without user and password. */
export function placeInWords ({ dataDir, databaseUrl }: Omit<Place, 'statementTimeoutMs'>): string {
  return databaseUrl === undefined ? databasePath(dataDir) : databaseInWords(databaseUrl)
}

/** Opens a book for a command: one connection, because it asks, and ends. @throws UserError */
export async function connect ({ dataDir, databaseUrl, statementTimeoutMs }: Place): Promise<Databases> {
  if (databaseUrl === undefined) return connectSqlite(dataDir, 0)
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
  if (place.databaseUrl === undefined) return connectSqlite(place.dataDir, undefined, lock)
  const { connectPostgresServer } = await postgres()
  return connectPostgresServer(place.databaseUrl, place)
}

/** The driver is loaded where it is used. */
function postgres () {
  return import('./postgres/databases.ts')
}
