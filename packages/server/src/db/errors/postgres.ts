/**
 * What PostgreSQL could not do, by its state (SQLSTATE). Its words may hold values of users: only the state is used,
 * and names of the schema.
 */

/** What the state of an error means for a client. */
type Meaning = 'full' | 'busy' | 'gone' | 'other'

const MEANINGS: ReadonlyArray<readonly [states: RegExp, meaning: Meaning]> = [
  // The disk is full.
  [/^53100$/, 'full'],
  // Too many connections, or too little memory; a lock or a statement that took too long; transactions that could not
  // both be.
  [/^53|^55P03$|^57014$|^25P03$|^40001$|^40P01$/, 'busy'],
  // Broken, shut down, starting, refused at the door, closed to connections, only a copy that takes no writes, or
  // with a disk that fails.
  [/^08|^57P|^28|^3D|^25006$|^55000$|^58/, 'gone'],
]

/** An error of PostgreSQL's own, as it leaves the driver. */
export interface PostgresError extends Error {
  readonly code: string, readonly routine?: string, readonly table?: string, readonly constraint?: string,
}

export function isPostgresError (error: unknown): error is PostgresError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'
}

export function meaningOf ({ code }: PostgresError): Meaning {
  return MEANINGS.find(([states]) => states.test(code))?.[1] ?? 'other'
}

/** Whether the connection is gone with the error, or was not made. */
export function endsConnections ({ code }: PostgresError): boolean {
  return /^08|^57P|^28|^3D|^55000$/.test(code)
}

/** Whether two transactions waited for one another, or could not both be: PostgreSQL has rolled back one of them. */
export function isConflict (error: unknown): boolean {
  return isPostgresError(error) && (error.code === '40P01' || error.code === '40001')
}

/** For the log: names, and what nobody would guess from them. */
export function explained (error: PostgresError): string {
  if (error.code !== '25006') return inNames(error)
  return `${inNames(error)} (it takes no writes: it is a standby, or was made read-only, or a pooler in transaction ` +
    'mode passed on the setting of another connection)'
}

/** For the log: names of the schema and of PostgreSQL's own code, which hold nothing of a user. */
export function inNames ({ code, table, constraint, routine }: PostgresError): string {
  return ['PostgreSQL', code, table, constraint, routine].filter((part) => part !== undefined).join(' ')
}
