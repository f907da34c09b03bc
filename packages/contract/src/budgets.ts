/** Budgets: what a category is meant to come to in a month. */
import { Type, type Static } from 'typebox'
import { BUDGET_STATES } from './choices.ts'
import { endpoint } from './endpoint.ts'
import {
  AmountField, AmountInputField, CategoryFilterField, CategoryRefField, choice, CurrencyField, IdField, MonthField,
  MonthOrDayField, nullable, PercentField, TypeField,
} from './fields.ts'
import { PagingFields } from './paging.ts'

export const BudgetSchema = Type.Object({
  id: IdField,
  category: IdField,
  category_name: Type.String({ description: 'the name of its category' }),
  month: MonthField,
  monthly_limit: AmountField,
  currency: CurrencyField,
}, { description: 'a budget' })
export type Budget = Static<typeof BudgetSchema>

/** A budget beside what moved in its category and below it, in its month and currency. */
export const BudgetStatusSchema = Type.Object({
  category: IdField,
  category_name: Type.String({ description: 'the name of the category' }),
  type: TypeField,
  monthly_limit: AmountField,
  spent: AmountField,
  remaining: AmountField,
  used: nullable(PercentField, { description: 'spent as a percentage of the limit; null for a limit of 0' }),
  status: choice(BUDGET_STATES, 'a state: under while spent is at most the limit, else over'),
})
export type BudgetStatus = Static<typeof BudgetStatusSchema>

const full = Type.Object({ category: CategoryRefField, month: MonthOrDayField, monthly_limit: AmountInputField })
export type BudgetInput = Static<typeof full>
const part = Type.Partial(full)
export type BudgetChange = Static<typeof part>

const readOnly = ['id', 'user', 'category_name', 'currency', 'created_at', 'updated_at']
const tag = 'budgets'

const filters = Type.Object({
  month: Type.Optional(MonthField), category: Type.Optional(CategoryFilterField), ...PagingFields,
})
export type BudgetFilters = Static<typeof filters>

export const listBudgets = endpoint({
  method: 'GET',
  path: '/api/budgets/',
  tag,
  summary: 'List budgets',
  query: filters,
  status: 200,
  reply: Type.Array(BudgetSchema),
  problems: ['validation_failed', 'unknown_category'],
})

const statusFilters = Type.Object({
  month: MonthField,
  category: Type.Optional(CategoryFilterField),
  /** The budgets that an expense of this category counts in: its own, and those of what it lies below. */
  covers: Type.Optional(CategoryRefField),
  currency: Type.Optional(CurrencyField),
})
export type BudgetStatusFilters = Static<typeof statusFilters>

export const getBudgetStatus = endpoint({
  method: 'GET',
  path: '/api/budgets/status/',
  tag,
  summary: 'Show what is left of the budgets of a month, by name',
  query: statusFilters,
  status: 200,
  reply: Type.Array(BudgetStatusSchema),
  problems: ['validation_failed', 'unknown_category'],
})

export const createBudget = endpoint({
  method: 'POST',
  path: '/api/budgets/',
  tag,
  summary: 'Set the limit of a category for a month',
  versioned: true,
  body: full,
  readOnly,
  status: 201,
  reply: BudgetSchema,
  problems: ['validation_failed', 'unknown_category', 'already_exists'],
})

export const getBudget = endpoint({
  method: 'GET',
  path: '/api/budgets/:id/',
  tag,
  summary: 'Show a budget',
  versioned: true,
  status: 200,
  reply: BudgetSchema,
  problems: ['not_found'],
})

export const replaceBudget = endpoint({
  method: 'PUT',
  path: '/api/budgets/:id/',
  tag,
  summary: 'Replace a budget',
  versioned: true,
  body: full,
  readOnly,
  status: 200,
  reply: BudgetSchema,
  problems: ['validation_failed', 'unknown_category', 'not_found', 'already_exists'],
})

export const changeBudget = endpoint({
  method: 'PATCH',
  path: '/api/budgets/:id/',
  tag,
  summary: 'Change some fields of a budget',
  versioned: true,
  body: part,
  readOnly,
  status: 200,
  reply: BudgetSchema,
  problems: ['validation_failed', 'unknown_category', 'not_found', 'already_exists'],
})

export const deleteBudget = endpoint({
  method: 'DELETE',
  path: '/api/budgets/:id/',
  tag,
  summary: 'Delete a budget',
  versioned: true,
  status: 204,
  problems: ['not_found'],
})
