import { isPostgresError } from './postgres.ts'
import { sqliteViolation } from './sqlite.ts'

/** Which kind of constraint refused a row. */
export type Violation = 'unique' | 'foreign_key' | undefined

/** SQLSTATE of PostgreSQL; a reference that RESTRICT protects has one of its own. */
const STATES: Readonly<Record<string, Violation>> = { 23505: 'unique', 23503: 'foreign_key', 23001: 'foreign_key' }

/** @returns undefined for any other error */
export function violationOf (error: unknown): Violation {
  return isPostgresError(error) ? STATES[error.code] : sqliteViolation(error)
}
