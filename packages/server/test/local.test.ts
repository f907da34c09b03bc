import t from 'tap'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { call } from '@fintrack/contract/call'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { openBook } from '../src/embedded.ts'
import { setEmbeddedLogin } from '../src/local.ts'
import { folder, httpApi, injecting, PASSWORD, TestClock } from './helpers/api.ts'

t.test('the embedded book\'s user logs in to a server on its folder, and finds his rows there', async (t) => {
  const api = await httpApi(t)
  const { dataDir } = api
  const book = await openBook({ dataDir, currency: 'EUR', importLimitMib: 1, report: () => {} })
  t.teardown(() => book.close())
  await call(createCategory, { body: { name: 'Food', type: 'expense' } }, book.send)
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } })).status, 401)
  t.equal(await setEmbeddedLogin({ dataDir, currency: 'EUR', username: ' ada ', password: PASSWORD }), undefined)
  const { body: { access } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  const send = injecting(api.server, access)
  t.strictSame((await call(listCategories, {}, send)).body, [{ id: 1, name: 'Food', type: 'expense' }])
  await call(createCategory, { body: { name: 'Rent', type: 'expense' } }, send)
  t.equal((await call(listCategories, {}, book.send)).body.length, 2)
})

t.test('a new login takes the place of the old one, and ends its sessions', async (t) => {
  const api = await httpApi(t)
  const clock = new TestClock()
  const login = { dataDir: api.dataDir, currency: 'EUR', clock }
  await setEmbeddedLogin({ ...login, username: 'ada', password: PASSWORD })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  clock.advance(60)
  await setEmbeddedLogin({ ...login, username: 'Ada', password: 'another quiet river' })
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh } })).status, 401)
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } })).status, 401)
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'Ada', password: 'another quiet river' } })).status, 200)
  t.strictSame(await api.databases.reader('users').select('id', 'username', 'currency', 'embedded', 'version', 'updated_at'),
    [{ id: 1, username: 'Ada', currency: 'EUR', embedded: 1, version: 3, updated_at: clock.now() }])
})

t.test('a name or password that is none, or is taken, is refused, and nothing changes', async (t) => {
  const api = await httpApi(t)
  await api.user('bob')
  const refused = async (username: string, password: string, errors: object) => {
    await t.rejects(setEmbeddedLogin({ dataDir: api.dataDir, currency: 'EUR', username, password }), { name: 'Problem', code: 'validation_failed', extras: { errors } })
  }
  await refused('BOB', PASSWORD, { username: ['The username "BOB" is taken; choose another.'] })
  await refused('a b', PASSWORD, { username: ['"a b" is not a username: 1 to 150 letters, digits or @ . + - _.'] })
  await refused('', '', {
    username: ['"" is not a username: 1 to 150 letters, digits or @ . + - _.'],
    password: ['This is not a password of 8 to 1024 bytes.'],
  })
  await refused('ada', 'short', { password: ['This password is too short; use at least 8 bytes.'] })
  t.strictSame(await api.databases.reader('users').where({ embedded: 1 }).pluck('username'), [null])
})

t.test('a folder without a book gets one', async (t) => {
  const dataDir = folder(t)
  await setEmbeddedLogin({ dataDir, currency: 'JPY', username: 'ada', password: PASSWORD })
  const { send, close } = await openBook({ dataDir, currency: 'EUR', importLimitMib: 1, report: () => {} })
  t.teardown(close)
  t.match((await call(logIn, { body: { username: 'ada', password: PASSWORD } }, send)).body, { access: /^eyJ/ })
})
