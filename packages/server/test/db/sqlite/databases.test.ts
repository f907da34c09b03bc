import {
  chmodSync, closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync,
  statSync, symlinkSync, truncateSync, writeFileSync, writeSync,
} from 'node:fs'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import type { Database } from 'sqlite3'
import t, { type Test } from 'tap'
import { connectSqlite, useLog } from '../../../src/db/sqlite/databases.ts'
import { takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { PRAGMAS, SqliteClient } from '../../../src/db/sqlite/client.ts'
import { execute, openFile } from '../../../src/db/sqlite/file.ts'
import { folder } from '../../helpers/api.ts'

function modeOf (path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

async function opened (t: Test, dataDir: string, readers?: number) {
  const databases = await connectSqlite(dataDir, readers)
  t.teardown(() => databases.close())
  return databases
}

t.test('a new data folder and everything in it are private to their owner [V16.4.2 P2.12]', async (t) => {
  const before = process.umask(0)
  t.teardown(() => { process.umask(before) })
  const dataDir = join(folder(t), 'share', 'fintrack')
  await opened(t, dataDir)
  t.equal(modeOf(dataDir), '700')
  for (const name of readdirSync(dataDir)) t.equal(modeOf(join(dataDir, name)), '600', name)
  t.ok(existsSync(join(dataDir, 'fintrack.db-wal')))
})

t.test('a strict umask does not keep the owner out of the data folder', async (t) => {
  const before = process.umask(0o777)
  t.teardown(() => { process.umask(before) })
  const dataDir = join(folder(t), 'fintrack')
  await t.resolves(connectSqlite(dataDir).then((databases) => databases.close()))
  t.equal(modeOf(dataDir), '700')
})

t.test('an existing data folder keeps its mode', async (t) => {
  const dataDir = folder(t)
  chmodSync(dataDir, 0o750)
  await opened(t, dataDir)
  t.equal(modeOf(dataDir), '750')
})

t.test('a database that others could read is made private, with the files beside it', async (t) => {
  const dataDir = folder(t)
  chmodSync(dataDir, 0o755)
  const names = ['fintrack.db', 'fintrack.db-wal', 'fintrack.db-shm']
  // Whoever is in the book keeps SQLite's files beside it.
  await opened(t, dataDir)
  for (const name of names) chmodSync(join(dataDir, name), 0o666)
  await opened(t, dataDir)
  t.strictSame(names.map((name) => modeOf(join(dataDir, name))), ['600', '600', '600'])
  t.equal(modeOf(dataDir), '755')
})

t.test('a database of another account keeps its mode', async (t) => {
  const dataDir = folder(t)
  const other = await openFile(join(dataDir, 'fintrack.db'), 'make', 0)
  await other.query('CREATE TABLE theirs (id INTEGER)')
  await other.close()
  chmodSync(join(dataDir, 'fintrack.db'), 0o644)
  await t.rejects(connectSqlite(dataDir), { name: 'UserError', kind: 'book', message: /not a book of fintrack/ })
  t.equal(modeOf(join(dataDir, 'fintrack.db')), '644')
})

const linuxOnly = { skip: process.platform === 'linux' ? false : 'needs /proc', timeout: 5000 }

t.test('a data folder that cannot be created is reported in a sentence', linuxOnly, async (t) => {
  for (const dataDir of ['/proc/x', '/proc/x/y/z']) {
    await t.rejects(connectSqlite(dataDir), {
      name: 'UserError', kind: 'book',
      message: `The data folder ${dataDir} cannot be written (ENOENT: no such file or directory).`,
      hint: 'set FINTRACK_DATA_DIR to a folder of your own',
    })
  }
})

t.test('every SQLite connection reads back its settings [P1.1]', async (t) => {
  const { writer, reader, scanner } = await opened(t, folder(t))
  const read = async (handle: Knex, connection?: object) => {
    const values = []
    for (const name of [
      'busy_timeout', 'journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'query_only',
    ]) {
      const query = handle.raw(`PRAGMA ${name}`)
      const [row]: Array<Record<string, unknown>> = await (connection === undefined
        ? query
        : query.connection(connection))
      values.push(...Object.values(row ?? {}))
    }
    return values
  }
  t.strictSame(await read(writer), [10_000, 'wal', 2, 1, 0, 0])
  // All of them at once, so that each is asked.
  for (const pool of [reader, scanner]) {
    const connections = await Promise.all([1, 2].map((): Promise<object> => pool.client.acquireConnection()))
    t.equal(new Set(connections).size, 2)
    for (const connection of connections) {
      t.strictSame(await read(pool, connection), [10_000, 'wal', 2, 1, 0, 1])
      await pool.client.releaseConnection(connection)
    }
  }
})

t.test('a SQLite reader cannot write', async (t) => {
  const { reader } = await opened(t, folder(t))
  await t.rejects(
    reader('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' }),
    { code: 'SQLITE_READONLY' }
  )
})

t.test('a read takes a free reader, however long another one is busy', async (t) => {
  const { reader } = await opened(t, folder(t))
  const busy: object = await reader.client.acquireConnection()
  await Promise.all(Array.from({ length: 20 }, () => reader('users')))
  t.equal((await reader('users')).length, 0)
  await reader.client.releaseConnection(busy)
})

t.test('a file system on which SQLite cannot have a write-ahead log is reported', async (t) => {
  const connection = { filename: ':memory:', pragmas: PRAGMAS.writer }
  const memory = knex({ client: SqliteClient, connection, useNullAsDefault: true })
  t.teardown(() => memory.destroy())
  await t.rejects(useLog(memory, '/there/fintrack.db'), {
    name: 'UserError', kind: 'book',
    message: '/there/fintrack.db cannot have a write-ahead log where it is: its file system has no shared ' +
      'memory for it.',
    hint: 'put the data folder on a local file system',
  })
})

t.test('a restored book in another journal mode has its write-ahead log again', async (t) => {
  const dataDir = folder(t)
  await (await connectSqlite(dataDir)).close()
  const file = join(dataDir, 'fintrack.db')
  const { query, close } = await openFile(file, 'write', 0)
  t.strictSame(await query('PRAGMA journal_mode = DELETE'), [{ journal_mode: 'delete' }])
  await close()
  const { reader } = await opened(t, dataDir)
  t.strictSame(await reader.raw('PRAGMA journal_mode'), [{ journal_mode: 'wal' }])
})

t.test('closing the database interrupts running statements and moves the log into the database', async (t) => {
  const dataDir = folder(t)
  const { writer, reader, close } = await connectSqlite(dataDir)
  const endless = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n'
  await writer('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  const running = Promise.all([writer, reader].map((handle) => new Promise<void>((resolve) => {
    handle.on('query', ({ sql }: { sql: string }) => { if (sql === endless) resolve() })
  })))
  const write = writer.transaction(async (trx) => {
    await trx('users').update({ currency: 'USD' })
    await trx.raw(endless)
  })
  const refusals = Promise.all(
    [
      write, reader.raw(endless),
    ].map((work) => Promise.resolve(work).then(() => 'done', (error: unknown) => String(error)))
  )
  await running
  await close()
  for (const refusal of await refusals) t.match(refusal, /SQLITE_INTERRUPT/)
  t.strictSame(readdirSync(dataDir), ['fintrack.db', 'fintrack.gate', 'fintrack.lock', 'keys.json'])
  const again = await opened(t, dataDir)
  t.strictSame(await again.reader('users').pluck('currency'), ['EUR'])
})

