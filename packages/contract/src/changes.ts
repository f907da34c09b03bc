/** The change log: what was done to a book, and undoing it. */
import { Type, type Static } from 'typebox'
import { AccountSchema, BalanceCheckSchema } from './accounts.ts'
import { BudgetSchema } from './budgets.ts'
import { CategorySchema } from './categories.ts'
import { CHANGE_ACTIONS, ROW_OPERATIONS } from './choices.ts'
import { endpoint } from './endpoint.ts'
import { choice, FlagField, IdField, nullable, TimestampField } from './fields.ts'
import { PagingFields } from './paging.ts'
import { TagSchema } from './tags.ts'
import { SplitSchema, TransactionSchema } from './transactions.ts'

/**
 * The kinds of row that the change log tells of, each with its plural, and the row as its own endpoint shows it, but
 * for what belongs to another row: the name of its category may have been another then. A new undoable noun adds its
 * line.
 */
export const LOGGED_ROWS = {
  transaction: {
    plural: 'transactions',
    schema: Type.Object({
      ...Type.Omit(
        TransactionSchema, ['category_name', 'account_name', 'to_account_name', 'signed_amount', 'checked']
      ).properties,
      splits: Type.Array(Type.Omit(SplitSchema, ['category_name', 'to_account_name']), { description: 'its parts' }),
      tags: Type.Array(IdField, { description: 'the ids of its tags' }),
    }),
  },
  account: { plural: 'accounts', schema: Type.Omit(AccountSchema, ['balance']) },
  balance_check: { plural: 'balance checks', schema: BalanceCheckSchema },
  tag: { plural: 'tags', schema: Type.Omit(TagSchema, ['count']) },
  category: { plural: 'categories', schema: CategorySchema },
  budget: { plural: 'budgets', schema: Type.Omit(BudgetSchema, ['category_name']) },
} as const
export type Entity = keyof typeof LOGGED_ROWS
type LoggedRow = Static<(typeof LOGGED_ROWS)[Entity]['schema']>

const CountField = Type.Integer({ minimum: 1, description: 'a number of rows' })

export const ChangeSchema = Type.Object({
  id: IdField,
  at: TimestampField,
  action: choice(CHANGE_ACTIONS, 'an action'),
  summary: Type.String({ description: 'what was done, as a person reads it' }),
  rows: Type.Partial(
    Type.Record(Type.KeyOf(Type.Object(LOGGED_ROWS)), CountField),
    { description: 'how many rows of each kind it touched' }
  ),
  undoes: nullable(IdField, { description: 'the change that it undid, or null' }),
  undone_by: nullable(IdField, { description: 'the change that undid it, or null' }),
  session: nullable(IdField, { description: 'the session that asked for it, or null' }),
  token: nullable(IdField, { description: 'the personal access token that asked for it, or null' }),
}, { description: 'a change' })
export type Change = Static<typeof ChangeSchema>

const loggedRow = (description: string) =>
  Type.Unsafe<LoggedRow | null>(
    Type.Union([...Object.values(LOGGED_ROWS).map(({ schema }) => schema), Type.Null()], { description })
  )

export const RowChangeSchema = Type.Object({
  entity: Type.Unsafe<Entity>(choice(Object.keys(LOGGED_ROWS), 'a kind of row')),
  operation: choice(ROW_OPERATIONS, 'what was done'),
  first_id: IdField,
  last_id: Type.Integer(
    { minimum: 1, description: 'the id of the last row where rows were created together, else the same' }
  ),
  before: loggedRow('the row before the change; null where there was none'),
  after: loggedRow('the row after the change; null where it was deleted, and for rows that were created'),
}, { description: 'what a change did to a row, or to rows that were created together' })
export type RowChange = Static<typeof RowChangeSchema>

const filters = Type.Object({
  ...PagingFields,
  mine: Type.Optional(FlagField),
})
export type ChangeFilters = Static<typeof filters>
const paging = Type.Object(PagingFields)
export type RowChangeFilters = Static<typeof paging>

const tag = 'changes'

export const listChanges = endpoint({
  method: 'GET',
  path: '/api/changes/',
  tag,
  summary: 'List the changes of the book, the latest first; with mine=true those of this session or token alone',
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
  summary: 'List what a change did to each row, in the order in which it happened',
  query: paging,
  status: 200,
  reply: Type.Array(RowChangeSchema),
  problems: ['validation_failed', 'not_found'],
})

export const undoChange = endpoint({
  method: 'POST',
  path: '/api/changes/:id/undo/',
  tag,
  summary: 'Undo a change: every row is again as it was before',
  status: 201,
  reply: ChangeSchema,
  problems: ['not_found', 'not_undoable'],
})
