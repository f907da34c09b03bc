/**
 * Days are `YYYY-MM-DD` and months `YYYY-MM`, real ones of the years 0001 to 9999 of the proleptic Gregorian calendar.
 * They are text throughout: never a Date, never a time zone. Text order is calendar order.
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
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] as const

/** Behind every day there is: `10000-01-01` would sort before all of them. */
const AFTER_THE_LAST_DAY = '9999-13-01'

function isLeapYear (year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function daysInMonth (year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

export function isMonth (text: string): text is Month {
  return /^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])$/.test(text)
}

export function isDay (text: string): text is Day {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || !isMonth(text.slice(0, 7))) return false
  const day = Number(text.slice(8))
  return day >= 1 && day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
}

/** Takes a text for a day. Throws a RangeError for what is none. */
export function day (text: string): Day {
  if (!isDay(text)) throw new RangeError(`${text} is not a day.`)
  return text
}

/** Takes a text for a month. Throws a RangeError for what is none. */
export function month (text: string): Month {
  if (!isMonth(text)) throw new RangeError(`${text} is not a month.`)
  return text
}

export function monthOf (ofDay: Day): Month {
  return month(ofDay.slice(0, 7))
}

function pad (value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** Days since 0000-03-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil). */
function dayNumber (ofDay: Day): number {
  const month = Number(ofDay.slice(5, 7))
  const year = Number(ofDay.slice(0, 4)) - (month <= 2 ? 1 : 0)
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(ofDay.slice(8)) - 1
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear
}

/** The inverse of `dayNumber` (civil_from_days). Throws a RangeError outside the years 0001 to 9999. */
function dayOfNumber (number: number): Day {
  const era = Math.floor(number / 146_097)
  const dayOfEra = number - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return day(`${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1, 2)}`)
}

/** The day `count` days later (earlier if negative). Throws a RangeError outside the years 0001 to 9999. */
export function addDays (from: Day, count: number): Day {
  return dayOfNumber(dayNumber(from) + count)
}

/** The day of the week: 0 is Sunday, 6 is Saturday. */
export function weekdayOf (ofDay: Day): number {
  return (dayNumber(ofDay) + 3) % 7
}

/** The month `count` months later (earlier if negative). Throws a RangeError outside the years 0001 to 9999. */
export function addMonths (from: Month, count: number): Month {
  const months = Number(from.slice(0, 4)) * 12 + Number(from.slice(5)) - 1 + count
  return month(`${pad(Math.floor(months / 12), 4)}-${pad(((months % 12) + 12) % 12 + 1, 2)}`)
}

/** The bound right behind a day, for a half-open range. */
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
  return day(`${ofMonth}-${daysInMonth(Number(ofMonth.slice(0, 4)), Number(ofMonth.slice(5)))}`)
}

/** A month's English name and year: `May 2024`. */
export function monthTitle (ofMonth: Month): string {
  return `${MONTH_NAMES[Number(ofMonth.slice(5)) - 1]} ${ofMonth.slice(0, 4)}`
}
