import { listBudgets } from '@fintrack/contract/budgets'
import { monthTitle, type Month } from '@fintrack/contract/dates'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { MONTH_FORMS, parseMonth } from '../../options/month.ts'
import { newOutput } from '../../output/output.ts'
import { BUDGET_VIEW } from './view.ts'

interface ListOptions {
  /** undefined lists the budgets of every month. */
  readonly month?: Month
}

async function listBudgetsOf (cx: Context, { month }: ListOptions): Promise<void> {
  const output = newOutput(cx, BUDGET_VIEW)
  const api = await cx.api()
  const filters = month === undefined ? {} : { month }
  await output.list(pagesOf((query) => api.call(listBudgets, { query: { ...filters, ...query } })), month === undefined
    ? 'There are no budgets yet; `fintrack budget set groceries 400` sets one.'
    : `There are no budgets for ${monthTitle(month)}.`)
}

export function define (command: Command, cx: Context, run = listBudgetsOf): void {
  command
    .argument('[month]', `${MONTH_FORMS} (default: every month)`)
    .action((month: string | undefined) => run(cx, month === undefined ? {} : { month: parseMonth(month, cx.today(), 'The month') }))
}
