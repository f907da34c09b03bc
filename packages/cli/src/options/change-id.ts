/** The id of a change as a person types it. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/** @throws Fault 'usage' for what is no number from 1 on */
export function parseChangeId (text: string): number {
  if (/^0*[1-9][0-9]{0,14}$/.test(text)) return Number(text)
  throw usage(`${quote(text)} is not the id of a change.`, '`fintrack log` shows the ids, such as 17.')
}
