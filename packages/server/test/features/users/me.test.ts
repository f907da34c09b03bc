import t from 'tap'
import { logIn } from '@fintrack/contract/auth'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createToken } from '@fintrack/contract/tokens'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { changeMe, changePassword, deleteMe, getMe, register } from '@fintrack/contract/users'
import { openBook } from '../../../src/embedded.ts'
import {
  bothDatabases, everyWay, folder, logInAs, PASSWORD, settingsOf, type HttpApi, type TestApi,
} from '../../helpers/api.ts'
import { ownedTables } from '../../helpers/tables.ts'

const NEW_PASSWORD = 'another quiet river'

function logInWith ({ anonymous }: TestApi, username: string, password: string) {
  return anonymous.answer(logIn, { body: { username, password } })
}

async function send (
  { server }: HttpApi, method: 'GET' | 'PUT' | 'DELETE', url: string, token: string, payload?: object
) {
  return server.inject({
    method, url, ...(payload === undefined ? {} : { payload }), headers: { authorization: `Bearer ${token}` },
  })
}

everyWay(t, 'a user sees their own account [V8.2.3]', async (t, api) => {
  const ada = await api.user('ada', 'EUR')
  t.strictSame(await ada.answer(getMe), {
    status: 200, body: { id: ada.id, username: 'ada', email: '', currency: 'EUR' },
  })
})

everyWay(t, 'only the e-mail address and currency of an account can change [V7.5.1 V8.2.3]', async (t, api) => {
  const ada = await api.user('ada', 'EUR')
  await api.user('bob')
  const me = { id: ada.id, username: 'ada', email: '', currency: 'EUR' }
  t.strictSame((await ada.call(changeMe, { body: { email: 'ada@example.org' } })).body, {
    ...me, email: 'ada@example.org',
  })
  t.strictSame((await ada.call(changeMe, { body: { currency: 'JPY' } })).body, {
    ...me, email: 'ada@example.org', currency: 'JPY',
  })
  t.strictSame((await ada.call(changeMe, { body: {} })).body, { ...me, email: 'ada@example.org', currency: 'JPY' })
  t.strictSame(
    (await ada.answer(changeMe, { body: { ...me, username: 'bob' } })).body, me,
    'what was read can be sent back; a name cannot be changed'
  )
  t.strictSame((await ada.call(getMe, {})).body, me)
  t.match(await ada.refusal(changeMe, { body: { email: 'x', currency: 'EU' } }), {
    code: 'validation_failed', extras: { errors: { email: [String], currency: [String] } },
  })
  t.match(
    await ada.refusal(changeMe, { body: { password: 'x' } as object }),
    { extras: { errors: { password: [/not a field here/] } } }
  )
  t.strictSame(
    await api.databases.reader('users').where({ username: 'bob' }).select('email', 'currency'),
    [{ email: '', currency: 'USD' }]
  )
  t.strictSame(await api.databases.reader('audit').where({ event: 'email_changed' }).pluck('user_id'), [ada.id, ada.id])
})

everyWay(t, 'a user\'s account is changed or deleted only if it is still as it was read', async (t, api) => {
  const ada = await api.user('ada', 'EUR')
  const { etag } = await ada.call(getMe, {})
  t.equal(
    (await ada.call(changeMe, { body: { currency: 'EUR', email: '' }, ifMatch: String(etag) })).etag, etag,
    'what is so already is no change'
  )
  const { etag: later } = await ada.call(changeMe, { body: { currency: 'JPY' }, ifMatch: String(etag) })
  t.not(later, etag)
  t.equal((await ada.call(getMe, {})).etag, later)
  const refused = {
    code: 'changed_since', message: 'Your account was changed since it was read; read it again and decide anew.',
  }
  t.match(await ada.refusal(changeMe, { body: { currency: 'USD' }, ifMatch: String(etag) }), refused)
  t.match(await ada.refusal(deleteMe, { body: { password: PASSWORD }, ifMatch: String(etag) }), refused)
  t.equal((await ada.call(getMe, {})).body.currency, 'JPY')
  await ada.call(deleteMe, { body: { password: PASSWORD }, ifMatch: String(later) })
})

