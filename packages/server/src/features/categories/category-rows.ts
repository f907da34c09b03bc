/** The rows of a category, which move to another one. */
import { MAX_MINOR, formatAmount, minor } from '@fintrack/contract/money'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import type { BudgetRow } from '../budgets/budget-repository.ts'
import type { RecordingRepositories } from '../repositories.ts'
import { splitsOf } from '../transaction-json.ts'

/** The transactions that moved: how many are not split, and the ids of those that are. */
export interface Moved { readonly whole: number, readonly split: readonly number[] }

/**
 * Moves the transactions of a category, and the parts of those that are split.
 * @param to null for none
 */
export async function moveTransactions (
  repos: RecordingRepositories, user: number, id: number, to: number | null
): Promise<Moved> {
  const whole = await repos.transactions.updateWhere({ category: id }, { category: to })
  const split = await repos.transactions.withPartIn(user, id)
  await repos.transactions.updateEach(split, (row) => ({
    splits: JSON.stringify(splitsOf(row).map((part) => part.category === id ? { ...part, category: to } : part)),
  }))
  return { whole, split }
}

function budgetKey ({ month, currency }: BudgetRow): string {
  return `${month} ${currency}`
}

/**
 * Moves the budgets of a category; where the other one has a budget of that month, the limits are added.
 * @returns how many there were
 */
export async function moveBudgets (
  repos: RecordingRepositories, user: number, id: number, to: number
): Promise<number> {
  const [moving, there] = [await repos.budgets.ofCategory(user, id), await repos.budgets.ofCategory(user, to)]
  const byKey = new Map(there.map((budget) => [budgetKey(budget), budget]))
  for (const budget of moving) {
    const other = byKey.get(budgetKey(budget))
    const { type, month, currency } = budget
    const limit = BigInt(budget.monthly_limit) + BigInt(other?.monthly_limit ?? 0)
    if (limit > BigInt(MAX_MINOR)) {
      throw new Problem('validation_failed', `The limits of ${quote(budget.category_name)} and ` +
        `${quote(other?.category_name)} for ${month} sum to ${formatAmount(limit, currency)} ${currency}, ` +
        'which is too large.')
    }
    const values = { category: to, type, month, currency, monthly_limit: minor(Number(limit)) }
    if (other === undefined) {
      await repos.budgets.update(budget.id, values)
    } else {
      await repos.budgets.remove(budget.id)
      await repos.budgets.update(other.id, values)
    }
  }
  return moving.length
}
