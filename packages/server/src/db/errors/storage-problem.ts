/** What the database could not do, as a client is told it: without SQL, paths or values. */
import { Problem } from '@fintrack/contract/problem'
import { DatabaseCareless, DatabaseLost } from './database-lost.ts'
import { endsConnections, inNames, isPostgresError, meaningOf, type PostgresError } from './postgres.ts'

const BUSY_RETRY_SECONDS = 5

/** Somebody has to make room, or see to the disk. */
const DISK_RETRY_SECONDS = 60

/** A database's error for the log, without the statement that met it. (The driver's errors know no place in our code.) */
class StorageFault extends Error {
  override readonly name = 'StorageFault'

  constructor (met: Error, code: string) {
    super(new RegExp(`${code}: .*$`).exec(met.message)?.[0] ?? code)
    this.stack = `${this.name}: ${this.message}`
  }
}

/** The database took its time, and more than anybody waits for. */
export class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent'
}

/** Whether a fault for the log is that the database is away. */
export function isOutage (fault: unknown): boolean {
  return fault instanceof DatabaseSilent || (fault instanceof DatabaseFault && fault.isOutage)
}

interface StorageRefusal {
  /** What the client is told, where that is more than that something went wrong. */
  readonly problem?: Problem
  /** For the log, where whoever runs the server has to do something about it. */
  readonly fault?: Error
}

/** SQLite's own code of an error; the pool's for one that waited in vain for a connection. */
function codeOf (error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'KnexTimeoutError') return 'SQLITE_BUSY'
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined
}

/** A fault of PostgreSQL's for the log, by names alone. */
class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  /** Whether there is no connection to it: whatever is asked fails alike. */
  readonly isOutage: boolean

  constructor (message: string, isOutage: boolean) {
    super(message)
    this.isOutage = isOutage
    this.stack = `${this.name}: ${message}`
  }
}

function full (): Problem {
  return new Problem('storage_full', 'The disk is full, so that nothing was stored; what is there can be read.', { retryAfterSeconds: DISK_RETRY_SECONDS })
}

function busy (): Problem {
  return new Problem('unavailable', 'The database is busy; nothing was stored.', { retryAfterSeconds: BUSY_RETRY_SECONDS })
}

/** Where it went while it committed, it may have done so. */
function gone (): Problem {
  return new Problem('unavailable', 'The database cannot be reached, so that nothing is sure to be stored; send the request again later.', { retryAfterSeconds: BUSY_RETRY_SECONDS })
}

function postgresRefusal (error: PostgresError): StorageRefusal {
  const fault = new DatabaseFault(inNames(error), endsConnections(error))
  switch (meaningOf(error)) {
    case 'full': return { problem: full() }
    case 'busy': return { problem: busy() }
    case 'gone': return { problem: gone(), fault }
    case 'other': return { fault }
  }
}

/** @returns undefined for an error that is not the database's */
export function storageRefusal (error: unknown): StorageRefusal | undefined {
  if (isPostgresError(error)) return postgresRefusal(error)
  if (error instanceof DatabaseCareless) return { problem: gone(), fault: error }
  if (error instanceof DatabaseLost) return { problem: gone(), fault: new DatabaseFault(error.reason, true) }
  const code = codeOf(error)
  if (code === undefined || !(error instanceof Error)) return undefined
  switch (code) {
    case 'SQLITE_FULL': return { problem: full() }
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
    case 'SQLITE_INTERRUPT':
      return { problem: busy() }
    case 'SQLITE_IOERR':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return {
        problem: new Problem('unavailable', 'The disk failed, so that nothing is sure to be stored; send the request again later.', { retryAfterSeconds: DISK_RETRY_SECONDS }),
        fault: new StorageFault(error, code),
      }
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return {
        problem: new Problem('internal_error', 'The database is damaged; `fintrack doctor`, where it is, says more, and `fintrack restore` puts a backup in its place.'),
        fault: new StorageFault(error, code),
      }
    default:
      return { fault: new StorageFault(error, code) }
  }
}

/** What the database refused, as it is told; any other error as it is. */
export function asTold (error: unknown): unknown {
  return storageRefusal(error)?.problem ?? error
}

/** What the database refused, as it is logged; any other error as it is. */
export function asLogged (error: unknown): unknown {
  return storageRefusal(error)?.fault ?? error
}
