/** A number of days until something ends. */
import { TOKEN_MAX_DAYS } from '@fintrack/contract/limits'
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/** @throws Fault 'usage' for what is no whole number of days that a token may live */
export function parseDays (text: string): number {
  const days = Number(text)
  if (/^[0-9]{1,9}$/.test(text) && days >= 1 && days <= TOKEN_MAX_DAYS) return days
  throw usage(`--expires-days is ${quote(text)}, which is not a whole number from 1 to ${TOKEN_MAX_DAYS}.`, 'Leave it out for a token that does not end by itself.')
}
