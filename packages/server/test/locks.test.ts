/**
 * What is decided by what was read is decided under a lock: on PostgreSQL, another transaction that has changed that
 * already, and is not at its end, is waited for. Without the lock that a test is about its request decides by what was
 * there before. SQLite has one writer at a time.
 */
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import t from 'tap'
import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { changeBudget, createBudget } from '@fintrack/contract/budgets'
import { changeCategory, createCategory } from '@fintrack/contract/categories'
import { undoChange } from '@fintrack/contract/changes'
import type { Answer } from '@fintrack/contract/call'
import { importTransactions } from '@fintrack/contract/imports'
import { changeTransaction, createTransaction, deleteTransaction } from '@fintrack/contract/transactions'
import { changeMe, changePassword, deleteMe, register } from '@fintrack/contract/users'
import { openUnitOfWork } from '../src/features/repositories.ts'
import { openBook } from '../src/embedded.ts'
import { openStoredKeys } from '../src/features/signing-keys/database-keys.ts'
import { systemRepository } from '../src/features/system/system-repository.ts'
import { removeUser, rotateKeys, setUserPassword } from '../src/local.ts'
import { answeredAfter } from './helpers/answered-after.ts'
import { bytesOf, httpApi, operatorOf, PASSWORD } from './helpers/api.ts'

const LUNCH = { date: '2024-05-01', amount: '1', category: null, type: 'expense' } as const
const ADA = { username: 'ada', password: PASSWORD }
const ANOTHER = 'another quiet river'

function codeOf ({ status, body }: Answer): unknown[] {
  return [status, (body as { code?: string } | undefined)?.code]
}

/** A password that changes, as all see it who compare its hash. */
function changesPassword (trx: Knex): Promise<unknown> {
  return trx('users').update({ password_hash: 'another' })
}

/** A write of a user's that has begun, as each does. */
async function writes (trx: Knex, write: Promise<unknown>): Promise<void> {
  await trx('users').select('id').forNoKeyUpdate()
  await write
}

function makesCategory (trx: Knex): Promise<unknown> {
  return trx('categories').insert({
    user_id: 1, name: 'Late', name_key: 'late', type: 'expense', created_at: '', updated_at: '',
  })
}

async function goes (trx: Knex): Promise<void> {
  for (const table of ['audit', 'sessions']) await trx(table).whereNotNull('user_id').delete()
  await trx('users').delete()
}

t.test('a login waits for a change of its password, and is refused', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  await api.user('ada')
  t.strictSame(
    codeOf(await answeredAfter(api, changesPassword, () => api.anonymous.answer(logIn, { body: ADA }))),
    [401, 'invalid_credentials']
  )
})

t.test('a wrong password of a user who is deleted meanwhile is answered like an unknown name', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  await api.user('ada')
  const wrong = () => api.anonymous.answer(logIn, { body: { ...ADA, password: 'wrong password' } })
  t.strictSame(await answeredAfter(api, goes, wrong), await wrong())
})

t.test('a refresh waits for the end of its session, and is refused', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  await api.user('ada')
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: ADA })
  t.strictSame(
    codeOf(
      await answeredAfter(
        api, (trx) => trx('sessions').delete(), () => api.anonymous.answer(refreshTokens, { body: { refresh } })
      )
    ),
    [401, 'invalid_refresh_token']
  )
})

t.test('a logout waits for the end of its session, and is not recorded as a logout', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  await api.user('ada')
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: ADA })
  t.strictSame(
    codeOf(
      await answeredAfter(
        api, (trx) => trx('sessions').delete(), () => api.anonymous.answer(logOut, { body: { refresh } })
      )
    ),
    [204, undefined]
  )
  t.strictSame(await api.databases.reader('audit').where({ event: 'logged_out' }), [])
})

t.test('a change of password waits for another one, and is refused by the new password', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  const answer = await answeredAfter(
    api, changesPassword, () => ada.answer(changePassword, { body: { old_password: PASSWORD, new_password: ANOTHER } })
  )
  t.match(answer, {
    status: 400, body: { errors: { old_password: ['The password was changed a moment ago; use the new one.'] } },
  })
  t.strictSame(await api.databases.reader('users').pluck('password_hash'), ['another'])
})

