/** Personal access tokens, which cron jobs and pipelines use in the place of a login. */
import { Type, type Static } from 'typebox'
import { SCOPES } from './choices.ts'
import { endpoint } from './endpoint.ts'
import { choice, IdField, LabelField, nullable, TimestampField } from './fields.ts'
import { TOKEN_MAX_DAYS } from './limits.ts'
import { PagingFields } from './paging.ts'

const ScopeField = choice(SCOPES, 'a scope')

const values = {
  id: IdField,
  name: Type.String({ description: 'what the token is for' }),
  scope: ScopeField,
  created_at: TimestampField,
  last_used_at: nullable(TimestampField, {
    description: 'when it was last used, to a few minutes; null before its first use',
  }),
  expires_at: nullable(TimestampField, { description: 'when it expires; null for never' }),
}

export const AccessTokenSchema = Type.Object(values, { description: 'a personal access token, without its secret' })
export type AccessToken = Static<typeof AccessTokenSchema>

export const NewAccessTokenSchema = Type.Object({
  ...values,
  token: Type.String({ description: 'the token itself: shown only once, and stored nowhere' }),
}, { description: 'a new personal access token' })
export type NewAccessToken = Static<typeof NewAccessTokenSchema>

const full = Type.Object({
  name: LabelField,
  scope: ScopeField,
  expires_in_days: Type.Optional(Type.Integer({
    minimum: 1,
    maximum: TOKEN_MAX_DAYS,
    description: `a number of days from 1 to ${TOKEN_MAX_DAYS} (leave it out for a token that never expires)`,
  })),
})
export type AccessTokenInput = Static<typeof full>

const filters = Type.Object(PagingFields)
export type AccessTokenFilters = Static<typeof filters>

const tag = 'tokens'

export const listTokens = endpoint({
  method: 'GET',
  path: '/api/tokens/',
  tag,
  summary: 'List personal access tokens',
  query: filters,
  status: 200,
  reply: Type.Array(AccessTokenSchema),
  problems: ['validation_failed'],
})

export const createToken = endpoint({
  method: 'POST',
  path: '/api/tokens/',
  tag,
  summary: 'Create a personal access token; needs a login, not a token',
  loginOnly: true,
  body: full,
  readOnly: ['id', 'created_at', 'last_used_at', 'expires_at'],
  status: 201,
  reply: NewAccessTokenSchema,
  problems: ['validation_failed', 'already_exists', 'limit_reached'],
})

export const getToken = endpoint({
  method: 'GET',
  path: '/api/tokens/:id/',
  tag,
  summary: 'Show a personal access token, without its secret',
  status: 200,
  reply: AccessTokenSchema,
  problems: ['not_found'],
})

export const revokeToken = endpoint({
  method: 'DELETE',
  path: '/api/tokens/:id/',
  tag,
  summary: 'Revoke a personal access token',
  status: 204,
  problems: ['not_found'],
})
