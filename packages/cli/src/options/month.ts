/** Months as a person types them. */
import { addMonths, isMonth, monthOf, type Day, type Month } from '@fintrack/contract/dates'
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

export const MONTH_FORMS = '2024-05, 05, may, this, last, next or -1'

const NAMES = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november',
  'december',
] as const

const RELATIVE: Readonly<Record<string, number>> = { this: 0, last: -1, next: 1 }

/** The number of months from this one on, or undefined. */
function stepsOf (text: string): number | undefined {
  if (Object.hasOwn(RELATIVE, text)) return RELATIVE[text]
  return /^-[0-9]{1,4}$/.test(text) ? Number(text) : undefined
}

/** 1 to 12 by number or by name, whole or its first three letters or more; undefined for anything else. */
function numberOf (text: string): number | undefined {
  if (/^(?:0?[1-9]|1[0-2])$/.test(text)) return Number(text)
  const at = text.length < 3 ? -1 : NAMES.findIndex((name) => name.startsWith(text))
  return at === -1 ? undefined : at + 1
}

/**
 * Reads a month: as `YYYY-MM`; one of this year by number or English name; `this`, `last`, `next`; or months back,
 * `-1`.
 * @param name what the sentence calls it, such as `--month`
 * @throws UserError 'usage'
 */
export function parseMonth (text: string, today: Day, name: string): Month {
  if (isMonth(text)) return text
  const word = text.toLowerCase()
  const steps = stepsOf(word)
  const number = numberOf(word)
  try {
    if (steps !== undefined) return addMonths(monthOf(today), steps)
    if (number !== undefined) return addMonths(monthOf(today), number - Number(today.slice(5, 7)))
  } catch {
    // Before the year 1 or after 9999: no month, as any other text.
  }
  throw usage(`${name} is ${quote(text)}, which is not a month.`, `Write ${MONTH_FORMS}.`)
}
