import { isPostgresError } from './postgres.ts'

/** What the database refused, told apart without its words reaching anyone. */
export type Violation = 'unique' | 'foreign_key' | undefined

/** PostgreSQL tells it by a state (SQLSTATE); a reference that RESTRICT protects has one of its own. */
const STATES: Readonly<Record<string, Violation>> = { 23505: 'unique', 23503: 'foreign_key', 23001: 'foreign_key' }

/** SQLite names the kind in the message of its error. */
export function violationOf (error: unknown): Violation {
  if (isPostgresError(error)) return STATES[error.code]
  const text = String(error)
  if (text.includes('UNIQUE constraint failed')) return 'unique'
  if (text.includes('FOREIGN KEY constraint failed')) return 'foreign_key'
  return undefined
}
