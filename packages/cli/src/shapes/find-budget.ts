/** The budget of a category in a month, and what is left of it. */
import { getBudget, getBudgetStatus, listBudgets, type Budget, type BudgetStatus } from '@fintrack/contract/budgets'
import type { Month } from '@fintrack/contract/dates'
import { partsOf } from '@fintrack/contract/paths'
import { pagesOf } from '../api/pages.ts'
import { versioned, type Versioned } from '../api/versioned.ts'
import type { Context } from '../context.ts'
import { bookCurrency } from './book-currency.ts'

/** There may be one in each currency that the user once had: then the one in the user's currency of today. */
async function findBudget (cx: Context, category: string, month: Month): Promise<Budget | undefined> {
  const api = await cx.api()
  const budgets: Budget[] = []
  const pages = pagesOf((query) => api.call(listBudgets, { query: { month, category: `=${category}`, ...query } }))
  for await (const page of pages) budgets.push(...page)
  if (budgets.length < 2) return budgets[0]
  const currency = await bookCurrency(cx)
  return budgets.find((budget) => budget.currency === currency)
}

/** The same with its version, which a list does not tell; undefined where there is no budget. */
export async function readBudget (cx: Context, category: string, month: Month): Promise<Versioned<Budget> | undefined> {
  const found = await findBudget(cx, category, month)
  if (found === undefined) return undefined
  return versioned(await (await cx.api()).call(getBudget, { id: found.id }))
}

/**
 * What is left of the budget of a category, or of the nearest one above it, after something was stored; undefined where
 * there is no budget, and where nobody wants to know. No failure to ask turns a write that was done into one that
 * failed.
 */
export async function budgetStatus (
  cx: Context, covers: number, month: Month, currency: string
): Promise<BudgetStatus | undefined> {
  if (cx.globals.quiet) return undefined
  try {
    const { body } = await (await cx.api()).call(getBudgetStatus, { query: { month, covers, currency } })
    const status = body.find(({ category }) => category === covers) ?? nearestOf(body)
    // Of an income there is nothing left to spend.
    return status?.type === 'income' ? undefined : status
  } catch {
    return undefined
  }
}

/** Of budgets that lie one above the other, the lowest. */
function nearestOf (statuses: readonly BudgetStatus[]): BudgetStatus | undefined {
  const depth = (status: BudgetStatus) => partsOf(status.category_name).length
  return statuses.toSorted((one, other) => depth(other) - depth(one))[0]
}
