import {
  existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { call } from '@fintrack/contract/call'
import { createTransaction } from '@fintrack/contract/transactions'
import t, { type Test } from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { takeExclusiveLock, type ExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { openFile } from '../../../src/db/sqlite/file.ts'
import { backupBook } from '../../../src/maintenance/backup.ts'
import { brokenPages } from '../../../src/maintenance/book-file.ts'
import { readDatabase } from '../../../src/db/sqlite/file.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { restoreBook, type Replacement } from '../../../src/maintenance/restore/restore.ts'
import { folder, TestClock } from '../../helpers/api.ts'
import { systemError } from '../../helpers/errors.ts'
import { amountsOf, BACKED_UP, backup, bookFolder, bookWith, broken, broughtBack, garbage, opened } from '../books.ts'

const ROWS = { users: 1, transactions: 5, categories: 2, budgets: 2 }
const ASIDE = 'fintrack-replaced-2024-06-01T00-00-00Z'
const yes = async () => true

/** The files of a folder but for its lock and its keys. */
function files (dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => !/lock|gate|keys/.test(name)).toSorted()
}

async function requireWhole (test: Test, dataDir: string): Promise<void> {
  test.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [])
}

t.test('restore puts a backup into a folder without a book and asks nothing', async (t) => {
  const file = await backup(t)
  const dataDir = join(folder(t), 'new')
  const asked: Replacement[] = []
  const restored = await restoreBook({
    dataDir, file, agree: async (replacement) => { asked.push(replacement); return true },
  })
  const replacement = { file, rows: ROWS, schema: LATEST, latest: LATEST, book: null }
  t.strictSame(asked, [replacement])
  t.strictSame(restored, { ...replacement, aside: null })
  t.strictSame(files(dataDir), ['fintrack.db'])
  t.equal(statSync(join(dataDir, 'fintrack.db')).mode & 0o777, 0o600)
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
  await requireWhole(t, dataDir)
})

t.test('restore keeps the old book under a name with the time', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00', '2.00')
  const book = join(dataDir, 'fintrack.db')
  const clock = new TestClock()
  const first = await restoreBook({ dataDir, file, clock, agree: yes })
  t.match(first, { book, aside: join(dataDir, `${ASIDE}.db`) })
  t.strictSame(await amountsOf(book), BACKED_UP)
  t.strictSame(await amountsOf(join(dataDir, `${ASIDE}.db`)), [100, 200])
  const second = await restoreBook({ dataDir, file: join(dataDir, `${ASIDE}.db`), clock, agree: yes })
  t.equal(second?.aside, join(dataDir, `${ASIDE}-2.db`))
  t.strictSame(await amountsOf(book), [100, 200])
  t.match(await restoreBook({ dataDir, file, clock, agree: yes }), { aside: join(dataDir, `${ASIDE}-3.db`) })
  t.strictSame(files(dataDir), [`${ASIDE}-2.db`, `${ASIDE}-3.db`, `${ASIDE}.db`, 'fintrack.db'])
  await requireWhole(t, dataDir)
})

t.test('restore leaves files whose names only begin like its own', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const names = ['restoring-2024-05.db', 'restoring-abcdef', 'restoring-notes']
  for (const name of names) renameSync(await backup(t), join(dataDir, name))
  mkdirSync(join(dataDir, 'restoring-a1B2c3'))
  await restoreBook({ dataDir, file: join(dataDir, 'restoring-abcdef'), clock: new TestClock(), agree: yes })
  t.strictSame(files(dataDir), [`${ASIDE}.db`, 'fintrack.db', ...names], 'and what a killed run has left is gone')
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
})

t.test('restore names the replaced book by the time of the machine where no clock is given', async (t) => {
  const dataDir = await bookWith(t)
  t.match(
    (await restoreBook({ dataDir, file: await backup(t), agree: yes }))?.aside,
    /\/fintrack-replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$/
  )
})

