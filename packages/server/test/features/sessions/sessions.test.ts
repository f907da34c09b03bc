import t from 'tap'
import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { listCategories } from '@fintrack/contract/categories'
import { endSession, listSessions } from '@fintrack/contract/sessions'
import { register } from '@fintrack/contract/users'
import { hashPassword } from '../../../src/features/users/password.ts'
import { bothDatabases, everyWay, logInAs, PASSWORD, type HttpApi, type TestApi } from '../../helpers/api.ts'
import { refuseRows } from '../../helpers/tables.ts'

const DAY = 86_400

function auditOf ({ databases }: TestApi): Promise<unknown> {
  return databases.reader('audit').select('user_id', 'event', 'session_id').orderBy('id')
}

async function post ({ server }: HttpApi, url: string, payload: object, headers: Record<string, string> = {}) {
  return server.inject({ method: 'POST', url, payload, headers })
}

async function get ({ server }: HttpApi, url: string, access: string) {
  return server.inject({ url, headers: { authorization: `Bearer ${access}` } })
}

bothDatabases(t, 'sessions are listed with label and the present one marked [V7.5.2 V15.3.1]', async (t, api) => {
  await post(api, register.path, { username: 'ada', password: PASSWORD })
  const login = { username: 'ada', password: PASSWORD }
  await post(api, logIn.path, { ...login, label: ' ada@laptop ' })
  api.clock.advance(60)
  const { access, refresh } = (await post(api, logIn.path, login, { 'user-agent': 'curl/8.5\u0001\u00e4' })).json()
  await logInAs(api, 'bob')
  const at = (seconds: number) => api.clock.moment(api.clock.seconds() + seconds)
  t.strictSame((await get(api, listSessions.path, access)).json(), [
    { id: 1, created_at: at(-60), last_used_at: at(-60), label: 'ada@laptop', current: false },
    { id: 2, created_at: at(0), last_used_at: at(0), label: 'curl/8.5', current: true },
  ])
  api.clock.advance(60)
  await post(api, refreshTokens.path, { refresh })
  const [, second] = (await get(api, listSessions.path, access)).json()
  t.strictSame(second, { id: 2, created_at: at(-60), last_used_at: at(0), label: 'curl/8.5', current: true })
})

bothDatabases(t, 'a session has a label also where its client calls itself nothing, or too much', async (t, api) => {
  await post(api, register.path, { username: 'ada', password: PASSWORD })
  for (const agent of ['', 'x'.repeat(300)]) {
    await post(
      api, logIn.path, { username: 'ada', password: PASSWORD }, { 'user-agent': agent }
    )
  }
  t.strictSame(await api.databases.reader('sessions').pluck('label'), ['', 'x'.repeat(100)])
})

everyWay(t, 'sessions are listed in pages, without those that have expired', async (t, api) => {
  const ada = await api.user('ada')
  const before = (await ada.call(listSessions, {})).body.length
  for (let times = 0; times < 3; times += 1) {
    await api.anonymous.call(
      logIn, { body: { username: 'ada', password: PASSWORD } }
    )
  }
  const { body, next } = await ada.call(listSessions, { query: { limit: before + 2 } })
  t.equal(body.length, before + 2)
  const rest = await ada.call(listSessions, { query: { limit: before + 2, cursor: String(next) } })
  t.equal(rest.body.length, 1)
  t.equal(rest.next, undefined)
  await api.databases.writer('sessions').where(
    { id: rest.body[0]?.id }
  ).update({ expires_seconds: api.clock.seconds() })
  t.equal((await ada.call(listSessions, {})).body.length, before + 2)
  t.strictSame((await ada.answer(endSession, { id: String(rest.body[0]?.id) })).status, 404)
})

bothDatabases(t, 'a revoked session is dead at the next request, others go on [V7.5.2 P2.8]', async (t, api) => {
  await logInAs(api, 'ada')
  const [one, other] = await Promise.all([logInAs(api, 'ada'), logInAs(api, 'ada')])
  const sessions = (await get(api, listSessions.path, one)).json()
  const { id } = sessions.find(({ current }: { current: boolean }) => current)
  t.equal((await get(api, listCategories.path, one)).statusCode, 200)
  const answer = await api.server.inject({
    method: 'DELETE', url: `/api/sessions/${id}/`, headers: { authorization: `Bearer ${other}` },
  })
  t.strictSame([answer.statusCode, answer.body], [204, ''])
  t.strictSame(
    [(await get(api, listCategories.path, one)).statusCode, (await get(api, listCategories.path, other)).statusCode],
    [401, 200]
  )
  const again = await api.server.inject({
    method: 'DELETE', url: `/api/sessions/${id}/`, headers: { authorization: `Bearer ${other}` },
  })
  t.match(again.json(), { status: 404, detail: `There is no session ${id}.` })
})

everyWay(t, 'another user\'s session is not found', async (t, api) => {
  await api.user('ada')
  const bob = await api.user('bob')
  await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  const [{ id } = { id: 0 }] = await api.databases.reader('sessions').where({ user_id: 1 }).select('id')
  t.equal((await bob.answer(endSession, { id: String(id) })).status, 404)
  t.equal((await api.databases.reader('sessions').where({ id })).length, 1)
})

