import { UserError } from '@fintrack/contract/errors'

/**
 * The database failed, for the log: without SQL, addresses and values. Its cause, which may hold them, is there for the
 * one who opens a database, and is never logged.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  /** The message as it was made. Knex puts the statement before a message. */
  readonly reason: string
  /** Whether there is no connection to the database: whatever is asked for fails alike. */
  readonly isOutage: boolean
  /** The network's own name for it. */
  readonly code: string | undefined

  constructor (reason: string, { isOutage = false, code, cause }: {
    readonly isOutage?: boolean, readonly code?: string, readonly cause?: unknown,
  } = {}) {
    super(reason, cause === undefined ? {} : { cause })
    this.reason = reason
    this.isOutage = isOutage
    this.code = code
    // The drivers' errors know no place in our code.
    this.stack = `${this.name}: ${reason}`
  }
}

/** The connection broke, or could not be made, or is not to be used. What was to be committed on it may be, or not. */
export function lostConnection (cause: unknown): StorageError {
  if (cause instanceof UserError) return new StorageError(cause.message, { cause })
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no answer'
  return new StorageError(`the connection to PostgreSQL is lost (${code})`, { isOutage: true, code, cause })
}
