import t from 'tap'
import { logIn, logOut, refreshTokens, type Tokens } from '@fintrack/contract/auth'
import { listCategories } from '@fintrack/contract/categories'
import { register } from '@fintrack/contract/users'
import { bothDatabases, everyWay, PASSWORD, type TestApi } from '../../helpers/api.ts'

const REFUSED = {
  status: 401,
  body: {
    type: 'urn:fintrack:problem:invalid_refresh_token',
    title: 'The refresh token is no longer valid',
    status: 401,
    detail: 'This refresh token is invalid or its session has ended; log in again.',
    code: 'invalid_refresh_token',
  },
}

const DAY = 86_400

async function logInAda ({ anonymous }: TestApi, username = 'ada'): Promise<Tokens> {
  await anonymous.answer(register, { body: { username, password: PASSWORD } })
  return (await anonymous.call(logIn, { body: { username, password: PASSWORD } })).body
}

async function refresh ({ anonymous }: TestApi, token: string): Promise<Tokens> {
  return (await anonymous.call(refreshTokens, { body: { refresh: token } })).body
}

async function refusal ({ anonymous }: TestApi, token: string): Promise<unknown> {
  return anonymous.answer(refreshTokens, { body: { refresh: token } })
}

everyWay(t, 'each login gives a pair of tokens and makes a session of its own [V7.2.2 V7.2.4]', async (t, api) => {
  const first = await logInAda(api)
  const second = await logInAda(api)
  t.match(first.access, /^eyJ[\w-]+\.[\w-]+\.[\w-]{43}$/)
  t.match(first.refresh, /^fr1\.1\.1\.1\.[\w-]{11}\.[\w-]{43}$/)
  t.match(second.refresh, /^fr1\.1\.2\.1\./)
  t.strictSame(await api.databases.reader('sessions').select(
    'user_id', 'generation', 'refreshed_seconds', 'expires_seconds'
  ), [1, 2].map(() => ({
    user_id: 1, generation: 1, refreshed_seconds: api.clock.seconds(), expires_seconds: api.clock.seconds() + 90 * DAY,
  })))
})

everyWay(t, 'an unknown name and a wrong password get the same answer, byte for byte [P2.3]', async (t, api) => {
  await logInAda(api, 'Ada')
  const answers = await Promise.all([
    ['Ada', 'wrong password'], ['Ada', `${PASSWORD} `], ['Ada', PASSWORD.toUpperCase()], ['Ada', 'x'],
    ['Ada', 'x'.repeat(5000)], ['Ada', '\u0000'],
    ['nobody', PASSWORD], ['ada', PASSWORD], ['ADA', PASSWORD], ['Ａda', PASSWORD], ['Ada\u0301', PASSWORD],
    ['A da', PASSWORD], ['\' OR 1=1 --', PASSWORD],
    ['%', PASSWORD], ['x'.repeat(500), PASSWORD], ['\u0000', PASSWORD], [' ', PASSWORD],
  ].map(([username, password]) => api.anonymous.answer(logIn, { body: { username, password } })))
  for (const answer of answers) {
    t.equal(JSON.stringify(answer), JSON.stringify({
      status: 401,
      body: {
        type: 'urn:fintrack:problem:invalid_credentials',
        title: 'Username or password is wrong',
        status: 401,
        detail: 'No user has this name and password.',
        code: 'invalid_credentials',
      },
    }))
  }
  t.equal((await api.databases.reader('sessions')).length, 1)
})

bothDatabases(t, 'an unknown name and a wrong password get the same headers [P2.3]', async (t, api) => {
  await logInAda(api)
  const [wrong, unknown] = await Promise.all(['ada', 'bob'].map(async (username) => {
    const { headers: { 'x-request-id': id, date, ...headers }, rawPayload } =
      await api.server.inject({ method: 'POST', url: logIn.path, payload: { username, password: 'wrong password' } })
    return { headers, text: rawPayload.toString() }
  }))
  t.strictSame(wrong, unknown)
  t.equal(wrong?.headers['www-authenticate'], 'Bearer')
})

