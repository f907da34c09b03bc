/** `fintrack budget list` */
import { listBudgets } from '@fintrack/contract/budgets'
import { monthTitle, type Month } from '@fintrack/contract/dates'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { MONTH_FORMS, parseMonth } from '../../options/month.ts'
import { listRows } from '../../shapes/list-command.ts'
import { BUDGET_VIEW } from './view.ts'

interface ListOptions {
  /** undefined lists the budgets of every month. */
  readonly month?: Month
}

function listMonth (cx: Context, filters: ListOptions): Promise<void> {
  return listRows(cx, BUDGET_VIEW, {
    fetch: (api, page) => api.call(listBudgets, { query: { ...filters, ...page } }),
    empty: filters.month === undefined
      ? 'There are no budgets yet; `fintrack budget set groceries 400` sets one.'
      : `There are no budgets for ${monthTitle(filters.month)}.`,
  })
}

export function define (command: Command, cx: Context, run = listMonth): void {
  command
    .argument('[month]', `${MONTH_FORMS} (default: every month)`)
    .addHelpText('after', '\nExamples:\n  fintrack budget list\n  fintrack budget list 2024-05\n')
    .action((month: string | undefined) =>
      run(cx, month === undefined ? {} : { month: parseMonth(month, cx.today(), 'The month') }))
}
