import t, { type Test } from 'tap'
import { logIn } from '@fintrack/contract/auth'
import { listCategories } from '@fintrack/contract/categories'
import type { Problem } from '@fintrack/contract/problem'
import { register } from '@fintrack/contract/users'
import { bookConfig } from '../../../src/config/book-config.ts'
import { buildCore } from '../../../src/core.ts'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { openKeys } from '../../../src/features/signing-keys/key-ring.ts'
import { currencyOf } from '../../../src/features/users/user-service.ts'
import { everyWay, folder, PASSWORD, settingsOf, TestClock, type TestApi } from '../../helpers/api.ts'

async function bookOf (t: Test) {
  const dataDir = folder(t)
  const databases = await connectSqlite(dataDir)
  t.teardown(() => databases.close())
  const settings = bookConfig(settingsOf({ FINTRACK_CURRENCY: 'EUR' }))
  const { users } = buildCore({
    databases, clock: new TestClock(), keys: () => openKeys(dataDir), settings, report: () => {},
    isStopping: () => false,
    signAccessToken: () => '',
  })
  return { databases, users }
}

const CLOSED = {
  status: 403,
  body: {
    type: 'urn:fintrack:problem:registration_closed',
    title: 'Registration is closed',
    status: 403,
    detail: 'Registration is closed on this server; ask its operator.',
    code: 'registration_closed',
  },
}

function add ({ anonymous }: TestApi, body: object) {
  return anonymous.answer(register, { body: { password: PASSWORD, ...body } })
}

/** The faults of a registration that is refused. */
async function faultsOf (api: TestApi, body: object): Promise<unknown> {
  const { status, body: refused } = await add(api, body) as { status: number, body: { errors: unknown } }
  return [status, refused.errors]
}

everyWay(t, 'the answer to a registration holds the user and never the password [V15.3.1]', async (t, api) => {
  t.strictSame(await add(api, { username: 'ada', email: 'ada@example.org', currency: 'EUR' }),
    { status: 201, body: { id: 1, username: 'ada', email: 'ada@example.org', currency: 'EUR' } })
  t.strictSame(await add(api, { username: 'bob' }), {
    status: 201, body: { id: 2, username: 'bob', email: '', currency: 'USD' },
  })
  t.strictSame(
    await add(api, { username: 'cyd', email: '', id: 99 }),
    { status: 201, body: { id: 3, username: 'cyd', email: '', currency: 'USD' } },
    'what only the server writes is ignored'
  )
  const rows = await api.databases.reader('users').select('username', 'password_hash', 'created_at', 'embedded')
  for (const row of rows) {
    t.match(row, {
      password_hash: /^\$argon2id\$v=19\$/, created_at: api.clock.now(), embedded: 0,
    })
  }
})

everyWay(t, 'a setting gives the currency of users who name none', async (t, api) => {
  t.match(await add(api, { username: 'ada' }), { status: 201, body: { currency: 'JPY' } })
  t.match(await add(api, { username: 'bob', currency: 'KWD' }), { status: 201, body: { currency: 'KWD' } })
}, { FINTRACK_CURRENCY: 'JPY' })

everyWay(t, 'a new user has no categories', async (t, api) => {
  t.strictSame((await (await api.user()).call(listCategories, {})).body, [])
})

everyWay(t, 'usernames are letters or digits of any script or one of @.+-_, up to 150', async (t, api) => {
  const good = ['a', 'ada.l+x@example_org-1', 'Łucja', '山田太郎', 'नमस्ते', '٣٤٥', 'x'.repeat(150), 'é'.repeat(150)]
  for (const username of good) t.match(await add(api, { username }), { status: 201, body: { username } }, username)
  t.match(await add(api, { username: '  trimmed ' }), { status: 201, body: { username: 'trimmed' } })
  t.match(await add(api, { username: 'Zoe\u0308' }), { status: 201, body: { username: 'Zoë' } })
  const sentence = 'is not a username: 1 to 150 letters, digits or @ . + - _.'
  for (const username of [
    '', ' ', 'a b', 'a/b', 'a\nb', 'a\u0000', 'a\u202e', 'a\u200b', '😀', 'a:b', '<b>', '\ud800', 'a\'b', 1, null,
    ['ada'], true,
  ]) {
    t.strictSame(await faultsOf(api, { username }),
      [
        400,
        {
          username: [
            `${JSON.stringify(username)} ${sentence}`,
          ],
        },
      ])
  }
  t.match(await faultsOf(api, { username: 'x'.repeat(151) }), [400, { username: [/^"x{57}…" is not a username/] }])
  t.strictSame(await faultsOf(api, {}), [
    400, { username: ['This field is required: a username: 1 to 150 letters, digits or @ . + - _.'] },
  ])
})

everyWay(t, 'a username is taken whatever its case or width', async (t, api) => {
  await add(api, { username: 'Straße.Ada' })
  for (const username of ['Straße.Ada', 'straße.ada', 'STRAßE.ADA', 'Ｓtraße.Ada', 'Straße.Ａda']) {
    t.strictSame(await faultsOf(api, { username }), [
      400, { username: [`The username ${JSON.stringify(username)} is taken; choose another.`] },
    ])
  }
  t.match(await add(api, { username: 'Strasse.Ada' }), { status: 201 })
  t.equal((await api.databases.reader('users')).length, 2)
})

everyWay(t, 'of two users who register one name at once, one gets it [V2.3.4]', async (t, api) => {
  const statuses = (await Promise.all(
    ['ada', 'Ada', 'ADA', 'ａda'].map((username) => add(api, { username }))
  )).map(({ status }) => status)
  t.strictSame(statuses.sort(), [201, 400, 400, 400])
})