everyWay(t, 'the username of a login is compared trimmed and in NFC, but in its own case and width', async (t, api) => {
  await api.anonymous.call(register, { body: { username: ' Zoe\u0308 ', password: PASSWORD } })
  for (const username of ['Zoë', 'Zoe\u0308', '  Zoë']) {
    t.equal(
      (await api.anonymous.answer(logIn, { body: { username, password: PASSWORD } })).status, 200,
      JSON.stringify(username)
    )
  }
  for (const username of ['zoë', 'ZOË', 'Ｚoë', 'Zoe']) {
    t.equal(
      (await api.anonymous.answer(logIn, { body: { username, password: PASSWORD } })).status, 401,
      JSON.stringify(username)
    )
  }
})

everyWay(t, 'the password of a login is compared as it was sent [V6.2.8]', async (t, api) => {
  const password = ' pässwörd with spaces '
  await api.anonymous.call(register, { body: { username: 'ada', password } })
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password } })).status, 200)
  for (const other of [password.trim(), password.normalize('NFD'), password.toUpperCase()]) {
    t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: other } })).status, 401)
  }
})

everyWay(t, 'a missing, empty or odd field of a login is 400, and the answer repeats no secret', async (t, api) => {
  const faultsFor = async (endpoint: typeof logIn | typeof refreshTokens | typeof logOut, body: object) => {
    const {
      status, body: { errors },
    } = await api.anonymous.answer(endpoint, { body }) as { status: number, body: { errors: unknown } }
    return [status, errors]
  }
  t.strictSame(await faultsFor(logIn, {}),
    [400, { username: ['This field is required: a username.'], password: ['This field is required: a password.'] }])
  t.strictSame(await faultsFor(logIn, { username: '', password: '' }),
    [400, { username: ['"" is not a username.'], password: ['This is not a password.'] }])
  t.strictSame(await faultsFor(logIn, { username: 12, password: 12345678 }),
    [400, { username: ['12 is not a username.'], password: ['This is not a password.'] }])
  t.strictSame(await faultsFor(logIn, { username: null, password: null, refresh: 'x' }), [400, {
    refresh: ['"refresh" is not a field here; there are: username, password, label.'],
    username: ['null is not a username.'],
    password: ['This is not a password.'],
  }])
  for (const endpoint of [refreshTokens, logOut]) {
    t.strictSame(await faultsFor(endpoint, {}), [
      400, { refresh: ['This field is required: a refresh token from a login or a refresh.'] },
    ])
    for (const token of ['', 1, null, ['x']]) {
      t.strictSame(await faultsFor(endpoint, { refresh: token }), [
        400, { refresh: ['This is not a refresh token from a login or a refresh.'] },
      ])
    }
  }
})

everyWay(t, 'a login with a name of many combining marks is refused quickly', async (t, api) => {
  const statusOf = async (marks: number) => {
    const username = `a${'\u0301'.repeat(marks)}${'\u0323'.repeat(marks)}`
    return (await api.anonymous.answer(logIn, { body: { username, password: PASSWORD } })).status
  }
  t.equal(await statusOf(3000), 401)
  // To normalise this takes a second. Over HTTP it is too long for a request without a login.
  t.equal(await statusOf(12_000), api.way === 'http' ? 413 : 401)
})

everyWay(t, 'each refresh of a session gives the next pair of tokens', async (t, api) => {
  const first = await logInAda(api)
  const second = await refresh(api, first.refresh)
  const third = await refresh(api, second.refresh)
  t.strictSame([first, second, third].map((tokens) => tokens.refresh.split('.').slice(0, 4).join('.')), [
    'fr1.1.1.1', 'fr1.1.1.2', 'fr1.1.1.3',
  ])
  t.equal((await api.databases.reader('sessions')).length, 1, 'of the same session')
})

everyWay(t, 'the preceding refresh token gets the same successor within the grace, however often', async (t, api) => {
  const { refresh: old } = await logInAda(api)
  const next = await Promise.all([refresh(api, old), refresh(api, old), refresh(api, old)])
  api.clock.advance(30)
  next.push(await refresh(api, old))
  t.equal(new Set(next.map((tokens) => tokens.refresh)).size, 1)
  t.match((await refresh(api, next[0]?.refresh ?? '')).refresh, /^fr1\.1\.1\.3\./)
})