t.test('restore changes nothing without the user\'s consent', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const before = readFileSync(join(dataDir, 'fintrack.db'))
  t.equal(await restoreBook({ dataDir, file: await backup(t), agree: async () => false }), undefined)
  t.strictSame(files(dataDir), ['fintrack.db'])
  t.ok(readFileSync(join(dataDir, 'fintrack.db')).equals(before))
  await (await takeExclusiveLock({ dataDir })).release()
})

t.test('restore keeps what the last commands stored in a book that was cut off', async (t) => {
  const dataDir = await bookWith(t)
  // As a kill leaves it: the log has what the database has not.
  const crashed = folder(t)
  const book = await opened(dataDir)
  await call(createTransaction, { body: { amount: '7.00', date: '2024-05-05', type: 'expense' } }, book.send)
  for (const name of [
    'fintrack.db', 'fintrack.db-wal',
  ]) writeFileSync(join(crashed, name), readFileSync(join(dataDir, name)), { mode: 0o600 })
  await book.close()
  const { aside } = await restoreBook({ dataDir: crashed, file: await backup(t), agree: yes }) ?? {}
  t.strictSame(await amountsOf(String(aside)), [700])
  t.strictSame(files(crashed).length, 2)
  t.strictSame(await amountsOf(join(crashed, 'fintrack.db')), BACKED_UP)
})

t.test('restore moves a damaged book aside as it is, with the files beside it', async (t) => {
  const file = await backup(t)
  const dataDir = folder(t)
  garbage(join(dataDir, 'fintrack.db'))
  for (const ending of ['-wal', '-shm']) {
    writeFileSync(
      join(dataDir, `fintrack.db${ending}`), `old ${ending}`, { mode: 0o600 }
    )
  }
  t.match(
    await restoreBook({ dataDir, file, clock: new TestClock(), agree: yes }), { aside: join(dataDir, `${ASIDE}.db`) }
  )
  t.strictSame(files(dataDir), ['', '-shm', '-wal'].map((ending) => `${ASIDE}.db${ending}`).concat('fintrack.db'))
  t.match(readFileSync(join(dataDir, `${ASIDE}.db`), 'utf8'), /^This is not a database/)
  t.equal(readFileSync(join(dataDir, `${ASIDE}.db-wal`), 'utf8'), 'old -wal')
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
  await requireWhole(t, dataDir)
})

t.test('restore leaves a book that it cannot write to, because it cannot lock others out of it', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const bytes = readFileSync(join(dataDir, 'fintrack.db'))
  // The header asks for a newer SQLite than there is, for whoever writes.
  bytes[18] = 3
  writeFileSync(join(dataDir, 'fintrack.db'), bytes)
  await t.rejects(restoreBook({ dataDir, file, agree: yes }), {
    name: 'UserError', kind: 'book',
    message: `${dataDir}/fintrack.db cannot be taken out of use (attempt to write a readonly database).`,
    hint: 'check the disk, and who may write to that file; nothing was changed',
  })
  t.strictSame(files(dataDir), ['fintrack.db'])
  t.ok(readFileSync(join(dataDir, 'fintrack.db')).equals(bytes))
})

/** A book that was cut off in the midst of a transaction without a log: a journal is there, to be rolled back. */
async function cutOff (test: Test, journalOf: (journal: Buffer) => Buffer): Promise<string> {
  const [dataDir, cut] = [await bookWith(test, '1.00'), folder(test)]
  const book = await openFile(join(dataDir, 'fintrack.db'), 'write', 0)
  // So that what is in the journal counts at once.
  for (const statement of [
    'PRAGMA journal_mode = DELETE', 'PRAGMA synchronous = OFF', 'BEGIN', 'PRAGMA user_version = 2',
  ]) await book.query(statement)
  writeFileSync(join(cut, 'fintrack.db'), readFileSync(join(dataDir, 'fintrack.db')), { mode: 0o600 })
  writeFileSync(
    join(cut, 'fintrack.db-journal'), journalOf(readFileSync(join(dataDir, 'fintrack.db-journal'))), { mode: 0o600 }
  )
  await book.close()
  return cut
}