t.test('a change of the password of a user who is deleted meanwhile is refused', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  t.strictSame(
    codeOf(
      await answeredAfter(
        api, goes, () => ada.answer(changePassword, { body: { old_password: PASSWORD, new_password: ANOTHER } })
      )
    ),
    [401, 'not_authenticated']
  )
})

t.test('a user is not deleted with a password that another request changes meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  const answer = await answeredAfter(api, changesPassword, () => ada.answer(deleteMe, { body: { password: PASSWORD } }))
  t.match(answer, {
    status: 400, body: { errors: { password: ['The password was changed a moment ago; use the new one.'] } },
  })
  t.equal((await api.databases.reader('users')).length, 1)
})

t.test('deleting a user, by the user or by the operator, also removes rows that are created meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  t.strictSame(
    codeOf(await answeredAfter(api, makesCategory, () => ada.answer(deleteMe, { body: { password: PASSWORD } }))),
    [204, undefined]
  )
  t.strictSame([await api.databases.reader('users'), await api.databases.reader('categories')], [[], []])
  const bob = await api.user('bob')
  await answeredAfter(
    api,
    (trx) => trx('tokens').insert({
      user_id: bob.id, name: 'late', name_key: 'late', scope: 'read', digest: '', created_at: '',
    }),
    () => removeUser({ ...operatorOf(api), username: 'bob' })
  )
  t.strictSame([await api.databases.reader('users'), await api.databases.reader('tokens')], [[], []])
})

t.test('the operator\'s removal and password reset report a user who was deleted meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const gone = { code: 'not_found', message: 'This user was deleted a moment ago.' }
  await api.user('ada')
  await t.rejects(answeredAfter(api, goes, () => removeUser({ ...operatorOf(api), username: 'ada' })), gone)
  await api.user('bob')
  await t.rejects(
    answeredAfter(api, goes, () => setUserPassword({ ...operatorOf(api), username: 'bob', password: ANOTHER })), gone
  )
  t.strictSame(await api.databases.reader('audit').whereIn('event', ['user_deleted', 'password_reset']), [])
})

t.test('the operator\'s new password ends the session of a login that runs meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  await api.user('ada')
  const login = (trx: Knex) => writes(
    trx,
    trx('sessions').insert({
      user_id: 1, nonce: '', refreshed_seconds: 0, expires_seconds: 9_999_999_999, created_at: '', last_used_at: '',
    })
  )
  t.strictSame(
    await answeredAfter(api, login, () => setUserPassword({ ...operatorOf(api), username: 'ada', password: ANOTHER })),
    { sessions: 2, tokens: 0 }
  )
})

t.test('a change of the currency keeps an e-mail address that is changed meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  const answer = await answeredAfter(
    api, (trx) => trx('users').update({ email: 'ada@example.org' }),
    () => ada.answer(changeMe, { body: { currency: 'EUR' } })
  )
  t.strictSame(answer, { status: 200, body: { id: 1, username: 'ada', email: 'ada@example.org', currency: 'EUR' } })
  t.match(await api.databases.reader('users'), [{ email: 'ada@example.org', currency: 'EUR' }])
})

t.test('with FINTRACK_REGISTRATION=first a registration that waits for another is refused', async (t) => {
  const api = await httpApi(t, { FINTRACK_REGISTRATION: 'first' }, 'postgres')
  const answer = await answeredAfter(api, async (trx) => {
    await systemRepository(trx).lock('registration')
    await trx('users').insert({
      username: 'bob', username_key: 'bob', password_hash: 'x', currency: 'USD', created_at: '', updated_at: '',
    })
  }, () => api.anonymous.answer(register, { body: ADA }))
  t.strictSame(codeOf(answer), [403, 'registration_closed'])
})

t.test('a command uses the embedded book\'s user that another command creates meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const book = await answeredAfter(api, async (trx) => {
    await systemRepository(trx).lock('embedded user')
    await trx('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  }, () => openBook({ ...operatorOf(api), report: (error) => { throw error } }))
  t.teardown(() => book.close())
  t.strictSame(await api.databases.reader('users').pluck('currency'), ['EUR'])
})

