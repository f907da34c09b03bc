import {
  mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { logIn } from '@fintrack/contract/auth'
import { createTransaction } from '@fintrack/contract/transactions'
import t from 'tap'
import { backupBook } from '../../src/maintenance/backup.ts'
import { readDatabase } from '../../src/db/sqlite/file.ts'
import { checkBook } from '../../src/maintenance/doctor/doctor.ts'
import { restoreBook } from '../../src/maintenance/restore/restore.ts'
import { folder, PASSWORD, TestClock } from '../helpers/api.ts'
import { sqliteError } from '../helpers/errors.ts'
import { portOf, serverProcess } from '../helpers/processes.ts'
import { bookFolder, broken, garbage } from './books.ts'

const ROWS = { users: 1, transactions: 5, categories: 2, budgets: 2 }

t.test('a backup is a private file with every row, and passes every check', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  const file = join(elsewhere, 'it\'s a backup.db')
  const backup = await backupBook({ dataDir, file })
  t.strictSame(backup, { file, bytes: statSync(file).size, rows: ROWS, keys: join(dataDir, 'keys.json') })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(statSync(file).nlink, 1)
  t.strictSame(readdirSync(elsewhere), ['it\'s a backup.db'])
  t.strictSame((await checkBook({ dataDir, file, node: '20' })).filter(({ ok }) => !ok), [])
  rmSync(join(dataDir, 'keys.json'))
  t.equal((await backupBook({ dataDir, file: join(elsewhere, 'second.db') })).keys, null)
})

t.test('a backup never overwrites a file [P1.8]', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  const file = join(elsewhere, 'book.db')
  writeFileSync(file, 'mine')
  symlinkSync(join(elsewhere, 'nowhere'), join(elsewhere, 'link'))
  for (const taken of [file, join(elsewhere, 'link')]) {
    await t.rejects(backupBook({ dataDir, file: taken }), {
      name: 'Problem', code: 'already_exists', message: `${taken} already exists, and a backup never overwrites a ` +
        'file; choose another name.',
    })
  }
  // Of several that begin at once, one has the name.
  const contested = join(elsewhere, 'contested.db')
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => backupBook({ dataDir, file: contested })))
  t.strictSame(results.map((one) => one.status === 'rejected' ? one.reason.code : 'made').toSorted(), [
    'already_exists', 'already_exists', 'already_exists', 'made',
  ])
  t.strictSame(readdirSync(elsewhere).toSorted(), ['book.db', 'contested.db', 'link'])
})

t.test('backup reports a file that cannot be written', async (t) => {
  const dataDir = await bookFolder(t)
  const nowhere = join(dataDir, 'no', 'folder', 'book.db')
  await t.rejects(backupBook({ dataDir, file: nowhere }), {
    name: 'UserError', kind: 'unreadable_file',
    message: `${nowhere} cannot be written: there is no folder ${join(dataDir, 'no', 'folder')}.`,
    hint: 'make that folder, or name a file in another',
  })
  await t.rejects(backupBook({ dataDir, file: '/proc/book.db' }), {
    name: 'UserError', kind: 'unreadable_file',
    message: '/proc/book.db cannot be written (ENOENT: no such file or directory).',
    hint: 'name a file in a folder of your own that has room for it',
  })
})

t.test('backup refuses a target that is a folder, with an example of a file', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  for (const [file, example] of [
    [elsewhere, elsewhere], [join(elsewhere, 'new/'), join(elsewhere, 'new')],
    ['C:\\backups\\', join(process.cwd(), 'C:\\backups\\')], ['', process.cwd()],
  ] as const) {
    await t.rejects(backupBook({ dataDir, file }), {
      name: 'UserError', kind: 'unreadable_file', message: `${JSON.stringify(file)} is a folder; a backup is a file.`,
      hint: `name the file as well, such as ${join(example, 'book.db')}`,
    })
  }
  t.strictSame(readdirSync(elsewhere), [])
})

t.test('backup refuses the names of the book\'s own files, whether they exist or not', async (t) => {
  const dataDir = await bookFolder(t)
  const before = readdirSync(dataDir)
  const elsewhere = folder(t)
  const alias = join(elsewhere, 'alias')
  symlinkSync(dataDir, alias)
  const refused = async (file: string) => {
    await t.rejects(backupBook({ dataDir, file }), {
      name: 'UserError',
      kind: 'unreadable_file',
      message: `${file} is the name of one of the book's own files.`,
      hint: 'choose another name, best in another folder',
    })
  }
  for (const name of [
    'fintrack.db', 'fintrack.db-wal', 'fintrack.db-shm', 'fintrack.db-journal', 'Fintrack.DB-wal', 'fintrack.lock',
    'fintrack.lock.json', 'fintrack.gate', 'keys.json',
  ]) {
    await refused(join(dataDir, name))
    await refused(join(alias, name))
  }
  t.strictSame(readdirSync(dataDir), before)
  // A book that stands elsewhere has its log there.
  renameSync(join(dataDir, 'fintrack.db'), join(elsewhere, 'real.db'))
  symlinkSync(join(elsewhere, 'real.db'), join(dataDir, 'fintrack.db'))
  await refused(join(elsewhere, 'real.db-wal'))
  t.ok(await backupBook({ dataDir, file: join(dataDir, 'backup.db') }), 'beside them is another matter')
})

