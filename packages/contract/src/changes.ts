/** The change log: what was done to a book, and taking it back. */
import { Type, type Static } from 'typebox'
import { CHANGE_ACTIONS } from './choices.ts'
import { endpoint } from './endpoint.ts'
import { choice, IdField, nullable, TimestampField } from './fields.ts'
import { PagingFields } from './paging.ts'

const CountField = Type.Integer({ minimum: 0, description: 'a number of rows' })

export const ChangeSchema = Type.Object({
  id: IdField,
  at: TimestampField,
  action: choice(CHANGE_ACTIONS, 'an action'),
  summary: Type.String({ description: 'what was done, as a person reads it' }),
  rows: Type.Object({ transactions: CountField, categories: CountField, budgets: CountField }, { description: 'how many rows it touched' }),
  undoes: nullable(IdField, { description: 'the change that it took back, or null' }),
  undone_by: nullable(IdField, { description: 'the change that took it back, or null' }),
}, { description: 'a change' })
export type Change = Static<typeof ChangeSchema>

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

export const undoChange = endpoint({
  method: 'POST',
  path: '/api/changes/:id/undo/',
  tag,
  summary: 'Take a change back: every row is again as it was',
  status: 201,
  reply: ChangeSchema,
  problems: ['not_found', 'not_undoable'],
})