everyWay(t, 'the preceding refresh token ends the session after the grace', async (t, api) => {
  const { refresh: old } = await logInAda(api)
  const { refresh: next } = await refresh(api, old)
  api.clock.advance(31)
  t.strictSame(await refusal(api, old), REFUSED)
  t.strictSame(await refusal(api, next), REFUSED, 'for whoever has the newer one as well')
  t.strictSame(await api.databases.reader('sessions'), [])
})

everyWay(t, 'a refresh token older than the predecessor ends the session at once [V2.3.1]', async (t, api) => {
  const { refresh: first } = await logInAda(api)
  const { refresh: second } = await refresh(api, first)
  const { refresh: third } = await refresh(api, second)
  t.strictSame(await refusal(api, first), REFUSED)
  t.strictSame(await refusal(api, third), REFUSED)
})

everyWay(t, 'a session that ends leaves the others', async (t, api) => {
  const { refresh: first } = await logInAda(api)
  const { refresh: other } = await logInAda(api)
  const { refresh: bobs } = await logInAda(api, 'bob')
  await refresh(api, (await refresh(api, first)).refresh)
  t.strictSame(await refusal(api, first), REFUSED)
  t.match(await refresh(api, other), { refresh: /^fr1\.1\.2\.2\./ })
  t.match(await refresh(api, bobs), { refresh: /^fr1\.[23]\.3\.2\./ })
})

everyWay(t, 'the preceding refresh token is good only in the same second with a grace of 0', async (t, api) => {
  const { refresh: old } = await logInAda(api)
  const { refresh: next } = await refresh(api, old)
  t.equal((await refresh(api, old)).refresh, next)
  api.clock.advance(1)
  t.strictSame(await refusal(api, old), REFUSED)
}, { FINTRACK_REFRESH_GRACE_SECONDS: '0' })

everyWay(t, 'the first refresh token stays valid with rotation off [P2.7]', async (t, api) => {
  const { refresh: only } = await logInAda(api)
  for (const days of [1, 89, 89]) {
    api.clock.advance(days * DAY)
    t.equal((await refresh(api, only)).refresh, only)
  }
  api.clock.advance(90 * DAY)
  t.strictSame(await refusal(api, only), REFUSED)
}, { FINTRACK_REFRESH_ROTATION: 'off' })

everyWay(t, 'a session that is not used ends after its last refresh [V7.3.1]', async (t, api) => {
  const { refresh: first } = await logInAda(api)
  api.clock.advance(2 * DAY - 1)
  const { refresh: second } = await refresh(api, first)
  api.clock.advance(2 * DAY - 1)
  const { refresh: third } = await refresh(api, second)
  api.clock.advance(2 * DAY)
  t.strictSame(await refusal(api, third), REFUSED)
}, { FINTRACK_SESSION_DAYS: '2' })

everyWay(t, 'a session ends at its greatest age, however it is used [V7.3.2]', async (t, api) => {
  let { refresh: token } = await logInAda(api)
  for (let days = 0; days < 4; days += 1) {
    api.clock.advance(DAY)
    token = (await refresh(api, token)).refresh
  }
  api.clock.advance(DAY)
  t.strictSame(await refusal(api, token), REFUSED)
}, { FINTRACK_SESSION_DAYS: '2', FINTRACK_SESSION_MAX_DAYS: '5' })

everyWay(t, 'a session from before sessions had a greatest age goes on', async (t, api) => {
  const { refresh: first } = await logInAda(api)
  await api.databases.writer('sessions').update({ ends_seconds: null })
  const { refresh: second } = await refresh(api, first)
  api.clock.advance(2 * DAY - 1)
  t.match(await refresh(api, second), { refresh: /^fr1/ })
}, { FINTRACK_SESSION_DAYS: '2', FINTRACK_SESSION_MAX_DAYS: '2' })

