import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { LATEST, SQLITE_HASHES, statementsBetween } from '../../../src/db/migrations/index.ts'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { openFile, readDatabase } from '../../../src/db/sqlite/file.ts'
import { hashAt, schemaFaults } from '../../../src/db/sqlite/schema.ts'
import { backupBook } from '../../../src/maintenance/backup.ts'
import { copyBook } from '../../../src/maintenance/copy/copy.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { restoreBook } from '../../../src/maintenance/restore/restore.ts'
import { folder } from '../../helpers/api.ts'
import { amountsOf, BACKED_UP, bookFolder, broken } from '../../maintenance/books.ts'

const STEAL = 'CREATE TRIGGER steal AFTER INSERT ON transactions ' +
  'BEGIN UPDATE transactions SET amount = 1 WHERE id = new.id; END'

/** How to mend a book, and a backup. */
const MEND = 'remove with `sqlite3` what is foreign to it, or put a backup in its place: fintrack restore FILE'
const ANOTHER = 'remove what is foreign to it with `sqlite3`, or do not use this file as a backup; use another one'

async function faultsAfter (test: Test, ...statements: readonly string[]): Promise<string[]> {
  const dataDir = await bookFolder(test)
  await broken(dataDir, ...statements)
  return readDatabase(join(dataDir, 'fintrack.db'), (query) => schemaFaults(query, LATEST))
}

t.test('every schema has the hash that the migrations give it, on the way up and on the way down', async (t) => {
  const hashes = []
  for (let version = 0; version <= LATEST; version += 1) hashes.push(await hashAt(version))
  t.strictSame(hashes, SQLITE_HASHES, 'a new migration gets a new hash, and no old one changes')

  const { query, close } = await openFile(':memory:', 'make', 0)
  t.teardown(close)
  for (const statement of statementsBetween(0, LATEST, 'sqlite')) await query(statement)
  for (let version = LATEST; version >= 0; version -= 1) {
    t.strictSame(await schemaFaults(query, version), [], `schema ${version}`)
    for (const statement of statementsBetween(version, version - 1, 'sqlite')) await query(statement)
  }
})

t.test('a schema that differs from the one of a book is described by every difference', async (t) => {
  t.strictSame(await faultsAfter(t, STEAL), ['trigger "steal" on "transactions" does not belong to it'])
  t.strictSame(
    await faultsAfter(
      t, 'CREATE VIEW peek AS SELECT 1', 'CREATE TABLE notes (text UNIQUE)', 'CREATE INDEX extra ON audit (event)'
    ),
    [
      'index "extra" on "audit" does not belong to it',
      'index "sqlite_autoindex_notes_1" on "notes" does not belong to it',
      'table "notes" does not belong to it',
      'view "peek" does not belong to it',
    ]
  )
  t.strictSame(await faultsAfter(t, 'DROP INDEX budgets_by_month'), [
    'index "budgets_by_month" on "budgets" is missing',
  ])
  t.strictSame(await faultsAfter(t, 'ALTER TABLE budgets ADD COLUMN note TEXT'), [
    'table "budgets" is not as fintrack makes it',
  ])
})

t.test('a book that ANALYZE has counted is still a book', async (t) => {
  const dataDir = await bookFolder(t)
  await broken(dataDir, 'ANALYZE')
  t.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [])
  await (await connectSqlite(dataDir, 0)).close()
})

t.test('a book with a foreign trigger is refused and left as it is by commands and servers [P1.3]', async (t) => {
  const dataDir = await bookFolder(t)
  const file = join(dataDir, 'fintrack.db')
  await broken(dataDir, STEAL)
  const before = readFileSync(file)
  const refusal = {
    name: 'UserError', kind: 'book', place: file, hint: MEND,
    message: `${file} has not the schema of a book: trigger "steal" on "transactions" does not belong to it.`,
  }
  await t.rejects(connectSqlite(dataDir, 0), refusal, 'a command')
  const lock = await takeExclusiveLock({ dataDir })
  await t.rejects(connectSqlite(dataDir, undefined, lock), refusal, 'a server')
  await lock.release()
  await t.rejects(backupBook({ dataDir, file: join(folder(t), 'book.db') }), refusal, 'a backup')
  await t.rejects(
    copyBook({ from: { dataDir, named: '--from' }, to: { dataDir: folder(t) }, live: false }),
    { ...refusal, hint: `${MEND}, where FINTRACK_DATA_DIR names ${dataDir}` }, 'a copy'
  )
  t.ok(readFileSync(file).equals(before))
  t.strictSame(await amountsOf(file), BACKED_UP)
})

t.test('the refusal of a schema names three differences and counts the others', async (t) => {
  const dataDir = await bookFolder(t)
  await broken(dataDir, ...['a', 'b', 'c', 'd', 'e'].map((name) => `CREATE VIEW ${name} AS SELECT 1`))
  await t.rejects(connectSqlite(dataDir, 0), {
    message: `${join(dataDir, 'fintrack.db')} has not the schema of a book: view "a" does not belong to it, ` +
      'view "b" does not belong to it, view "c" does not belong to it, and 2 more.',
  })
})

t.test('doctor and restore refuse a backup with a foreign trigger, view or table, and name each [P1.8]', async (t) => {
  const source = await bookFolder(t)
  const backups = folder(t)
  const file = join(backups, 'fintrack.db')
  copyFileSync(join(source, 'fintrack.db'), file)
  await broken(backups, STEAL, 'CREATE VIEW peek AS SELECT * FROM users', 'CREATE TABLE notes (text)')
  const found = 'table "notes" does not belong to it; trigger "steal" on "transactions" does not belong to it; ' +
    'view "peek" does not belong to it'
  const results = await checkBook({ dataDir: '/nowhere', file, node: '20', platform: 'win32' })
  t.strictSame(results.filter(({ ok }) => !ok), [{ check: 'schema', ok: false, found, remedy: ANOTHER }])
  t.strictSame(results.map(({ check }) => check), [
    'file', 'schema', 'integrity', 'references', 'permissions', 'versions',
  ], 'no query of doctor\'s own runs on such a schema')

  const dataDir = await bookFolder(t)
  await t.rejects(restoreBook({ dataDir, file, agree: async () => true }), {
    kind: 'unreadable_file', message: `${file} cannot be restored (schema: ${found}).`,
  })
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
})

t.test('a book that calls itself older than its schema is refused', async (t) => {
  const dataDir = await bookFolder(t)
  await broken(dataDir, 'PRAGMA user_version = 3')
  await t.rejects(connectSqlite(dataDir, 0), {
    message: /fintrack\.db has not the schema of a book: .*table "kept_answers"|, and \d+ more\.$/,
  })
})
