import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import type { Databases } from '../../src/db/databases.ts'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { migrate } from '../../src/db/migrate.ts'
import { LATEST, MIGRATIONS } from '../../src/db/migrations/index.ts'
import { openKeys } from '../../src/features/signing-keys/key-ring.ts'
import { openFile } from '../../src/db/sqlite/file.ts'
import { folder } from '../helpers/api.ts'
import { sourceOf, SOURCE_FLAGS } from '../helpers/processes.ts'

async function opened (t: Test, dataDir: string): Promise<Databases> {
  const databases = await connectSqlite(dataDir)
  t.teardown(() => databases.close())
  return databases
}

async function schemaOf (handle: Knex): Promise<unknown> {
  return handle.raw(
    'SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE \'sqlite_%\' ORDER BY type, name'
  )
}

async function stampOf (handle: Knex): Promise<unknown> {
  const [
    [version], [application]
  ] = await Promise.all([handle.raw('PRAGMA user_version'), handle.raw('PRAGMA application_id')])
  return [version.user_version, application.application_id]
}

/** A book that was used and closed. */
async function usedBook (t: Test): Promise<{ dataDir: string, file: string }> {
  const dataDir = folder(t)
  await (await connectSqlite(dataDir)).close()
  return { dataDir, file: join(dataDir, 'fintrack.db') }
}

/** Changes a book's pragmas or tables by hand. */
async function tampered (t: Test, sql: string): Promise<{ dataDir: string, file: string }> {
  const book = await usedBook(t)
  const { writer, close } = await connectSqlite(book.dataDir)
  await writer.raw(sql)
  await close()
  return book
}

function digestOf (file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** Refused with this sentence, and not a byte of it is other than before. */
async function refused (
  t: Test, { dataDir, file }: { dataDir: string, file: string }, sentence: string, hint: string
): Promise<void> {
  const before = [digestOf(file), readdirSync(dataDir)]
  await t.rejects(connectSqlite(dataDir), { name: 'UserError', kind: 'book', message: sentence, hint }, sentence)
  t.strictSame([digestOf(file), readdirSync(dataDir)], before)
}

t.test('a fresh database has the newest schema and the mark of fintrack', async (t) => {
  const { writer } = await opened(t, folder(t))
  t.strictSame(await stampOf(writer), [LATEST, 0x66696e74])
  t.equal(LATEST, MIGRATIONS.length)
  t.strictSame(
    await writer('sqlite_schema').where({ type: 'table' }).whereNot(
      'name', 'like', 'sqlite%'
    ).pluck('name').orderBy('name'),
    [
      'accounts', 'attempts', 'audit', 'balance_checks', 'budgets', 'categories', 'change_rows', 'changes',
      'idempotency_keys', 'parts', 'sessions', 'tags', 'tokens', 'transaction_tags', 'transactions', 'users',
    ]
  )
})

t.test('migrating down to nothing and up again gives the same schema', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  const { writer } = await opened(t, dataDir)
  const latest = await schemaOf(writer)
  for (let version = LATEST - 1; version >= 0; version -= 1) {
    await migrate(writer, file, version)
    t.strictSame(await stampOf(writer), [version, 0x66696e74])
  }
  t.strictSame(await schemaOf(writer), [])
  await migrate(writer, file)
  t.strictSame(await schemaOf(writer), latest)
  t.strictSame(await stampOf(writer), [LATEST, 0x66696e74])
})

t.test('migrating a database that is up to date writes nothing', async (t) => {
  const { dataDir, file } = await usedBook(t)
  const { writer } = await opened(t, dataDir)
  const queries: string[] = []
  writer.on('query', ({ sql }: { sql: string }) => { queries.push(sql) })
  await migrate(writer, file)
  t.strictSame(queries, ['PRAGMA application_id', 'PRAGMA user_version'])
})

t.test('a migration step that fails leaves the old schema whole', async (t) => {
  const dataDir = folder(t)
  const { writer } = await opened(t, dataDir)
  await migrate(writer, 'x', 0)
  // Takes the name of the last index.
  await writer.raw('CREATE TABLE budgets_by_category (x)')
  const before = await schemaOf(writer)
  await t.rejects(migrate(writer, 'x'), { message: /budgets_by_category already exists|already a table named/ })
  t.strictSame(await schemaOf(writer), before)
  t.strictSame(await stampOf(writer), [0, 0x66696e74])
})

