/** Tokens that are none of ours, by every trick in the book: each is 401, and looks like any other. */
import {
  constants, createCipheriv, createHmac, createSign, generateKeyPairSync, randomBytes, type BinaryLike,
} from 'node:crypto'
import t, { type Test } from 'tap'
import { bothDatabases, logInAs, PASSWORD, type HttpApi } from '../helpers/api.ts'
import { keysIn, rotate, type SigningKey } from '../helpers/keys.ts'
import { answerIn, exchange, listening } from '../helpers/wire.ts'

type Claims = Readonly<Record<string, unknown>>

/** What a forger may have got hold of: the keys themselves, for most of it. */
interface Loot {
  readonly access: string
  readonly refresh: string
  readonly personal: string
  readonly revoked: string
  readonly ended: string
  readonly bob: { readonly access: string, readonly personal: string }
  readonly header: Claims
  readonly claims: Claims
  readonly key: SigningKey
  readonly older: SigningKey
  readonly now: number
}

const base64 = (value: BinaryLike) => Buffer.from(value as Buffer).toString('base64url')
const mac = (text: string, secret: BinaryLike, hash = 'sha256') =>
  createHmac(hash, secret).update(text).digest('base64url')

/** A token of any texts, with a MAC over them. */
function signed (header: string, payload: string, secret: BinaryLike, hash?: string): string {
  const text = `${base64(header)}.${base64(payload)}`
  return `${text}.${mac(text, secret, hash)}`
}

const withHeader = ({ header, claims, key }: Loot, change: Claims, hash?: string) =>
  signed(JSON.stringify({ ...header, ...change }), JSON.stringify(claims), key.secret, hash)
const withClaims = ({ header, claims, key }: Loot, change: Claims) =>
  signed(JSON.stringify(header), JSON.stringify({ ...claims, ...change }), key.secret)
/** With a claim as it is written, which JSON.stringify would not write. */
const withText = ({ header, claims, key }: Loot, name: string, text: string) =>
  signed(JSON.stringify(header), JSON.stringify({ ...claims, [name]: '@' }).replace('"@"', text), key.secret)
const unsigned = ({ header, claims }: Loot, alg: unknown, end = '.') =>
  `${base64(JSON.stringify({ ...header, alg }))}.${base64(JSON.stringify(claims))}${end}`