everyWay(t, 'a changed currency is for new rows and the report, and existing rows keep theirs', async (t, api) => {
  const ada = await api.user('ada', 'EUR')
  await ada.call(createTransaction, { body: { date: '2024-05-01', amount: '12.50', category: null, type: 'expense' } })
  await ada.call(changeMe, { body: { currency: 'JPY' } })
  await ada.call(createTransaction, { body: { date: '2024-05-02', amount: '1250', category: null, type: 'expense' } })
  t.strictSame(
    (await ada.call(listTransactions, {})).body.map(({ amount, currency }) => `${amount} ${currency}`),
    ['1250 JPY', '12.50 EUR']
  )
  t.match((await ada.call(getMonthlyReport, { query: { month: '2024-05' } })).body, {
    currency: 'JPY', total_expense: '1250', other_currencies: [{ currency: 'EUR', total_expense: '12.50' }],
  })
})

bothDatabases(t, 'a new password ends other sessions and keeps tokens [V6.2.2 V7.4.3 P2.8]', async (t, api) => {
  const here = await logInAs(api, 'ada')
  const there = await logInAs(api, 'ada')
  const bobs = await logInAs(api, 'bob')
  const { token } = (await api.server.inject({
    method: 'POST', url: createToken.path, payload: { name: 'cron', scope: 'read' },
    headers: { authorization: `Bearer ${here}` },
  })).json()
  const answer = await send(api, 'PUT', changePassword.path, here, {
    old_password: PASSWORD, new_password: NEW_PASSWORD,
  })
  t.strictSame([answer.statusCode, answer.body], [204, ''])
  const statuses = await Promise.all(
    [here, there, bobs, token].map(async (text) => (await send(api, 'GET', listCategories.path, text)).statusCode)
  )
  t.strictSame(statuses, [200, 401, 200, 200])
  t.equal((await logInWith(api, 'ada', PASSWORD)).status, 401)
  t.equal((await logInWith(api, 'ada', NEW_PASSWORD)).status, 200)
  t.strictSame(
    await api.databases.reader('audit').where({ event: 'password_changed' }).select('user_id', 'session_id', 'address'),
    [{ user_id: 1, session_id: 1, address: '127.0.0.1' }]
  )
})

everyWay(t, 'a wrong old or a bad new password changes nothing [V6.2.3 V7.5.1 V16.3.1]', async (t, api) => {
  const ada = await api.user('ada')
  const refusal = async (old: string, fresh: string) =>
    (await ada.refusal(changePassword, { body: { old_password: old, new_password: fresh } })).extras.errors
  t.strictSame(
    await refusal('wrong password', NEW_PASSWORD), { old_password: ['This is not the password of this user.'] }
  )
  t.strictSame(
    await refusal(PASSWORD, 'short'), { new_password: ['This password is too short; use at least 8 bytes.'] }
  )
  t.strictSame(
    await refusal(PASSWORD, 'password1'),
    { new_password: ['This password is one of the commonest, which are guessed first; choose another.'] }
  )
  t.equal((await logInWith(api, 'ada', PASSWORD)).status, 200)
  t.strictSame(await api.databases.reader('audit').where({ event: 'password_failed' }).pluck('user_id'), [ada.id])
})

