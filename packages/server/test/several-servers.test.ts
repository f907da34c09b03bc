/**
 * Several servers over one PostgreSQL: what one of them does, the others know at once, and what only one may win, one
 * wins.
 */
import t from 'tap'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { createBudget } from '@fintrack/contract/budgets'
import { changeCategory, createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { createToken, revokeToken } from '@fintrack/contract/tokens'
import { changeTransaction, createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { changeMe, changePassword, deleteMe, register } from '@fintrack/contract/users'
import { openBook } from '../src/embedded.ts'
import { rotateKeys } from '../src/local.ts'
import {
  bytesOf, folder, injecting, logInAs, PASSWORD, settingsOf, type HttpApi, type TestUser,
} from './helpers/api.ts'
import { freshDatabase } from './helpers/postgres.ts'
import { serversOn } from './helpers/servers.ts'

const LUNCH = { date: '2024-05-01', amount: '1', category: null, type: 'expense' } as const
const PATIENT = { FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1000000', FINTRACK_REGISTRATIONS_PER_ADDRESS: '1000000' }

/** One user, as each of the servers knows them. */
async function oneOn (servers: readonly HttpApi[], username = 'ada'): Promise<TestUser[]> {
  await servers[0]?.user(username)
  return Promise.all(servers.map((api) => api.again(username)))
}

/** How often each status was answered. */
function counts (answers: ReadonlyArray<{ readonly status: number }>): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { status } of answers) found[status] = (found[status] ?? 0) + 1
  return found
}

/** The same on each server in turn, all at once. */
function atOnce<On, T> (on: readonly On[], times: number, work: (one: On, at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, at) => work(on[at % on.length] as On, at)))
}

t.test('a session that ends on one server is dead on the others at the next request [P2.11]', async (t) => {
  const [one, other] = await serversOn(t, 2) as [HttpApi, HttpApi]
  const access = await logInAs(one, 'ada')
  const on = (api: HttpApi) => api.server.inject(
    { url: '/api/users/me/', headers: { authorization: `Bearer ${access}` } }
  ).then(({ statusCode }) => statusCode)
  t.strictSame([await on(one), await on(other)], [200, 200])
  const sessions = (await other.server.inject({
    url: '/api/sessions/', headers: { authorization: `Bearer ${access}` },
  })).json()
  t.equal(
    (await other.server.inject({
      method: 'DELETE', url: `/api/sessions/${sessions[0].id}/`, headers: { authorization: `Bearer ${access}` },
    })).statusCode,
    204
  )
  t.strictSame([await on(one), await on(other)], [401, 401])
})

t.test('a token that is revoked on one server is dead on the others at the next request [P2.11]', async (t) => {
  const [one, other] = await serversOn(t, 2) as [HttpApi, HttpApi]
  const user = await one.user('ada')
  const { body: { id, token } } = await user.call(createToken, { body: { name: 'cron', scope: 'read' } })
  const on = (api: HttpApi) => api.server.inject(
    { url: '/api/users/me/', headers: { authorization: `Bearer ${token}` } }
  ).then(({ statusCode }) => statusCode)
  t.strictSame([await on(one), await on(other)], [200, 200])
  await user.call(revokeToken, { id: String(id) })
  t.strictSame([await on(one), await on(other)], [401, 401])
})

t.test('a refresh token that comes to several servers at once has one successor', async (t) => {
  const servers = await serversOn(t, 3)
  await servers[0]?.user('ada')
  const { body: { refresh } } = await (servers[0] as HttpApi).anonymous.call(
    logIn, { body: { username: 'ada', password: PASSWORD } }
  )
  const answers = await atOnce(servers, 12, ({ anonymous }) => anonymous.answer(refreshTokens, { body: { refresh } }))
  t.strictSame(counts(answers), { 200: 12 })
  const next = new Set(answers.map(({ body }) => (body as { refresh: string }).refresh))
  t.equal(next.size, 1)
  t.strictSame(await servers[0]?.databases.reader('sessions').orderBy('id').pluck('generation'), [1, 2])
})

