import { monthTitle, type Month } from '@fintrack/contract/dates'
import { getMonthlyReport, type MonthlyReport } from '@fintrack/contract/reports'
import type { Context } from '../context.ts'
import { grouped } from '../render/format.ts'

function inWords ({ monthly_limit: limit, remaining, status }: MonthlyReport['budget_status'][number], month: Month): string {
  return status === 'over'
    ? `${grouped(remaining.replace('-', ''))} over the ${grouped(limit)} of ${monthTitle(month)}`
    : `${grouped(remaining)} of ${grouped(limit)} left in ${monthTitle(month)}`
}

/**
 * The end of a sentence about something that is stored: ` (387.50 of 400.00 left in May 2024)`. It is only said where
 * it can be: no failure to ask turns a write that was done into one that failed.
 */
export async function whatIsLeft (cx: Context, category: number, month: Month, currency: string): Promise<string> {
  if (cx.globals.quiet) return ''
  try {
    const { body } = await (await cx.api()).call(getMonthlyReport, { query: { month, currency } })
    const budget = body.budget_status.find((one) => one.category === category)
    // Of an income there is nothing left to spend.
    return budget === undefined || budget.type === 'income' ? '' : ` (${inWords(budget, month)})`
  } catch {
    return ''
  }
}
