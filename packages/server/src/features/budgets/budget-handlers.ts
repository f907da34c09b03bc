import {
  changeBudget, createBudget, deleteBudget, getBudget, getBudgetStatus, listBudgets, replaceBudget, type Budget,
} from '@fintrack/contract/budgets'
import { formatAmount } from '@fintrack/contract/money'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { rowAnswers } from '../update.ts'
import { budgetEtag, type BudgetRow, type budgetService } from './budget-service.ts'

function toWire ({ type: _direction, version: _version, ...row }: BudgetRow): Budget {
  return { ...row, monthly_limit: formatAmount(row.monthly_limit, row.currency) }
}

const { shown, created } = rowAnswers(toWire, budgetEtag)

export function budgetHandlers (budgets: ReturnType<typeof budgetService>): Route[] {
  return [
    handle(listBudgets, async (context, { query }) => mapped(await budgets.list(context, query), toWire)),
    handle(createBudget, async (context, { body }) => created(createBudget.path, await budgets.create(context, body))),
    handle(getBudgetStatus, async (context, { query }) => ({ body: await budgets.status(context, query) })),
    handle(getBudget, async (context, { id }) => shown(await budgets.get(context, id))),
    handle(replaceBudget, async (context, { id, body }) => shown(await budgets.update(context, id, body))),
    handle(changeBudget, async (context, { id, body }) => shown(await budgets.update(context, id, body))),
    handle(deleteBudget, (context, { id }) => budgets.remove(context, id)),
  ]
}
