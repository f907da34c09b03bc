import t from 'tap'
import { accessToken, accessTokenReader } from '../../../src/features/sessions/access-token.ts'
import { openKeys, rotateKeys, type KeyRing } from '../../../src/features/signing-keys/key-ring.ts'
import { folder, TestClock } from '../../helpers/api.ts'

const CLAIMS = { userId: 7, sessionId: 9 }

/** Keys that tell how often a secret was used: reading it is what verifying costs. */
function counting (keys: KeyRing): { keys: KeyRing, uses: () => number } {
  let uses = 0
  const { kid, secret } = keys.current
  const key = { kid, get secret () { uses += 1; return secret } }
  return { keys: { current: key, byId: (id) => id === kid ? key : undefined, refreshed: async () => {} }, uses: () => uses }
}

t.test('a token that was verified is not verified again', async (t) => {
  const clock = new TestClock()
  const { keys, uses } = counting(openKeys(folder(t)))
  const read = accessTokenReader(keys, clock)
  const token = accessToken(CLAIMS, keys, clock, 300)
  const before = uses()
  for (let times = 0; times < 5; times += 1) t.strictSame(await read(token), CLAIMS)
  t.equal(uses() - before, 1)
  t.equal(await read(`${token}x`), undefined)
  t.equal(uses() - before, 2, 'another text is')
})

t.test('what is remembered ends when the token does', async (t) => {
  const clock = new TestClock()
  const keys = openKeys(folder(t))
  const read = accessTokenReader(keys, clock)
  const token = accessToken(CLAIMS, keys, clock, 300)
  t.strictSame(await read(token), CLAIMS)
  clock.advance(299)
  t.strictSame(await read(token), CLAIMS)
  clock.advance(1)
  t.equal(await read(token), undefined)
  t.equal(await read(token), undefined)
})

t.test('what is remembered ends when its key goes, and not when another comes', async (t) => {
  const dataDir = folder(t)
  const clock = new TestClock()
  const keys = openKeys(dataDir)
  const read = accessTokenReader(keys, clock)
  const token = accessToken(CLAIMS, keys, clock, 300)
  t.strictSame(await read(token), CLAIMS)
  rotateKeys(dataDir, { endSessions: false })
  t.strictSame(await read(token), CLAIMS)
  t.strictSame(await read(accessToken(CLAIMS, keys, clock, 300)), CLAIMS)
  rotateKeys(dataDir, { endSessions: true })
  t.equal(await read(token), undefined)
})

t.test('no more than ten thousand are remembered, the oldest goes first', async (t) => {
  const clock = new TestClock()
  const { keys, uses } = counting(openKeys(folder(t)))
  const read = accessTokenReader(keys, clock)
  const tokens = Array.from({ length: 10_001 }, (_, at) => accessToken({ userId: 7, sessionId: at + 1 }, keys, clock, 300))
  for (const token of tokens) await read(token)
  const before = uses()
  await read(tokens[10_000] ?? '')
  await read(tokens[1] ?? '')
  t.equal(uses() - before, 0)
  await read(tokens[0] ?? '')
  t.equal(uses() - before, 1)
})

t.test('of the texts that mean the same bytes one is the token', async (t) => {
  const keys = openKeys(folder(t))
  const clock = new TestClock()
  const read = accessTokenReader(keys, clock)
  const token = accessToken(CLAIMS, keys, clock, 300)
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const taken: string[] = []
  for (const sign of signs) if (await read(`${token.slice(0, -1)}${sign}`) !== undefined) taken.push(sign)
  t.strictSame(taken, [token.at(-1)])
})
