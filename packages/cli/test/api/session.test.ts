import t from 'tap'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { listCategories } from '@fintrack/contract/categories'
import type { Answer, Request } from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { importTransactions } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import type { Transport } from '../../src/api/http-transport.ts'
import { givenSession, storedSession, withSession } from '../../src/api/session.ts'
import { newStore } from '../../src/config/store.ts'

const ADDRESS = 'http://127.0.0.1:8787'
const LIST: Request = { query: [] }

function problem (code: Problem['code'], status: number): Answer {
  return { status, body: problemBody(new Problem(code, 'No.'), status) }
}

/** A server that knows one access token and one refresh token, and counts what it is asked. */
function server (valid: { access: string, refresh: string }) {
  const asked: Array<[Endpoint, Request, string | undefined]> = []
  const transport: Transport = async (endpoint, request, token) => {
    asked.push([endpoint, request, token])
    if (endpoint === refreshTokens) {
      const refresh: unknown = Reflect.get(request.body ?? {}, 'refresh')
      if (refresh !== valid.refresh) return problem('invalid_refresh_token', 401)
      valid.access += '+'
      valid.refresh += '+'
      return { status: 200, body: { access: valid.access, refresh: valid.refresh } }
    }
    return token === valid.access ? { status: 200, body: [] } : problem('not_authenticated', 401)
  }
  return { asked, transport, paths: () => asked.map(([endpoint, , token]) => [endpoint.path, token]) }
}

t.test('a stored token is sent with each request, except to an open endpoint', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: ADDRESS, access: 'a', refresh: 'r' })
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  t.strictSame(await send(listCategories, LIST), { status: 200, body: [] })
  await send(logIn, { query: [], body: { username: 'anna', password: 'x' } })
  t.strictSame(paths(), [['/api/categories/', 'a'], ['/api/token/', undefined]])
})

t.test('a token is never sent to a server other than its own [P4.4]', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: 'https://other.example', access: 'a', refresh: 'r' })
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  t.equal((await send(listCategories, LIST)).status, 401)
  t.strictSame(paths(), [['/api/categories/', undefined]])
})

t.test('an expired token is refreshed and stored, and the request is sent once more', async (t) => {
  const folder = t.testdir()
  const store = newStore(folder)
  await store.saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'r' })
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  t.strictSame(await send(listCategories, LIST), { status: 200, body: [] })
  t.strictSame(paths(), [['/api/categories/', 'old'], ['/api/token/refresh/', undefined], ['/api/categories/', 'a+']])
  t.strictSame(newStore(folder).credentials('default'), { server: ADDRESS, access: 'a+', refresh: 'r+' })
})

t.test('of twelve commands that find the token expired at once, one refreshes it and all succeed [P4.2]', async (t) => {
  const folder = t.testdir()
  await newStore(folder).saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'r' })
  const { transport, asked } = server({ access: 'a', refresh: 'r' })
  const answers = await Promise.all(Array.from({ length: 12 }, () =>
    withSession(transport, storedSession(newStore(folder), 'default', ADDRESS, transport))(listCategories, LIST)))
  t.strictSame(answers.map(({ status }) => status), Array.from({ length: 12 }, () => 200))
  t.equal(asked.filter(([endpoint]) => endpoint === refreshTokens).length, 1)
})

t.test('a session that has ended gives the refusal after one more request, and none after it', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'gone' })
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  t.strictSame(await send(listCategories, LIST), problem('not_authenticated', 401))
  t.strictSame(paths(), [['/api/categories/', 'old'], ['/api/token/refresh/', undefined]])
  t.strictSame(store.credentials('default'), { server: ADDRESS, access: 'old', refresh: 'gone' })
})

t.test('refreshing a session does not log in again a user who logged out meanwhile', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'r' })
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  const session = storedSession(store, 'default', ADDRESS, transport)
  await store.saveCredentials('default', undefined)
  t.equal(await session.renewed('old'), undefined)
  t.strictSame(paths(), [])
})

t.test('a server that cannot refresh a session right now is reported as such', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'r' })
  const transport: Transport = async (endpoint) => endpoint === refreshTokens
    ? problem('unavailable', 503)
    : problem('not_authenticated', 401)
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  await t.rejects(send(listCategories, LIST), new Problem('unavailable', 'No.'))
})

t.test('a token of the environment is sent and never refreshed', async (t) => {
  const { transport, paths } = server({ access: 'a', refresh: 'r' })
  t.equal((await withSession(transport, givenSession('a'))(listCategories, LIST)).status, 200)
  t.equal((await withSession(transport, givenSession('other'))(listCategories, LIST)).status, 401)
  t.strictSame(paths(), [['/api/categories/', 'a'], ['/api/categories/', 'other']])
})

t.test('a small request checks the token before a file is uploaded', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: ADDRESS, access: 'old', refresh: 'r' })
  const { transport, asked } = server({ access: 'a', refresh: 'r' })
  const send = withSession(transport, storedSession(store, 'default', ADDRESS, transport))
  async function * csv (): AsyncGenerator<Uint8Array> { yield Buffer.from('date') }
  const body = csv()
  t.equal((await send(importTransactions, { query: [], body })).status, 200)
  t.strictSame(asked.map(([{ path }, { query }, token]) => [path, query, token]), [
    ['/api/categories/', [['limit', '1']], 'old'],
    ['/api/token/refresh/', [], undefined],
    ['/api/categories/', [['limit', '1']], 'a+'],
    ['/api/imports/', [], 'a+'],
  ])
  const refused = server({ access: 'another', refresh: 'another' })
  const over = withSession(refused.transport, givenSession('a'))
  t.strictSame(await over(importTransactions, { query: [], body }), problem('not_authenticated', 401))
  t.strictSame(refused.paths(), [['/api/categories/', 'a']])
})
