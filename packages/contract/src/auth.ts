/** Registering, logging in, keeping and ending a session. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { CurrencyField, IdField } from './fields.ts'
import { EMAIL_MAX_CHARACTERS, PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES, USERNAME_MAX_CHARACTERS } from './limits.ts'
import { isEmail, isUsername } from './text.ts'

export const UsernameField = Type.Refine(
  Type.String({ description: `a username: 1 to ${USERNAME_MAX_CHARACTERS} letters, digits or @ . + - _` }),
  (text) => isUsername(text, USERNAME_MAX_CHARACTERS))
const EmailField = Type.Refine(
  Type.String({ maxLength: EMAIL_MAX_CHARACTERS, description: 'an e-mail address, or "" for none' }), isEmail)
/** Taken exactly as sent; the rules for a new one are the server's. */
const NewPasswordField = Type.String({
  minLength: 1, writeOnly: true, format: 'password', description: `a password of ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes`,
})
const PasswordField = Type.String({ minLength: 1, writeOnly: true, format: 'password', description: 'a password' })
const RefreshField = Type.String({ minLength: 1, writeOnly: true, description: 'a refresh token, as the login gave it' })

export const UserSchema = Type.Object({
  id: IdField,
  username: Type.String({ description: 'the name to log in with' }),
  email: Type.String({ description: 'an e-mail address, or ""' }),
  currency: CurrencyField,
}, { description: 'a user' })
export type User = Static<typeof UserSchema>

export const TokensSchema = Type.Object({
  access: Type.String({ description: 'a token for the Authorization header, good for minutes' }),
  refresh: Type.String({ description: 'a token that gets the next pair' }),
}, { description: 'a pair of tokens' })
export type Tokens = Static<typeof TokensSchema>

export const register = endpoint({
  method: 'POST',
  path: '/api/users/register/',
  tag: 'users',
  open: true,
  summary: 'Register a user',
  body: Type.Object({
    username: UsernameField,
    password: NewPasswordField,
    email: Type.Optional(EmailField),
    currency: Type.Optional(CurrencyField),
  }),
  readOnly: ['id'],
  status: 201,
  reply: UserSchema,
  problems: ['validation_failed', 'registration_closed'],
})

export const logIn = endpoint({
  method: 'POST',
  path: '/api/token/',
  tag: 'token',
  open: true,
  summary: 'Log in: get an access and a refresh token',
  body: Type.Object({ username: Type.String({ minLength: 1, description: 'a username' }), password: PasswordField }),
  status: 200,
  reply: TokensSchema,
  problems: ['validation_failed', 'invalid_credentials'],
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
