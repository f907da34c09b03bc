/** How many rows of a list are wanted. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/** @throws Fault 'usage' for what is no whole number from 1 on */
export function parseLimit (text: string): number {
  if (/^0*[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw usage(`--limit is ${quote(text)}, which is not a number of rows.`, 'Write a whole number from 1 on.')
}