t.test('restore rolls back an interrupted transaction before it moves the book', async (t) => {
  const dataDir = await cutOff(t, (journal) => journal)
  t.match(
    await restoreBook({ dataDir, file: await backup(t), clock: new TestClock(), agree: yes }),
    { aside: join(dataDir, `${ASIDE}.db`) }
  )
  t.strictSame(files(dataDir), [`${ASIDE}.db`, 'fintrack.db'])
  t.strictSame(await amountsOf(join(dataDir, `${ASIDE}.db`)), [100])
  await requireWhole(t, dataDir)
})

t.test('restore moves a book that its own journal damages as it is', async (t) => {
  const dataDir = await cutOff(t, (journal) => {
    const at = journal.indexOf('SQLite format 3')
    // Its checksum takes a byte of two hundred.
    return at < 0 ? journal : journal.fill(0x5a, at, at + 15)
  })
  t.match(
    await restoreBook({ dataDir, file: await backup(t), clock: new TestClock(), agree: yes }),
    { aside: join(dataDir, `${ASIDE}.db`) }
  )
  t.equal(readFileSync(join(dataDir, `${ASIDE}.db`), 'latin1').slice(0, 3), 'ZZZ')
  await requireWhole(t, dataDir)
})

t.test('restore removes a second name of the book that a kill has left', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const [book, second] = [join(dataDir, 'fintrack.db'), join(dataDir, 'fintrack-replaced-2024-05-31T00-00-00Z.db')]
  linkSync(book, second)
  t.match((await checkBook({ dataDir, node: '20' })).find(({ check }) => check === 'file'), {
    ok: false, found: /has 2 names/,
  })
  // A run that comes to nothing removes it as well.
  const open = await opened(dataDir)
  await t.rejects(restoreBook({ dataDir, file, agree: yes, busyMs: 0 }), { message: /in use/ })
  await open.close()
  t.strictSame(files(dataDir), ['fintrack.db'])
  await requireWhole(t, dataDir)
  linkSync(book, second)
  await restoreBook({ dataDir, file, clock: new TestClock(), agree: yes })
  t.strictSame(files(dataDir), [`${ASIDE}.db`, 'fintrack.db'])
  t.equal(statSync(join(dataDir, `${ASIDE}.db`)).nlink, 1)
  await requireWhole(t, dataDir)
})

t.test('restore rejoins a damaged book with its log after a kill, unless the book was written to since', async (t) => {
  const file = await backup(t)
  for (const since of [false, true]) {
    const dataDir = folder(t)
    const book = garbage(join(dataDir, 'fintrack.db'))
    const second = join(dataDir, 'fintrack-replaced-2024-05-31T00-00-00Z.db')
    utimesSync(book, 0, since ? 4_000_000_000 : 0)
    linkSync(book, second)
    writeFileSync(`${second}-wal`, 'old log', { mode: 0o600 })
    await restoreBook({ dataDir, file, clock: new TestClock(), agree: yes })
    t.strictSame(
      files(dataDir),
      (since
        ? [
        `${second}-wal`, `${ASIDE}.db`,
          ]
        : ['', '-shm', '-wal'].map(
            (ending) => `${ASIDE}.db${ending}`
          )).map((path) => basename(path)).concat('fintrack.db')
    )
    t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
  }
})

t.test('restore works on a file system without links', async (t) => {
  const file = await backup(t)
  const link = () => { throw systemError('ENOTSUP', 'link') }
  const dataDir = await bookWith(t, '1.00')
  t.match(
    await restoreBook({ dataDir, file, clock: new TestClock(), agree: yes, link }),
    { aside: join(dataDir, `${ASIDE}.db`) }
  )
  t.strictSame(files(dataDir), [`${ASIDE}.db`, 'fintrack.db'])
  t.strictSame(await amountsOf(join(dataDir, `${ASIDE}.db`)), [100])
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
  const empty = folder(t)
  await restoreBook({ dataDir: empty, file, agree: yes, link })
  t.strictSame(files(empty), ['fintrack.db'])
})

