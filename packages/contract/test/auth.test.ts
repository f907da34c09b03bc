import t from 'tap'
import { logIn, logOut, refreshTokens, register, TokensSchema, UserSchema } from '../src/auth.ts'
import { faultsOf, matches } from '../src/validate.ts'

t.test('registering takes a name and a password, and an address and a currency if given', async (t) => {
  for (const body of [
    { username: 'ann', password: 'x' },
    { username: 'ann@example.com', password: ' ', email: '', currency: 'EUR' },
    { username: '山田', password: 'correct horse', email: 'a@b.co' },
  ]) t.equal(faultsOf(register.body, body, register.readOnly), undefined)
  t.equal(faultsOf(register.body, { id: 1, username: 'ann', password: 'x' }, register.readOnly), undefined)
})

t.test('each of them has its faults, and the password is not repeated', async (t) => {
  t.strictSame(faultsOf(register.body, {}), {
    username: ['This field is required: a username: 1 to 150 letters, digits or @ . + - _.'],
    password: ['This field is required: a password of 8 to 1024 bytes.'],
  })
  t.strictSame(faultsOf(register.body, { username: 'a b', password: 12_345_678, email: null, currency: 'euro' }), {
    username: ['"a b" is not a username: 1 to 150 letters, digits or @ . + - _.'],
    password: ['This is not a password of 8 to 1024 bytes.'],
    email: ['null is not an e-mail address, or "" for none.'],
    currency: ['"euro" is not an ISO 4217 currency code, such as EUR.'],
  })
  t.strictSame(Object.keys(faultsOf(register.body, { username: 'a'.repeat(151), password: '', email: `${'a'.repeat(250)}@b.co` }) ?? {}), ['username', 'password', 'email'])
})

t.test('logging in takes any name and password but empty ones', async (t) => {
  t.equal(faultsOf(logIn.body, { username: 'a b\n', password: 'x'.repeat(60_000) }), undefined)
  t.strictSame(faultsOf(logIn.body, { username: '', password: '' }), { username: ['"" is not a username.'], password: ['This is not a password.'] })
  for (const { body } of [refreshTokens, logOut]) {
    t.equal(faultsOf(body, { refresh: 'x' }), undefined)
    t.strictSame(faultsOf(body, { refresh: '' }), { refresh: ['This is not a refresh token, as the login gave it.'] })
  }
})

t.test('the answers are a user and a pair of tokens', async (t) => {
  t.ok(matches(UserSchema, { id: 1, username: 'ann', email: '', currency: 'EUR' }))
  t.notOk(matches(UserSchema, { id: 1, username: null, email: '', currency: 'EUR' }))
  t.ok(matches(TokensSchema, { access: 'a', refresh: 'b' }))
  t.notOk(matches(TokensSchema, { access: 'a' }))
})
