import t from 'tap'
import { logIn, logOut, refreshTokens, TokensSchema } from '../src/auth.ts'
import { matches } from '../src/validate.ts'
import { faultsOf } from './faults.ts'

t.test('a login takes any name and password but empty ones', async (t) => {
  t.equal(faultsOf(logIn.body, { username: 'a b\n', password: 'x'.repeat(60_000) }), undefined)
  t.strictSame(faultsOf(logIn.body, { username: '', password: '' }), {
    username: ['"" is not a username.'], password: ['This is not a password.'],
  })
  for (const { body } of [refreshTokens, logOut]) {
    t.equal(faultsOf(body, { refresh: 'x' }), undefined)
    t.strictSame(
      faultsOf(body, { refresh: '' }), { refresh: ['This is not a refresh token from a login or a refresh.'] }
    )
  }
})

t.test('a login may give a label for its session', async (t) => {
  const login = { username: 'ann', password: 'x' }
  t.equal(faultsOf(logIn.body, { ...login, label: 'ann@laptop' }), undefined)
  for (const label of ['', 'a\nb', 'x'.repeat(101), 7, null]) {
    t.strictSame(Object.keys(faultsOf(logIn.body, { ...login, label }) ?? {}), ['label'], String(label))
  }
})

t.test('the answer of a login is a pair of tokens', async (t) => {
  t.ok(matches(TokensSchema, { access: 'a', refresh: 'b' }))
  t.notOk(matches(TokensSchema, { access: 'a' }))
})
