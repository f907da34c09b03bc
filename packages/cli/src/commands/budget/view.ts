/** The columns of budgets. */
import type { Budget } from '@fintrack/contract/budgets'
import { grouped } from '../../render/format.ts'
import type { View } from '../../render/view.ts'

export const BUDGET_VIEW: View<Budget> = {
  noun: { one: 'budget', many: 'budgets' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 1 },
    { name: 'month', value: ({ month }) => month },
    { name: 'category', value: ({ category_name: name }) => name, free: true, shrinks: true },
    { name: 'limit', value: ({ monthly_limit: limit }) => limit, text: ({ monthly_limit: limit }) => grouped(limit), align: 'right' },
    { name: 'currency', value: ({ currency }) => currency, leaves: 2 },
  ],
  keys: ['id', 'category', 'category_name', 'month', 'monthly_limit', 'currency'],
}