t.test('a restore that fails half way is taken back, with links and without', async (t) => {
  const file = await backup(t)
  for (const noLinks of [true, false]) {
    for (const damaged of [true, false]) {
      const dataDir = await bookWith(t, '1.00')
      const book = join(dataDir, 'fintrack.db')
      if (damaged) {
        garbage(book)
        utimesSync(book, 0, 0)
        for (const ending of ['-wal', '-shm']) writeFileSync(`${book}${ending}`, `old ${ending}`, { mode: 0o600 })
      }
      const before = [files(dataDir), readFileSync(book, 'latin1').slice(100)]
      const link = (one: string, other: string) => {
        for (const name of readdirSync(dataDir)) {
          if (name.startsWith('restoring-')) {
            rmSync(
              join(dataDir, name), { recursive: true }
            )
          }
        }
        if (noLinks) throw systemError('EPERM', 'link')
        linkSync(one, other)
      }
      await t.rejects(restoreBook({ dataDir, file, agree: yes, link: link as typeof linkSync }), {
        name: 'UserError', kind: 'book',
        message: `The book in ${dataDir} cannot be replaced (ENOENT: no such file or directory).`,
      })
      t.strictSame([files(dataDir), readFileSync(book, 'latin1').slice(100)], before)
      t.equal(statSync(book).nlink, 1)
    }
  }
  // A log whose database is gone stays a log without one.
  const dataDir = folder(t)
  writeFileSync(join(dataDir, 'fintrack.db-wal'), 'old log', { mode: 0o600 })
  const clock = new TestClock()
  const cut = {
    ...clock, seconds: () => 0, moment: () => '', now: () => {
      for (const name of readdirSync(dataDir)) {
        if (name.startsWith('restoring-')) {
          rmSync(
            join(dataDir, name), { recursive: true }
          )
        }
      }
      return clock.now()
    }
  }
  await t.rejects(restoreBook({ dataDir, file, clock: cut, agree: yes }), {
    name: 'UserError', kind: 'book', message: /ENOENT/,
  })
  t.strictSame(files(dataDir), ['fintrack.db-wal'])
  await t.rejects(restoreBook({
    dataDir: await bookWith(t), file, agree: yes, link: () => { throw systemError('EMLINK', 'link') },
  }), {
    name: 'UserError', kind: 'book', message: /cannot be replaced \(EMLINK: too many links\)\.$/,
  })
})

t.test('restore does not take a log without its database for that of the new book', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const book = await opened(dataDir)
  await call(createTransaction, { body: { amount: '7.00', date: '2024-05-05', type: 'expense' } }, book.send)
  const log = readFileSync(join(dataDir, 'fintrack.db-wal'))
  await book.close()
  rmSync(join(dataDir, 'fintrack.db'))
  writeFileSync(join(dataDir, 'fintrack.db-wal'), log, { mode: 0o600 })
  t.match(
    await restoreBook({ dataDir, file, clock: new TestClock(), agree: yes }), { book: join(dataDir, 'fintrack.db') }
  )
  t.strictSame(files(dataDir), [`${ASIDE}.db-wal`, 'fintrack.db'])
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
})

t.test('restore replaces an empty file that a first start has left', async (t) => {
  const dataDir = folder(t)
  writeFileSync(join(dataDir, 'fintrack.db'), '', { mode: 0o600 })
  await restoreBook({ dataDir, file: await backup(t), agree: yes })
  await requireWhole(t, dataDir)
})

