/**
 * A user with many rows is removed in several transactions, each of which is bounded by the rows and the bytes that it
 * removes: counted here, not timed.
 */
import { logIn } from '@fintrack/contract/auth'
import { createTransaction } from '@fintrack/contract/transactions'
import { deleteMe, getMe } from '@fintrack/contract/users'
import t from 'tap'
import { bookConfig } from '../../../src/config/book-config.ts'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { PART_BYTES, PART_ROWS } from '../../../src/features/users/removal-repository.ts'
import { throttle } from '../../../src/features/throttle/throttle.ts'
import { userService, type UserService } from '../../../src/features/users/user-service.ts'
import { listUsers, removeUser, setUserPassword } from '../../../src/local.ts'
import { bothDatabases, httpApi, operatorOf, PASSWORD, settingsOf, type HttpApi } from '../../helpers/api.ts'
import { bareUser, ownedTables } from '../../helpers/tables.ts'

const MANY = PART_ROWS * 2 + 10
const DIGITS = Array.from({ length: 10 }, (_, at) => `SELECT ${at} AS digit`).join(' UNION ALL ')
const NUMBERS = `(SELECT a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit + 10000 * e.digit AS n
  FROM ${['a', 'b', 'c', 'd', 'e'].map((name) => `(${DIGITS}) AS ${name}`).join(', ')}) AS numbers`

interface Asked { readonly sql: string, readonly __knexTxId?: string }

async function addTransactions (
  { databases: { writer } }: HttpApi, userId: number, count: number, description = ''
): Promise<void> {
  await writer.raw(`
    INSERT INTO transactions (user_id, date, type, amount, currency, description, search_key, created_at, updated_at)
    SELECT CAST(? AS INTEGER), '2024-05-01', 'expense', 1, 'USD', CAST(? AS TEXT), CAST(? AS TEXT), '', ''
    FROM ${NUMBERS} WHERE n < ?`, [userId, description, description, count])
}

/** Changes of which every second one undoes the one before it. */
async function addChanges ({ databases: { writer } }: HttpApi, userId: number, count: number): Promise<void> {
  await writer.raw(`
    INSERT INTO changes (id, user_id, at, action, summary)
    SELECT n + 1, CAST(? AS INTEGER), '', 'create', '' FROM ${NUMBERS} WHERE n < ?`, [userId, count])
  await writer.raw('UPDATE changes SET undoes = id - 1 WHERE user_id = ? AND id % 2 = 0', [userId])
  await writer.raw('UPDATE changes SET undone_by = id + 1 WHERE user_id = ? AND id % 2 = 1', [userId])
}

/** How many rows a user has in each table that has any. */
async function countsOf ({ databases }: HttpApi, userId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of await ownedTables(databases)) {
    const rows = await databases.reader(table).where({ user_id: userId }).pluck('user_id')
    if (rows.length > 0) counts[table] = rows.length
  }
  return counts
}

/** The users of a server that starts on the same book. */
function usersOf ({ served, clock }: HttpApi): UserService {
  const [uow, settings] = [openUnitOfWork(served), bookConfig(settingsOf())]
  return userService({ uow, clock, settings, throttle: throttle({ uow, clock, settings }) })
}

