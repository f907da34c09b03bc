import { inNames, isPostgresError } from './postgres.ts'
import { sqliteCode, sqliteReason, sqliteViolation } from './sqlite.ts'

/** Which kind of constraint refused a row. */
export type Violation = 'unique' | 'foreign_key' | undefined

/** SQLSTATE of PostgreSQL; a reference that RESTRICT protects has one of its own. */
const STATES: Readonly<Record<string, Violation>> = { 23505: 'unique', 23503: 'foreign_key', 23001: 'foreign_key' }

/** @returns undefined for any other error */
export function violationOf (error: unknown): Violation {
  return isPostgresError(error) ? STATES[error.code] : sqliteViolation(error)
}

/** Codes with which SQLite refuses a row for its values. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG'])

/** Why a database refused a row, by names alone: its values are the user's. @returns undefined for any other error */
export function refusalOf (error: unknown): string | undefined {
  // Classes 22 and 23: data exceptions and constraints.
  if (isPostgresError(error)) return /^2[23]/.test(error.code) ? inNames(error) : undefined
  return REFUSALS.has(sqliteCode(error)) ? sqliteReason(error) : undefined
}