everyWay(t, 'guesses at the old password are throttled with those of logins', async (t, api) => {
  const ada = await api.user('ada')
  const attempts = Array.from(
    { length: 5 },
    () => ada.answer(changePassword, { body: { old_password: 'wrong password', new_password: NEW_PASSWORD } })
  )
  t.strictSame((await Promise.all(attempts)).map(({ status }) => status).sort(), [400, 400, 400, 429, 429])
  t.equal((await ada.answer(deleteMe, { body: { password: PASSWORD } })).status, 429)
  t.equal((await logInWith(api, 'ada', PASSWORD)).status, 429)
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3' })

everyWay(t, 'of two changes of a password at once, one succeeds', async (t, api) => {
  const ada = await api.user('ada')
  const answers = await Promise.all(['one more river', 'two more rivers'].map((fresh) =>
    ada.answer(changePassword, { body: { old_password: PASSWORD, new_password: fresh } })))
  t.strictSame(answers.map(({ status }) => status).sort(), [204, 400])
  const refused = answers.find(({ status }) => status === 400)
  // It was changed while the other one was checked, or before.
  const sentences = [
    'The password was changed a moment ago; use the new one.', 'This is not the password of this user.',
  ]
  t.match(refused?.body, { errors: { old_password: [new RegExp(`^(?:${sentences.join('|')})$`)] } })
})

everyWay(t, 'a user who deletes themselves removes all of their own data, and nobody else\'s', async (t, api) => {
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  for (const user of [ada, bob]) {
    await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
    await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } })
    await user.call(createBudget, { body: { month: '2024-05', monthly_limit: '1', category: 'Food' } })
    await user.call(createToken, { body: { name: 'cron', scope: 'read' } })
  }
  const rowsOf = async (userId: number) => {
    const counts: Record<string, number> = {}
    for (const table of await ownedTables(api.databases)) {
      counts[table] = (await api.databases.reader(table)
        .where({ user_id: userId })).length
    }
    return counts
  }
  t.match(
    await ada.refusal(deleteMe, { body: { password: 'wrong password' } }),
    { extras: { errors: { password: ['This is not the password of this user.'] } } }
  )
  const [before, bobs] = [await rowsOf(ada.id), await rowsOf(bob.id)]
  t.ok(['transactions', 'budgets', 'categories', 'tokens', 'audit'].every((table) => Number(before[table]) > 0))
  t.strictSame(await ada.answer(deleteMe, { body: { password: PASSWORD } }), { status: 204, body: undefined })
  t.ok(Object.values(await rowsOf(ada.id)).every((count) => count === 0))
  t.strictSame(await rowsOf(bob.id), bobs)
  t.strictSame(await api.databases.reader('users').pluck('username'), ['bob'])
  t.strictSame(await api.databases.reader('audit').where({ event: 'user_deleted' }).pluck('user_id'), [null])
  t.equal((await logInWith(api, 'ada', PASSWORD)).status, 401)
  t.equal(
    (await api.anonymous.answer(register, { body: { username: 'ada', password: PASSWORD } })).status, 201,
    'the name is free again'
  )
})

everyWay(t, 'every request of a deleted user gets 401 [V7.4.2]', async (t, api) => {
  const ada = await api.user('ada')
  await ada.call(deleteMe, { body: { password: PASSWORD } })
  for (const [endpoint, body] of [
    [getMe, undefined], [changeMe, { currency: 'EUR' }], [createCategory, { name: 'Food', type: 'expense' }],
    [createToken, { name: 'x', scope: 'read' }],
    [changePassword, { old_password: PASSWORD, new_password: NEW_PASSWORD }], [deleteMe, { password: PASSWORD }],
    [createTransaction, { date: '2024-05-01', amount: '1', category: null, type: 'expense' }],
  ] as const) {
    t.equal(
      (await ada.answer(endpoint, body === undefined ? {} : { body })).status, 401,
      `${endpoint.method} ${endpoint.path}`
    )
  }
})

t.test('the embedded book\'s user has no name and no password until they are set [V6.3.2]', async (t) => {
  const book = await openBook({
    dataDir: folder(t), settings: settingsOf({ FINTRACK_CURRENCY: 'EUR' }), report: () => {},
  })
  t.teardown(() => book.close())
  const answer = async (endpoint: typeof getMe | typeof changeMe | typeof changePassword | typeof deleteMe,
    body?: object) =>
    book.send(endpoint, { query: [], ...(body === undefined ? {} : { body }) })
  t.strictSame((await answer(getMe)).body, { id: 1, username: null, email: '', currency: 'EUR' })
  t.strictSame((await answer(changeMe, { currency: 'JPY' })).body, {
    id: 1, username: null, email: '', currency: 'JPY',
  })
  const sentence = 'This is the user of the machine\'s own book, who has no password; `fintrack passwd` sets one.'
  t.match(await answer(changePassword, { old_password: 'x', new_password: NEW_PASSWORD }), {
    status: 400, body: { errors: { old_password: [sentence] } },
  })
  t.match(await answer(deleteMe, { password: 'x' }), { status: 400, body: { errors: { password: [sentence] } } })
})
