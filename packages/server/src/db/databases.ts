/** Opens the database of a book, whichever it is: SQLite in a data folder, or PostgreSQL. What follows sees no difference. */
import { join } from 'node:path'
import { databaseInWords } from '@fintrack/contract/database-url'
import type { Knex } from 'knex'
import { DATABASE_FILE } from './sqlite/database-file.ts'
import type { FolderLock } from './sqlite/folder-lock.ts'
import { connectSqlite } from './sqlite/databases.ts'

export interface Databases {
  /** For what changes. SQLite has one writer at a time, and here the queue for it is fair. */
  readonly writer: Knex
  /** For what only looks. It may be the writer. */
  readonly reader: Knex
  /** Whole or not at all, on the writer. On PostgreSQL the work runs again where it met another's in a way that only one can win. */
  readonly transaction: <T>(work: (trx: Knex.Transaction) => Promise<T>) => Promise<T>
  /** A copy of the book as it was before its schema was brought up to date just now, where it was: of SQLite alone. */
  readonly copy: string | undefined
  /** Whatever still runs is interrupted and rolled back. */
  readonly close: () => Promise<void>
}

/** Where a book is. */
export interface Place {
  readonly dataDir: string
  /** PostgreSQL in the place of the folder. */
  readonly databaseUrl: string | undefined
  readonly statementTimeoutMs: number
}

/** A book as people are told where it is, without user and password. */
export function placeInWords ({ dataDir, databaseUrl }: Omit<Place, 'statementTimeoutMs'>): string {
  return databaseUrl === undefined ? join(dataDir, DATABASE_FILE) : databaseInWords(databaseUrl)
}

/** A command's own use of a book: one connection, because it asks, and ends. @throws BookFault */
export async function connect ({ dataDir, databaseUrl, statementTimeoutMs }: Place): Promise<Databases> {
  if (databaseUrl === undefined) return connectSqlite(dataDir, 0)
  const { connectPostgres } = await postgres()
  return connectPostgres(databaseUrl, { connections: 1, statementTimeoutMs })
}

/** A server's use of a book, which others can see for as long as it lasts. @param lock of the data folder, where the book is in one @throws BookFault */
export async function connectServer (place: Place & { readonly connections: number }, lock: FolderLock | undefined): Promise<Databases> {
  if (place.databaseUrl === undefined) return connectSqlite(place.dataDir, undefined, lock)
  const { connectPostgresServer } = await postgres()
  return connectPostgresServer(place.databaseUrl, place)
}

/** The driver is loaded where it is used. */
function postgres () {
  return import('./postgres/databases.ts')
}
