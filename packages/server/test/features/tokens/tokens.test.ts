import t from 'tap'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { endSession, listSessions } from '@fintrack/contract/sessions'
import { createToken, getToken, listTokens, revokeToken } from '@fintrack/contract/tokens'
import { getMe } from '@fintrack/contract/users'
import { bothDatabases, everyWay, logInAs, type HttpApi } from '../../helpers/api.ts'
import { refuseRows } from '../../helpers/tables.ts'

const DAY = 86_400

async function withToken (api: HttpApi, body: object): Promise<{ access: string, token: string, id: number }> {
  const access = await logInAs(api, 'ada')
  const { token, id } = (await send(api, 'POST', createToken.path, access, body)).body
  return { access, token, id }
}

async function send (
  { server }: HttpApi, method: 'GET' | 'POST' | 'DELETE' | 'PATCH', url: string, token: string, payload?: object
) {
  const answer = await server.inject({
    method, url, ...(payload === undefined ? {} : { payload }), headers: { authorization: `Bearer ${token}` },
  })
  return {
    status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), location: answer.headers.location,
  }
}

everyWay(t, 'a token is made, shown once, listed and revoked [V7.2.2 V7.2.3 V11.5.1 V15.3.1 P2.9]', async (t, api) => {
  const ada = await api.user('ada')
  const now = api.clock.now()
  const made = await ada.call(createToken, { body: { name: ' cron ', scope: 'read' } })
  const { token, ...listed } = made.body
  t.match(token, /^ftp_1_[\w-]{43}$/)
  t.strictSame(listed, { id: 1, name: 'cron', scope: 'read', created_at: now, last_used_at: null, expires_at: null })
  t.equal(made.location, '/api/tokens/1/')
  const { body: second } = await ada.call(
    createToken, { body: { name: 'backup', scope: 'read-write', expires_in_days: 30 } }
  )
  t.equal(second.expires_at, api.clock.moment(api.clock.seconds() + 30 * DAY))
  t.strictSame((await ada.call(listTokens, {})).body.map(({ name }) => name), ['cron', 'backup'])
  t.strictSame((await ada.call(getToken, { id: 1 })).body, listed)
  const { body, next } = await ada.call(listTokens, { query: { limit: 1 } })
  t.strictSame(body, [listed])
  t.strictSame(
    (await ada.call(listTokens, { query: { limit: 1, cursor: String(next) } })).body.map(({ id }) => id), [2]
  )
  t.strictSame(await ada.answer(revokeToken, { id: '1' }), { status: 204, body: undefined })
  t.match(await ada.refusal(revokeToken, { id: 1 }), { code: 'not_found', message: 'There is no token 1.' })
  t.match(await ada.refusal(getToken, { id: 1 }), { code: 'not_found', message: 'There is no token 1.' })
  t.notMatch(JSON.stringify(await api.databases.reader('tokens')), token.slice(6), 'the secret is stored nowhere')
  t.strictSame(await api.databases.reader('audit').whereNotNull('token_id').select('user_id', 'event', 'token_id'), [
    { user_id: 1, event: 'token_created', token_id: 1 }, { user_id: 1, event: 'token_created', token_id: 2 },
    { user_id: 1, event: 'token_revoked', token_id: 1 },
  ])
})

everyWay(t, 'a token\'s name is unique to its user in any case, and other users may have the same', async (t, api) => {
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  await ada.call(createToken, { body: { name: 'Cron', scope: 'read' } })
  t.match(await ada.refusal(createToken, { body: { name: 'cron', scope: 'read' } }), {
    code: 'already_exists', message: 'There is a token "cron" already; choose another name, or revoke that one.',
  })
  const { body: { id } } = await bob.call(createToken, { body: { name: 'cron', scope: 'read' } })
  t.equal((await ada.refusal(revokeToken, { id })).code, 'not_found')
  t.equal((await bob.call(listTokens, {})).body.length, 1)
})

bothDatabases(t, 'a token of scope read reads everything and writes nothing [V8.2.1 P2.9]', async (t, api) => {
  const { token, access } = await withToken(api, { name: 'cron', scope: 'read' })
  for (const url of [
    listCategories.path, listTokens.path, listSessions.path, getMe.path,
  ]) t.equal((await send(api, 'GET', url, token)).status, 200, url)
  const refusal = {
    status: 403, code: 'forbidden',
    detail: 'This personal access token may only read; this needs one of scope read-write.',
  }
  t.match((await send(api, 'POST', createCategory.path, token, { name: 'Food', type: 'expense' })).body, refusal)
  t.match(
    (await send(api, 'POST', createCategory.path, token, { nonsense: 1 })).body, refusal,
    'before anything of the body is looked at'
  )
  t.match((await send(api, 'DELETE', '/api/tokens/1/', token)).body, refusal)
  t.match((await send(api, 'PATCH', getMe.path, token, { currency: 'EUR' })).body, refusal)
  t.strictSame((await send(api, 'GET', listCategories.path, access)).body, [])
})

