/** The days of a list: a month, or from one day to another. */
import type { Day, Month } from '@fintrack/contract/dates'
import { usage } from '../errors/usage.ts'
import { parseDay } from './day.ts'
import { parseMonth } from './month.ts'

export interface DayRangeFlags {
  readonly month?: string
  readonly from?: string
  readonly to?: string
}

/** As the API filters: both days are in the range. */
export interface DayRangeFilter {
  readonly month?: Month
  readonly from?: Day
  readonly to?: Day
}

/**
 * @throws UserError 'usage' for what is no month or day, a month beside days, and a range that ends before it begins
 */
export function dayRange (flags: DayRangeFlags, today: Day): DayRangeFilter {
  const month = flags.month === undefined ? undefined : parseMonth(flags.month, today, '--month')
  const from = flags.from === undefined ? undefined : parseDay(flags.from, today, '--from')
  const to = flags.to === undefined ? undefined : parseDay(flags.to, today, '--to')
  if (month !== undefined && (from !== undefined || to !== undefined)) {
    throw usage('--month cannot be used with --from or --to.', 'Give either the month or the days.')
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw usage(`--from ${from} is after --to ${to}.`, 'Give the earlier day first; both days are included.')
  }
  return {
    ...(month === undefined ? {} : { month }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}
