/** A data folder as that which a book is copied from, or to. The one is only read; in the other the book has its name once it is whole. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { UserError } from '@fintrack/contract/errors'
import type { Source, Target } from '../../db/book-rows.ts'
import { reasonOf } from '../../db/errors/reason.ts'
import { fileError, sqliteMeaning } from '../../db/errors/sqlite.ts'
import { takeExclusiveLock, type ExclusiveLock } from '../../db/sqlite/exclusive-lock.ts'
import { inspect } from '../../db/sqlite/inspection.ts'
import { requireNewest } from '../../db/newest-schema.ts'
import { connectSqlite } from '../../db/sqlite/databases.ts'
import { readDatabase, type Query } from '../../db/sqlite/file.ts'
import { sqliteReader, sqliteWriter } from '../../db/sqlite/rows.ts'
import type { StoredKey } from '../../features/signing-keys/key-repository.ts'
import { DATA_DIR_SETTING, databasePath, KEYS_FILE, present, withCompanions, type FolderPlace } from '../../files/data-folder.ts'
import { place, syncFile, syncFolder } from '../../files/durable.ts'
import { keysIn, keysPath, replaceKeys } from '../../files/keys-file.ts'
import { systemCode } from '../../files/system-error.ts'
import { bookOf } from '../book-file.ts'
import { checkFile } from '../doctor/doctor.ts'
import { inOneLine } from '../doctor/check.ts'
import { newStagingFolder, removeStagingFolders, stagingFoldersIn } from '../staging-folder.ts'

function keysOf (dataDir: string): StoredKey[] {
  return keysIn(dataDir).map(({ kid, secret }) => ({ kid, secret: secret.toString('base64url') }))
}

/** @throws UserError where a file is named: that of a book stands in the folder that is meant */
function requireFolder ({ dataDir, named = DATA_DIR_SETTING }: FolderPlace): void {
  if (!existsSync(dataDir) || statSync(dataDir).isDirectory()) return
  const isBook = basename(dataDir) === basename(databasePath(''))
  throw new UserError('unreadable_file', `${named} names ${dataDir}, which is no folder.`, {
    hint: isBook
      ? `name the folder of that book: ${dirname(dataDir)}`
      : 'name a data folder; `fintrack restore` makes one of a file that `fintrack backup` wrote',
  })
}

/** The book of a folder at one moment; what goes wrong is told of its file. */
async function readingBook<T> (file: string, work: (query: Query) => Promise<T>): Promise<T> {
  const told = (error: unknown) => { throw fileError(error, file) }
  return readDatabase(file, (query) => work((sql) => query(sql).catch(told))).catch(told)
}

/** @throws Problem not_found */
function bookIn ({ dataDir, named }: FolderPlace): string {
  const file = databasePath(dataDir)
  if (named === undefined) return bookOf(dataDir)
  if (!existsSync(file)) throw new Problem('not_found', `${named} names ${dataDir}, and there is no book in it.`)
  return file
}

/** @throws UserError where there is no book of today, which is sound */
async function requireBook (file: string, place: FolderPlace): Promise<void> {
  const { dataDir, named = DATA_DIR_SETTING } = place
  const { version, empty } = await inspect(file, true, place)
  if (empty) throw new UserError('book', `${file} is empty: there is no book in it yet.`, { hint: `name the folder of a book in ${named}` })
  requireNewest(file, version, `${DATA_DIR_SETTING} names ${dataDir} and FINTRACK_DATABASE_URL no database`)
}

/**
 * @param live a server on the folder may go on
 * @throws Problem not_found where the folder has no book; UserError where that is not sound and of today, or held; UserError where it is no folder
 */
export async function folderSource (from: FolderPlace, live: boolean): Promise<Source> {
  const { dataDir } = from
  requireFolder(from)
  const file = bookIn(from)
  let lock: ExclusiveLock | undefined
  const close = async () => { await lock?.release() }
  try {
    if (!live) lock = await takeExclusiveLock(from, 'stop that one first; or add --live, and what it stores meanwhile is not copied')
    await requireBook(file, from)
  } catch (error) {
    await close()
    throw error
  }
  return {
    name: dataDir,
    snapshot: (work) => readingBook(file, (query) => work(sqliteReader(query, keysOf(dataDir)))),
    stampOfNow: () => readingBook(file, (query) => sqliteReader(query, keysOf(dataDir)).stamp()),
    close,
  }
}

