import fastify from 'fastify'
import t, { type Test } from 'tap'
import { signerWithoutServer } from '../../src/features/sessions/access-token.ts'
import { openKeys, rotateKeys, type KeyRing } from '../../src/features/signing-keys/key-ring.ts'
import { accessTokens } from '../../src/http/access-tokens.ts'
import { folder, TestClock } from '../helpers/api.ts'

const CLAIMS = { userId: 7, sessionId: 9 }
const LIFE_SECONDS = 300

/** Keys that count how often a secret is used to verify. */
function counting (keys: KeyRing): { keys: KeyRing, uses: () => number } {
  let uses = 0
  const { kid, secret } = keys.current
  const key = { kid, get secret () { uses += 1; return secret } }
  return {
    keys: { current: { kid, secret }, byId: (id) => id === kid ? key : undefined, refreshed: async () => {} },
    uses: () => uses,
  }
}

/** An app that answers with the claims of a request's token, or with null. */
async function reading (t: Test, keys: KeyRing) {
  const clock = new TestClock()
  const server = fastify()
  t.teardown(() => server.close())
  const { sign, read } = await accessTokens(server, { keys, clock, lifeSeconds: LIFE_SECONDS })
  server.get('/', async (request) => JSON.stringify(await read(request) ?? null))
  return {
    clock,
    token: (claims = CLAIMS) => sign(claims, keys.current),
    read: async (token: string) => (await server.inject(
      { url: '/', headers: { authorization: `Bearer ${token}` } }
    )).json<unknown>(),
  }
}

t.test('an access token that was verified is not verified again, and any other text is', async (t) => {
  const { keys, uses } = counting(openKeys(folder(t)))
  const { read, token } = await reading(t, keys)
  const text = token()
  for (let times = 0; times < 5; times += 1) t.strictSame(await read(text), CLAIMS)
  t.equal(uses(), 1)
  t.equal(await read(`${text.slice(0, -43)}${'A'.repeat(43)}`), null)
  t.equal(uses(), 2)
})

t.test('a remembered verification ends when the access token expires', async (t) => {
  const { read, token, clock } = await reading(t, openKeys(folder(t)))
  const text = token()
  t.strictSame(await read(text), CLAIMS)
  clock.advance(LIFE_SECONDS - 1)
  t.strictSame(await read(text), CLAIMS)
  clock.advance(1)
  t.equal(await read(text), null)
  t.equal(await read(text), null)
})

t.test('a remembered verification ends when its key goes, and not when another key comes', async (t) => {
  const dataDir = folder(t)
  const { read, token } = await reading(t, openKeys(dataDir))
  const text = token()
  t.strictSame(await read(text), CLAIMS)
  rotateKeys(dataDir, { endSessions: false })
  t.strictSame(await read(text), CLAIMS)
  t.strictSame(await read(token()), CLAIMS, 'signed by the new key')
  rotateKeys(dataDir, { endSessions: true })
  t.equal(await read(text), null)
  t.strictSame(await read(token()), CLAIMS)
})

t.test('at most a thousand verifications of access tokens are remembered', async (t) => {
  const { keys, uses } = counting(openKeys(folder(t)))
  const { read, token } = await reading(t, keys)
  const tokens = Array.from({ length: 1001 }, (_, at) => token({ userId: 7, sessionId: at + 1 }))
  for (const text of tokens) await read(text)
  t.equal(uses(), 1001)
  await read(tokens[1000] ?? '')
  t.equal(uses(), 1001)
  await read(tokens[0] ?? '')
  t.equal(uses(), 1002, 'the one that was used least recently was forgotten')
})

t.test('of several texts that decode to the same bytes only one is accepted as the access token', async (t) => {
  const { read, token } = await reading(t, openKeys(folder(t)))
  const text = token()
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const taken: string[] = []
  for (const last of characters) if (await read(`${text.slice(0, -1)}${last}`) !== null) taken.push(last)
  t.strictSame(taken, [text.at(-1)])
})

t.test('the embedded book signs the same access token as a server, byte for byte', async (t) => {
  const keys = openKeys(folder(t))
  const { clock, token } = await reading(t, keys)
  t.equal(signerWithoutServer(clock, LIFE_SECONDS)(CLAIMS, keys.current), token())
})