const parts = (token: string) => token.split('.') as [string, string, string]
const flipped = (text: string, at: number) => {
  const index = at < 0 ? text.length + at : at
  return `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

function encrypted ({ claims, key }: Loot, inner?: string): string {
  const header = base64(
    JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: key.kid, ...(inner === undefined ? {} : { cty: 'JWT' }) })
  )
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.secret.subarray(0, 32), iv).setAAD(Buffer.from(header))
  const text = Buffer.concat([cipher.update(inner ?? JSON.stringify(claims)), cipher.final()])
  return [header, '', base64(iv), base64(text), base64(cipher.getAuthTag())].join('.')
}

/** Each by what is wrong with it. All but the last group come as `Bearer <token>`. */
const TOKENS: Readonly<Record<string, (loot: Loot) => string>> = {
  'alg none, no signature': (loot) => unsigned(loot, 'none'),
  'alg none, two parts': (loot) => unsigned(loot, 'none', ''),
  'alg None': (loot) => unsigned(loot, 'None'),
  'alg NONE': (loot) => unsigned(loot, 'NONE'),
  'alg nOnE': (loot) => unsigned(loot, 'nOnE'),
  'alg none, with a good MAC': (loot) => withHeader(loot, { alg: 'none' }),
  'alg empty': (loot) => withHeader(loot, { alg: '' }),
  'alg missing': (loot) => withHeader(loot, { alg: undefined }),
  'alg null': (loot) => withHeader(loot, { alg: null }),
  'alg as a list': (loot) => withHeader(loot, { alg: ['HS256'] }),
  'alg as an object': (loot) => withHeader(loot, { alg: { toString: 'HS256' } }),
  'alg hs256 in lower case': (loot) => withHeader(loot, { alg: 'hs256' }),
  'alg HS384 with the secret': (loot) => withHeader(loot, { alg: 'HS384' }, 'sha384'),
  'alg HS512 with the secret': (loot) => withHeader(loot, { alg: 'HS512' }, 'sha512'),
  'alg RS256, the secret as a MAC': (loot) => withHeader(loot, { alg: 'RS256' }),
  'alg ES256, the secret as a MAC': (loot) => withHeader(loot, { alg: 'ES256' }),
  'alg RS256, signed by a key of theirs': (loot) => {
    const text = unsigned(loot, 'RS256', '')
    return `${text}.${createSign('sha256').update(text).sign(rsa.privateKey).toString('base64url')}`
  },
  'alg PS256, signed by a key of theirs': (loot) => {
    const text = unsigned(loot, 'PS256', '')
    const key = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }
    return `${text}.${createSign('sha256').update(text).sign(key).toString('base64url')}`
  },
  'alg ES256, signed by a key of theirs': (loot) => {
    const text = unsigned(loot, 'ES256', '')
    const key = { key: ec.privateKey, dsaEncoding: 'ieee-p1363' as const }
    return `${text}.${createSign('sha256').update(text).sign(key).toString('base64url')}`
  },
  'alg HS256, a public key in the header': (loot) => withHeader(loot, {
    jwk: rsa.publicKey.export({ format: 'jwk' }), alg: 'RS256',
  }),

  'signature empty': ({ access }) => `${parts(access).slice(0, 2).join('.')}.`,
  'signature missing': ({ access }) => parts(access).slice(0, 2).join('.'),
  'signature cut short': ({ access }) => access.slice(0, -4),
  'signature of one sign': ({ access }) => `${parts(access).slice(0, 2).join('.')}.A`,
  'signature begun otherwise': ({ access }) => access.replace(parts(access)[2], flipped(parts(access)[2], 0)),
  'signature twice': ({ access }) => `${access}.${parts(access)[2]}`,
  'signature padded': ({ access }) => `${access}=`,
  'signature of zeros': ({ access }) => `${parts(access).slice(0, 2).join('.')}.${'A'.repeat(43)}`,
  'signature by another secret': ({ header, claims }) => signed(
    JSON.stringify(header), JSON.stringify(claims), randomBytes(32)
  ),
  'signature by an empty secret': ({ header, claims }) => signed(JSON.stringify(header), JSON.stringify(claims), ''),
  'signature by the kid': ({ header, claims, key }) => signed(JSON.stringify(header), JSON.stringify(claims), key.kid),
  'signature by the secret as text': ({ header, claims, key }) => signed(
    JSON.stringify(header), JSON.stringify(claims), key.secret.toString('base64url')
  ),
  'header cut short': ({ access }) => access.slice(4),
  'header empty': ({ access }) => `.${parts(access).slice(1).join('.')}`,
  'header alone': ({ access }) => parts(access)[0],
  'payload cut short': ({ access }) => `${parts(access)[0]}.${parts(access)[1].slice(0, -4)}.${parts(access)[2]}`,
  'payload empty': ({ access }) => `${parts(access)[0]}..${parts(access)[2]}`,
  'payload changed': ({ access }) => access.replace(parts(access)[1], flipped(parts(access)[1], 10)),
  'payload of another, signature of mine': ({ access, bob }) =>
    `${parts(access)[0]}.${parts(bob.access)[1]}.${parts(access)[2]}`,
  'signature of another, payload of mine': ({ access, bob }) =>
    `${parts(access)[0]}.${parts(access)[1]}.${parts(bob.access)[2]}`,
  'parts in another order': ({ access }) => parts(access).reverse().join('.'),
  'only dots': () => '..',
  'no dots': () => 'token',

  'kid missing': (loot) => withHeader(loot, { kid: undefined }),
  'kid null': (loot) => withHeader(loot, { kid: null }),
  'kid a number': (loot) => withHeader(loot, { kid: 0 }),
  'kid a list of the right one': (loot) => withHeader(loot, { kid: [loot.key.kid] }),
  'kid an object': (loot) => withHeader(loot, { kid: { kid: loot.key.kid } }),
  'kid empty': (loot) => withHeader(loot, { kid: '' }),
  'kid a path': (loot) => withHeader(loot, { kid: '../../keys.json' }),
  'kid a device': (loot) => signed(
    JSON.stringify({ ...loot.header, kid: '/dev/null' }), JSON.stringify(loot.claims), ''
  ),
  'kid of SQL': (loot) => withHeader(loot, { kid: '\' UNION SELECT \'secret' }),
  'kid of a prototype': (loot) => withHeader(loot, { kid: '__proto__' }),
  'kid constructor': (loot) => withHeader(loot, { kid: 'constructor' }),
  'kid long': (loot) => withHeader(loot, { kid: 'k'.repeat(1000) }),
  'kid of an older key': (loot) => withHeader(loot, { kid: loot.older.kid }),
  'kid with a NUL': (loot) => withHeader(loot, { kid: `${loot.key.kid}\u0000` }),
  'an older key under the new kid': ({ header, claims, older }) => signed(
    JSON.stringify(header), JSON.stringify(claims), older.secret
  ),

  'crit of something': (loot) => withHeader(loot, { crit: ['exp'], exp: 1 }),
  'crit empty': (loot) => withHeader(loot, { crit: [] }),
  'b64 false, with crit': (loot) => withHeader(loot, { b64: false, crit: ['b64'] }),
  'b64 false, payload as it is': ({ header, key }) => {
    const text = `${base64(JSON.stringify({ ...header, b64: false, crit: ['b64'] }))}.{}`
    return `${text}.${mac(text, key.secret)}`
  },
  'encrypted with the secret': (loot) => encrypted(loot),
  'encrypted around a good token': (loot) => encrypted(loot, loot.access),
  'a token in a token': ({ access, header, key }) => signed(
    JSON.stringify({ ...header, cty: 'JWT' }), access, key.secret
  ),
  'a token as a JSON text in a token': ({ access, header, key }) => signed(
    JSON.stringify(header), JSON.stringify(access), key.secret
  ),
  'header no JSON': ({ claims, key }) => signed('{', JSON.stringify(claims), key.secret),
  'header a list': ({ claims, key }) => signed('[]', JSON.stringify(claims), key.secret),
  'header null': ({ claims, key }) => signed('null', JSON.stringify(claims), key.secret),

  'payload no JSON': ({ header, key }) => signed(JSON.stringify(header), '{', key.secret),
  'payload null': ({ header, key }) => signed(JSON.stringify(header), 'null', key.secret),
  'payload a list': ({ header, claims, key }) => signed(JSON.stringify(header), JSON.stringify([claims]), key.secret),
  'payload a number': ({ header, key }) => signed(JSON.stringify(header), '1', key.secret),
  'payload no UTF-8': ({ header, key }) => {
    const text = `${base64(JSON.stringify(header))}.${Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url')}`
    return `${text}.${mac(text, key.secret)}`
  },
  'typ missing': (loot) => withClaims(loot, { typ: undefined }),
  'typ refresh': (loot) => withClaims(loot, { typ: 'refresh' }),
  'typ Access': (loot) => withClaims(loot, { typ: 'Access' }),
  'typ a list': (loot) => withClaims(loot, { typ: ['access'] }),
  'aud missing': (loot) => withClaims(loot, { aud: undefined }),
  'aud of another service': (loot) => withClaims(loot, { aud: 'elsewhere' }),
  'exp missing': (loot) => withClaims(loot, { exp: undefined }),
  'exp null': (loot) => withClaims(loot, { exp: null }),
  'exp a text': (loot) => withClaims(loot, { exp: String(loot.claims.exp) }),
  'exp negative': (loot) => withClaims(loot, { exp: -1 }),
  'exp zero': (loot) => withClaims(loot, { exp: 0 }),
  'exp a fraction': (loot) => withClaims(loot, { exp: loot.now + 100.5 }),
  'exp 1e400': (loot) => withText(loot, 'exp', '1e400'),
  'exp 1e300': (loot) => withText(loot, 'exp', '1e300'),
  'exp past': (loot) => withClaims(loot, { exp: loot.now - 1 }),
  'exp now': (loot) => withClaims(loot, { exp: loot.now }),
  'exp a list': (loot) => withClaims(loot, { exp: [loot.claims.exp] }),
  'exp true': (loot) => withClaims(loot, { exp: true }),
  'nbf to come': (loot) => withClaims(loot, { nbf: loot.now + 60 }),
  'sub missing': (loot) => withClaims(loot, { sub: undefined }),
  'sub a number': (loot) => withClaims(loot, { sub: 1 }),
  'sub a fraction': (loot) => withClaims(loot, { sub: '1.0' }),
  'sub negative': (loot) => withClaims(loot, { sub: '-1' }),
  'sub zero': (loot) => withClaims(loot, { sub: '0' }),
  'sub with zeros': (loot) => withClaims(loot, { sub: '01' }),
  'sub with a sign': (loot) => withClaims(loot, { sub: '+1' }),
  'sub with a space': (loot) => withClaims(loot, { sub: ' 1' }),
  'sub with a line break': (loot) => withClaims(loot, { sub: '1\n' }),
  'sub with a NUL': (loot) => withClaims(loot, { sub: '1\u0000' }),
  'sub in digits of another script': (loot) => withClaims(loot, { sub: '１' }),
  'sub of SQL': (loot) => withClaims(loot, { sub: '1 OR 1=1' }),
  'sub a list': (loot) => withClaims(loot, { sub: ['1'] }),
  'sub of another, with my sid': (loot) => withClaims(loot, { sub: '2' }),
  'sub of nobody': (loot) => withClaims(loot, { sub: '999' }),
  'sid missing': (loot) => withClaims(loot, { sid: undefined }),
  'sid a text': (loot) => withClaims(loot, { sid: '1' }),
  'sid a fraction': (loot) => withClaims(loot, { sid: 1.5 }),
  'sid negative': (loot) => withClaims(loot, { sid: -1 }),
  'sid null': (loot) => withClaims(loot, { sid: null }),
  'sid true': (loot) => withClaims(loot, { sid: true }),
  'sid beyond all numbers': (loot) => withText(loot, 'sid', '1e400'),
  'sid of another': (loot) => withClaims(loot, { sid: 2 }),
  'sid of nobody': (loot) => withClaims(loot, { sid: 999 }),
  'claims of a prototype': ({ header, claims, key }) => signed(
    JSON.stringify(header), `{"__proto__": ${JSON.stringify(claims)}}`, key.secret
  ),
  'claims of a constructor': ({ header, claims, key }) => signed(
    JSON.stringify(header), `{"constructor": {"prototype": ${JSON.stringify(claims)}}}`, key.secret
  ),
  'a session that has ended': ({ ended }) => ended,
  'of 8 KiB, the right key': (loot) => withClaims(loot, { pad: 'x'.repeat(6000) }),
  'of 8 KiB of dots': () => '.'.repeat(8192),
  'of 8 KiB of nothing': () => 'A'.repeat(8192),
  'with Unicode': ({ access }) => `${access}é`,
  'with signs of the plain base64': ({ access }) => access.replace(parts(access)[2], `+/${parts(access)[2].slice(2)}`),
  'with a NUL': ({ access }) => `${access}\u0000`,
  'with a line break': ({ access }) => `${access}\n`,
  'percent-encoded': ({ access }) => access.replaceAll('.', '%2E'),
  'in quotes': ({ access }) => `"${access}"`,

  'a refresh token': ({ refresh }) => refresh,
  'personal, a sign of its secret changed': ({ personal }) => flipped(personal, -10),
  'personal, its last sign changed': ({ personal }) => flipped(personal, -1),
  'personal, of another user': ({ personal }) => personal.replace('ftp_1_', 'ftp_2_'),
  'personal, of nobody': ({ personal }) => personal.replace('ftp_1_', 'ftp_999_'),
  'personal, with a zero before': ({ personal }) => personal.replace('ftp_1_', 'ftp_01_'),
  'personal, in upper case': ({ personal }) => personal.replace('ftp_', 'FTP_'),
  'personal, cut short': ({ personal }) => personal.slice(0, -1),
  'personal, with something behind': ({ personal }) => `${personal}A`,
  'personal, its secret alone': ({ personal }) => personal.slice('ftp_1_'.length),
  'personal, its beginning alone': () => 'ftp_1_',
  'personal, the prefix alone': () => 'ftp_',
  'personal, the secret of another\'s': ({ bob }) => bob.personal.replace('ftp_2_', 'ftp_1_'),
  'personal, revoked': ({ revoked }) => revoked,
}

