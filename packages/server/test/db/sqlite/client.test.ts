import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { setPragmas, SqliteClient } from '../../../src/db/sqlite/client.ts'
import { openDatabase, rowsOf } from '../../../src/db/sqlite/file.ts'
import { folder } from '../../helpers/api.ts'

t.test('opening a SQLite file that cannot be opened is an error, not a hanging connection', async (t) => {
  const connection = { filename: join(folder(t), 'none', 'fintrack.db'), pragmas: {} }
  const client = new SqliteClient({ client: 'sqlite3', connection, useNullAsDefault: true })
  await t.rejects(client.acquireRawConnection(), { code: 'SQLITE_CANTOPEN' })
})

t.test('a pragma that SQLite does not take is an error', async (t) => {
  const filename = join(folder(t), 'x.db')
  const connection = await openDatabase(filename, 'make')
  t.teardown(() => { connection.close() })
  const hint = 'put the data folder on a local file system, and fintrack on a SQLite of its own'
  await t.resolves(setPragmas(connection, { synchronous: 2, journal_mode: 'wal' }))
  await t.rejects(setPragmas(connection, { synchronous: 2, no_such_thing: 1 }),
    { name: 'UserError', kind: 'book', message: 'SQLite did not accept no_such_thing = 1 (it is undefined).', hint })
  await t.rejects(setPragmas(connection, { page_size: 1024 }), {
    name: 'UserError',
    kind: 'book',
    message: 'SQLite did not accept page_size = 1024 (it is 4096).',
    hint,
  })
  t.strictSame(await rowsOf(connection, 'PRAGMA synchronous'), [{ synchronous: 2 }])
  const client = new SqliteClient(
    { client: 'sqlite3', connection: { filename, pragmas: { page_size: 1024 } } as object, useNullAsDefault: true }
  )
  await t.rejects(client.acquireRawConnection(), { name: 'UserError', kind: 'book' }, 'and there is no such connection')
})

const USER = {
  embedded: 0, username: 'ada', username_key: 'ada', password_hash: 'x', currency: 'EUR', created_at: '',
  updated_at: '',
}

async function opened (t: Test) {
  const databases = await connectSqlite(folder(t))
  t.teardown(() => databases.close())
  return databases
}

t.test('a commit that fails leaves no transaction open [P1.2]', async (t) => {
  const { writer, reader } = await opened(t)
  const failing = writer.transaction(async (trx) => {
    await trx('users').insert(USER)
    // Its user is looked for at the end.
    await trx.raw('PRAGMA defer_foreign_keys = ON')
    await trx('changes').insert({ user_id: 99, at: '', action: '', summary: '' })
  })
  await t.rejects(failing, { code: 'SQLITE_CONSTRAINT' })
  t.strictSame(await reader('users'), [])
  await writer.transaction(async (trx) => { await trx('users').insert(USER) })
  t.equal((await reader('users')).length, 1)
})

t.test('an error that made SQLite roll back is thrown unchanged, and the next unit of work succeeds', async (t) => {
  const { writer, reader } = await opened(t)
  const failing = writer.transaction(async (trx) => {
    await trx('users').insert(USER)
    await trx.raw('INSERT OR ROLLBACK INTO users SELECT * FROM users')
  })
  await t.rejects(failing, { message: /UNIQUE constraint failed/ })
  t.strictSame(await reader('users'), [])
  await writer.transaction(async (trx) => { await trx('users').insert(USER) })
  t.equal((await reader('users')).length, 1)
})

t.test('on a full disk a write is refused whole, reads go on, and room is all that it needs', async (t) => {
  const databases = await opened(t)
  const { writer, reader } = databases
  const { write } = openUnitOfWork(databases)
  await write((repos) => repos.users.addEmbedded('EUR', ''))
  const [{ page_count: pages }] = await writer.raw('PRAGMA page_count')
  await writer.raw(`PRAGMA max_page_count = ${pages}`)
  const fill = (length: number) => writer.transaction(async (trx) => {
    await trx('users').update({ currency: 'USD' })
    await trx('users').insert({ ...USER, password_hash: 'x'.repeat(length) })
  })
  await t.rejects(fill(100_000), { code: 'SQLITE_FULL' })
  t.strictSame(await reader('users').pluck('currency'), ['EUR'])
  await writer.raw('PRAGMA max_page_count = 4294967294')
  await fill(100_000)
  t.strictSame(await reader('users').pluck('currency'), ['USD', 'EUR'])
})

t.test('the work of a unit of work is not run where its transaction cannot begin', async (t) => {
  const dataDir = folder(t)
  const [first, second] = [await connectSqlite(dataDir), await connectSqlite(dataDir)]
  t.teardown(() => Promise.all([first.close(), second.close()]))
  await second.writer.raw('PRAGMA busy_timeout = 0')
  let begun = false
  await first.writer.transaction(async (trx) => {
    await trx.raw('SELECT 1')
    await t.rejects(second.writer.transaction(async () => { begun = true }), { code: 'SQLITE_BUSY' })
  })
  t.notOk(begun)
})

/** Counts to a number that takes it minutes. */
const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n WHERE i < ?'

t.test('a statement that runs for too long is interrupted, and the next one runs [P3.10]', async (t) => {
  const dataDir = folder(t)
  const { writer, reader, close } = await connectSqlite(dataDir, 1, undefined, 50)
  t.teardown(close)
  await t.rejects(reader.raw(ENDLESS, [1e12]), { code: 'SQLITE_INTERRUPT' })
  await t.rejects(writer.transaction((trx) => trx.raw(ENDLESS, [1e12])), { code: 'SQLITE_INTERRUPT' })
  t.strictSame(await reader.raw('SELECT 1 AS one'), [{ one: 1 }])
  t.strictSame(await writer.raw('SELECT 1 AS one'), [{ one: 1 }])
})

t.test('a statement that waits for a thread is interrupted once it runs [P3.10]', async (t) => {
  const { reader, scanner, close } = await connectSqlite(folder(t), 4, undefined, 50)
  t.teardown(close)
  // Node has four threads: the others begin after their time is over.
  const all = [reader, scanner].flatMap((one) => Array.from({ length: 4 }, () => one.raw(ENDLESS, [1e12])))
  for (const one of await Promise.allSettled(all)) {
    t.match(one, { status: 'rejected', reason: { code: 'SQLITE_INTERRUPT' } })
  }
})
