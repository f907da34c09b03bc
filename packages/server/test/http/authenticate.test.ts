import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import t from 'tap'
import { bothDatabases, logInAs, PASSWORD, type HttpApi } from '../helpers/api.ts'
import { keysIn } from '../helpers/keys.ts'

interface Parts { header: Record<string, unknown>, payload: unknown }

function part (value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** A token made by hand, with a good MAC of the key. */
function forged ({ header, payload }: Parts, secret: Buffer, hash = 'sha256'): string {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

function partsOf (token: string): { header: Record<string, unknown>, payload: Record<string, unknown> } {
  const [header, payload] = token.split('.').map((text) => Buffer.from(text, 'base64url').toString())
  return { header: JSON.parse(header ?? ''), payload: JSON.parse(payload ?? '') }
}

async function statusFor (api: HttpApi, authorization: string): Promise<number> {
  return (await api.server.inject({ url: '/api/categories/', headers: { authorization } })).statusCode
}

async function refusalFor (api: HttpApi, authorization: string): Promise<unknown> {
  const answer = await api.server.inject({ url: '/api/categories/', headers: { authorization } })
  return [answer.statusCode, answer.headers['www-authenticate'], answer.json().code, answer.json().detail]
}

const INVALID = [401, 'Bearer', 'not_authenticated', 'This access token is invalid or has expired; refresh it or log ' +
  'in again.']
const ENDED = [401, 'Bearer', 'not_authenticated', 'This session has ended; log in again.']

async function setUp (api: HttpApi) {
  const access = await logInAs(api, 'ada')
  const [key] = await keysIn(api)
  return { access, good: partsOf(access), key }
}

bothDatabases(t, 'an access token names its user, session, audience and expiry [V9.2.4]', async (t, api) => {
  const { good, key } = await setUp(api)
  t.strictSame(good.header, { alg: 'HS256', typ: 'JWT', kid: key.kid })
  const now = api.clock.seconds()
  t.strictSame(good.payload, { sub: '1', sid: 1, typ: 'access', aud: 'fintrack', iat: now, exp: now + 300 })
})

bothDatabases(t, 'the word Bearer is read in any case', async (t, api) => {
  const { access } = await setUp(api)
  for (const scheme of [
    'Bearer', 'bearer', 'BEARER', 'bEaReR',
  ]) t.equal(await statusFor(api, `${scheme} ${access}`), 200, scheme)
})

bothDatabases(t, 'anything but a known token in the Authorization header gets 401 [V6.3.4]', async (t, api) => {
  const { access } = await setUp(api)
  const headers = [
    '', ' ', 'Bearer', 'Bearer ', access, `Token ${access}`, `Basic ${access}`, `Bearer ${access} x`,
    `Bearer ${access}.`, `Bearer "${access}"`,
    `Bearer ${access.slice(0, -4)}`, 'Bearer x', 'Bearer x.y.z', 'Bearer ..', `Bearer ${'A'.repeat(9000)}`,
    'Bearer null', 'Bearer eyJ9.e30.e30',
  ]
  for (const authorization of headers) {
    t.strictSame(await refusalFor(api, authorization), INVALID, authorization.slice(0, 60))
  }
})

bothDatabases(t, 'an access token made by hand with the right key is accepted', async (t, api) => {
  const { good, key } = await setUp(api)
  t.equal(
    await statusFor(api, `Bearer ${forged(good, key.secret)}`), 200,
    'so that the forgeries below fail for one reason only'
  )
})

bothDatabases(t, 'access tokens with forged headers are refused [V9.1.1 V9.1.2 V9.1.3 P2.6]', async (t, api) => {
  const { good, key } = await setUp(api)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsa = `${part({ ...good.header, alg: 'RS256' })}.${part(good.payload)}`
  const none = (alg: unknown) => `${part({ ...good.header, alg })}.${part(good.payload)}.`
  const tokens = {
    'another secret': forged(good, randomBytes(32)),
    'no MAC': none('HS256'),
    'alg none': none('none'),
    'alg None': none('None'),
    'alg none, with a MAC': forged({ ...good, header: { ...good.header, alg: 'none' } }, key.secret),
    'no alg': forged({ ...good, header: { typ: 'JWT', kid: key.kid } }, key.secret),
    'alg as a list': forged({ ...good, header: { ...good.header, alg: ['HS256'] } }, key.secret),
    HS384: forged({ ...good, header: { ...good.header, alg: 'HS384' } }, key.secret, 'sha384'),
    HS512: forged({ ...good, header: { ...good.header, alg: 'HS512' } }, key.secret, 'sha512'),
    RS256: `${rsa}.${sign('sha256', Buffer.from(rsa), privateKey).toString('base64url')}`,
    'another kid': forged({ ...good, header: { ...good.header, kid: 'other' } }, key.secret),
    'kid of Object.prototype': forged({ ...good, header: { ...good.header, kid: '__proto__' } }, key.secret),
    'kid as a number': forged({ ...good, header: { ...good.header, kid: 1 } }, key.secret),
    'another typ': forged({ ...good, header: { ...good.header, typ: 'dpop+jwt' } }, key.secret),
    'no typ': forged({ ...good, header: { alg: 'HS256', kid: key.kid } }, key.secret),
    'no kid': forged({ ...good, header: { alg: 'HS256', typ: 'JWT' } }, key.secret),
  }
  for (const [about, token] of Object.entries(tokens)) {
    t.strictSame(
      await refusalFor(api, `Bearer ${token}`), INVALID, about
    )
  }
})

bothDatabases(t, 'access tokens with other payloads are refused [V1.2.4 V9.2.1 V9.2.2 V9.2.3 P2.6]', async (t, api) => {
  const { good, key } = await setUp(api)
  await logInAs(api, 'bob')
  const { sub, sid, typ, aud, iat, exp } = good.payload
  const payloads: Record<string, unknown> = {
    'no exp': { sub, sid, typ, aud, iat },
    'no sub': { sid, typ, aud, iat, exp },
    'no sid': { sub, typ, aud, iat, exp },
    'no typ': { sub, sid, aud, iat, exp },
    'no aud': { sub, sid, typ, iat, exp },
    'another aud': { ...good.payload, aud: 'other' },
    'several auds': { ...good.payload, aud: ['fintrack', 'other'] },
    'typ refresh': { ...good.payload, typ: 'refresh' },
    'typ Access': { ...good.payload, typ: 'Access' },
    'exp past': { ...good.payload, exp: api.clock.seconds() - 1 },
    'exp as text': { ...good.payload, exp: String(exp) },
    'exp null': { ...good.payload, exp: null },
    'nbf to come': { ...good.payload, nbf: api.clock.seconds() + 60 },
    'sub as a number': { ...good.payload, sub: 1 },
    'sub 0': { ...good.payload, sub: '0' },
    'sub 01': { ...good.payload, sub: '01' },
    'sub of nobody': { ...good.payload, sub: '99' },
    'sub of another': { ...good.payload, sub: '2' },
    'sub as SQL': { ...good.payload, sub: '1 OR 1=1' },
    'sub null': { ...good.payload, sub: null },
    'sub too long': { ...good.payload, sub: '1'.repeat(16) },
    'sid of another': { ...good.payload, sid: 2 },
    'sid of nobody': { ...good.payload, sid: 99 },
    'sid as text': { ...good.payload, sid: '1' },
    'sid as a fraction': { ...good.payload, sid: 1.5 },
    'sid beyond all': { ...good.payload, sid: 1e300 },
    'sid as a list': { ...good.payload, sid: [1] },
    'a list': [good.payload],
    null: null,
    'a text': 'access',
  }
  for (const [about, payload] of Object.entries(payloads)) {
    const refusal = await refusalFor(api, `Bearer ${forged({ header: good.header, payload }, key.secret)}`)
    t.ok([INVALID, ENDED].some((one) => JSON.stringify(one) === JSON.stringify(refusal)), about)
  }
})

bothDatabases(t, 'an access token dies at its expiry, by the server\'s clock [V9.2.1]', async (t, api) => {
  const { access } = await setUp(api)
  api.clock.advance(299)
  t.equal(await statusFor(api, `Bearer ${access}`), 200)
  api.clock.advance(1)
  t.strictSame(await refusalFor(api, `Bearer ${access}`), INVALID)
})

bothDatabases(t, 'a setting decides how long an access token lives', async (t, api) => {
  const access = await logInAs(api, 'ada')
  api.clock.advance(1)
  t.equal(await statusFor(api, `Bearer ${access}`), 200)
  api.clock.advance(1)
  t.equal(await statusFor(api, `Bearer ${access}`), 401)
}, { FINTRACK_ACCESS_TOKEN_SECONDS: '2' })

bothDatabases(t, 'an access token is dead after its session\'s logout [V7.2.1 V7.4.1 P2.6]', async (t, api) => {
  const { access } = await setUp(api)
  const { refresh, access: second } = (await api.server.inject({
    method: 'POST', url: '/api/token/', payload: { username: 'ada', password: PASSWORD },
  })).json()
  t.equal(await statusFor(api, `Bearer ${second}`), 200)
  await api.server.inject({ method: 'POST', url: '/api/token/logout/', payload: { refresh } })
  t.strictSame(await refusalFor(api, `Bearer ${second}`), ENDED)
  t.equal(await statusFor(api, `Bearer ${access}`), 200)
})

bothDatabases(t, 'a token in the query or in a cookie has no effect [V3.5.1 V14.2.1]', async (t, api) => {
  const { access } = await setUp(api)
  t.equal((await api.server.inject({ url: `/api/categories/?token=${access}&access_token=${access}` })).statusCode, 401)
  t.equal(
    (await api.server.inject({ url: '/api/categories/', headers: { cookie: `token=${access}` } })).statusCode, 401
  )
})
