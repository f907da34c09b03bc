/** The one place that asks what day it is. */
import { day, type Day } from '@fintrack/contract/dates'

function pad (value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** The day on this person's calendar, not in UTC. */
export function today (now = new Date()): Day {
  return day(`${pad(now.getFullYear(), 4)}-${pad(now.getMonth() + 1, 2)}-${pad(now.getDate(), 2)}`)
}
