import { createHash } from 'node:crypto'
import {
  closeSync, openSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync, writeSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { inspect } from '../../../src/db/sqlite/inspection.ts'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { openFile } from '../../../src/db/sqlite/file.ts'
import { upgrade } from '../../../src/db/sqlite/upgrade.ts'
import { folder } from '../../helpers/api.ts'
import { portOf, serverProcess } from '../../helpers/processes.ts'

/** A book of the release before, with a user in it. */
async function oldBook (t: Test): Promise<{ dataDir: string, file: string }> {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  const { writer, close } = await connectSqlite(dataDir)
  await writer('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  await migrate(writer, file, LATEST - 1)
  await close()
  return { dataDir, file }
}

async function currenciesIn (file: string): Promise<unknown> {
  const { query, close } = await openFile(file, 'read', 0)
  try {
    return await query('SELECT currency FROM users')
  } finally {
    await close()
  }
}

t.test('a book is copied before its schema changes, and the copy is private [P1.8]', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const first = await connectSqlite(dataDir, 0)
  t.equal(first.copy, `${file}.before-${LATEST}`)
  t.strictSame(await first.writer.raw('PRAGMA user_version'), [{ user_version: LATEST }])
  // A user who goes back to the release before, and forth again.
  await migrate(first.writer, file, LATEST - 1)
  await first.writer('users').update({ currency: 'USD' })
  await first.close()
  const second = await connectSqlite(dataDir, 0)
  t.equal(second.copy, `${file}.before-${LATEST}-2`, 'no copy takes the place of another')
  await second.close()
  t.strictSame(await currenciesIn(String(first.copy)), [{ currency: 'EUR' }])
  t.strictSame(await currenciesIn(String(second.copy)), [{ currency: 'USD' }])
  t.match(await inspect(String(first.copy), true), { version: LATEST - 1 })
  t.equal(statSync(String(first.copy)).mode & 0o777, 0o600)
  t.strictSame(
    readdirSync(dataDir),
    [
      'fintrack.db', `fintrack.db.before-${LATEST}`, `fintrack.db.before-${LATEST}-2`, 'fintrack.gate',
      'fintrack.lock', 'keys.json',
    ],
    'and nothing else is left'
  )
  t.equal((await connectSqlite(dataDir, 0).then(async (third) => {
    await third.close()
    return third
  })).copy, undefined, 'a book that is up to date is not copied')
})

t.test('a book without tables is upgraded without a copy', async (t) => {
  const dataDir = folder(t)
  const { copy, writer, close } = await connectSqlite(dataDir)
  t.equal(copy, undefined)
  await migrate(writer, join(dataDir, 'fintrack.db'), 0)
  await close()
  const again = await connectSqlite(dataDir)
  t.equal(again.copy, undefined)
  await again.close()
})

t.test('an upgrade leaves a damaged book at its old schema', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const { query, close } = await openFile(file, 'write', 0)
  const [{ page } = { page: 0 }] = await query('SELECT rootpage AS page FROM sqlite_schema WHERE name = \'users\'')
  await close()
  const handle = openSync(file, 'r+')
  writeSync(handle, 'x'.repeat(4096), (Number(page) - 1) * 4096)
  closeSync(handle)
  const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')
  const state = () => [digest(), readdirSync(dataDir).filter((name) => name !== 'fintrack.gate')]
  const before = state()
  const refusal = {
    name: 'UserError', kind: 'book', message: `${file} is damaged, or not a database.`,
    hint: 'put a backup in its place: fintrack restore FILE',
  }
  await t.rejects(connectSqlite(dataDir, 0), refusal)
  t.strictSame(state(), before)
})

t.test('an upgrade leaves the book at its old schema where no copy of it can be made', async (t) => {
  const { dataDir, file } = await oldBook(t)
  // There, and yet not to be seen.
  symlinkSync(join(dataDir, 'nowhere'), `${file}.before-${LATEST}`)
  await t.rejects(connectSqlite(dataDir, 0), {
    name: 'UserError', kind: 'book',
    message: `${file} cannot be copied to ${file}.before-${LATEST} before its schema is brought up to date (EEXIST: ` +
      'file already exists).',
    hint: 'make room for the copy in that folder; the book was left as it is',
  })
  t.match(await inspect(file, true), { version: LATEST - 1 })
  t.strictSame(readdirSync(dataDir), [
    'fintrack.db', `fintrack.db.before-${LATEST}`, 'fintrack.gate', 'fintrack.lock', 'keys.json',
  ])
})

t.test('an upgrade leaves the book at its old schema where the folder cannot be locked', async (t) => {
  const { dataDir, file } = await oldBook(t)
  writeFileSync(join(dataDir, 'fintrack.lock'), 'x'.repeat(5000))
  await t.rejects(connectSqlite(dataDir, 0), {
    name: 'UserError', kind: 'book',
    message: `${join(dataDir, 'fintrack.lock')} cannot be locked (file is not a database).`,
  })
  t.match(await inspect(file, true), { version: LATEST - 1 })
})

t.test('a command that waits in vain to upgrade a book names the process that holds it', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const lock = await takeExclusiveLock({ dataDir })
  const other = await connectSqlite(folder(t), 0)
  await migrate(other.writer, file, LATEST - 1)
  await t.rejects(upgrade({
    dataDir, filename: file, writer: other.writer, lock: undefined, prepare: async () => {}, tries: 2,
  }), {
    name: 'UserError', kind: 'book',
    message: `${file} has to be brought up to date (its schema is ${LATEST - 1}; this fintrack's is ${LATEST}), but ` +
      `process ${process.pid} holds its folder.`,
  })
  await other.close()
  await lock.release()
})

t.test('a server that upgrades a book logs where the copy is', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const server = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  await portOf(server)
  const line = server.stderr().split('\n').map(
    (text) => JSON.parse(text || '{}')
  ).find(({ copy }) => copy !== undefined)
  t.match(line, {
    level: 40, copy: `${file}.before-${LATEST}`, msg: 'the schema was brought up to date; the book as it was is kept',
  })
  server.child.kill('SIGTERM')
  t.equal(await server.ended, 0)
})

t.test('a book is not migrated while a server holds it [P1.4]', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const lock = await takeExclusiveLock({ dataDir })
  lock.announce('http://127.0.0.1:8787')
  await t.rejects(connectSqlite(dataDir, 0), {
    name: 'UserError', kind: 'book',
    message: `${file} has to be brought up to date (its schema is ${LATEST - 1}; this fintrack's is ${LATEST}), ` +
      `but process ${process.pid}, which listens on http://127.0.0.1:8787, holds its folder.`,
    hint: 'stop that one, and run this again',
  })
  t.match(await inspect(file, false), { version: LATEST - 1 })
  const own = await connectSqlite(dataDir, 0, lock)
  t.equal(own.copy, `${file}.before-${LATEST}`, 'but for the holder himself')
  await own.close()
  await t.rejects(takeExclusiveLock({ dataDir }), { name: 'UserError', kind: 'book' }, 'which keeps its lock')
  await lock.release()
})

t.test('a command waits for another that upgrades the book, and finds it upgraded', async (t) => {
  const { dataDir, file } = await oldBook(t)
  const lock = await takeExclusiveLock({ dataDir })
  const waiting = connectSqlite(dataDir, 0)
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  const first = await connectSqlite(dataDir, 0, lock)
  const second = await waiting
  t.strictSame([first.copy, second.copy], [`${file}.before-${LATEST}`, undefined])
  t.strictSame(await second.writer.raw('PRAGMA user_version'), [{ user_version: LATEST }])
  await first.close()
  await second.close()
  await lock.release()
})
