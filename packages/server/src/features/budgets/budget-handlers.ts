import {
  changeBudget, createBudget, deleteBudget, getBudget, getBudgetStatus, listBudgets, replaceBudget, type Budget,
} from '@fintrack/contract/budgets'
import { formatAmount } from '@fintrack/contract/money'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { budgetEtag, type BudgetRow, type budgetService } from './budget-service.ts'

function toWire ({ type: _direction, version: _version, ...row }: BudgetRow): Budget {
  return { ...row, monthly_limit: formatAmount(row.monthly_limit, row.currency) }
}

function answered (row: BudgetRow): { body: Budget, etag: string } {
  return { body: toWire(row), etag: budgetEtag(row) }
}

export function budgetHandlers (budgets: ReturnType<typeof budgetService>): Route[] {
  return [
    handle(listBudgets, async ({ query }, { actor }) => mapped(await budgets.list(actor.userId, query), toWire)),
    handle(getBudgetStatus, async ({ query }, { actor }) => ({ body: await budgets.status(actor.userId, query) })),
    handle(createBudget, async ({ body }, { actor, origin }) => {
      const row = await budgets.create(actor.userId, body, origin)
      return { ...answered(row), location: `/api/budgets/${row.id}/` }
    }),
    handle(getBudget, async ({ id }, { actor }) => answered(await budgets.get(actor.userId, id))),
    handle(replaceBudget, async ({ id, body }, context) => answered(await budgets.update(context.actor.userId, id, body, context))),
    handle(changeBudget, async ({ id, body }, context) => answered(await budgets.update(context.actor.userId, id, body, context))),
    handle(deleteBudget, async ({ id }, context) => {
      await budgets.remove(context.actor.userId, id, context)
      return { body: undefined }
    }),
  ]
}
