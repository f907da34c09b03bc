/** A copy that fails, or is killed: what it comes from is as it was, and what it goes to is as empty as before. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { call } from '@fintrack/contract/call'
import { importTransactions } from '@fintrack/contract/imports'
import t, { type Test } from 'tap'
import { connect } from '../../../src/db/connect.ts'
import { TABLES } from '../../../src/features/resources.ts'
import { openPostgres } from '../../../src/db/postgres/databases.ts'
import { openKeys } from '../../../src/features/signing-keys/key-ring.ts'
import { readDatabase } from '../../../src/db/sqlite/file.ts'
import { copyBook, type CopyPlace } from '../../../src/maintenance/copy/copy.ts'
import { folderSource, folderTarget } from '../../../src/maintenance/copy/folder.ts'
import { bytesOf, folder } from '../../helpers/api.ts'
import { sqliteError, systemError } from '../../helpers/errors.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { SOURCE_FLAGS, sourceOf } from '../../helpers/processes.ts'
import { bookWith, broken, opened } from '../books.ts'

const LOOK = 'look at the book that it comes from, with `fintrack doctor` where that is in a folder; nothing was copied'

function database (url: string): CopyPlace {
  return { url, named: '--to' }
}

/** What an error says, without what differs from run to run. */
function said (error: unknown): string {
  if (!(error instanceof Error)) throw error
  return `${error.message}${'hint' in error ? ` | ${String(error.hint)}` : ''}`
    .replace(
      /PostgreSQL at \S+, database "\w+"/g, 'PG'
    ).replace(/\/\S*fintrack-\w{6}/g, 'DIR').replace(/[0-9a-f]{64}/g, '<sum>')
}

async function refusal (from: CopyPlace, to: CopyPlace, live = false): Promise<string> {
  return copyBook({ from, to, live }).then(() => 'It was not refused.', said)
}

/** A book with keys and so many rows that copying them takes a while. */
async function largeFolder (test: Test): Promise<string> {
  const dataDir = folder(test)
  openKeys(dataDir)
  const { send, close } = await opened(dataDir)
  const lines = Array.from({ length: 4000 }, (_, at) => `2024-05-1${at % 10},expense,,${at + 1}`)
  await call(importTransactions, { body: bytesOf(['date,type,category,amount', ...lines].join('\n')) }, send)
  await close()
  return dataDir
}

/** What is stored in a folder. A process that is killed while it reads leaves a log beside with nothing in it. */
function contentOf (dataDir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dataDir).filter((name) => !/lock|-shm$/.test(name)).toSorted()
    .map((name) => [name, readFileSync(join(dataDir, name))] as const).filter(([, bytes]) => bytes.length > 0)
    .map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]))
}

/** A connection that is not taken for a server's. */
async function handleOn (test: Test, url: string) {
  const handle = openPostgres(url, { statementTimeoutMs: 10_000 }, 'writer', 1)
  test.teardown(() => handle.destroy())
  await handle.raw('SELECT set_config(\'application_name\', \'test\', false)')
  return handle
}

type Handle = Awaited<ReturnType<typeof handleOn>>

/** How many rows a database has, where it has tables. */
async function rowsOf (handle: Handle): Promise<number> {
  let sum = 0
  for (const { name } of [...TABLES, { name: 'signing_keys' }]) {
    const [there]: Array<{ name: string | null }> = await handle.raw('SELECT to_regclass(?) AS name', [name])
    if (there?.name !== null) sum += (await handle(name)).length
  }
  return sum
}

/** Connections of others whose last statement was this one. */
async function othersAt (handle: Handle, statement: string): Promise<number[]> {
  const rows: Array<{ pid: number }> = await handle.raw(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE ?',
    [`${statement}%`])
  return rows.map(({ pid }) => pid)
}

t.test('a copy names the table of a row that the other database refuses', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  await broken(dataDir, 'UPDATE transactions SET category = 99')
  const url = await freshDatabase(t, true)
  t.equal(await refusal({ dataDir }, database(url)),
    'A row of transactions is refused where it is to go (PostgreSQL 23503 transactions ' +
      `transactions_user_id_category_type_fkey ri_ReportViolation). | ${LOOK}`)
  t.equal(await rowsOf(await handleOn(t, url)), 0)
  const to = folder(t)
  t.equal(await refusal({ dataDir }, { dataDir: to }),
    `A row of transactions is refused where it is to go (FOREIGN KEY constraint failed). | ${LOOK}`)
  t.strictSame(readdirSync(to), ['fintrack.lock'])
})

t.test('a copy that arrives with another checksum is removed again', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  await broken(dataDir, 'UPDATE transactions SET description = \'a\' || char(0) || \'b\'')
  const url = await freshDatabase(t, true)
  t.equal(await refusal({ dataDir }, database(url)), 'The copy differs from the source (SHA-256 <sum>; there <sum>). ' +
    `| ${LOOK}`)
  t.equal(await rowsOf(await handleOn(t, url)), 0)
})