bothDatabases(t, 'an access token does not outlive its session [V7.4.1]', async (t, api) => {
  const { access, refresh: token } = await logInAda(api)
  const status = async () => (await api.server.inject({
    url: listCategories.path, headers: { authorization: `Bearer ${access}` },
  })).statusCode
  t.equal(await status(), 200)
  await api.databases.writer('sessions').update({ expires_seconds: api.clock.seconds() })
  t.equal(await status(), 401, 'the session has expired')
  await api.databases.writer('sessions').update({ expires_seconds: api.clock.seconds() + DAY })
  t.equal(await status(), 200)
  const { refresh: next } = await refresh(api, token)
  await refresh(api, next)
  await refusal(api, token)
  t.equal(await status(), 401, 'the session was ended by a token that was too old')
}, { FINTRACK_SESSION_DAYS: '1', FINTRACK_ACCESS_TOKEN_SECONDS: '86400' })

everyWay(t, 'logout ends the session, and may be repeated [V7.4.1 P2.8]', async (t, api) => {
  const { refresh: token } = await logInAda(api)
  const { refresh: other } = await logInAda(api)
  const done = { status: 204, body: undefined }
  t.strictSame(await api.anonymous.answer(logOut, { body: { refresh: token } }), done)
  t.strictSame(await refusal(api, token), REFUSED)
  t.strictSame(await api.anonymous.answer(logOut, { body: { refresh: token } }), done)
  t.match(await refresh(api, other), { refresh: /^fr1/ })
})

everyWay(t, 'logout ends a session also with an older refresh token of it', async (t, api) => {
  const { refresh: first } = await logInAda(api)
  const { refresh: third } = await refresh(api, (await refresh(api, first)).refresh)
  await api.anonymous.call(logOut, { body: { refresh: first } })
  t.strictSame(await refusal(api, third), REFUSED)
})

everyWay(t, 'logout with a forged token, or a text that is none, succeeds and ends nothing', async (t, api) => {
  const { refresh: token } = await logInAda(api)
  for (const forged of [
    'x', 'fr1.1.1.1', `${token.slice(0, -3)}AAA`, token.replace('fr1.1.1.1', 'fr1.1.1.2'), 'null',
  ]) {
    t.strictSame(await api.anonymous.answer(logOut, { body: { refresh: forged } }), { status: 204, body: undefined })
  }
  t.match(await refresh(api, token), { refresh: /^fr1/ })
})

everyWay(t, 'a forged refresh token is refused and ends nothing [V9.2.2]', async (t, api) => {
  const { refresh: token, access } = await logInAda(api)
  const { refresh: bobs } = await logInAda(api, 'bob')
  const [, user, session, generation, kid, mac = ''] = token.split('.')
  const forged = [
    'x', '', access, `${token} `, ` ${token}`, `${token}A`, token.toUpperCase(), token.slice(0, -1),
    token.replace('fr1', 'fr2'), `${token}\n`,
    ['fr1', '2', session, generation, kid, mac].join('.'),
    ['fr1', user, '2', generation, kid, mac].join('.'),
    ['fr1', user, session, '2', kid, mac].join('.'),
    ['fr1', user, session, '0', kid, mac].join('.'),
    ['fr1', user, session, '01', kid, mac].join('.'),
    ['fr1', user, session, '-1', kid, mac].join('.'),
    ['fr1', user, session, generation, 'other', mac].join('.'),
    ['fr1', user, session, generation, '__proto__', mac].join('.'),
    ['fr1', user, session, generation, kid, 'A'.repeat(43)].join('.'),
    ['fr1', user, session, generation, kid, `${mac}.x`].join('.'),
    // The same bytes, but for bits that a decoder drops.
    ...[
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
    ].map((sign) => `${token.slice(0, -1)}${sign}`).filter((text) => text !== token),
    ['fr1', user, session, generation, kid, bobs.split('.')[5]].join('.'),
    ['fr1', user, '99', generation, kid, mac].join('.'),
    ['fr1', '9'.repeat(16), session, generation, kid, mac].join('.'),
  ].filter((text) => text !== '')
  for (const text of forged) t.strictSame(await refusal(api, text), REFUSED, text)
  t.match(await refresh(api, token), { refresh: /^fr1\.1\.1\.2\./ })
})
