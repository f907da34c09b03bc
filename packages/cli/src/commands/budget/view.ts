/** The columns of budgets, and a budget in a sentence. */
import type { Budget, BudgetStatus } from '@fintrack/contract/budgets'
import { month, monthTitle } from '@fintrack/contract/dates'
import { grouped } from '../../render/format.ts'
import type { RowView } from '../../render/view.ts'

export const BUDGET_VIEW: RowView<Budget> = {
  noun: { one: 'budget', many: 'budgets' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 1 },
    { name: 'month', value: ({ month }) => month },
    { name: 'category', value: ({ category_name: name }) => name, free: true, shrinks: true },
    {
      name: 'limit',
      value: ({ monthly_limit: limit }) => limit,
      text: ({ monthly_limit: limit }) => grouped(limit),
      align: 'right',
    },
    { name: 'currency', value: ({ currency }) => currency, leaves: 2 },
  ],
  keys: ['id', 'category', 'category_name', 'month', 'monthly_limit', 'currency'],
}

/** `the budget of Groceries for May 2024` */
export function nameBudget ({ category_name: category, month: ofMonth }: Budget): string {
  return `the budget of ${category} for ${monthTitle(month(ofMonth))}`
}

/** `387.50 left`, or `31.72 over` */
export function describeRemaining ({ remaining, status }: BudgetStatus): string {
  return status === 'over' ? `${grouped(remaining.replace('-', ''))} over` : `${grouped(remaining)} left`
}
