import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import t, { type Test } from 'tap'
import { connect } from '../../src/db/connect.ts'
import { SqliteClient } from '../../src/db/sqlite-client.ts'
import { folder } from '../helpers/api.ts'

function modeOf (path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

async function opened (t: Test, dataDir: string, readers?: number) {
  const databases = await connect(dataDir, readers)
  t.teardown(() => databases.close())
  return databases
}

t.test('a fresh data folder and all that is in it are private to their owner', async (t) => {
  const before = process.umask(0)
  t.teardown(() => { process.umask(before) })
  const dataDir = join(folder(t), 'share', 'fintrack')
  await opened(t, dataDir)
  t.equal(modeOf(dataDir), '700')
  for (const name of readdirSync(dataDir)) t.equal(modeOf(join(dataDir, name)), '600', name)
  t.ok(existsSync(join(dataDir, 'fintrack.db-wal')))
})

t.test('a strict umask does not keep the owner out', async (t) => {
  const before = process.umask(0o777)
  t.teardown(() => { process.umask(before) })
  const dataDir = join(folder(t), 'fintrack')
  await t.resolves(connect(dataDir).then((databases) => databases.close()))
  t.equal(modeOf(dataDir), '700')
})

t.test('a folder that is there keeps its mode: it is its owner\'s decision', async (t) => {
  const dataDir = folder(t)
  chmodSync(dataDir, 0o750)
  await opened(t, dataDir)
  t.equal(modeOf(dataDir), '750')
})

t.test('a book that others could read is theirs no longer, nor what stands beside it', async (t) => {
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

t.test('a database of somebody else\'s keeps its mode', async (t) => {
  const dataDir = folder(t)
  const other = knex({ client: SqliteClient, connection: { filename: join(dataDir, 'fintrack.db') }, useNullAsDefault: true })
  await other.raw('CREATE TABLE theirs (id INTEGER)')
  await other.destroy()
  chmodSync(join(dataDir, 'fintrack.db'), 0o644)
  await t.rejects(connect(dataDir), { name: 'BookFault', message: /not a book of fintrack/ })
  t.equal(modeOf(join(dataDir, 'fintrack.db')), '644')
})

t.test('a folder that cannot be made ends in a sentence', { skip: process.platform === 'linux' ? false : 'needs /proc', timeout: 5000 }, async (t) => {
  for (const dataDir of ['/proc/x', '/proc/x/y/z']) {
    await t.rejects(connect(dataDir), {
      name: 'BookFault', message: `The data folder ${dataDir} cannot be written (ENOENT: no such file or directory).`, hint: 'set FINTRACK_DATA_DIR to a folder of your own',
    })
  }
})

t.test('every connection has its pragmas', async (t) => {
  const { writer, reader } = await opened(t, folder(t))
  const read = async (handle: Knex, connection?: object) => {
    const values = []
    for (const name of ['busy_timeout', 'journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema']) {
      const query = handle.raw(`PRAGMA ${name}`)
      const [row]: Array<Record<string, unknown>> = await (connection === undefined ? query : query.connection(connection))
      values.push(...Object.values(row ?? {}))
    }
    return values
  }
  const expected = [10_000, 'wal', 2, 1, 0]
  t.strictSame(await read(writer), expected)
  // All of them at once, so that each is asked.
  const connections = await Promise.all(Array.from({ length: 4 }, (): Promise<object> => reader.client.acquireConnection()))
  t.equal(new Set(connections).size, 4)
  for (const connection of connections) {
    t.strictSame(await read(reader, connection), expected)
    await reader.client.releaseConnection(connection)
  }
})

t.test('a command gets by with one connection', async (t) => {
  const { writer, reader } = await opened(t, folder(t), 0)
  t.equal(reader, writer)
})

t.test('readers go on beside a write, and see it when it is done', async (t) => {
  const { writer, reader } = await opened(t, folder(t))
  const count = async () => (await reader('users')).length
  await writer.transaction(async (trx) => {
    await trx('users').insert({ embedded: 1, currency: 'EUR', created_at: '', updated_at: '' })
    t.equal(await count(), 0)
  })
  t.equal(await count(), 1)
})

t.test('a folder or file that cannot be used is told by name', async (t) => {
  const parent = folder(t)
  const file = join(parent, 'a-file')
  writeFileSync(file, 'mine')
  const inFile = join(file, 'fintrack')
  await t.rejects(connect(inFile), {
    name: 'BookFault',
    message: `The data folder ${inFile} cannot be written (ENOTDIR: not a directory).`,
    hint: 'set FINTRACK_DATA_DIR to a folder of your own',
  })
  await t.rejects(connect(file), { name: 'BookFault', message: `The data folder ${file} cannot be written (ENOTDIR: not a directory).` })
  const taken = join(parent, 'taken')
  mkdirSync(join(taken, 'fintrack.db'), { recursive: true })
  await t.rejects(connect(taken),
    { name: 'BookFault', message: `The data folder ${taken} cannot be written (EISDIR: illegal operation on a directory).` })
  t.equal(readFileSync(file, 'utf8'), 'mine')
})

t.test('a folder in which SQLite cannot write beside the file is told', async (t) => {
  // Stands where SQLite puts its log of writes.
  const inTheWay = async (name: string, reason: string, first: boolean) => {
    const dataDir = folder(t)
    if (!first) await (await connect(dataDir)).close()
    mkdirSync(join(dataDir, name))
    const printed = t.capture(console, 'log')
    await t.rejects(connect(dataDir), {
      name: 'BookFault',
      message: `${join(dataDir, 'fintrack.db')} cannot be opened for writing (${reason}).`,
      hint: 'check the disk, and who owns the file and its folder',
    })
    t.strictSame(printed(), [], 'nothing is printed beside the error')
  }
  await inTheWay('fintrack.db-wal', 'unable to open database file', false)
  await inTheWay('fintrack.db-wal', 'disk I/O error', true)
  await inTheWay('fintrack.db-journal', 'unable to open database file', true)
})