t.test('a copy whose rows do not all arrive is removed again', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  const handle = await handleOn(t, url)
  await handle.raw('CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$')
  await handle.raw('CREATE TRIGGER lose BEFORE INSERT ON transactions FOR EACH ROW EXECUTE FUNCTION lose()')
  t.equal(await refusal({ dataDir }, database(url)), 'The copy differs from the source (transactions: 1 row; there ' +
    `0). | ${LOOK}`)
  t.equal(await rowsOf(handle), 0)
})

t.test('a copy names the setting of a database that no option names', async (t) => {
  t.match(await refusal({ url: await freshDatabase(t, true) }, { dataDir: folder(t) }), /FINTRACK_DATABASE_URL/)
})

t.test('a copy refuses a book that is not sound', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  await broken(dataDir, 'UPDATE transactions SET description_key = \'x\'')
  const to = folder(t)
  t.equal(await refusal({ dataDir }, { dataDir: to }),
    'The copy is no sound book (search: 1 transaction whose search key does not match the text (the first is 1)). | ' +
      `${LOOK}`)
  t.strictSame(readdirSync(to), ['fintrack.lock'])
})

t.test('a copy reports rows that are stored while it runs', async (t) => {
  const dataDir = await largeFolder(t)
  const url = await freshDatabase(t)
  const place = { dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 }
  const storing = async <T>(writerOf: typeof place | {
    dataDir: string, databaseUrl: string, statementTimeoutMs: number
  }, work: Promise<T>): Promise<T> => {
    const { writer, close } = await connect(writerOf)
    const state = { isDone: false }
    const done = work.finally(() => { state.isDone = true })
    const inserting = (async () => {
      while (!state.isDone) {
        await writer('attempts').insert({ kind: 'password_of_account', key: 'x', at_seconds: 1 })
        await sleep(5)
      }
    })()
    try {
      return await done
    } finally {
      await inserting
      await close()
    }
  }
  t.equal(await storing(place, refusal({ dataDir }, database(url))),
    'Something was stored in DIR while it was copied. | stop what writes to it and run this again; or add --live, ' +
      'and what is stored meanwhile is not copied')
  t.equal(await rowsOf(await handleOn(t, url)), 0)
  const live = await storing(place, copyBook({ from: { dataDir }, to: database(url), live: true }))
  t.equal(live.missed, true)
  const to = folder(t)
  const back = await storing(
    { ...place, databaseUrl: url }, copyBook({ from: database(url), to: { dataDir: to }, live: true })
  )
  t.equal(back.missed, true)
  t.strictSame(await readDatabase(join(to, 'fintrack.db'), (query) => query(
    'SELECT (SELECT MAX(id) FROM attempts) <= seq AS is_of_one_moment FROM sqlite_sequence WHERE name = ' +
      '\'attempts\'')), [{ is_of_one_moment: 1 }])
  t.strictSame(
    back.tables.find(({ table }) => table === 'transactions'),
    live.tables.find(({ table }) => table === 'transactions')
  )
})

t.test('a copy whose connection is cut is removed again', async (t) => {
  const dataDir = await largeFolder(t)
  const url = await freshDatabase(t)
  const admin = await handleOn(t, url)
  const copying = refusal({ dataDir }, database(url))
  for (let pids: number[] = []; pids.length === 0;) {
    pids = await othersAt(admin, 'INSERT INTO transactions')
    for (const pid of pids) await admin.raw('SELECT pg_terminate_backend(?)', [pid])
  }
  t.match(
    await copying,
    /^PG (?:has cut the connection\. \| look at its log, and run this again|cannot be reached \(.*\)\. \| look at --to, and whether PostgreSQL runs there)$/
  )
  t.equal(await rowsOf(await handleOn(t, url)), 0)
})

t.test('a copy to a disk that fails or is full names the folder', async (t) => {
  for (const [met, reason] of [
    [sqliteError('SQLITE_FULL', 'database or disk is full'), 'database or disk is full'],
    [systemError('ENOSPC'), 'ENOSPC: no space left on device'],
  ] as const) {
    const to = folder(t)
    const target = await folderTarget({ dataDir: to })
    const fault = await target.fill(async () => { throw met }, async () => {}).then(() => '', said)
    t.equal(
      fault,
      `The book cannot be put into DIR (${reason}). | check the disk, and who owns the folder; nothing was copied`
    )
    await target.close()
    t.strictSame(readdirSync(to), ['fintrack.lock'])
  }
})

t.test('a copy of a damaged book names its file', async (t) => {
  const dataDir = await largeFolder(t)
  const source = await folderSource({ dataDir }, true)
  t.equal(
    await source.snapshot(
      async () => { throw sqliteError('SQLITE_CORRUPT', 'database disk image is malformed') }
    ).then(() => '', said),
    'DIR/fintrack.db is damaged, or not a database. | put a backup in its place: fintrack restore FILE'
  )
  await source.close()
})