/** A book that a kill has left: its last write is in its log only. */
async function killedBook (t: Test): Promise<{ dataDir: string, file: string }> {
  const whole = folder(t)
  await (await connectSqlite(whole)).close()
  const { writer } = await opened(t, whole)
  await writer('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  const dataDir = folder(t)
  for (const name of ['fintrack.db', 'fintrack.db-wal']) cpSync(join(whole, name), join(dataDir, name))
  return { dataDir, file: join(dataDir, 'fintrack.db') }
}

async function rootPageOf (file: string, table: string): Promise<number> {
  const { query, close } = await openFile(file, 'read', 0)
  const [row] = await query(`SELECT rootpage FROM sqlite_schema WHERE name = '${table}'`)
  await close()
  return Number(row?.rootpage)
}

t.test('writes that a kill left in the write-ahead log are read again [P1.1]', async (t) => {
  const { dataDir } = await killedBook(t)
  const { reader } = await opened(t, dataDir)
  t.strictSame(await reader('users').pluck('currency'), ['EUR'])
})

t.test('a server checks every page at start, and leaves a damaged book and its log as they are [P1.3]', async (t) => {
  const { dataDir, file } = await killedBook(t)
  const page = await rootPageOf(file, 'budgets')
  rmSync(`${file}-shm`)
  const handle = openSync(file, 'r+')
  writeSync(handle, 'x'.repeat(100), (page - 1) * 4096 + 1000)
  writeSync(handle, Buffer.from([13, 0, 0, 0, 99]), 0, 5, (page - 1) * 4096)
  closeSync(handle)
  const bytes = () => ['', '-wal'].map((ending) => readFileSync(`${file}${ending}`).toString('base64'))
  const before = bytes()
  const lock = await takeExclusiveLock({ dataDir })
  t.teardown(() => lock.release())
  await t.rejects(connectSqlite(dataDir, 4, lock),
    {
      name: 'UserError', kind: 'book', message: `${file} is damaged, or not a database.`,
      hint: 'put a backup in its place: fintrack restore FILE',
    })
  t.ok(JSON.stringify(bytes()) === JSON.stringify(before))
  const { reader } = await opened(t, dataDir, 0)
  t.equal((await reader('users')).length, 1, 'a command that does not meet the page goes on')
})

t.test('a book that is empty or gone while its log is there is refused, and the log is left', async (t) => {
  for (const lose of [(file: string) => { truncateSync(file) }, (file: string) => { rmSync(file) }]) {
    const { dataDir, file } = await killedBook(t)
    lose(file)
    const log = readFileSync(`${file}-wal`).toString('base64')
    for (const readers of [0, 4]) {
      await t.rejects(connectSqlite(dataDir, readers), {
        name: 'UserError', kind: 'book', message: `${file} is damaged, or not a database.`,
      })
    }
    t.ok(readFileSync(`${file}-wal`).toString('base64') === log)
  }
})

t.test('an empty database file is a first start that was cut off, and beside keys a book that was lost', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  writeFileSync(file, '')
  const { close } = await connectSqlite(dataDir)
  await close()
  t.ok(existsSync(join(dataDir, 'keys.json')), 'which are made with the book')
  truncateSync(file)
  await t.rejects(connectSqlite(dataDir), {
    name: 'UserError', kind: 'book', message: `${file} is damaged, or not a database.`,
  })
  t.equal(statSync(file).size, 0)
})

