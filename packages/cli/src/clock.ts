/** The one place that asks what time it is. */
import { day } from '@fintrack/contract/dates'
import type { Clock } from './context.ts'

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** @param moment what to ask instead of the machine's clock */
export function newClock(moment: () => Date = () => new Date()): Clock {
  return {
    // The day on this person's calendar, not in UTC.
    today() {
      const now = moment()
      return day(`${pad(now.getFullYear(), 4)}-${pad(now.getMonth() + 1, 2)}-${pad(now.getDate(), 2)}`)
    },
    now: () => moment().toISOString(),
  }
}
