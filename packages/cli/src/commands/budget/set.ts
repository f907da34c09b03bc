/** `fintrack budget set` */
import { changeBudget, createBudget, type Budget } from '@fintrack/contract/budgets'
import { month, monthOf, type Month } from '@fintrack/contract/dates'
import { Problem } from '@fintrack/contract/problem'
import type { Command } from 'commander'
import { isUnchanged } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { readAmount, typedAmount } from '../../options/amount.ts'
import { MONTH_FORMS, parseMonth } from '../../options/month.ts'
import { newOutput, say } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { bookCurrency } from '../../shapes/book-currency.ts'
import { budgetStatus, readBudget } from '../../shapes/find-budget.ts'
import { BUDGET_VIEW, describeRemaining, nameBudget } from './view.ts'

interface SetOptions {
  /** Its name or id. */
  readonly category: string
  readonly limit: string
  readonly month: Month
}

async function setBudget (cx: Context, options: SetOptions): Promise<void> {
  const output = newOutput(cx, BUDGET_VIEW)
  const { budget, unchanged } = await store(cx, options)
  await output.written(streamOf(budget), true)
  const status = await budgetStatus(cx, budget.category, month(budget.month), budget.currency)
  const left = status === undefined ? '' : ` (${describeRemaining(status)})`
  const limit = `${grouped(budget.monthly_limit)} ${budget.currency}${left}`
  const name = nameBudget(budget)
  say(cx, unchanged
    ? `${name.charAt(0).toUpperCase()}${name.slice(1)} is ${limit} already.`
    : `Set ${name} to ${limit}.`)
}

/** Creates the budget, or changes the one that is there: only the API can tell which without a gap in between. */
async function store (
  cx: Context, { category, limit, month: ofMonth }: SetOptions
): Promise<{ readonly budget: Budget, readonly unchanged: boolean }> {
  const api = await cx.api()
  try {
    const { body: budget } = await api.call(createBudget, { body: { category, month: ofMonth, monthly_limit: limit } })
    return { budget, unchanged: false }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'already_exists') throw error
    const found = await readBudget(cx, category, ofMonth)
    // Removed again since: the refusal is all that can be said.
    if (found === undefined) throw error
    const { body: budget, etag } = await api.call(changeBudget, {
      id: found.row.id, body: { monthly_limit: limit }, ...found.condition,
    })
    return { budget, unchanged: isUnchanged(found, etag) }
  }
}

async function optionsOf (
  cx: Context, category: string, amount: string, ofMonth: string | undefined
): Promise<SetOptions> {
  const typed = typedAmount(amount, 'The amount')
  const today = cx.today()
  const month = ofMonth === undefined ? monthOf(today) : parseMonth(ofMonth, today, '--month')
  return { category, limit: await readAmount(typed, () => bookCurrency(cx)), month }
}

const EXAMPLES = `
Examples:
  fintrack budget set groceries 400
  fintrack budget set rent 980 --month next
`

export function define (command: Command, cx: Context, run = setBudget): void {
  command
    .argument('<category>', 'its name or id')
    .argument('<amount>', 'such as 400')
    .option('--month <month>', `${MONTH_FORMS} (default: this month)`)
    .addHelpText('after', EXAMPLES)
    .action(async (category: string, amount: string, flags: { month?: string }) =>
      run(cx, await optionsOf(cx, category, amount, flags.month)))
}
