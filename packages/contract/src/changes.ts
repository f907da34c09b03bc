/** The change log: what was done to a book, and taking it back. */
import { Type, type Static } from 'typebox'
import { BudgetSchema } from './budgets.ts'
import { CategorySchema } from './categories.ts'
import { CHANGE_ACTIONS, ENTITIES, ROW_OPERATIONS } from './choices.ts'
import { endpoint } from './endpoint.ts'
import { choice, IdField, nullable, TimestampField } from './fields.ts'
import { PagingFields } from './paging.ts'
import { TransactionSchema } from './transactions.ts'

const CountField = Type.Integer({ minimum: 0, description: 'a number of rows' })

export const ChangeSchema = Type.Object({
  id: IdField,
  at: TimestampField,
  action: choice(CHANGE_ACTIONS, 'an action'),
  summary: Type.String({ description: 'what was done, as a person reads it' }),
  rows: Type.Object({ transactions: CountField, categories: CountField, budgets: CountField }, { description: 'how many rows it touched' }),
  undoes: nullable(IdField, { description: 'the change that it took back, or null' }),
  undone_by: nullable(IdField, { description: 'the change that took it back, or null' }),
  session: nullable(IdField, { description: 'the session that asked for it, or null' }),
  token: nullable(IdField, { description: 'the personal access token that asked for it, or null' }),
}, { description: 'a change' })
export type Change = Static<typeof ChangeSchema>

/**
 * A row as its own endpoint showed it, but for what belongs to another row: the name of its category, which may have been
 * another then.
 */
export const LOGGED_ROW_SCHEMAS = {
  transaction: Type.Omit(TransactionSchema, ['category_name']),
  category: CategorySchema,
  budget: Type.Omit(BudgetSchema, ['category_name']),
} as const
const { transaction, category, budget } = LOGGED_ROW_SCHEMAS
const loggedRow = (description: string) => Type.Union([transaction, category, budget, Type.Null()], { description })

export const RowChangeSchema = Type.Object({
  entity: choice(ENTITIES, 'a kind of row'),
  operation: choice(ROW_OPERATIONS, 'what was done'),
  first_id: IdField,
  last_id: Type.Integer({ minimum: 1, description: 'the id of the last of the rows that were made together, else the same' }),
  before: loggedRow('the row as it was; null where it was not there'),
  after: loggedRow('the row as it became; null where it went, and for rows that were made'),
}, { description: 'what became of a row, or of rows that were made together' })
export type RowChange = Static<typeof RowChangeSchema>

const filters = Type.Object(PagingFields)
export type ChangeFilters = Static<typeof filters>

const tag = 'changes'

export const listChanges = endpoint({
  method: 'GET',
  path: '/api/changes/',
  tag,
  summary: 'List what was done to the book, the latest first',
  query: filters,
  status: 200,
  reply: Type.Array(ChangeSchema),
  problems: ['validation_failed'],
})

export const getChange = endpoint({
  method: 'GET',
  path: '/api/changes/:id/',
  tag,
  summary: 'Show a change',
  status: 200,
  reply: ChangeSchema,
  problems: ['not_found'],
})

export const listRowChanges = endpoint({
  method: 'GET',
  path: '/api/changes/:id/rows/',
  tag,
  summary: 'List what became of each row that a change touched, in the order in which it happened',
  query: filters,
  status: 200,
  reply: Type.Array(RowChangeSchema),
  problems: ['validation_failed', 'not_found'],
})

export const undoChange = endpoint({
  method: 'POST',
  path: '/api/changes/:id/undo/',
  tag,
  summary: 'Take a change back: every row is again as it was',
  status: 201,
  reply: ChangeSchema,
  problems: ['not_found', 'not_undoable'],
})