everyWay(t, 'a password does not expire, and a login removes expired sessions [V6.2.10]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  const login = () => api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  await login()
  api.clock.advance(90 * DAY)
  await login()
  t.strictSame(await api.databases.reader('sessions').pluck('id'), [2])
  t.strictSame(await auditOf(api), [
    { user_id: 1, event: 'registered', session_id: null }, { user_id: 1, event: 'logged_in', session_id: 1 },
    { user_id: 1, event: 'logged_in', session_id: 2 },
  ])
  api.clock.advance(11 * DAY)
  await login()
  t.strictSame(await auditOf(api), [
    { user_id: 1, event: 'logged_in', session_id: 2 }, { user_id: 1, event: 'logged_in', session_id: 3 },
  ])
}, { FINTRACK_AUDIT_DAYS: '100' })

everyWay(t, 'twenty refreshes at once all succeed and keep one session [P2.7]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => api.anonymous.call(refreshTokens, { body: { refresh } }))
  )
  const successors = new Set(answers.map(({ body }) => body.refresh))
  t.equal(successors.size, 1)
  t.strictSame(await api.databases.reader('sessions').select('id', 'generation'), [{ id: 1, generation: 2 }])
  const [successor = ''] = successors
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh: successor } })).status, 200)
})

everyWay(t, 'reuse of a refresh token ends that session and no other [V10.4.5 V16.3.3 P2.7]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  const [one, other] = await Promise.all(
    [1, 2].map(async () => (await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })).body)
  )
  await api.anonymous.call(refreshTokens, { body: { refresh: String(one?.refresh) } })
  api.clock.advance(31)
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh: String(one?.refresh) } })).status, 401)
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh: String(other?.refresh) } })).status, 200)
  const ended = Number(one?.refresh.split('.')[2])
  t.strictSame(
    (await api.databases.reader('audit').where(
      { event: 'refresh_reused' }
    )).map(({ user_id: user, session_id: session }) => [user, session]),
    [[1, ended]]
  )
})

bothDatabases(t, 'the audit has user, session and address of logins and failures [V16.2.1 V16.3.1]', async (t, api) => {
  await post(api, register.path, { username: 'ada', password: PASSWORD })
  const { refresh, access } = (await post(api, logIn.path, { username: 'ada', password: PASSWORD })).json()
  await post(api, logIn.path, { username: 'ada', password: 'wrong password' })
  await post(api, logIn.path, { username: 'nobody', password: 'wrong password' })
  await post(api, logOut.path, { refresh })
  await post(api, logOut.path, { refresh })
  const {
    refresh: second, access: other,
  } = (await post(api, logIn.path, { username: 'ada', password: PASSWORD })).json()
  t.equal(typeof second, 'string')
  await api.server.inject({ method: 'DELETE', url: '/api/sessions/2/', headers: { authorization: `Bearer ${other}` } })
  t.equal((await get(api, listCategories.path, access)).statusCode, 401)
  t.strictSame(await api.databases.reader('audit').select(
    'user_id', 'event', 'session_id', 'token_id', 'address', 'at'
  ).orderBy('id'), [
    ['registered', 1, null], ['logged_in', 1, 1], ['login_failed', 1, null], ['login_failed', null, null],
    ['logged_out', 1, 1],
    ['logged_in', 1, 2], ['session_ended', 1, 2],
  ].map(
    ([event, user, session]) => ({
      user_id: user, event, session_id: session, token_id: null, address: '127.0.0.1', at: api.clock.now(),
    })
  ))
})

everyWay(t, 'a login that races a password change keeps no session by the old password [P2.8]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  // The change lands while the password is being looked at, which takes long for a hash of full strength.
  const [right, another] = [await hashPassword(PASSWORD), await hashPassword('another quiet river')]
  await api.databases.writer('users').update({ password_hash: right })
  const login = api.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } })
  // Right after the old hash was read.
  for (let seen = false; !seen;) {
    await new Promise((resolve) => {
      api.served.reader.once('query-response', (_: unknown, { sql }: { sql: string }) => {
        seen = sql.includes('username_key')
        resolve(undefined)
      })
    })
  }
  await api.databases.writer('users').update({ password_hash: another })
  t.equal((await login).status, 401)
  t.strictSame(await api.databases.reader('sessions'), [])
})

everyWay(t, 'a failed login that cannot be stored in the audit is an internal error', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  await refuseRows(api.databases, 'audit')
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: 'wrong password' } })).status, 500)
})

everyWay(t, 'an unknown and a known name cost the same SQL statements [V6.3.1 P2.3]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  const statementsOf = async (username: string) => {
    const statements: string[] = []
    const note = ({ sql }: { sql: string }) => { statements.push(sql) }
    const { reader, writer } = api.served
    for (const handle of new Set([reader, writer])) handle.on('query', note)
    t.equal((await api.anonymous.answer(logIn, { body: { username, password: 'wrong password' } })).status, 401)
    for (const handle of new Set([reader, writer])) handle.removeListener('query', note)
    return statements
  }
  const known = await statementsOf('ada')
  t.ok(known.length > 5)
  t.strictSame(await statementsOf('bob'), known)
})

everyWay(t, 'logouts and refreshes that race leave no session, and nothing fails', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  const answers = await Promise.all(
    Array.from(
      { length: 12 }, (_, at) => api.anonymous.answer(at % 2 === 0 ? logOut : refreshTokens, { body: { refresh } })
    )
  )
  t.ok(answers.every(({ status }, at) => at % 2 === 0 ? status === 204 : status === 200 || status === 401))
  t.strictSame(await api.databases.reader('sessions'), [])
  t.equal((await api.databases.reader('audit').where({ event: 'logged_out' })).length, 1)
})