t.test('restore brings a backup of an older schema up to date', async (t) => {
  const older = await bookFolder(t)
  await broughtBack(older, 2)
  const file = join(folder(t), 'older.db')
  await backupBook({ dataDir: older, file })
  const dataDir = folder(t)
  t.match(await restoreBook({ dataDir, file, agree: yes }), { schema: 2, latest: LATEST })
  t.equal((await checkBook({ dataDir, node: '20' })).find(({ check }) => check === 'schema')?.found, String(LATEST))
  t.equal(
    (await checkBook({ dataDir, file, node: '20' })).find(({ check }) => check === 'schema')?.found.slice(0, 7),
    '2, olde', 'the backup stays as it is'
  )
})

t.test('a restore refuses a file that is no sound book, and changes nothing [P1.8]', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const refused = async (file: string, expected: object) => {
    await t.rejects(
      restoreBook({ dataDir, file, agree: async () => { throw new Error('nobody is to be asked') } }),
      { name: 'UserError', kind: 'unreadable_file', ...expected }
    )
  }
  const one = async (statement: string) => {
    const other = await bookFolder(t)
    await broken(other, statement)
    return join(other, 'fintrack.db')
  }
  const bad = garbage(join(folder(t), 'bad.db'))
  await refused(bad, {
    message: `${bad} cannot be restored (file: ${bad} is damaged, or not a database (file is not a database)).`,
    hint: '`fintrack doctor FILE` says all that is wrong with it; nothing was changed',
  })
  await refused(await one('PRAGMA application_id = 1'), { message: /is a database, but not a book of fintrack\)\.$/ })
  await refused(
    await one('PRAGMA user_version = 99'),
    { message: /\(schema: 99, which is newer than the 9 that this fintrack knows\)\.$/ }
  )
  await refused(await one("UPDATE transactions SET description_key = 'x'"), {
    message: /\(search: 5 transactions whose search key/,
  })
  await refused(join(dataDir, 'none'), { message: `${dataDir}/none cannot be read: there is no such file.` })
  await refused(join(dataDir, 'fintrack.db'), {
    message: `${dataDir}/fintrack.db is the book itself, not a backup of it.`, hint: '`fintrack backup FILE` makes one',
  })
  linkSync(join(dataDir, 'fintrack.db'), join(dataDir, 'alias'))
  await refused(join(dataDir, 'alias'), { message: `${dataDir}/alias is the book itself, not a backup of it.` })
  t.strictSame(files(dataDir), ['alias', 'fintrack.db'])
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), [100])
})

t.test('restore refuses a backup that changes while the user is asked', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const source = await bookFolder(t)
  const file = join(source, 'fintrack.db')
  const change = async () => {
    await broken(
      source, 'UPDATE transactions SET amount = 10000000000001 WHERE id = 1'
    ); return true
  }
  await t.rejects(restoreBook({ dataDir, file, agree: change }), {
    name: 'UserError', kind: 'unreadable_file', message: `${file} changed since it was checked.`,
    hint: 'run it again; nothing was changed',
  })
  t.strictSame(files(dataDir), ['fintrack.db'])
  // A change that its time does not show is found in what it did.
  await broken(source, 'UPDATE transactions SET amount = 1250 WHERE id = 1')
  utimesSync(file, 0, 0)
  await t.rejects(restoreBook({
    dataDir, file, agree: async () => { await change(); utimesSync(file, 0, 0); return true },
  }), {
    name: 'UserError', kind: 'unreadable_file', message: `${file} changed while it was copied.`,
    hint: 'run it again once nobody writes to that file; nothing was changed',
  })
  t.strictSame(files(dataDir), ['fintrack.db'])
})

t.test('restore changes nothing where the book appears or disappears after the user was asked', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const [book, away] = [join(dataDir, 'fintrack.db'), join(dataDir, 'away.db')]
  await t.rejects(restoreBook({ dataDir, file, agree: async () => { renameSync(book, away); return true } }), {
    name: 'UserError', kind: 'book', message: `The book at ${book} has gone meanwhile.`,
    hint: 'run it again; nothing was changed',
  })
  t.strictSame(files(dataDir), ['away.db'])
  await t.rejects(restoreBook({ dataDir, file, agree: async () => { renameSync(away, book); return true } }), {
    name: 'UserError', kind: 'book', message: `Another process has made a book at ${book} meanwhile.`,
    hint: 'run it again; nothing was changed',
  })
  t.strictSame(files(dataDir), ['fintrack.db'])
  t.strictSame(await amountsOf(book), [100])
})

