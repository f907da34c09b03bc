/**
 * Days are `YYYY-MM-DD` and months `YYYY-MM`, real ones of the years 0001 to 9999 of the proleptic Gregorian calendar.
 * They are text throughout: no Date leaves this file, and there is no time zone. Text order is calendar order.
 */
declare const dayBrand: unique symbol
declare const monthBrand: unique symbol

/** A real day as `YYYY-MM-DD`. */
export type Day = string & { readonly [dayBrand]: true }

/** A real month as `YYYY-MM`. */
export type Month = string & { readonly [monthBrand]: true }

/** A half-open range of days: `from` is in it, `before` is not (and need not be a real day: `9999-13-01`). */
export interface DayRange { readonly from: Day; readonly before: string }

const MONTH_NAMES = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const

/** Sorts after every day; `10000-01-01` would sort before all of them. */
const AFTER_THE_LAST_DAY = '9999-13-01'

/**
 * A day as the platform's calendar has it: midnight in UTC. A month or day outside its range counts into the next one.
 * (`Date.UTC` would take the years 0 to 99 for 1900 to 1999.)
 */
function midnight (year: number, month: number, dayOfMonth: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date
}

function pad (value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function textOf (date: Date): string {
  return [pad(date.getUTCFullYear(), 4), pad(date.getUTCMonth() + 1, 2), pad(date.getUTCDate(), 2)].join('-')
}

/** The numbers of a day, or of the first day of a month. */
function partsOf (text: Day | Month): { year: number, month: number, dayOfMonth: number } {
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), dayOfMonth: Number(text.slice(8) || '01') }
}

/** A date would count a fraction down. */
function requireWhole (count: number, unit: string): void {
  if (!Number.isInteger(count)) throw new RangeError(`${count} is not a number of ${unit}.`)
}

/** The last day of a month is the day before the next month. */
function daysInMonth (ofMonth: Month): number {
  const { year, month } = partsOf(ofMonth)
  return midnight(year, month + 1, 0).getUTCDate()
}

export function isMonth (text: string): text is Month {
  return /^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])$/.test(text)
}

export function isDay (text: string): text is Day {
  const month = text.slice(0, 7)
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || !isMonth(month)) return false
  const dayOfMonth = Number(text.slice(8))
  // Every month has 28 days; only a later day needs the calendar.
  return dayOfMonth >= 1 && (dayOfMonth <= 28 || dayOfMonth <= daysInMonth(month))
}

/** Brands a text as a day. Throws a RangeError for a text that is not one. */
export function day (text: string): Day {
  if (!isDay(text)) throw new RangeError(`${text} is not a day.`)
  return text
}

/** Brands a text as a month. Throws a RangeError for a text that is not one. */
export function month (text: string): Month {
  if (!isMonth(text)) throw new RangeError(`${text} is not a month.`)
  return text
}

export function monthOf (ofDay: Day): Month {
  return month(ofDay.slice(0, 7))
}

/** The day `count` days later (earlier if negative). Throws a RangeError outside the years 0001 to 9999. */
export function addDays (from: Day, count: number): Day {
  requireWhole(count, 'days')
  const { year, month, dayOfMonth } = partsOf(from)
  return day(textOf(midnight(year, month, dayOfMonth + count)))
}

/** The day of the week: 0 is Sunday, 6 is Saturday. */
export function weekdayOf (ofDay: Day): number {
  const { year, month, dayOfMonth } = partsOf(ofDay)
  return midnight(year, month, dayOfMonth).getUTCDay()
}

/** The month `count` months later (earlier if negative). Throws a RangeError outside the years 0001 to 9999. */
export function addMonths (from: Month, count: number): Month {
  requireWhole(count, 'months')
  const { year, month: number } = partsOf(from)
  return month(textOf(midnight(year, number + count, 1)).slice(0, -3))
}

/** The bound right after a day, for a half-open range. */
export function boundAfter (last: Day): string {
  return last === '9999-12-31' ? AFTER_THE_LAST_DAY : addDays(last, 1)
}

export function daysOfMonth (ofMonth: Month): DayRange {
  return {
    from: day(`${ofMonth}-01`),
    before: ofMonth === '9999-12' ? AFTER_THE_LAST_DAY : `${addMonths(ofMonth, 1)}-01`,
  }
}

export function lastDayOf (ofMonth: Month): Day {
  return day(`${ofMonth}-${daysInMonth(ofMonth)}`)
}

/** A month's English name and year: `May 2024`. */
export function monthTitle (ofMonth: Month): string {
  return `${MONTH_NAMES[Number(ofMonth.slice(5)) - 1]} ${ofMonth.slice(0, 4)}`
}