t.test('a book behind a link is opened where it is, with its log', async (t) => {
  const { dataDir, file } = await killedBook(t)
  const elsewhere = folder(t)
  for (const ending of ['', '-wal']) renameSync(`${file}${ending}`, join(elsewhere, `fintrack.db${ending}`))
  rmSync(`${file}-shm`, { force: true })
  symlinkSync(join(elsewhere, 'fintrack.db'), file)
  const { reader } = await opened(t, dataDir, 0)
  t.strictSame(await reader('users').pluck('currency'), ['EUR'])
})

t.test('a database file that is removed under a server is not created anew', async (t) => {
  const dataDir = folder(t)
  const { reader } = await opened(t, dataDir)
  renameSync(join(dataDir, 'fintrack.db'), join(dataDir, 'moved.db'))
  await t.rejects(Promise.all(Array.from({ length: 2 }, () => reader('users'))), { code: 'SQLITE_CANTOPEN' })
  t.notOk(existsSync(join(dataDir, 'fintrack.db')))
})

t.test('SQLite overwrites deleted rows with zeros', async (t) => {
  const dataDir = folder(t)
  const { writer, close } = await connectSqlite(dataDir)
  await writer('users').insert({
    embedded: 1, email: 'anna@example.org', currency: 'EUR', created_at: '', updated_at: '',
  })
  await writer('users').delete()
  await close()
  t.notOk(readFileSync(join(dataDir, 'fintrack.db')).includes('anna@example.org'))
})

