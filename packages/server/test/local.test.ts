import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { call } from '@fintrack/contract/call'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { createToken } from '@fintrack/contract/tokens'
import { openBook } from '../src/embedded.ts'
import { listEvents, listUsers, removeUser, rotateKeys, setEmbeddedLogin, setUserPassword } from '../src/local.ts'
import {
  bothDatabases, folder, httpApi, injecting, operatorOf, PASSWORD, settingsOf, TestClock,
} from './helpers/api.ts'

bothDatabases(t, 'the embedded book\'s user logs in to a server on its folder and finds the rows', async (t, api) => {
  const operator = operatorOf(api, { FINTRACK_CURRENCY: 'EUR' })
  const book = await openBook({ ...operator, report: () => {} })
  t.teardown(() => book.close())
  await call(createCategory, { body: { name: 'Food', type: 'expense' } }, book.send)
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } })).status, 401)
  t.equal(await setEmbeddedLogin({ ...operator, username: ' ada ', password: PASSWORD }), undefined)
  const { body: { access } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  const send = injecting(api.server, access)
  t.strictSame((await call(listCategories, {}, send)).body, [{ id: 1, name: 'Food', type: 'expense', archived: false }])
  await call(createCategory, { body: { name: 'Rent', type: 'expense' } }, send)
  t.equal((await call(listCategories, {}, book.send)).body.length, 2)
})

bothDatabases(t, 'a new login of the embedded book replaces the old one and ends its sessions', async (t, api) => {
  const clock = new TestClock()
  const login = { ...operatorOf(api, { FINTRACK_CURRENCY: 'EUR' }), clock }
  await setEmbeddedLogin({ ...login, username: 'ada', password: PASSWORD })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  clock.advance(60)
  await setEmbeddedLogin({ ...login, username: 'Ada', password: 'another quiet river' })
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh } })).status, 401)
  t.equal((await api.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } })).status, 401)
  t.equal(
    (await api.anonymous.answer(logIn, { body: { username: 'Ada', password: 'another quiet river' } })).status, 200
  )
  t.strictSame(
    await api.databases.reader('users').select('id', 'username', 'currency', 'embedded', 'version', 'updated_at'),
    [{ id: 1, username: 'Ada', currency: 'EUR', embedded: 1, version: 3, updated_at: clock.now() }]
  )
})

bothDatabases(t, 'the embedded book\'s login refuses a bad or taken name and a bad password', async (t, api) => {
  await api.user('bob')
  const refused = async (username: string, password: string, errors: object) => {
    await t.rejects(setEmbeddedLogin({ ...operatorOf(api), username, password }), {
      name: 'Problem', code: 'validation_failed', extras: { errors },
    })
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

t.test('the operator\'s commands work on PostgreSQL as well', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const clock = new TestClock()
  const settings = settingsOf({ FINTRACK_CURRENCY: 'EUR', FINTRACK_DATABASE_URL: String(api.databaseUrl) })
  const here = { dataDir: join(api.dataDir, 'nowhere'), settings, clock }
  await setEmbeddedLogin({ ...here, username: 'ada', password: PASSWORD })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  t.match(
    await listUsers(here),
    [{ id: 1, username: 'ada', email: '', currency: 'EUR', embedded: true, sessions: 1, tokens: 0 }]
  )
  t.strictSame(await setUserPassword({ ...here, username: 'ada', password: 'another quiet river' }), {
    sessions: 1, tokens: 0,
  })
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh } })).status, 401)
  const { kid, olderKeys } = await rotateKeys({ ...here, endSessions: true })
  t.equal(olderKeys, 0)
  t.strictSame(await api.databases.reader('signing_keys').pluck('kid'), [kid])
  t.strictSame((await listEvents(here)).map(({ event }) => event), ['password_reset', 'logged_in', 'password_reset'])
  await removeUser({ ...here, username: 'ada' })
  t.strictSame(await listUsers(here), [])
  t.notOk(existsSync(here.dataDir))
})

t.test('a local command creates the book in a folder without one', async (t) => {
  const dataDir = folder(t)
  await setEmbeddedLogin({
    dataDir, settings: settingsOf({ FINTRACK_CURRENCY: 'JPY' }), username: 'ada', password: PASSWORD,
  })
  const { send, close } = await openBook({
    dataDir, settings: settingsOf({ FINTRACK_CURRENCY: 'EUR' }), report: () => {},
  })
  t.teardown(close)
  t.match((await call(logIn, { body: { username: 'ada', password: PASSWORD } }, send)).body, { access: /^eyJ/ })
})

