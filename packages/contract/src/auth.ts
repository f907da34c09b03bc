/** Logging in, refreshing a session and logging out. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LabelField } from './fields.ts'
import { PasswordField } from './users.ts'

const RefreshField = Type.String({
  minLength: 1, writeOnly: true, description: 'a refresh token from a login or a refresh',
})

export const TokensSchema = Type.Object({
  access: Type.String({ description: 'a token for the Authorization header, good for minutes' }),
  refresh: Type.String({ description: 'a token that gets the next pair' }),
}, { description: 'a pair of tokens' })
export type Tokens = Static<typeof TokensSchema>

export const logIn = endpoint({
  method: 'POST',
  path: '/api/token/',
  tag: 'token',
  open: true,
  summary: 'Log in: get an access and a refresh token',
  body: Type.Object({
    username: Type.String({ minLength: 1, description: 'a username' }),
    password: PasswordField,
    label: Type.Optional(LabelField),
  }),
  status: 200,
  reply: TokensSchema,
  problems: ['validation_failed', 'invalid_credentials', 'limit_reached', 'too_many_requests', 'unavailable'],
})

export const refreshTokens = endpoint({
  method: 'POST',
  path: '/api/token/refresh/',
  tag: 'token',
  open: true,
  summary: 'Exchange a refresh token for the next pair',
  body: Type.Object({ refresh: RefreshField }),
  status: 200,
  reply: TokensSchema,
  problems: ['validation_failed', 'invalid_refresh_token'],
})

export const logOut = endpoint({
  method: 'POST',
  path: '/api/token/logout/',
  tag: 'token',
  open: true,
  summary: 'End the session of a refresh token',
  body: Type.Object({ refresh: RefreshField }),
  status: 204,
  problems: ['validation_failed'],
})
