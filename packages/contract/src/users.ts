/** Users: registering, and what users see and change of their own login. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { CurrencyField, IdField, nullable } from './fields.ts'
import { EMAIL_MAX_CHARACTERS, PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES, USERNAME_MAX_CHARACTERS } from './limits.ts'
import { isEmail, isUsername } from './text.ts'

export const UsernameField = Type.Refine(
  Type.String({ description: `a username: 1 to ${USERNAME_MAX_CHARACTERS} letters, digits or @ . + - _` }),
  (text) => isUsername(text, USERNAME_MAX_CHARACTERS))
const EmailField = Type.Refine(
  Type.String({ maxLength: EMAIL_MAX_CHARACTERS, description: 'an e-mail address, or "" for none' }), isEmail)
const PASSWORD = { minLength: 1, writeOnly: true, format: 'password' } as const
/** A password is never trimmed or normalised; the server has more rules for a new one. */
const NewPasswordField = Type.String({
  ...PASSWORD, description: `a password of ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes`,
})
export const PasswordField = Type.String({ ...PASSWORD, description: 'a password' })

const values = {
  email: Type.String({ description: 'an e-mail address, or ""' }),
  currency: CurrencyField,
}

export const UserSchema = Type.Object({
  id: IdField,
  username: Type.String({ description: 'the name to log in with' }),
  ...values,
}, { description: 'a user' })
export type User = Static<typeof UserSchema>

export const MeSchema = Type.Object({
  id: IdField,
  username: nullable(Type.String(), {
    description: 'the name to log in with; null for the user of an embedded book who has none',
  }),
  ...values,
}, { description: 'the user who asks' })
export type Me = Static<typeof MeSchema>

const tag = 'users'

export const register = endpoint({
  method: 'POST',
  path: '/api/users/register/',
  tag,
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
  problems: ['validation_failed', 'registration_closed', 'too_many_requests', 'unavailable'],
})

export const getMe = endpoint({
  method: 'GET',
  path: '/api/users/me/',
  tag,
  summary: 'Show the user who asks',
  versioned: true,
  status: 200,
  reply: MeSchema,
  problems: [],
})

const change = Type.Object({ email: Type.Optional(EmailField), currency: Type.Optional(CurrencyField) })
export type UserChange = Static<typeof change>

export const changeMe = endpoint({
  method: 'PATCH',
  path: '/api/users/me/',
  tag,
  summary: 'Change the e-mail address or the currency of the user who asks',
  body: change,
  readOnly: ['id', 'username'],
  versioned: true,
  status: 200,
  reply: MeSchema,
  problems: ['validation_failed'],
})

export const changePassword = endpoint({
  method: 'PUT',
  path: '/api/users/me/password/',
  tag,
  summary: 'Change the password; ends every other session',
  body: Type.Object({ old_password: PasswordField, new_password: NewPasswordField }),
  status: 204,
  problems: ['validation_failed', 'too_many_requests', 'unavailable'],
})

export const deleteMe = endpoint({
  method: 'DELETE',
  path: '/api/users/me/',
  tag,
  summary: 'Delete the user who asks, with all of their data',
  body: Type.Object({ password: PasswordField }),
  versioned: true,
  status: 204,
  problems: ['validation_failed', 'too_many_requests', 'unavailable'],
})