bothDatabases(t, 'the operator lists the users, with the sessions and tokens of each', async (t, api) => {
  const { clock } = api
  const options = operatorOf(api, { FINTRACK_CURRENCY: 'EUR' })
  await setEmbeddedLogin({ ...options, username: 'me', password: PASSWORD })
  const ada = await api.user('ada')
  await ada.call(createToken, { body: { name: 'cron', scope: 'read' } })
  const created = clock.now()
  t.strictSame(await listUsers(options), [
    { id: 1, username: 'me', email: '', currency: 'EUR', embedded: true, created_at: created, sessions: 0, tokens: 0 },
    {
      id: 2, username: 'ada', email: '', currency: 'USD', embedded: false, created_at: created, sessions: 1, tokens: 1,
    },
  ])
  clock.advance(90 * 86_400)
  t.match(await listUsers(options), [{}, { sessions: 0, tokens: 1 }], 'a session that has run out is none')
})

bothDatabases(t, 'the operator sets a forgotten password, which ends sessions [V6.4.3 V7.4.5]', async (t, api) => {
  const options = operatorOf(api)
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  // They have used up their guesses.
  for (let times = 0; times < 11; times += 1) {
    await api.anonymous.answer(
      logIn, { body: { username: 'ada', password: 'forgotten' } }
    )
  }
  await ada.call(createToken, { body: { name: 'cron', scope: 'read' } })
  t.strictSame(
    await setUserPassword({ ...options, username: ' ada ', password: 'another quiet river' }),
    { sessions: 1, tokens: 1 }
  )
  t.equal((await ada.answer(listCategories)).status, 401)
  t.equal((await bob.answer(listCategories)).status, 200)
  t.equal(
    (await api.anonymous.answer(logIn, { body: { username: 'ada', password: 'another quiet river' } })).status, 200
  )
  for (const username of ['nobody', 'ADA', 'a b']) {
    await t.rejects(setUserPassword({ ...options, username, password: PASSWORD }), {
      code: 'not_found', message: `There is no user "${username}" here.`,
    })
  }
  await t.rejects(setUserPassword({ ...options, username: 'ada', password: 'short' }), {
    code: 'validation_failed', message: /too short/,
  })
  await t.rejects(setUserPassword({ ...options, username: 'ada', password: '' }), {
    code: 'validation_failed', message: /This is not a password/,
  })
})

bothDatabases(t, 'removing a user removes all of their rows [V7.4.2]', async (t, api) => {
  const options = operatorOf(api)
  const ada = await api.user('ada')
  await ada.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await removeUser({ ...options, username: 'ada' })
  t.equal((await ada.answer(listCategories)).status, 401)
  t.strictSame(await api.databases.reader('categories'), [])
  await t.rejects(removeUser({ ...options, username: 'ada' }), {
    code: 'not_found', message: 'There is no user "ada" here.',
  })
})

bothDatabases(t, 'the operator lists the audit of one user or of all, the newest first', async (t, api) => {
  const options = operatorOf(api)
  await api.user('ada')
  await api.anonymous.answer(logIn, { body: { username: 'nobody', password: PASSWORD } })
  await setUserPassword({ ...options, username: 'ada', password: 'another quiet river' })
  const entry = {
    at: api.clock.now(), user_id: 1, username: 'ada', session_id: null, token_id: null, address: '127.0.0.1',
  }
  const failure = { ...entry, id: 3, event: 'login_failed', user_id: null, username: null }
  const adas = [
    { ...entry, id: 4, event: 'password_reset', address: null },
    { ...entry, id: 2, event: 'logged_in', session_id: 1 }, { ...entry, id: 1, event: 'registered' },
  ]
  t.strictSame(await listEvents(options), [adas[0], failure, adas[1], adas[2]])
  t.strictSame(await listEvents({ ...options, username: 'ada' }), adas)
  await t.rejects(listEvents({ ...options, username: 'bob' }), { code: 'not_found' })
})

t.test('a running server takes over new keys, and sessions go on or end as asked [V7.4.5]', async (t) => {
  const api = await httpApi(t)
  const options = { dataDir: api.dataDir, settings: settingsOf() }
  const ada = await api.user('ada')
  const { kid, olderKeys } = await rotateKeys({ ...options, endSessions: false })
  t.equal(olderKeys, 1)
  t.equal((await ada.answer(listCategories)).status, 200)
  const {
    body: { access, refresh },
  } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  t.ok(refresh.includes(`.${kid}.`))
  await rotateKeys({ ...options, endSessions: true })
  t.equal((await ada.answer(listCategories)).status, 401)
  t.equal((await injecting(api.server, access)(listCategories, { query: [] })).status, 401)
  t.equal((await api.anonymous.answer(refreshTokens, { body: { refresh } })).status, 401)
})

t.test('a signing secret of the operator\'s own is not rotated', async (t) => {
  const dataDir = folder(t)
  await t.rejects(rotateKeys({
    dataDir, settings: settingsOf({ FINTRACK_JWT_SECRET: 'x'.repeat(32) }), endSessions: false,
  }), {
    name: 'UserError', kind: 'book', message: 'Tokens are signed by FINTRACK_JWT_SECRET here, not by a key of its own.',
  })
  t.equal(
    (await rotateKeys({ dataDir: join(dataDir, 'new'), settings: settingsOf(), endSessions: false })).olderKeys,
    1,
    'a new book has its first key already'
  )
})
