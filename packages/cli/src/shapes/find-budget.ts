import { getBudget, listBudgets, type Budget } from '@fintrack/contract/budgets'
import type { Month } from '@fintrack/contract/dates'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { pagesOf } from '../api/pages.ts'
import { asRead, type AsRead } from '../api/versioned.ts'
import type { Context } from '../context.ts'

/**
 * The budget of a category in a month, or undefined. There may be one in each currency that the user once had: then
 * the one in today's, which the report speaks.
 */
async function findBudget (cx: Context, category: string, month: Month): Promise<Budget | undefined> {
  const api = await cx.api()
  const budgets: Budget[] = []
  for await (const page of pagesOf((query) => api.call(listBudgets, { query: { month, category, ...query } }))) budgets.push(...page)
  if (budgets.length < 2) return budgets[0]
  const { body: { currency } } = await api.call(getMonthlyReport, { query: { month } })
  return budgets.find((budget) => budget.currency === currency)
}

/** The same with its version, which a list does not tell. */
export async function readBudget (cx: Context, category: string, month: Month): Promise<AsRead<Budget> | undefined> {
  const found = await findBudget(cx, category, month)
  if (found === undefined) return undefined
  return asRead(await (await cx.api()).call(getBudget, { id: found.id }))
}
