import type { Transaction } from '@fintrack/contract/transactions'
import type { Context } from '../../context.ts'
import { say } from '../../output/output.ts'

/** Of a row that was changed or removed, as it was before: a balance that was checked may differ now. */
export function warnOfCheck (cx: Context, { id, checked }: Transaction): void {
  if (!checked) return
  say(cx, `warning: a check of the balance of its account agreed before, which transaction ${id} was part of.`)
}