t.test('backup removes a draft that a kill has left in its folder', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  const clock = new TestClock()
  const names = ['.old.db.0123456789ab.part', '.new.db.0123456789ab.part', 'old.db.0123456789ab.part', '.old.db.part']
  for (const name of names) {
    writeFileSync(join(elsewhere, name), '')
    utimesSync(join(elsewhere, name), 0, clock.seconds() - (name.startsWith('.new') ? 3600 : 3601))
  }
  mkdirSync(join(elsewhere, '.folder.0123456789ab.part'))
  utimesSync(join(elsewhere, '.folder.0123456789ab.part'), 0, 0)
  await backupBook({ dataDir, file: join(elsewhere, 'book.db'), clock })
  t.strictSame(
    readdirSync(elsewhere).toSorted(), [...names.slice(1), '.folder.0123456789ab.part', 'book.db'].toSorted()
  )
})

t.test('backup to a full disk leaves nothing behind', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  const file = join(elsewhere, 'book.db')
  await t.rejects(backupBook(
    { dataDir, file }, async () => { throw sqliteError('SQLITE_FULL', 'database or disk is full') }
  ), {
    name: 'UserError', kind: 'unreadable_file', message: `${file} cannot be written (database or disk is full).`,
  })
  t.strictSame(readdirSync(elsewhere), [])
})

t.test('backup refuses a folder without a sound book', async (t) => {
  const elsewhere = folder(t)
  const refused = async (dataDir: string, expected: {
    name: string, kind?: string, message: string, code?: string, hint?: string
  }) => {
    await t.rejects(backupBook({ dataDir, file: join(elsewhere, 'book.db') }), expected)
    t.strictSame(readdirSync(elsewhere), [])
  }
  const none = folder(t)
  await refused(none, {
    name: 'Problem', code: 'not_found',
    message: `There is no book in ${none} yet; FINTRACK_DATA_DIR names another folder.`,
  })
  t.strictSame(readdirSync(none), [])
  writeFileSync(join(none, 'fintrack.db'), '')
  await refused(none, {
    name: 'UserError', kind: 'book', message: `${none}/fintrack.db is empty: there is no book in it yet.`,
  })
  garbage(join(none, 'fintrack.db'))
  await refused(none, {
    name: 'UserError', kind: 'book', message: `${none}/fintrack.db is damaged, or not a database.`,
  })

  const dataDir = await bookFolder(t)
  const damaged = {
    name: 'UserError', kind: 'book', message: `${dataDir}/fintrack.db is damaged, so it was not ` +
    'backed up.', hint: '`fintrack doctor` says what is wrong with it'
  }
  await broken(dataDir, 'UPDATE transactions SET amount = 10000000000001 WHERE id = 1')
  await refused(dataDir, damaged)
  const bytes = readFileSync(join(dataDir, 'fintrack.db'))
  const [table] = await readDatabase(
    join(dataDir, 'fintrack.db'), (query) => query('SELECT rootpage FROM sqlite_schema WHERE name = \'transactions\'')
  )
  const page = Number(table?.rootpage)
  writeFileSync(join(dataDir, 'fintrack.db'), bytes.fill(0x5a, 4096 * (page - 1), 4096 * page))
  await refused(dataDir, damaged)
  // The pages of the schema are among the first ones.
  writeFileSync(join(dataDir, 'fintrack.db'), bytes.fill(0x5a, 4096 * 4))
  await refused(dataDir, {
    name: 'UserError', kind: 'book', message: `${dataDir}/fintrack.db is damaged, or not a database.`,
  })
})

t.test('a backup that is taken while others write is whole [P1.8]', async (t) => {
  const dataDir = folder(t)
  const server = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0', FINTRACK_LOG_LEVEL: 'fatal' })
  const address = `http://127.0.0.1:${await portOf(server)}`
  const post = async (path: string, body: object, access = '') => fetch(`${address}${path}`, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${access}` },
  })
  const login = { username: 'ada', password: PASSWORD }
  await post('/api/users/register/', login)
  const { access } = await (await post(logIn.path, login)).json() as { access: string }

  const acknowledged = new Set<number>()
  const writing = { on: true }
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let count = 0; writing.on; count += 1) {
      const answer = await post(
        createTransaction.path,
        { amount: '1.00', date: '2024-05-05', type: 'expense', description: `${writer}/${count}` }, access
      )
      if (answer.status !== 201) throw new Error(`It was answered with ${answer.status}.`)
      acknowledged.add((await answer.json() as { id: number }).id)
    }
  })
  const elsewhere = folder(t)
  const taken: Array<{ file: string, before: number[] }> = []
  for (const name of ['first', 'second', 'third']) {
    const enough = acknowledged.size + 20
    while (acknowledged.size < enough) await Promise.race([sleep(2), ...writers])
    const before = [...acknowledged]
    const { file } = await backupBook({ dataDir, file: join(elsewhere, `${name}.db`) })
    taken.push({ file, before })
  }
  writing.on = false
  await Promise.all(writers)

  for (const { file, before } of taken) {
    t.strictSame((await checkBook({ dataDir, file, node: '20' })).filter(({ ok }) => !ok), [])
    const again = folder(t)
    t.ok(await restoreBook({ dataDir: again, file, agree: async () => true }))
    t.strictSame((await checkBook({ dataDir: again, node: '20' })).filter(({ ok }) => !ok), [])
    const stored = await readDatabase(join(again, 'fintrack.db'), (query) => query('SELECT id FROM transactions'))
    const ids = new Set(stored.map(({ id }) => id))
    t.ok(before.length > 0)
    t.strictSame(before.filter((id) => !ids.has(id)), [], 'every row that was acknowledged before it began is in it')
  }
})