t.test('processes that start at once on a fresh folder all find it migrated', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const script = `const { connectSqlite } = await import(${JSON.stringify(sourceOf('db/sqlite/databases.ts'))})
    const databases = await connectSqlite(process.argv[1])
    console.log((await databases.writer.raw('PRAGMA user_version'))[0].user_version)
    await databases.close()`
  const versions = await Promise.all(Array.from({ length: 5 }, async () =>
    (await promisify(execFile)(process.execPath, [
      ...SOURCE_FLAGS, '--input-type=module', '--eval', script, dataDir,
    ])).stdout.trim()))
  t.strictSame(versions, Array.from({ length: 5 }, () => String(LATEST)))
})

t.test('a file that is no database is refused, untouched', async (t) => {
  for (const text of [
    'x', 'not a database', 'x'.repeat(511), 'x'.repeat(5000), `SQLite format 3\0${'x'.repeat(5000)}`,
    'SQLite format 3\0',
  ]) {
    const dataDir = folder(t)
    const file = join(dataDir, 'fintrack.db')
    writeFileSync(file, text)
    await refused(
      t, { dataDir, file }, `${file} is damaged, or not a database.`,
      'put a backup in its place: fintrack restore FILE'
    )
  }
})

t.test('a database that is cut off is refused, untouched', async (t) => {
  for (const bytes of [100, 511, 600]) {
    const book = await usedBook(t)
    truncateSync(book.file, bytes)
    await refused(
      t, book, `${book.file} is damaged, or not a database.`, 'put a backup in its place: fintrack restore FILE'
    )
  }
})

t.test('an empty file is a first start that was cut off, but where keys stand beside it', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  writeFileSync(file, '')
  const { writer } = await opened(t, dataDir)
  t.strictSame(await stampOf(writer), [LATEST, 0x66696e74])

  const book = await usedBook(t)
  openKeys(book.dataDir)
  truncateSync(book.file, 0)
  await refused(
    t, book, `${book.file} is damaged, or not a database.`, 'put a backup in its place: fintrack restore FILE'
  )
})

t.test('a book whose database was moved away begins anew, with its keys', async (t) => {
  const dataDir = folder(t)
  openKeys(dataDir)
  const { writer } = await opened(t, dataDir)
  t.strictSame(await stampOf(writer), [LATEST, 0x66696e74])
})

t.test('a database of another program is refused, untouched', async (t) => {
  const sentence = (file: string) => `${file} is a database, but not a book of fintrack.`
  const hint = 'set FINTRACK_DATA_DIR to another folder'
  for (const sql of [
    'PRAGMA application_id = 0', 'PRAGMA application_id = 252006673', `PRAGMA application_id = ${0x66696e75}`,
  ]) {
    const book = await tampered(t, sql)
    await refused(t, book, sentence(book.file), hint)
  }
})

t.test('a database of another program is refused though it holds no table', async (t) => {
  const book = await usedBook(t)
  const { writer, close } = await connectSqlite(book.dataDir)
  await migrate(writer, book.file, 0)
  await writer.raw('PRAGMA user_version = 0')
  await writer.raw('PRAGMA application_id = 7')
  await close()
  await refused(
    t, book, `${book.file} is a database, but not a book of fintrack.`, 'set FINTRACK_DATA_DIR to another folder'
  )
})

t.test('a database of another program in another journal mode is refused with not a byte changed', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  const { query, close } = await openFile(file, 'make', 0)
  await query('CREATE TABLE notes (text)')
  await close()
  await refused(
    t, { dataDir, file }, `${file} is a database, but not a book of fintrack.`,
    'set FINTRACK_DATA_DIR to another folder'
  )
})

t.test('a database of a newer fintrack is refused, untouched', async (t) => {
  const book = await tampered(t, `PRAGMA user_version = ${LATEST + 1}`)
  await refused(
    t, book, `${book.file} was written by a newer fintrack (its schema is ${LATEST + 1}; this one knows ${LATEST}).`,
    'install the newer fintrack'
  )
})

t.test('a file of whole pages of something else is refused, untouched', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  writeFileSync(file, 'x'.repeat(4096))
  await refused(
    t, { dataDir, file }, `${file} is damaged, or not a database.`, 'put a backup in its place: fintrack restore FILE'
  )
})