t.test('guesses at one account count on whichever server they arrive [P2.11]', async (t) => {
  const servers = await serversOn(t, 3, PATIENT)
  await servers[0]?.user('ada')
  const answers = await atOnce(
    servers, 30,
    ({ anonymous }, at) => anonymous.answer(logIn, { body: { username: 'ada', password: `wrong ${at} wrong` } })
  )
  t.strictSame(counts(answers), { 401: 10, 429: 20 })
  t.equal((await servers[1]?.anonymous.answer(logIn, { body: { username: 'ada', password: PASSWORD } }))?.status, 429)
})

t.test('registrations from one address count on whichever server they arrive', async (t) => {
  const servers = await serversOn(t, 2, { FINTRACK_REGISTRATIONS_PER_ADDRESS: '5' })
  const answers = await atOnce(
    servers, 12,
    ({ anonymous }, at) => anonymous.answer(register, { body: { username: `user${at}`, password: PASSWORD } })
  )
  t.strictSame(counts(answers), { 201: 5, 429: 7 })
})

t.test('with FINTRACK_REGISTRATION=first one of several registrations at once succeeds', async (t) => {
  const servers = await serversOn(t, 2, { ...PATIENT, FINTRACK_REGISTRATION: 'first' })
  const answers = await atOnce(
    servers, 8,
    ({ anonymous }, at) => anonymous.answer(register, { body: { username: `user${at}`, password: PASSWORD } })
  )
  t.strictSame(counts(answers), { 201: 1, 403: 7 })
})

t.test('of several registrations of one name at once, one succeeds', async (t) => {
  const servers = await serversOn(t, 2, PATIENT)
  t.strictSame(
    counts(
      await atOnce(
        servers, 6, ({ anonymous }) => anonymous.answer(register, { body: { username: 'ada', password: PASSWORD } })
      )
    ),
    { 201: 1, 400: 5 }
  )
  const users = await Promise.all(servers.map((api) => api.again('ada')))
  t.strictSame(
    counts(await atOnce(users, 10, (user) => user.answer(createCategory, { body: { name: 'Food', type: 'expense' } }))),
    { 201: 1, 409: 9 }
  )
  t.strictSame(
    counts(
      await atOnce(
        users, 10,
        (user) => user.answer(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '1' } })
      )
    ),
    { 201: 1, 409: 9 }
  )
  t.strictSame(
    counts(await atOnce(users, 6, (user) => user.answer(createToken, { body: { name: 'cron', scope: 'read' } }))),
    { 201: 1, 409: 5 }
  )
})

t.test('requests with one idempotency key make one row, whichever server they reach [P1.13]', async (t) => {
  const users = await oneOn(await serversOn(t, 3))
  const answers = await atOnce(
    users, 24, (user) => user.answer(createTransaction, { body: LUNCH, idempotencyKey: 'k' })
  )
  t.strictSame(counts(answers), { 201: 24 })
  t.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
  t.equal((await (users[0] as TestUser).call(listTransactions, {})).body.length, 1)
})

t.test('of several changes to one version of a row, one succeeds [P1.13]', async (t) => {
  const users = await oneOn(await serversOn(t, 2))
  const [user] = users as [TestUser]
  const { etag = '' } = await user.send(createTransaction, { query: [], body: LUNCH })
  const { body: [row] } = await user.call(listTransactions, {})
  const answers = await atOnce(
    users, 10,
    (one, at) => one.answer(changeTransaction, { id: String(row?.id), ifMatch: etag, body: { amount: String(at + 2) } })
  )
  t.strictSame(counts(answers), { 200: 1, 412: 9 })
  t.strictSame(counts(await atOnce(users, 10, (one) => one.answer(undoChange, { id: '2' }))), { 201: 1, 409: 9 })
  t.strictSame(
    (await user.call(listTransactions, {})).body, [row].map((before) => ({ ...before })), 'and it was taken back once'
  )
})