/** What a run that was killed has left, which may be keys that no book came to. */
function clear (dataDir: string): void {
  const keys = join(dataDir, KEYS_FILE)
  for (const workshop of stagingFoldersIn(dataDir, 'copying')) {
    const draft = join(workshop, KEYS_FILE)
    const isOurs = existsSync(draft) && existsSync(keys) && readFileSync(draft).equals(readFileSync(keys))
    if (isOurs && !existsSync(databasePath(dataDir))) rmSync(keys)
  }
  removeStagingFolders(dataDir, 'copying')
}

/** @throws Problem already_exists */
function requireEmpty (dataDir: string): void {
  const book = databasePath(dataDir)
  const [found] = present([...withCompanions(book), keysPath(dataDir)])
  if (found !== undefined) throw new Problem('already_exists', `The folder ${dataDir} is not empty: ${found} is there already. Name another folder.`)
}

/** The keys that came, in the place of that which every new book is given. */
function exchangeKeys (workshop: string, keys: readonly StoredKey[]): void {
  const [first, ...more] = keys.map(({ kid, secret }) => ({ kid, secret: Buffer.from(secret, 'base64url') }))
  if (first === undefined) rmSync(join(workshop, KEYS_FILE))
  else replaceKeys(keysPath(workshop), [first, ...more])
}

/** The book has its name as the last of all, beside its keys. */
function placeAll (dataDir: string, workshop: string): void {
  requireEmpty(dataDir)
  const [first, ...more] = keysIn(workshop)
  if (first !== undefined) replaceKeys(keysPath(dataDir), [first, ...more])
  syncFolder(dataDir)
  place(databasePath(workshop), databasePath(dataDir))
  syncFolder(dataDir)
}

async function requireSound (book: string): Promise<void> {
  const faults = (await checkFile(book)).filter(({ ok }) => !ok)
  if (faults.length === 0) return
  throw new UserError('book', `What was copied is no sound book (${inOneLine(faults.map(({ check, found }) => `${check}: ${found}`))}).`,
    { hint: 'look at the book that it comes from, with `fintrack doctor` where that is in a folder; nothing was copied' })
}

function told (error: unknown, dataDir: string): unknown {
  const meaning = sqliteMeaning(error)
  if (meaning !== 'full' && meaning !== 'disk' && systemCode(error) === undefined) return error
  return new UserError('book', `The book cannot be put into ${dataDir} (${reasonOf(error)}).`,
    { hint: 'check the disk, and who owns the folder; nothing was copied', cause: error })
}

/** @throws Problem already_exists where a book or keys are there; UserError where the folder is held, or cannot be made; UserError where it is none */
export async function folderTarget (to: FolderPlace): Promise<Target> {
  const { dataDir } = to
  requireFolder(to)
  const lock = await takeExclusiveLock(to)
  try {
    clear(dataDir)
    requireEmpty(dataDir)
  } catch (error) {
    await lock.release()
    throw error
  }
  return {
    name: dataDir,
    async fill (write, prove) {
      try {
        const workshop = newStagingFolder(dataDir, 'copying')
        const book = databasePath(workshop)
        const databases = await connectSqlite(workshop, 0)
        try {
          await databases.transaction((trx) => write(sqliteWriter(trx, (keys) => { exchangeKeys(workshop, keys) })))
        } finally {
          await databases.close()
        }
        await readDatabase(book, (query) => prove(sqliteReader(query, keysOf(workshop))))
        await requireSound(book)
        syncFile(book)
        placeAll(dataDir, workshop)
      } catch (error) {
        throw told(error, dataDir)
      } finally {
        clear(dataDir)
      }
    },
    close: () => lock.release(),
  }
}