everyWay(t, 'an e-mail address may be absent or "", looks like one, and need not be unique', async (t, api) => {
  t.match(await add(api, { username: 'a', email: 'same@example.org' }), { status: 201 })
  t.match(await add(api, { username: 'b', email: 'same@example.org' }), {
    status: 201, body: { email: 'same@example.org' },
  })
  for (const email of [
    'x', 'x@', '@example.org', 'x@y', 'a b@example.org', 'x@example.org\n', ' x@example.org',
    `${'x'.repeat(260)}@example.org`, null, 7,
  ]) {
    t.match(
      await faultsOf(api, { username: 'c', email }),
      [400, { email: [/ is not an e-mail address, or "" for none\.$/] }], JSON.stringify(email)
    )
  }
})

everyWay(t, 'the currency of a user is one of ISO 4217, in capitals', async (t, api) => {
  for (const currency of ['usd', 'US', 'XXXX', 'ZZZ', '', ' EUR', null, 978]) {
    t.match(
      await faultsOf(api, { username: 'ada', currency }),
      [400, { currency: [/ is not an ISO 4217 currency code, such as EUR\.$/] }], JSON.stringify(currency)
    )
  }
})

everyWay(t, 'all faults of a registration come at once, and an unknown field names the nearest', async (t, api) => {
  t.strictSame(await faultsOf(api, {
    username: 'a b', password: '', email: 'x', currency: 'x', usernam: 'ada',
  }), [400, {
    usernam: ['"usernam" is not a field here; did you mean "username"?'],
    username: ['"a b" is not a username: 1 to 150 letters, digits or @ . + - _.'],
    password: ['This is not a password of 8 to 1024 bytes.'],
    email: ['"x" is not an e-mail address, or "" for none.'],
    currency: ['"x" is not an ISO 4217 currency code, such as EUR.'],
  }])
})

everyWay(t, 'a new password is checked for length and forbidden words [V6.2.1 V6.2.5 V6.2.11 P2.2]', async (t, api) => {
  const faults = async (password: unknown, username = 'countess') => faultsOf(api, { username, password })
  const told = (sentence: string) => [400, { password: [sentence] }]
  t.strictSame(await faults('1234567'), told('This password is too short; use at least 8 bytes.'))
  t.strictSame(await faults('x'.repeat(1025)), told('This password is too long; use at most 1024 bytes.'))
  t.strictSame(await faults('é'.repeat(513)), told('This password is too long; use at most 1024 bytes.'))
  t.strictSame(await faults('half a \ud83d'), told('This password holds half a character; type it again.'))
  for (const password of [
    'countess', 'COUNTESS', 'ｃountess',
  ]) t.strictSame(await faults(password), told('This password is the username; choose another.'))
  for (const password of ['my-fintrack-9', 'FinTrack1234', 'ｆintrack1']) {
    t.strictSame(await faults(password), told('This password holds the name of this program; choose another.'))
  }
  for (const password of [
    12345678, null, ['12345678'],
  ]) t.strictSame(await faults(password), told('This is not a password of 8 to 1024 bytes.'))
  const good = ['éééé', '        ', 'x'.repeat(1024), 'tab\tnewline\n', '\u0000'.repeat(8), 'countess2']
  for (const [at, password] of good.entries()) {
    t.match(await add(api, { username: `good${at}`, password }), { status: 201 }, JSON.stringify(password).slice(0, 40))
    t.match(await api.anonymous.answer(logIn, { body: { username: `good${at}`, password } }), { status: 200 })
  }
})

everyWay(t, 'registration can be open to the first user only [P2.13]', async (t, api) => {
  await api.databases.writer('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  const statuses = (await Promise.all(
    ['ada', 'bob', 'cyd'].map((username) => add(api, { username }))
  )).map(({ status }) => status)
  t.strictSame(
    statuses.sort(), [201, 403, 403], 'the embedded book\'s own user does not count, and of three at once one is first'
  )
  t.strictSame(await add(api, { username: 'dan' }), CLOSED)
}, { FINTRACK_REGISTRATION: 'first' })

everyWay(t, 'registration can be closed to everybody [P2.13]', async (t, api) => {
  t.strictSame(await add(api, { username: 'ada' }), CLOSED)
  t.strictSame(await add(api, { username: 'ada', password: 'short' }), CLOSED, 'whatever the password')
  t.match(await faultsOf(api, { username: 'a b' }), [400, { username: [String] }])
  t.strictSame(await api.databases.reader('users'), [])
}, { FINTRACK_REGISTRATION: 'closed' })

t.test('the embedded book\'s user is created once, however many commands ask', async (t) => {
  const { databases, users } = await bookOf(t)
  t.strictSame(new Set(await Promise.all(Array.from({ length: 5 }, () => users.embedded()))), new Set([1]))
  t.equal(await users.embedded(), 1)
  t.strictSame(await databases.reader('users').select('id', 'username', 'password_hash', 'embedded', 'currency'),
    [{ id: 1, username: null, password_hash: null, embedded: 1, currency: 'EUR' }])
  t.equal(await currencyOf(openUnitOfWork(databases).read, 1), 'EUR')
})

t.test('registering passes on an error that is no duplicate name', async (t) => {
  const { databases, users } = await bookOf(t)
  await databases.writer.raw('DROP TABLE users')
  await t.rejects(users.register({}, { username: 'ada', password: PASSWORD }), { message: /no such table/ })
})

t.test('a deleted user is not authenticated any more', async (t) => {
  const databases = await connectSqlite(folder(t))
  t.teardown(() => databases.close())
  await t.rejects(currencyOf(openUnitOfWork(databases).read, 99),
    { code: 'not_authenticated', message: 'This user was deleted; log in as another.' } satisfies Partial<Problem>)
})