t.test('the writes of one user on several servers run one after another, and each is in the change log', async (t) => {
  const servers = await serversOn(t, 3)
  const users = await oneOn(servers)
  const [user] = users as [TestUser]
  const others = await oneOn(servers, 'bob')
  const csv = () => bytesOf(
    'date,type,category,amount,currency\n' +
      `${Array.from({ length: 50 }, (_, at) => `2024-05-02,expense,Fun ${at % 3},1,USD`).join('\n')}\n`
  )
  const answers = await Promise.all([
    atOnce(users, 18, (one, at) => one.answer(createTransaction, { body: { ...LUNCH, payee: `p${at}` } })),
    atOnce(users, 4, (one) => one.answer(importTransactions, { body: csv(), query: [['again', 'true']] })),
    atOnce(others, 4, (one) => one.answer(importTransactions, { body: csv(), query: [['again', 'true']] })),
    atOnce(users, 6, (one, at) => one.answer(createCategory, { body: { name: `Fun ${at}`, type: 'expense' } })),
    atOnce(users, 6, (one) => one.answer(deleteCategory, { id: '1', query: [['uncategorize', 'true']] })),
    atOnce(users, 6, (one) => one.answer(changeCategory, { id: '2', body: { name: 'Games' } })),
    atOnce(
      users, 6,
      (one, at) => one.answer(changeMe, { body: at % 2 === 0 ? { currency: 'EUR' } : { email: 'ada@example.org' } })
    ),
  ])
  t.strictSame(answers.flat().filter(({ status }) => status >= 500), [])
  const changes = (await user.call(listChanges, {})).body
  const made = changes.filter(
    ({ action }) => action === 'create' || action === 'import'
  ).reduce((sum, { rows }) => sum + (rows.transaction ?? 0), 0)
  const [[rows]] = [
    await servers[0]?.databases.reader('transactions').where({ user_id: user.id }).count({ count: '*' }),
  ] as [[{ count: number }]]
  t.strictSame([made, rows.count], [18 + 4 * 50, 18 + 4 * 50])
  t.strictSame(
    await servers[0]?.databases.reader('users').where({ id: user.id }).select('email', 'currency'),
    [{ email: 'ada@example.org', currency: 'EUR' }], 'neither took the other back'
  )
  for (const { id } of changes) t.equal((await user.answer(undoChange, { id: String(id) })).status, 201, `change ${id}`)
  t.strictSame([(await user.call(listTransactions, {})).body, (await user.call(listCategories, {})).body], [[], []])
  t.equal((await (others[0] as TestUser).call(listTransactions, {})).body.length, 200)
})

t.test('a user deleted during their own writes leaves no rows, and no internal error is reported', async (t) => {
  const servers = await serversOn(t, 2)
  for (let round = 0; round < 3; round += 1) {
    const users = await oneOn(servers, `ada${round}`)
    const [user] = users as [TestUser]
    const [{ status }, ...answers] = await Promise.all([
      user.answer(deleteMe, { body: { password: PASSWORD } }),
      ...Array.from({ length: 12 }, (_, at) => (users[at % 2] as TestUser).answer(createTransaction, { body: LUNCH })),
      ...Array.from(
        { length: 4 },
        (_, at) => (users[at % 2] as TestUser).answer(createToken, { body: { name: `t${at}`, scope: 'read' } })
      ),
      ...Array.from(
        { length: 4 },
        (_, at) => (servers[at % 2] as HttpApi).anonymous.answer(
          logIn, { body: { username: `ada${round}`, password: PASSWORD } }
        )
      ),
    ])
    t.equal(status, 204)
    t.strictSame(answers.filter((answer) => ![200, 201, 401].includes(answer.status)), [])
    t.strictSame(await servers[0]?.databases.reader('users').where({ id: user.id }), [])
  }
})

t.test('a password that changes while others log in leaves no session of the old one', async (t) => {
  const servers = await serversOn(t, 2, PATIENT)
  for (let round = 0; round < 3; round += 1) {
    const username = `ada${round}`
    const [user] = await oneOn(servers, username) as [TestUser]
    const [changed, ...logins] = await Promise.all([
      user.answer(changePassword, { body: { old_password: PASSWORD, new_password: 'another quiet river' } }),
      ...Array.from(
        { length: 8 },
        (_, at) => (servers[at % 2] as HttpApi).anonymous.answer(logIn, { body: { username, password: PASSWORD } })
      ),
    ])
    t.equal(changed.status, 204)
    t.strictSame(logins.filter(({ status }) => ![200, 401].includes(status)), [])
    const after = await Promise.all(logins.filter(({ status }) => status === 200)
      .map(
        ({ body }) => (servers[0] as HttpApi).anonymous.answer(
          refreshTokens, { body: { refresh: (body as { refresh: string }).refresh } }
        )
      ))
    t.strictSame(after.filter(({ status }) => status !== 401), [])
  }
})

