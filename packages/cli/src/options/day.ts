/** Days as a person types them. */
import { addDays, isDay, weekdayOf, type Day } from '@fintrack/contract/dates'
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

export const DAY_FORMS = '2024-05-03, 05-03, today, yesterday, fri or -3d'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

const RELATIVE: Readonly<Record<string, number>> = { today: 0, yesterday: -1 }

/** The number of days from today on, or undefined. */
function stepsOf (text: string, today: Day): number | undefined {
  if (Object.hasOwn(RELATIVE, text)) return RELATIVE[text]
  if (/^-[0-9]{1,7}d$/.test(text)) return Number(text.slice(0, -1))
  const weekday = text.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(text))
  return weekday === -1 ? undefined : -((weekdayOf(today) - weekday + 7) % 7)
}

/**
 * Reads a day: as `YYYY-MM-DD`; one of this year as `MM-DD`; `today`, `yesterday`; the latest of a weekday, today
 * included (`fri`, `friday`); or days back, `-3d`.
 * @param name what the sentence calls it, such as `--date`
 * @throws UserError 'usage'
 */
export function parseDay (text: string, today: Day, name: string): Day {
  if (isDay(text)) return text
  const ofThisYear = `${today.slice(0, 4)}-${text}`
  if (isDay(ofThisYear)) return ofThisYear
  const steps = stepsOf(text.toLowerCase(), today)
  try {
    if (steps !== undefined) return addDays(today, steps)
  } catch {
    // Before the year 1: no day, as any other text.
  }
  throw usage(`${name} is ${quote(text)}, which is not a day.`, `Write ${DAY_FORMS}.`)
}