t.test('a copy removes the keys that a killed copy left, and no others', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const keysOf = (path: string) => readFileSync(join(path, 'keys.json'), 'utf8')
  const to = folder(t)
  openKeys(to)
  const staging = join(to, 'copying-abcdef')
  mkdirSync(staging)
  copyFileSync(join(to, 'keys.json'), join(staging, 'keys.json'))
  await copyBook({ from: { dataDir }, to: { dataDir: to }, live: false })
  rmSync(join(dataDir, 'moved.json'))
  t.strictSame(readdirSync(to), ['fintrack.db', 'fintrack.lock', 'keys.json'])
  t.equal(keysOf(to), keysOf(dataDir), 'the keys are those of the book')

  const other = folder(t)
  openKeys(other)
  mkdirSync(join(other, 'copying-abcdef'))
  mkdirSync(join(other, 'copying-nobody'))
  writeFileSync(join(other, 'copying-abcdef/keys.json'), '{}')
  t.equal(
    await refusal({ dataDir }, { dataDir: other }),
    'The folder DIR is not empty: DIR/keys.json is there already. Name another folder.'
  )
  t.strictSame(readdirSync(other), ['fintrack.lock', 'keys.json'])

  const whole = folder(t)
  openKeys(whole)
  mkdirSync(join(whole, 'copying-abcdef'))
  copyFileSync(join(whole, 'keys.json'), join(whole, 'copying-abcdef/keys.json'))
  writeFileSync(join(whole, 'fintrack.db'), '')
  t.equal(
    await refusal({ dataDir }, { dataDir: whole }),
    'The folder DIR is not empty: DIR/fintrack.db is there already. Name another folder.'
  )
  t.strictSame(readdirSync(whole), ['fintrack.db', 'fintrack.lock', 'keys.json'])
})

t.test('a copy leaves files and folders whose names only begin like its own', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const to = folder(t)
  writeFileSync(join(to, 'copying-2024-05.db'), 'x')
  writeFileSync(join(to, 'copying-abcdef'), 'x')
  mkdirSync(join(to, 'copying-photos'))
  writeFileSync(join(to, 'copying-photos/one.jpg'), 'x')
  const names = readdirSync(to)
  writeFileSync(join(to, 'fintrack.db'), '')
  t.equal(
    await refusal({ dataDir }, { dataDir: to }),
    'The folder DIR is not empty: DIR/fintrack.db is there already. Name another folder.'
  )
  rmSync(join(to, 'fintrack.db'))
  await copyBook({ from: { dataDir }, to: { dataDir: to }, live: false })
  t.strictSame(readdirSync(to).filter((name) => name.startsWith('copying-')), names)
  t.strictSame(readdirSync(join(to, 'copying-photos')), ['one.jpg'])
})

/** A copy in a process of its own, killed once it is in the middle of its work. */
async function killed (
  test: Test, from: CopyPlace, to: CopyPlace, isInTheMiddle: () => Promise<boolean>
): Promise<void> {
  const script = `
    const { copyBook } = await import(${JSON.stringify(sourceOf('local.ts'))})
    await copyBook(${JSON.stringify({ from, to, live: false })})`
  const child = spawn(process.execPath, [...SOURCE_FLAGS, '--input-type=module', '-e', script], { stdio: 'inherit' })
  const ended = once(child, 'close')
  while (!await isInTheMiddle() && child.exitCode === null) await sleep(1)
  child.kill('SIGKILL')
  test.strictSame(await ended, [null, 'SIGKILL'])
}

t.test('a copy that is killed in the middle can be run again, from SQLite to PostgreSQL and back', async (t) => {
  const dataDir = await largeFolder(t)
  const before = contentOf(dataDir)
  const url = await freshDatabase(t, true)
  const admin = await handleOn(t, url)
  await killed(
    t, { dataDir }, database(url), async () => (await othersAt(admin, 'INSERT INTO transactions')).length > 0
  )
  t.strictSame(contentOf(dataDir), before, 'what it comes from is as it was, byte by byte')
  t.equal(await rowsOf(admin), 0)
  const there = await copyBook({ from: { dataDir }, to: database(url), live: false })
  rmSync(String(there.mark))
  t.strictSame(contentOf(dataDir), before)

  const back = folder(t)
  const staging = () => readdirSync(back).find((name) => name.startsWith('copying-'))
  await killed(t, database(url), { dataDir: back }, async () => {
    const log = join(back, staging() ?? 'none', 'fintrack.db-wal')
    return existsSync(log) && statSync(log).size > 200_000
  })
  while ((await othersAt(admin, '')).length > 0) await sleep(5)
  t.ok(staging(), 'a draft is left beside')
  t.notOk(existsSync(join(back, 'fintrack.db')))
  t.notOk(existsSync(join(back, 'keys.json')))
  const here = await copyBook({ from: database(url), to: { dataDir: back }, live: false })
  t.strictSame([here.tables, here.sha256], [there.tables, there.sha256])
  t.strictSame(readdirSync(back), ['fintrack.db', 'fintrack.lock', 'keys.json'])
})
