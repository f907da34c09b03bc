/**
 * The database of a data folder, on SQLite: private files, checked before it is used, pragmas set, schema up to date.
 */
import knex, { type Knex } from 'knex'
import { UserError } from '@fintrack/contract/errors'
import { shareRestoreLock } from './restore-lock.ts'
import type { Databases } from '../databases.ts'
import { lockToMake, prepareDatabase, requireUsableFiles } from './database-file.ts'
import { fileError } from '../errors/sqlite.ts'
import type { ExclusiveLock } from './exclusive-lock.ts'
import { inspect } from './inspection.ts'
import { LATEST } from '../migrations/index.ts'
import { requireNotMoved } from '../../files/moved-file.ts'
import { makePrivate } from '../../files/private.ts'
import { PRAGMAS, SqliteClient } from './client.ts'
import { upgrade, type Upgraded } from './upgrade.ts'

/** The database, and the files that SQLite makes beside it with the database's own mode. */
const FILE_ENDINGS = ['', '-wal', '-shm']

/**
 * Readers beside the one writer, in each of two pools: short reads wait neither for a write, beside which WAL lets them
 * go on, nor for a read of many rows. Node has four threads for the statements of all connections.
 */
const SERVER_READERS = 2

/** How often running work is interrupted at the end: it may be between two statements. */
const INTERRUPT_MS = 20

function open (filename: string, role: keyof typeof PRAGMAS, connections: number): Knex {
  const connection = { filename, pragmas: PRAGMAS[role] }
  return knex({
    client: SqliteClient,
    connection,
    useNullAsDefault: true,
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: 30_000,
    // Errors keep their placeholders: the values are the user's, and are not for the log.
    compileSqlOnError: false,
    // Knex would print warnings to stdout; the caller gets each as an error.
    log: { warn: () => {} },
  })
}

/**
 * Turns on the write-ahead log. The mode is stored in the file, so that readers find it there.
 * @throws UserError where the file system cannot do it
 */
export async function useLog (writer: Knex, filename: string): Promise<void> {
  const [row]: Array<{ journal_mode: string }> = await writer.raw('PRAGMA journal_mode = WAL')
  if (row?.journal_mode === 'wal') return
  throw new UserError('book', `${filename} cannot have a write-ahead log where it is: its file system has no shared ` +
    'memory for it.',
  { hint: 'put the data folder on a local file system', place: filename })
}

async function closeAll (writer: Knex, readers: readonly Knex[]): Promise<void> {
  const interrupting = setInterval(() => {
    for (const { client } of [writer, ...readers]) if (client instanceof SqliteClient) client.interrupt()
  }, INTERRUPT_MS)
  try {
    await Promise.all(readers.map((reader) => reader.destroy()))
    // Comes when the writer is free: nothing runs any more that would have to be interrupted.
    await writer.raw('SELECT 1').catch(() => {})
    clearInterval(interrupting)
    // Another process that has the book open may keep a part of the log.
    await writer.raw('PRAGMA wal_checkpoint(PASSIVE)').catch(() => {})
  } finally {
    clearInterval(interrupting)
    await writer.destroy()
  }
}

/**
 * @param readers 0 where one connection is enough: a command opens the book, asks, and ends
 * @param lock a server's: with it every page is checked
 * @param statementTimeoutMs how long a statement may run once the book is open
 * @throws UserError for a folder or file that cannot be used; a file that is not ours, or damaged, is left as it is,
 * and a folder without a book gets none
 */
export async function connectSqlite (
  dataDir: string, readers = SERVER_READERS, lock?: ExclusiveLock, statementTimeoutMs?: number
): Promise<Databases> {
  requireNotMoved({ dataDir })
  requireUsableFiles(dataDir)
  const own = lock === undefined ? await lockToMake(dataDir) : undefined
  try {
    return await prepared(dataDir, readers, lock ?? own, statementTimeoutMs)
  } finally {
    await own?.release()
  }
}

async function prepared (
  dataDir: string, readers: number, lock: ExclusiveLock | undefined, statementTimeoutMs: number | undefined
): Promise<Databases> {
  const filename = await prepareDatabase(dataDir, lock)
  const restoreLock = await shareRestoreLock(dataDir)
  try {
    return await opened({ dataDir, filename, readers, lock, statementTimeoutMs })
  } finally {
    await restoreLock.release()
  }
}

interface Opening {
  readonly dataDir: string
  readonly filename: string
  readonly readers: number
  readonly lock: ExclusiveLock | undefined
  readonly statementTimeoutMs: number | undefined
}

/** By the time that it returns the writer has read, and so locked, the book. */
async function opened (
  { dataDir, filename, readers, lock, statementTimeoutMs }: Opening
): Promise<Databases> {
  const { version } = await inspect(filename, lock !== undefined)
  // Only now is it known to be a book of ours.
  for (const ending of FILE_ENDINGS) makePrivate(`${filename}${ending}`)
  const writer = open(filename, 'writer', 1)
  try {
    const prepare = () => useLog(writer, filename)
    let upgraded: Upgraded = { copy: undefined, renamed: [] }
    if (version === LATEST) await prepare()
    else upgraded = await upgrade({ dataDir, filename, writer, lock, prepare })
    const pools = readers === 0 ? [] : [open(filename, 'reader', readers), open(filename, 'reader', readers)]
    for (const { client } of [writer, ...pools]) {
      if (client instanceof SqliteClient && statementTimeoutMs !== undefined) client.limitStatements(statementTimeoutMs)
    }
    const [reader = writer, scanner = writer] = pools
    return {
      writer,
      reader,
      scanner,
      ...upgraded,
      transaction: (work) => writer.transaction(work),
      watchConnections: () => {},
      close: () => closeAll(writer, pools),
    }
  } catch (error) {
    await writer.destroy()
    throw fileError(error, filename)
  }
}