bothDatabases(t, 'a token of scope read-write does what a login does, except create tokens', async (t, api) => {
  const { token } = await withToken(api, { name: 'cron', scope: 'read-write' })
  t.equal((await send(api, 'POST', createCategory.path, token, { name: 'Food', type: 'expense' })).status, 201)
  t.match((await send(api, 'POST', createToken.path, token, { name: 'more', scope: 'read' })).body,
    { status: 403, code: 'forbidden', detail: 'A personal access token cannot do this; log in.' })
  t.strictSame(
    (await send(api, 'GET', listSessions.path, token)).body.map(({ current }: { current: boolean }) => current),
    [false]
  )
  t.equal((await send(api, 'DELETE', endSession.path.replace(':id', '1'), token)).status, 204)
})

bothDatabases(t, 'a revoked or expired token is dead at the next request [P2.9]', async (t, api) => {
  const { token, access } = await withToken(api, { name: 'cron', scope: 'read', expires_in_days: 1 })
  await send(api, 'DELETE', '/api/sessions/1/', access)
  api.clock.advance(DAY - 1)
  t.equal((await send(api, 'GET', listCategories.path, token)).status, 200)
  api.clock.advance(1)
  t.match((await send(api, 'GET', listCategories.path, token)).body, {
    status: 401, code: 'not_authenticated', detail: 'This personal access token is invalid, expired or revoked; ' +
      'create another with `fintrack token create`.',
  })
  const other = await withToken(api, { name: 'other', scope: 'read' })
  t.equal((await send(api, 'GET', listCategories.path, other.token)).status, 200)
  await send(api, 'DELETE', `/api/tokens/${other.id}/`, other.access)
  t.equal((await send(api, 'GET', listCategories.path, other.token)).status, 401)
})

bothDatabases(t, 'a token\'s last use is stored to a few minutes, without a write a request', async (t, api) => {
  const { token, access } = await withToken(api, { name: 'cron', scope: 'read' })
  const lastUsed = async () => (await send(api, 'GET', '/api/tokens/1/', access)).body.last_used_at
  const settled = async (expected: string) => {
    while (await lastUsed() !== expected) await new Promise((resolve) => { setImmediate(resolve) })
  }
  t.equal(await lastUsed(), null)
  await send(api, 'GET', listCategories.path, token)
  const first = api.clock.now()
  await settled(first)
  api.clock.advance(200)
  const statements: string[] = []
  api.served.writer.on('query', ({ sql }: { sql: string }) => { statements.push(sql) })
  await send(api, 'GET', listCategories.path, token)
  t.strictSame(statements, [])
  api.clock.advance(100)
  await send(api, 'GET', listCategories.path, token)
  await settled(api.clock.now())
  t.pass()
}, { FINTRACK_ACCESS_TOKEN_SECONDS: '3600' })

bothDatabases(t, 'a request succeeds although the last use of its token cannot be stored', async (t, api) => {
  const { token } = await withToken(api, { name: 'cron', scope: 'read' })
  await refuseRows(api.databases, 'tokens')
  t.equal((await send(api, 'GET', listCategories.path, token)).status, 200)
  await api.databases.writer.raw('SELECT 1')
  t.equal((await send(api, 'GET', listCategories.path, token)).status, 200)
})

bothDatabases(t, 'creating a token passes on an error that is no duplicate name', async (t, api) => {
  const access = await logInAs(api, 'ada')
  await api.databases.writer.raw('DROP TABLE tokens')
  t.equal((await send(api, 'POST', createToken.path, access, { name: 'cron', scope: 'read' })).status, 500)
})

bothDatabases(t, 'a text that only looks like a personal access token is refused', async (t, api) => {
  const { token } = await withToken(api, { name: 'cron', scope: 'read' })
  await logInAs(api, 'bob')
  const flipped = token.endsWith('A') ? `${token.slice(0, -1)}B` : `${token.slice(0, -1)}A`
  for (const text of [
    flipped, token.replace('_1_', '_2_'), token.replace('_1_', '_01_'), `${token}A`, 'ftp_', 'ftp_1_',
    token.toUpperCase(),
  ]) {
    t.equal((await send(api, 'GET', listCategories.path, text)).status, 401, text)
  }
})