/** How many transactions of the API delete rows of a table while work runs. @param deleted is called with each */
async function parts (
  { served: { writer } }: HttpApi, table: string, work: () => Promise<unknown>, deleted = (_part: number): void => {}
): Promise<number> {
  const seen = new Set<string | undefined>()
  const listener = ({ sql, __knexTxId: id }: Asked) => {
    if (!sql.replaceAll(/[`"]/g, '').startsWith(`delete from ${table} `) || seen.has(id)) return
    seen.add(id)
    deleted(seen.size)
  }
  writer.on('query', listener)
  await work().finally(() => { writer.removeListener('query', listener) })
  return seen.size
}

bothDatabases(t, 'a user with few rows is removed in one transaction', async (t, api) => {
  const user = await api.user()
  await addTransactions(api, user.id, 100)
  await addChanges(api, user.id, 10)
  t.equal(await parts(api, 'transactions', () => user.call(deleteMe, { body: { password: PASSWORD } })), 1)
  t.strictSame(await countsOf(api, user.id), {})
})

bothDatabases(t, 'others write while a user with many rows is removed, and nothing is left [P3.10]', async (t, api) => {
  const [user, other] = [await api.user(), await api.user()]
  await addTransactions(api, user.id, MANY)
  let isOver = false
  const meanwhile: Array<Promise<boolean>> = []
  const count = await parts(api, 'transactions', async () => {
    await user.call(deleteMe, { body: { password: PASSWORD } })
    isOver = true
  }, (part) => {
    if (part !== 1) return
    meanwhile.push(
      other.call(createTransaction, { body: { date: '2024-05-01', amount: '1', type: 'expense' } }).then(() => isOver),
      // As a request that was let in before.
      api.served.transaction((trx) => trx('audit').insert({ user_id: user.id, event: 'login', at: '' }))
        .then(() => isOver)
    )
  })
  t.equal(count, 3)
  t.strictSame(await Promise.all(meanwhile), [false, false])
  t.strictSame(await countsOf(api, user.id), {})
  t.strictSame(await api.databases.reader('users').pluck('id'), [other.id])
  t.equal((await countsOf(api, other.id))['transactions'], 1)
  t.strictSame(await api.databases.reader('audit').where({ event: 'user_deleted' }).pluck('user_id'), [null])
})

bothDatabases(t, 'long texts are removed in parts that are bounded by their bytes [P3.10]', async (t, api) => {
  const userId = await bareUser(api.databases)
  const text = 'a'.repeat(20_000)
  const fitting = Math.ceil(PART_BYTES / (2 * text.length))
  await addTransactions(api, userId, fitting * 2 + 1, text)
  await addChanges(api, userId, 2)
  const before = 'b'.repeat(PART_BYTES - 1)
  for (let position = 0; position < 5; position += 1) {
    await api.databases.writer('change_rows').insert({
      user_id: userId, change_id: 1, position, entity: 'transaction', first_id: 1, last_id: 1000, before,
    })
  }
  const rowsLeft: Array<readonly [lines: number, transactions: number]> = []
  const { write } = openUnitOfWork(api.served)
  for (let isRemoved = false; !isRemoved;) {
    isRemoved = await write((repos) => repos.users.removePart(userId))
    const { change_rows: lines = 0, transactions = 0 } = await countsOf(api, userId)
    rowsLeft.push([lines, transactions])
  }
  const all = fitting * 2 + 1
  t.strictSame(rowsLeft, [[3, all], [1, all], [0, all - fitting], [0, 1], [0, 0]])
  t.strictSame(await api.databases.reader('users').where({ id: userId }).pluck('id'), [])
})

bothDatabases(t, 'changes that refer to one another are removed in parts', async (t, api) => {
  const userId = await bareUser(api.databases)
  await addChanges(api, userId, PART_ROWS + 10)
  const [username]: string[] = await api.databases.reader('users').where({ id: userId }).pluck('username')
  await removeUser({ ...operatorOf(api), username: String(username) })
  t.strictSame([await countsOf(api, userId), await api.databases.reader('users').pluck('id')], [{}, []])
})

bothDatabases(t, 'a user whose removal is interrupted is gone at once, and the rest goes later', async (t, api) => {
  const user = await api.user('ada')
  await addTransactions(api, user.id, MANY)
  const removal = () => user.answer(deleteMe, { body: { password: PASSWORD } })
  let status = 0
  await parts(api, 'transactions', async () => { ({ status } = await removal()) }, (part) => {
    if (part === 2) throw new Error('The process was killed.')
  })
  t.equal(status, 500)
  const { transactions } = await countsOf(api, user.id)
  t.ok(Number(transactions) > 0 && Number(transactions) < MANY, `${transactions} transactions are left`)
  t.equal((await user.answer(getMe)).status, 401)
  t.match(await api.anonymous.refusal(logIn, { body: { username: 'ada', password: PASSWORD } }), {
    code: 'invalid_credentials',
  })
  const name = `removed:${user.id}`
  t.match(await api.anonymous.refusal(logIn, { body: { username: name, password: 'removed' } }), {
    code: 'invalid_credentials',
  })
  t.match((await listUsers(operatorOf(api))).map(({ username }) => username), [name], 'the operator sees it')
  await t.rejects(setUserPassword({ ...operatorOf(api), username: name, password: PASSWORD }), { code: 'not_found' })
  const other = await api.user('ada')
  t.ok(other.id > user.id, 'the name is free')

  const users = usersOf(api)
  await users.finishRemovals(() => true)
  t.ok(Number((await countsOf(api, user.id))['transactions']) > 0, 'a server that stops leaves the rest')
  // As two servers that start at once.
  await Promise.all([users.finishRemovals(() => false), users.finishRemovals(() => false)])
  t.strictSame([await countsOf(api, user.id), await api.databases.reader('users').pluck('id')], [{}, [other.id]])
  t.strictSame(await api.databases.reader('audit').where({ event: 'user_deleted' }).pluck('user_id'), [null])
})

t.test('a server that cannot finish a removal logs it, and goes on', async (t) => {
  const api = await httpApi(t)
  await api.served.close()
  await api.finishRemovals()
  const lines = api.log.map((line) => JSON.parse(line).msg)
  t.strictSame(lines, ['users who were deleted still have rows; the next start removes them'])
})

bothDatabases(t, 'the operator finishes a removal that was interrupted', async (t, api) => {
  const user = await api.user('ada')
  await addTransactions(api, user.id, MANY)
  await parts(api, 'transactions', () => user.answer(deleteMe, { body: { password: PASSWORD } }), (part) => {
    if (part === 2) throw new Error('The process was killed.')
  })
  await t.rejects(removeUser({ ...operatorOf(api), username: 'ada' }), { code: 'not_found' })
  await removeUser({ ...operatorOf(api), username: `removed:${user.id}` })
  t.strictSame([await countsOf(api, user.id), await api.databases.reader('users').pluck('id')], [{}, []])
})

bothDatabases(t, 'nothing of a user with many rows is removed where the account was changed since', async (t, api) => {
  const user = await api.user()
  await addTransactions(api, user.id, MANY)
  const before = await countsOf(api, user.id)
  t.match(await user.refusal(deleteMe, { body: { password: PASSWORD }, ifMatch: '"other"' }), { code: 'changed_since' })
  t.strictSame(await countsOf(api, user.id), before)
})

bothDatabases(t, 'a user whom two remove at once is removed by one of them', async (t, api) => {
  const user = await api.user('ada')
  await addTransactions(api, user.id, MANY)
  const removals = [1, 2].map(() => user.answer(deleteMe, { body: { password: PASSWORD } }))
  t.strictSame((await Promise.all(removals)).map(({ status }) => status).sort(), [204, 401])
  t.strictSame(await api.databases.reader('users').pluck('id'), [])
})
