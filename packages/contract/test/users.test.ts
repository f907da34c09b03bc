import t from 'tap'
import { changeMe, changePassword, deleteMe, MeSchema, register, UserSchema } from '../src/users.ts'
import { matches } from '../src/validate.ts'
import { faultsOf } from './faults.ts'

t.test('registering takes a name and a password, and optionally an address and a currency [V6.4.2]', async (t) => {
  for (const body of [
    { username: 'ann', password: 'x' },
    { username: 'ann@example.com', password: ' ', email: '', currency: 'EUR' },
    { username: '山田', password: 'correct horse', email: 'a@b.co' },
  ]) t.equal(faultsOf(register.body, body, register.readOnly), undefined)
  t.equal(faultsOf(register.body, { id: 1, username: 'ann', password: 'x' }, register.readOnly), undefined)
})

t.test('each bad field of a registration has its fault, and the password is not repeated', async (t) => {
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
  t.strictSame(
    Object.keys(
      faultsOf(register.body, { username: 'a'.repeat(151), password: '', email: `${'a'.repeat(250)}@b.co` }) ?? {}
    ),
    ['username', 'password', 'email']
  )
})

t.test('a user may change their address and currency, and send back what they read', async (t) => {
  t.equal(faultsOf(changeMe.body, { id: 1, username: 'ann', email: '', currency: 'EUR' }, changeMe.readOnly), undefined)
  t.equal(faultsOf(changeMe.body, {}), undefined)
  t.strictSame(
    Object.keys(faultsOf(changeMe.body, { email: null, currency: 'eur', password: 'x' }) ?? {}),
    ['password', 'email', 'currency']
  )
})

t.test('changing the password and deleting the account ask for the password [V6.2.3]', async (t) => {
  t.strictSame(faultsOf(changePassword.body, {}), {
    old_password: ['This field is required: a password.'],
    new_password: ['This field is required: a password of 8 to 1024 bytes.'],
  })
  t.strictSame(faultsOf(deleteMe.body, { password: '' }), { password: ['This is not a password.'] })
})

t.test('only the user of an embedded book may be without a name', async (t) => {
  const user = { id: 1, username: 'ann', email: '', currency: 'EUR' }
  t.ok(matches(UserSchema, user))
  t.notOk(matches(UserSchema, { ...user, username: null }))
  t.ok(matches(MeSchema, user))
  t.ok(matches(MeSchema, { ...user, username: null }))
})
