/** The database of a book: SQLite in a data folder, or PostgreSQL. The rooms above see no difference. */
import { databaseInWords } from '@fintrack/contract/database-url'
import type { Knex } from 'knex'
import type { ConnectionFailure } from './errors/postgres-opening.ts'
import type { Renamed } from './renamed.ts'
import { databasePath } from '../files/data-folder.ts'

/** Whom it concerns whether connections can be made. */
interface ConnectionWatcher {
  readonly made: () => void
  readonly failed: (failure: ConnectionFailure) => void
}

export interface Databases {
  /** For writes. SQLite has one writer at a time, and here the queue for it is fair. */
  readonly writer: Knex
  /** For short reads. It may be the writer. */
  readonly reader: Knex
  /** For reads of many rows, so that short ones do not wait behind them. It may be the reader. */
  readonly scanner: Knex
  /**
   * Whole or not at all, on the writer. On PostgreSQL the work runs again where it lost against another transaction.
   */
  readonly transaction: <T>(work: (trx: Knex.Transaction) => Promise<T>) => Promise<T>
  /** From now on. SQLite makes its connections before, and no others. */
  readonly watchConnections: (watcher: ConnectionWatcher) => void
  /** The copy that was made of the book before its schema was brought up to date just now: on SQLite only. */
  readonly copy: string | undefined
  /** The rows that got another name when its schema was brought up to date just now. */
  readonly renamed: readonly Renamed[]
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
