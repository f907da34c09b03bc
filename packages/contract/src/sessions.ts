/** Sessions: the logins of a user that have not ended. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { FlagField, IdField, TimestampField } from './fields.ts'
import { PagingFields } from './paging.ts'

export const SessionSchema = Type.Object({
  id: IdField,
  created_at: TimestampField,
  last_used_at: TimestampField,
  label: Type.String({ description: 'what the login called itself: its own label, else its User-Agent' }),
  current: FlagField,
}, { description: 'a session' })
export type Session = Static<typeof SessionSchema>

const filters = Type.Object(PagingFields)
export type SessionFilters = Static<typeof filters>

const tag = 'sessions'

export const listSessions = endpoint({
  method: 'GET',
  path: '/api/sessions/',
  tag,
  summary: 'List the sessions that have not ended',
  query: filters,
  status: 200,
  reply: Type.Array(SessionSchema),
  problems: ['validation_failed'],
})

export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/sessions/:id/',
  tag,
  summary: 'End a session',
  status: 204,
  problems: ['not_found'],
})