/** Whole headers. */
const HEADERS: Readonly<Record<string, (loot: Loot) => string>> = {
  nothing: () => '',
  'the scheme alone': () => 'Bearer',
  'no scheme': ({ access }) => access,
  'Bearer twice': ({ access }) => `Bearer Bearer ${access}`,
  'two tokens': ({ access, bob }) => `Bearer ${access} ${bob.access}`,
  'two logins': ({ access, bob }) => `Bearer ${access}, Bearer ${bob.access}`,
  'a tab between': ({ access }) => `Bearer\t${access}`,
  'another scheme': ({ access }) => `Token ${access}`,
  JWT: ({ access }) => `JWT ${access}`,
  'Basic with the password': () => `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`,
  'Basic with a token': ({ access }) => `Basic ${Buffer.from(`ada:${access}`).toString('base64')}`,
  'Basic with a personal token': ({ personal }) => `Basic ${personal}`,
  Digest: () => 'Digest username="ada", response="x"',
}

async function looted (api: HttpApi): Promise<Loot> {
  await rotate(api)
  const access = await logInAs(api, 'ada')
  const bob = await logInAs(api, 'bob')
  const post = async (url: string, payload: object, token = access) =>
    (await api.server.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${token}` } })).json()
  const login = () => post('/api/token/', { username: 'ada', password: PASSWORD })
  const { refresh } = await login()
  const over = await login()
  await api.server.inject({ method: 'POST', url: '/api/token/logout/', payload: { refresh: over.refresh } })
  const personal = await post('/api/tokens/', { name: 'one', scope: 'read-write' })
  const revoked = await post('/api/tokens/', { name: 'two', scope: 'read-write' })
  await api.server.inject({
    method: 'DELETE', url: `/api/tokens/${revoked.id}/`, headers: { authorization: `Bearer ${access}` },
  })
  const others = await post('/api/tokens/', { name: 'one', scope: 'read-write' }, bob)
  const [header, claims] = parts(access).slice(0, 2).map(
    (part) => JSON.parse(Buffer.from(part, 'base64url').toString())
  ) as [Claims, Claims]
  const [key, older] = await keysIn(api) as [SigningKey, SigningKey]
  return {
    access, refresh, personal: personal.token, revoked: revoked.token, ended: over.access,
    bob: { access: bob, personal: others.token },
    header, claims, key, older, now: api.clock.seconds(),
  }
}

/** What the forgeries are made of is good in itself, so that each fails for one reason only. */
async function seeGoodOnes (test: Test, api: HttpApi, loot: Loot): Promise<void> {
  for (const token of [
    loot.access, loot.bob.access, loot.personal, loot.bob.personal, withClaims(loot, {}), withHeader(loot, {}),
  ]) {
    test.equal(
      (await api.server.inject({ url: '/api/categories/', headers: { authorization: `Bearer ${token}` } })).statusCode,
      200
    )
  }
}

/** Everything of an answer that could tell one refusal from another but for its sentence. */
function shapeOf (status: number, headers: Readonly<Record<string, unknown>>, text: string): unknown {
  const { detail, ...body } = JSON.parse(text)
  return [
    status, headers['www-authenticate'], headers['content-type'], Object.keys(headers).sort(), typeof detail, body,
  ]
}

function faultsOf ({ log }: HttpApi): unknown[] {
  return log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40)
}

bothDatabases(t, 'no forged token gets in or makes a 500 [V9.1.1 V9.1.2 V9.1.3 V9.2.2 P2.6]', async (t, api) => {
  const loot = await looted(api)
  await seeGoodOnes(t, api, loot)
  const refusal = async (authorization: string, method: 'GET' | 'POST' = 'GET') => {
    const answer = await api.server.inject({ method, url: '/api/categories/', headers: { authorization } })
    return shapeOf(answer.statusCode, answer.headers, answer.body)
  }
  const expected = await refusal('Bearer nonsense')
  t.match(expected, [
    401, 'Bearer', 'application/problem+json', Array, 'string', { code: 'not_authenticated', status: 401 },
  ])
  const cases = [
    ...Object.entries(TOKENS).map(([about, make]) => [about, `Bearer ${make(loot)}`] as const),
    ...Object.entries(HEADERS).map(([about, make]) => [about, make(loot)] as const),
  ]
  t.ok(cases.length > 140)
  for (const [about, authorization] of cases) {
    t.strictSame(await refusal(authorization), expected, about)
    t.strictSame(await refusal(authorization, 'POST'), expected, `${about}, to write`)
  }
  t.strictSame(faultsOf(api), [])
  await seeGoodOnes(t, api, loot)
})

bothDatabases(t, 'no forged token gets in over a real connection, where several headers may come', async (t, api) => {
  const loot = await looted(api)
  const port = await listening(api.server)
  const answerTo = async (...headers: string[]) => {
    const lines = ['GET /api/categories/ HTTP/1.1', ...headers, 'Connection: close', '', '']
    return answerIn(await exchange(port, lines.join('\r\n')))
  }
  const [good, bad] = [`Authorization: Bearer ${loot.access}`, 'Authorization: Bearer nonsense']
  t.equal((await answerTo(good)).status, 200)
  for (const headers of [
    [good, bad], [bad, good], [good, good], [good, `authorization: Bearer ${loot.bob.access}`],
    [`Authorization: Bearer ${loot.access},`], ['Authorization:'],
  ]) {
    const { status, headers: { 'www-authenticate': scheme }, text } = await answerTo(...headers)
    t.match(
      [status, scheme, JSON.parse(text)], [401, 'Bearer', { code: 'not_authenticated' }],
      headers.join(' and ').replaceAll(/eyJ[^ ]*/g, '…')
    )
  }
  t.strictSame(faultsOf(api), [])
})

bothDatabases(t, 'an access token cannot be used as a refresh token [V9.2.2]', async (t, api) => {
  const loot = await looted(api)
  const [, , , generation, kid, sum] = loot.refresh.split('.') as [string, string, string, string, string, string]
  const [user, session] = loot.refresh.split('.').slice(1) as [string, string]
  const made = (...given: unknown[]) => ['fr1', ...given].join('.')
  const texts: Record<string, string> = {
    'an access token': loot.access,
    'a personal token': loot.personal,
    'an access token of the type refresh': withClaims(loot, { typ: 'refresh' }),
    'of another user': made(2, session, generation, kid, sum),
    'of another session': made(user, 1, generation, kid, sum),
    'of another generation': made(user, session, 2, kid, sum),
    'of generation 0': made(user, session, 0, kid, sum),
    'of an older key': made(user, session, generation, loot.older.kid, sum),
    'of a key that is a path': made(user, session, generation, '../../keys.json', sum),
    'of a prototype': made(user, session, generation, '__proto__', sum),
    'without a sum': made(user, session, generation, kid, ''),
    'with a sum of zeros': made(user, session, generation, kid, 'A'.repeat(43)),
    'with a sum changed': made(user, session, generation, kid, flipped(sum, 0)),
    'with more behind': `${loot.refresh}.x`,
    'with a line break': `${loot.refresh}\n`,
    'with a user of many digits': made('9'.repeat(400), session, generation, kid, sum),
    'of another version': loot.refresh.replace('fr1', 'fr2'),
    'of 8 KiB': 'x'.repeat(8192),
  }
  for (const [about, refresh] of Object.entries(texts)) {
    const refused = await api.server.inject({ method: 'POST', url: '/api/token/refresh/', payload: { refresh } })
    t.match(
      [refused.statusCode, refused.headers['www-authenticate'], refused.json()],
      [401, 'Bearer', { code: 'invalid_refresh_token' }], about
    )
    t.equal(
      (await api.server.inject({ method: 'POST', url: '/api/token/logout/', payload: { refresh } })).statusCode, 204,
      about
    )
  }
  t.strictSame(faultsOf(api), [])
  await seeGoodOnes(t, api, loot)
  t.equal(
    (await api.server.inject({
      method: 'POST', url: '/api/token/refresh/', payload: { refresh: loot.refresh },
    })).statusCode,
    200
  )
})
