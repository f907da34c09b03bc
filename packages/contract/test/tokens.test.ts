import t from 'tap'
import { SessionSchema } from '../src/sessions.ts'
import { AccessTokenSchema, createToken, NewAccessTokenSchema } from '../src/tokens.ts'
import { matches } from '../src/validate.ts'
import { faultsOf } from './faults.ts'

t.test('a token has a name and a scope, and optionally an expiry', async (t) => {
  t.equal(faultsOf(createToken.body, { name: 'cron', scope: 'read' }), undefined)
  t.equal(faultsOf(createToken.body, { name: 'cron', scope: 'read-write', expires_in_days: 30 }), undefined)
  t.strictSame(faultsOf(createToken.body, { name: '', scope: 'write', expires_in_days: 0 }), {
    name: ['"" is not a label: 1 to 100 characters on one line, without control characters.'],
    scope: ['"write" is not a scope: read, read-write.'],
    expires_in_days: ['0 is not a number of days from 1 to 3650 (leave it out for a token that never expires).'],
  })
})

t.test('a new token is returned with its text, a listed one without it', async (t) => {
  const listed = {
    id: 1, name: 'cron', scope: 'read', created_at: '2024-05-01T00:00:00.000Z', last_used_at: null, expires_at: null,
  }
  t.ok(matches(AccessTokenSchema, listed))
  t.notOk(matches(NewAccessTokenSchema, listed))
  t.ok(matches(NewAccessTokenSchema, { ...listed, token: 'x' }))
})

t.test('a session says whether it is the one that asks', async (t) => {
  t.ok(
    matches(SessionSchema, {
      id: 1, created_at: '2024-05-01T00:00:00.000Z', last_used_at: '2024-05-01T00:00:00.000Z', label: '', current: true,
    })
  )
})