t.test('restore holds no lock while the user is asked, and refuses where a server has started meanwhile', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  let lock: ExclusiveLock | undefined
  await t.rejects(
    restoreBook({ dataDir, file, agree: async () => { lock = await takeExclusiveLock({ dataDir }); return true } }),
    { name: 'UserError', kind: 'book', message: /is held by process/ }
  )
  await lock?.release()
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), [100])
  const none = join(folder(t), 'none')
  await restoreBook({ dataDir: none, file, agree: async () => false })
  t.notOk(existsSync(none), 'and where nobody agrees no folder is made')
})

t.test('restore leaves a book that another command works with', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const book = await opened(dataDir)
  await t.rejects(restoreBook({ dataDir, file, agree: yes, busyMs: 50 }), {
    name: 'UserError', kind: 'book', message: `${dataDir}/fintrack.db is in use by another command.`,
    hint: 'wait until it has ended, and run this again; nothing was changed',
  })
  await call(createTransaction, { body: { amount: '2.00', date: '2024-05-05', type: 'expense' } }, book.send)
  await book.close()
  t.strictSame(files(dataDir), ['fintrack.db'])
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), [100, 200])
  t.ok(await restoreBook({ dataDir, file, agree: yes }))
})

t.test('restore leaves a folder that is locked', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const lock = await takeExclusiveLock({ dataDir })
  await t.rejects(
    restoreBook({ dataDir, file, agree: async () => { throw new Error('nobody is to be asked') } }),
    { name: 'UserError', kind: 'book', message: /is held by process/ }
  )
  await lock.release()
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), [100])
})

t.test('restore reports an error of the system in a sentence', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'fintrack.db'))
  await t.rejects(restoreBook({ dataDir, file: await backup(t), agree: yes }), {
    name: 'UserError', kind: 'book',
    message: `${dataDir}/fintrack.db cannot be taken out of use (fintrack.db is not a regular file).`,
    hint: 'check the disk, and who may write to that file; nothing was changed',
  })
  t.strictSame(files(dataDir), ['fintrack.db'])
})

t.test('commands beside a restore lose nothing: each row is in the old book or in the new one', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t)
  const acknowledged: number[] = []
  const writing = { on: true }
  const writers = Array.from({ length: 3 }, async (_, writer) => {
    for (let count = 0; writing.on; count += 1) {
      const cents = (writer + 1) * 1_000_000 + count
      try {
        const { send, close } = await opened(dataDir)
        await call(
          createTransaction, { body: { amount: (cents / 100).toFixed(2), date: '2024-05-05', type: 'expense' } }, send
        ).finally(close)
        acknowledged.push(cents)
      } catch {
        // Moved away under it: it was refused, and nothing of it is stored.
      }
      await sleep(10)
    }
  })
  let restores = 0
  while (restores < 4) {
    const restored = await restoreBook({ dataDir, file, agree: yes }).catch((error: unknown) => {
      if (!String(error).includes('in use')) throw error
      return undefined
    })
    if (restored !== undefined) restores += 1
    await sleep(20)
  }
  writing.on = false
  await Promise.all(writers)
  const stored = new Set<unknown>()
  for (const name of files(dataDir)) {
    const path = join(dataDir, name)
    t.strictSame(await readDatabase(path, brokenPages), [], name)
    for (const amount of await amountsOf(path)) stored.add(amount)
  }
  t.equal(files(dataDir).length, 5)
  t.ok(acknowledged.length > 0)
  t.strictSame(acknowledged.filter((amount) => !stored.has(amount)), [])
})
