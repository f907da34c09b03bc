import {
  changeBudget, createBudget, deleteBudget, getBudget, listBudgets, replaceBudget, type Budget,
} from '@fintrack/contract/budgets'
import { formatAmount } from '@fintrack/contract/money'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../../paging.ts'
import type { BudgetRow, budgetService } from './budget-service.ts'

function toWire ({ type: _direction, ...row }: BudgetRow): Budget {
  return { ...row, monthly_limit: formatAmount(row.monthly_limit, row.currency) }
}

export function budgetHandlers (budgets: ReturnType<typeof budgetService>): Route[] {
  return [
    handle(listBudgets, async ({ query }, { actor }) => mapped(await budgets.list(actor.userId, query), toWire)),
    handle(createBudget, async ({ body }, { actor }) => {
      const row = await budgets.create(actor.userId, body)
      return { body: toWire(row), location: `/api/budgets/${row.id}/` }
    }),
    handle(getBudget, async ({ id }, { actor }) => ({ body: toWire(await budgets.get(actor.userId, id)) })),
    handle(replaceBudget, async ({ id, body }, { actor }) => ({ body: toWire(await budgets.update(actor.userId, id, body)) })),
    handle(changeBudget, async ({ id, body }, { actor }) => ({ body: toWire(await budgets.update(actor.userId, id, body)) })),
    handle(deleteBudget, async ({ id }, { actor }) => {
      await budgets.remove(actor.userId, id)
      return { body: undefined }
    }),
  ]
}
