import { deleteBudget } from '@fintrack/contract/budgets'
import { monthOf, monthTitle, type Month } from '@fintrack/contract/dates'
import { UserError } from '@fintrack/contract/errors'
import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { MONTH_FORMS, parseMonth } from '../../options/month.ts'
import { newOutput, say } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { confirmed } from '../../shapes/confirm.ts'
import { readBudget } from '../../shapes/find-budget.ts'
import { removedView } from '../../shapes/remove-many.ts'
import { BUDGET_VIEW } from './view.ts'

interface RmOptions {
  /** Its name or id. */
  readonly category: string
  readonly month: Month
}

async function removeBudget (cx: Context, { category, month }: RmOptions): Promise<void> {
  const output = newOutput(cx, removedView(BUDGET_VIEW.noun))
  const found = await readBudget(cx, category, month)
  if (found === undefined) {
    throw new UserError('not_found', `There is no budget of ${quote(category)} for ${monthTitle(month)}.`, {
      hint: '`fintrack budget list` shows all there are.',
    })
  }
  const { row: budget, condition } = found
  const what = `the budget of ${budget.category_name} for ${monthTitle(month)} (${grouped(budget.monthly_limit)} ${budget.currency})`
  if (!await confirmed(cx, `Remove ${what}?`)) return say(cx, 'Nothing was removed.')
  await (await cx.api()).call(deleteBudget, { id: budget.id, ...condition })
  await output.written(streamOf({ id: budget.id }), true)
  say(cx, `Removed ${what}.`)
}

export function define (command: Command, cx: Context, run = removeBudget): void {
  command
    .argument('<category>', 'its name or id')
    .option('--month <month>', `${MONTH_FORMS} (default: this month)`)
    .action((category: string, { month }: { month?: string }) =>
      run(cx, { category, month: month === undefined ? monthOf(cx.today()) : parseMonth(month, cx.today(), '--month') }))
}
