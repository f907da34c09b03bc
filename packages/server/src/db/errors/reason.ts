import { systemReason } from '../../files/system-error.ts'
import { sqliteReason } from './sqlite.ts'

/** Why something failed, as part of a sentence: without the statement or the call that failed, and without a full stop. */
export function reasonOf (error: unknown): string {
  const text = sqliteReason(error) ?? systemReason(error) ?? (error instanceof Error ? error.message : String(error))
  return text.replace(/\.$/, '')
}