t.test('login failures and registrations that another server counts meanwhile are counted here', async (t) => {
  const env = {
    FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1', FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1',
    FINTRACK_REGISTRATIONS_PER_ADDRESS: '1',
  }
  const api = await httpApi(t, env, 'postgres')
  await api.user('ada')
  const counts = (kind: string, key: string) => async (trx: Knex.Transaction) => {
    await systemRepository(trx).lock(`attempts ${kind} ${key}`)
    await trx('attempts').insert({ kind, key, at_seconds: api.clock.seconds() })
  }
  const guess = () => api.anonymous.answer(logIn, { body: ADA })
  t.equal(
    (await answeredAfter(
      api, counts('password_of_account', createHash('sha256').update('ada').digest('base64url')), guess
    )).status,
    429
  )
  api.clock.advance(3600)
  t.equal((await answeredAfter(api, counts('password_from_address', '127.0.0.1'), guess)).status, 429)
  api.clock.advance(3600)
  const registration = () => api.anonymous.answer(register, { body: { username: 'bob', password: PASSWORD } })
  t.equal((await answeredAfter(api, counts('registration_from_address', '127.0.0.1'), registration)).status, 429)
})

t.test('a server uses a signing key that another creates meanwhile, and a rotation keeps it', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const { databases: { writer }, served, clock } = api
  const makes = (kid: string) => async (trx: Knex.Transaction) => {
    await systemRepository(trx).lock('signing keys')
    await trx('signing_keys').insert({ kid, secret: 'x'.repeat(43), made_at: '' })
  }
  await writer('signing_keys').delete()
  const ring = await answeredAfter(api, makes('one'), () => openStoredKeys({ uow: openUnitOfWork(served), clock }))
  t.equal(ring.current.kid, 'one')
  const { kid, olderKeys } = await answeredAfter(api, makes('two'), () =>
    rotateKeys({ ...operatorOf(api), endSessions: false })
  )
  t.equal(olderKeys, 2)
  t.strictSame(await writer('signing_keys').orderBy('id').pluck('kid'), ['one', 'two', kid])
})

t.test('a write is checked against what another write of the same user has stored meanwhile', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  const { databases: { reader } } = api
  await ada.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await ada.call(createBudget, { body: { month: '2024-05', monthly_limit: '9', category: 'Food' } })
  const { body: { id }, etag } = await ada.call(createTransaction, { body: LUNCH })
  const tagged = etag === undefined ? {} : { ifMatch: etag }
  const after = (write: (trx: Knex) => Promise<unknown>, request: () => Promise<Answer>) => answeredAfter(
    api, (trx) => writes(trx, write(trx)), request
  )

  const touched = (trx: Knex) => trx('transactions').where({ id }).update({
    version: trx.raw('version + 1'), payee: 'Other',
  })
  t.strictSame(
    codeOf(
      await after(touched, () => ada.answer(changeTransaction, { id: String(id), ...tagged, body: { amount: '2' } }))
    ),
    [412, 'changed_since']
  )
  t.strictSame(
    codeOf(await after(touched, () => ada.answer(deleteTransaction, { id: String(id), ...tagged }))),
    [412, 'changed_since']
  )
  t.strictSame(codeOf(await after(
    (trx) => trx('transactions').where({ id }).update({ version: trx.raw('version + 1'), payee: 'Cafe' }),
    () => ada.answer(changeTransaction, { id: String(id), body: { amount: '2' } })
  )), [200, undefined])
  t.match(
    await reader('transactions').where({ id }), [{ payee: 'Cafe', amount: 200 }],
    'a change of some fields leaves the others'
  )

  t.strictSame(
    codeOf(
      await after(
        (trx) => trx('users').update({ currency: 'JPY' }),
        () => ada.answer(createTransaction, { body: { ...LUNCH, amount: '100' } })
      )
    ),
    [201, undefined]
  )
  t.match(await reader('transactions').orderBy('id', 'desc').first(), { currency: 'JPY', amount: 100 })
  t.strictSame(codeOf(await after((trx) => trx('categories').update({ name: 'Meals', name_key: 'meals' }),
    () => ada.answer(
      createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } }
    ))), [400, 'unknown_category'])
  t.strictSame(
    codeOf(
      await after(
        (trx) => trx('budgets').update({ month: '2024-06' }),
        () => ada.answer(changeBudget, { id: '1', body: { monthly_limit: '8' } })
      )
    ),
    [200, undefined]
  )
  t.match(await reader('budgets'), [{ month: '2024-06', monthly_limit: 800 }])

  t.match(await after(
    (trx) => trx('categories').update(
      { name: 'Meals', name_key: 'meals', type: 'expense' }
    ).then(() => trx('transactions').where({ id }).update({ category: 1 })),
    () => ada.answer(changeCategory, { id: '1', body: { type: 'income' } })
  ),
  { status: 409, body: { code: 'category_in_use', counts: { transactions: 1, budgets: 1 } } })
  t.strictSame(codeOf(await after(async (trx) => {
    await trx('budgets').delete()
    await trx('transactions').update({ category: null })
  }, () => ada.answer(changeCategory, { id: '1', body: { type: 'income' } }))), [200, undefined])

  const [made] = await reader('changes').where({ action: 'create' }).orderBy('id', 'desc')
  t.strictSame(
    codeOf(
      await after(
        (trx) => trx('transactions').update({ version: trx.raw('version + 1') }),
        () => ada.answer(undoChange, { id: String(made.id) })
      )
    ),
    [409, 'not_undoable']
  )
  const other = await reader('changes').orderBy('id', 'desc').first('id')
  t.strictSame(
    codeOf(
      await after(
        (trx) => trx('changes').where({ id: other.id }).update({ undone_by: other.id }),
        () => ada.answer(undoChange, { id: String(other.id) })
      )
    ),
    [409, 'not_undoable']
  )
})