t.test('many writes of one user at once take no connection that another user needs', async (t) => {
  const [api] = await serversOn(t, 1, { FINTRACK_DATABASE_CONNECTIONS: '4' }) as [HttpApi]
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  const held = await api.databases.writer.transaction()
  await held('users').where({ id: ada.id }).forUpdate()
  let answered = 0
  const writes = Array.from(
    { length: 5 }, () => ada.answer(createTransaction, { body: LUNCH }).finally(() => { answered += 1 })
  )
  t.equal((await bob.answer(createTransaction, { body: LUNCH })).status, 201)
  t.equal(answered, 0, 'while all of hers wait')
  await held.commit()
  t.strictSame(counts(await Promise.all(writes)), { 201: 5 })
})

t.test('all servers share the signing keys, and a new one signs on all [P2.11]', async (t) => {
  const url = await freshDatabase(t)
  const servers = await serversOn(t, 3, { FINTRACK_DATABASE_URL: url })
  const [one, other] = servers as [HttpApi, HttpApi]
  t.equal((await one.databases.reader('signing_keys')).length, 1, 'one of them made it')
  const before = await logInAs(one, 'ada')
  const me = (api: HttpApi, access: string) => api.server.inject(
    { url: '/api/users/me/', headers: { authorization: `Bearer ${access}` } }
  ).then(({ statusCode }) => statusCode)
  t.equal(await me(other, before), 200)
  const operator = { dataDir: folder(t), settings: settingsOf({ FINTRACK_DATABASE_URL: url }), endSessions: false }
  const { kid, olderKeys } = await rotateKeys(operator)
  t.equal(olderKeys, 1)
  // Once it has looked: another's new key is known at once, whoever sees it first.
  await new Promise((resolve) => { setTimeout(resolve, 600) })
  const after = await logInAs(one, 'bob')
  t.equal(JSON.parse(Buffer.from(after.split('.')[0] ?? '', 'base64url').toString()).kid, kid)
  t.strictSame(await Promise.all(servers.map((api) => me(api, after))), [200, 200, 200])
  t.equal(await me(other, before), 200, 'and the old one still verifies')
  await rotateKeys({ ...operator, endSessions: true })
  await new Promise((resolve) => { setTimeout(resolve, 600) })
  t.strictSame(await Promise.all(servers.map((api) => me(api, after))), [401, 401, 401])
  const kids = await Promise.all(Array.from({ length: 12 }, async () => (await rotateKeys(operator)).kid))
  t.equal(new Set(kids).size, 12)
  t.equal((await one.databases.reader('signing_keys')).length, 10, 'ten are kept')
})

t.test('the embedded book has one user when several commands open it at once', async (t) => {
  const url = await freshDatabase(t)
  const settings = settingsOf({ FINTRACK_DATABASE_URL: url })
  const books = await Promise.all(
    Array.from({ length: 4 }, () => openBook({ dataDir: folder(t), settings, report: (error) => { throw error } }))
  )
  t.teardown(() => Promise.all(books.map((book) => book.close())))
  for (const [at, { send }] of books.entries()) {
    t.equal(
      (await send(createCategory, { query: [], body: { name: `Food ${at}`, type: 'expense' } })).status, 201
    )
  }
  const { body } = await (books[0] as typeof books[0] & object).send(listCategories, { query: [['limit', '10']] })
  t.equal((body as unknown[]).length, 4)
})

t.test('a server accepts the token of another server on the same database', async (t) => {
  const [one, other] = await serversOn(t, 2) as [HttpApi, HttpApi]
  const access = await logInAs(one, 'ada')
  t.equal(
    (await injecting(other.server, access)(createCategory, {
      query: [], body: { name: 'Food', type: 'expense' },
    })).status,
    201
  )
})
