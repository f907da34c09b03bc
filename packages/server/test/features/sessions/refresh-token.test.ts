import { randomBytes } from 'node:crypto'
import t from 'tap'
import { isGenuine, readRefreshToken, refreshToken } from '../../../src/features/sessions/refresh-token.ts'

const KEY = { kid: 'k1', secret: randomBytes(32) }
const CLAIMS = { userId: 7, sessionId: 12, generation: 3 }

t.test('a refresh token is read as written, and verifies under its key and nonce alone [V7.2.3]', async (t) => {
  const token = readRefreshToken(refreshToken(CLAIMS, 'nonce', KEY))
  t.match(token, { ...CLAIMS, kid: 'k1' })
  if (token === undefined) return
  t.equal(isGenuine(token, 'nonce', KEY), true)
  t.equal(isGenuine(token, 'another', KEY), false)
  t.equal(isGenuine(token, 'nonce', { ...KEY, secret: randomBytes(32) }), false)
  for (const claims of [
    { userId: 8 }, { sessionId: 13 }, { generation: 4 },
  ]) t.equal(isGenuine({ ...token, ...claims }, 'nonce', KEY), false)
  t.equal(isGenuine({ ...token, mac: token.mac.slice(0, 20) }, 'nonce', KEY), false)
})

t.test('the same claims make the same refresh token', async (t) => {
  t.equal(refreshToken(CLAIMS, 'nonce', KEY), refreshToken({ ...CLAIMS }, 'nonce', KEY))
  t.not(refreshToken(CLAIMS, 'nonce', KEY), refreshToken({ ...CLAIMS, generation: 4 }, 'nonce', KEY))
})

t.test('a text that is no refresh token is not read as one [V11.4.3]', async (t) => {
  const good = refreshToken(CLAIMS, 'nonce', KEY)
  for (const text of [
    '', 'x', `${good}.`, `.${good}`, good.replace('fr1', 'fr'), good.replace('.7.', '.07.'),
    good.replace('.7.', '.0.'), good.replace('.7.', '.7e1.'), `${good}\n`,
  ]) {
    t.equal(readRefreshToken(text), undefined, JSON.stringify(text))
  }
})
