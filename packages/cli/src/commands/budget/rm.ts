/** `fintrack budget rm` */
import { deleteBudget } from '@fintrack/contract/budgets'
import { monthOf, monthTitle, type Month } from '@fintrack/contract/dates'
import { UserError } from '@fintrack/contract/errors'
import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { MONTH_FORMS, parseMonth } from '../../options/month.ts'
import { grouped } from '../../render/format.ts'
import { readBudget } from '../../shapes/find-budget.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { BUDGET_VIEW, nameBudget } from './view.ts'

interface RmOptions {
  /** Its name or id. */
  readonly category: string
  readonly month: Month
}

async function removeBudget (cx: Context, { category, month }: RmOptions): Promise<void> {
  await removeMany(cx, BUDGET_VIEW, {
    async find () {
      const budget = await readBudget(cx, category, month)
      if (budget !== undefined) return [budget]
      throw new UserError('not_found', `There is no budget of ${quote(category)} for ${monthTitle(month)}.`, {
        hint: '`fintrack budget list` shows every budget.',
      })
    },
    name: (budget) => `${nameBudget(budget)} (${grouped(budget.monthly_limit)} ${budget.currency})`,
    remove: (api, { row: { id }, condition }) => api.call(deleteBudget, { id, ...condition }),
  })
}

const EXAMPLES = `
Examples:
  fintrack budget rm groceries
  fintrack budget rm groceries --month 2024-05
`

export function define (command: Command, cx: Context, run = removeBudget): void {
  command
    .argument('<category>', 'its name or id')
    .option('--month <month>', `${MONTH_FORMS} (default: this month)`)
    .addHelpText('after', EXAMPLES)
    .action((category: string, { month }: { month?: string }) =>
      run(cx, {
        category,
        month: month === undefined ? monthOf(cx.today()) : parseMonth(month, cx.today(), '--month'),
      }))
}
