/** What the database could not do, for a client: without SQL, paths or values. */
import { Problem } from '@fintrack/contract/problem'
import { endsConnections, explained, isPostgresError, meaningOf, type PostgresError } from './postgres.ts'
import { sqliteCode, sqliteMeaning, sqliteReason, type SqliteMeaning } from './sqlite.ts'
import { StorageError } from './storage-error.ts'

const BUSY_RETRY_SECONDS = 5

/** Somebody has to make room, or see to the disk. */
const DISK_RETRY_SECONDS = 60

interface StorageFailure {
  /** For the client, where there is more to say than that something went wrong. */
  readonly problem?: Problem
  /** For the log, where the operator has to do something about it. */
  readonly logged?: StorageError
}

function full (): Problem {
  return new Problem('storage_full', 'The disk is full: nothing was stored. Reading still works.', {
    retryAfterSeconds: DISK_RETRY_SECONDS,
  })
}

function busy (): Problem {
  return new Problem('unavailable', 'The database is busy; nothing was stored.', {
    retryAfterSeconds: BUSY_RETRY_SECONDS,
  })
}

/** A database that went away while it committed may have committed. */
function gone (): Problem {
  return new Problem(
    'unavailable',
    'The database cannot be reached. The request may not have been stored; look before you send it again.',
    { retryAfterSeconds: BUSY_RETRY_SECONDS }
  )
}

function diskFailed (): Problem {
  return new Problem(
    'unavailable',
    'The disk failed. The request may not have been stored; look before you send it again.',
    { retryAfterSeconds: DISK_RETRY_SECONDS }
  )
}

function damaged (): Problem {
  return new Problem('internal_error', 'The database is damaged; `fintrack doctor`, where it is, says more, and ' +
    '`fintrack restore` puts a backup in its place.')
}

function postgresFailure (error: PostgresError): StorageFailure {
  const logged = new StorageError(explained(error), { isOutage: endsConnections(error) })
  switch (meaningOf(error)) {
    case 'full': return { problem: full() }
    case 'busy': return { problem: busy() }
    case 'gone': return { problem: gone(), logged }
    case 'other': return { logged }
  }
}

function sqliteFailure (error: unknown, code: string, meaning: SqliteMeaning): StorageFailure {
  const reason = sqliteReason(error)
  const logged = new StorageError(reason === code ? code : `${code}: ${reason}`)
  switch (meaning) {
    case 'full': return { problem: full() }
    case 'busy': return { problem: busy() }
    case 'disk': return { problem: diskFailed(), logged }
    case 'damaged': return { problem: damaged(), logged }
    case 'other': return { logged }
  }
}

/** @returns undefined for an error that is not the database's */
export function storageFailure (error: unknown): StorageFailure | undefined {
  if (isPostgresError(error)) return postgresFailure(error)
  // Without its cause, which may hold addresses.
  if (error instanceof StorageError) {
    return {
      problem: gone(), logged: new StorageError(error.reason, { isOutage: error.isOutage }),
    }
  }
  // Knex's error for waiting in vain for a connection of the pool. It has a name and no code.
  if (error instanceof Error && error.name === 'KnexTimeoutError') return { problem: busy() }
  const [code, meaning] = [sqliteCode(error), sqliteMeaning(error)]
  return code === undefined || meaning === undefined ? undefined : sqliteFailure(error, code, meaning)
}

/** What the database could not do, as a problem; any other error as it is. */
export function toProblem (error: unknown): unknown {
  return storageFailure(error)?.problem ?? error
}

/** What the database could not do, as it is logged; any other error as it is. */
export function toLogged (error: unknown): unknown {
  return storageFailure(error)?.logged ?? error
}

/** Whether an error for the log says that the database is away. */
export function isOutage (logged: unknown): boolean {
  return logged instanceof StorageError && logged.isOutage
}