t.test('a change of a category\'s type reports its uses from inside the same transaction', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  await ada.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await ada.call(createTransaction, { body: { ...LUNCH, category: 'Food' } })
  const statements: string[] = []
  api.served.reader.on('query', ({ sql }: { sql: string }) => { statements.push(sql) })
  t.match(await ada.answer(changeCategory, { id: '1', body: { type: 'income' } }), {
    status: 409, body: { counts: { transactions: 1, budgets: 0 } },
  })
  t.strictSame(statements.filter((sql) => !sql.includes('"sessions"')), [])
})

t.test('a request that is repeated while it runs gets the same answer', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  const request = { idempotencyKey: 'k', body: LUNCH }
  const { body } = await ada.answer(createTransaction, request)
  const kept = await api.databases.writer('idempotency_keys').first()
  await api.databases.writer('idempotency_keys').delete()
  const again = await answeredAfter(
    api, (trx) => writes(trx, trx('idempotency_keys').insert(kept)), () => ada.answer(createTransaction, request)
  )
  t.strictSame([again.status, again.body], [201, body])
  t.equal((await api.databases.reader('transactions')).length, 1)
})

t.test('an import is refused where the currency or a category changes while the file is read', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const ada = await api.user('ada')
  await ada.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const imported = (write: (trx: Knex) => Promise<unknown>) => answeredAfter(api, (trx) => writes(trx, write(trx)),
    () => ada.answer(importTransactions, { body: bytesOf('date,type,category,amount\n2024-05-01,expense,Food,100\n') }))
  t.match(await imported((trx) => trx('users').update({ currency: 'JPY' })),
    {
      status: 400,
      body: {
        code: 'import_rejected',
        detail: 'While the file was read, the currency of this book became JPY; import the file again.',
      },
    })
  t.match(await imported((trx) => trx('categories').update({ type: 'income' })),
    {
      status: 400,
      body: {
        code: 'import_rejected',
        detail: 'While the file was read, "Food" became a category of type income; import the file again.',
      },
    })
  t.strictSame(await api.databases.reader('transactions'), [])
  await api.databases.writer('categories').update({ type: 'expense' })
  t.match(await answeredAfter(api, (trx) => writes(trx, trx('users').update({ currency: 'EUR' })),
    () => ada.answer(
      importTransactions, { body: bytesOf('date,type,category,amount,currency\n2024-05-01,expense,Food,100,USD\n') }
    )), { status: 201 }, 'one that names its currency needs none')
  await api.databases.writer('transactions').delete()
  t.match(await imported((trx) => trx('categories').delete()), {
    status: 201, body: { rows: 1, categories_created: [{ name: 'Food', type: 'expense' }] },
  })
  t.match(await api.databases.reader('transactions'), [{ currency: 'EUR', amount: 10_000 }])
})