t.test('closing the database waits until a long log is moved into it', async (t) => {
  const dataDir = folder(t)
  const { writer, reader, close } = await connectSqlite(dataDir)
  await writer('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
  // A reader that stays at the beginning keeps the log from being moved meanwhile.
  const pinned: Database = await reader.client.acquireConnection()
  await execute(pinned, 'BEGIN; SELECT * FROM users')
  for (let round = 0; round < 40; round += 1) {
    await writer('users').update(
      { email: String(round % 10).repeat(1_000_000) }
    )
  }
  t.ok(statSync(join(dataDir, 'fintrack.db-wal')).size > 30_000_000)
  await execute(pinned, 'COMMIT')
  await reader.client.releaseConnection(pinned)
  await close()
  t.strictSame(readdirSync(dataDir), ['fintrack.db', 'fintrack.gate', 'fintrack.lock', 'keys.json'])
})

t.test('a command opens one connection to SQLite', async (t) => {
  const { writer, reader } = await opened(t, folder(t), 0)
  t.equal(reader, writer)
})

t.test('SQLite readers go on beside a write and see it once it is committed', async (t) => {
  const { writer, reader } = await opened(t, folder(t))
  const count = async () => (await reader('users')).length
  await writer.transaction(async (trx) => {
    await trx('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
    t.equal(await count(), 0)
  })
  t.equal(await count(), 1)
})

t.test('an error about an unusable folder or file names it [P1.3]', async (t) => {
  const parent = folder(t)
  const file = join(parent, 'a-file')
  writeFileSync(file, 'mine')
  const inFile = join(file, 'fintrack')
  await t.rejects(connectSqlite(inFile), {
    name: 'UserError', kind: 'book',
    message: `The data folder ${inFile} cannot be written (ENOTDIR: not a directory).`,
    hint: 'set FINTRACK_DATA_DIR to a folder of your own',
  })
  await t.rejects(connectSqlite(file), {
    name: 'UserError', kind: 'book', message: `The data folder ${file} cannot be written (ENOTDIR: not a directory).`,
  })
  const taken = join(parent, 'taken')
  mkdirSync(join(taken, 'fintrack.db'), { recursive: true })
  await t.rejects(connectSqlite(taken),
    {
      name: 'UserError', kind: 'book',
      message: `${join(taken, 'fintrack.db')} cannot be used (it is not a regular file).`,
      hint: 'move it aside: a file of the book has that name',
    })
  t.equal(readFileSync(file, 'utf8'), 'mine')
  const dangling = join(parent, 'dangling')
  mkdirSync(dangling)
  symlinkSync(join(parent, 'nowhere'), join(dangling, 'fintrack.db'))
  await t.rejects(connectSqlite(dangling), {
    name: 'UserError', kind: 'book',
    message: `The data folder ${dangling} cannot be written (ENOENT: no such file or directory).`,
  })
})

t.test('a database that others can read is made private', async (t) => {
  const dataDir = folder(t)
  await (await connectSqlite(dataDir)).close()
  const file = join(dataDir, 'fintrack.db')
  chmodSync(file, 0o644)
  await opened(t, dataDir)
  t.strictSame(['', '-wal', '-shm'].map((ending) => modeOf(`${file}${ending}`)), ['600', '600', '600'])
})

t.test('a folder where SQLite cannot write beside the database is reported', async (t) => {
  // A link to nowhere stands where SQLite puts its log of writes.
  const inTheWay = async (name: string, first: boolean) => {
    const dataDir = folder(t)
    if (!first) await (await connectSqlite(dataDir)).close()
    symlinkSync(join(dataDir, 'nowhere', name), join(dataDir, name))
    const printed = t.capture(console, 'log')
    await t.rejects(connectSqlite(dataDir), {
      name: 'UserError', kind: 'book',
      message: `${join(dataDir, 'fintrack.db')} cannot be opened for writing (unable to open database file).`,
      hint: 'check the disk, and who owns the file and its folder',
    })
    t.strictSame(printed(), [], 'nothing is printed beside the error')
  }
  await inTheWay('fintrack.db-wal', false)
  await inTheWay('fintrack.db-wal', true)
  await inTheWay('fintrack.db-journal', true)
})
