/** A data folder as that which a book is copied from, or to. The one is only read; in the other the book has its name once it is whole. */
import { existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { BookFault } from '../../book-fault.ts'
import type { Source, Target } from '../../db/book-rows.ts'
import { FolderHeld, lockFolder, type FolderLock } from '../../db/sqlite/folder-lock.ts'
import { inspect, openingFault } from '../../db/sqlite/inspection.ts'
import { requireNewest } from '../../db/newest-schema.ts'
import { connectSqlite } from '../../db/sqlite/databases.ts'
import type { Query } from '../../db/sqlite/file.ts'
import { sqliteReader, sqliteWriter } from '../../db/sqlite/rows.ts'
import type { StoredKey } from '../../features/signing-keys/key-repository.ts'
import { KEYS_FILE, keysIn, placeKeys } from '../../features/signing-keys/key-ring.ts'
import { bookOf, bookPath, COMPANIONS, reading } from '../book-file.ts'
import { place, syncFile, syncFolder } from '../../files/durable.ts'
import { checkFile } from '../doctor/doctor.ts'
import { FileFault } from '../file-fault.ts'
import { inOneLine, reasonOf } from '../doctor/check.ts'
import { newStagingFolder, removeStagingFolders, stagingFoldersIn } from '../staging-folder.ts'

function keysOf (dataDir: string): StoredKey[] {
  return keysIn(dataDir).map(({ kid, secret }) => ({ kid, secret: secret.toString('base64url') }))
}

const SETTING = 'FINTRACK_DATA_DIR'

export interface FolderPlace {
  readonly dataDir: string
  /** The option that names it; where none does it is that of the setting. */
  readonly named?: string
}

/** What is wrong with a folder, told of it as it was named. */
function placed (error: unknown, { dataDir, named }: FolderPlace): unknown {
  if (!(error instanceof BookFault) || named === undefined) return error
  return new BookFault(error.message, error.hint
    .replace(/set FINTRACK_DATA_DIR to (another folder|a folder of your own|that)/, `name $1 in ${named}`)
    .replace(/fintrack restore FILE$/, `fintrack restore FILE, where ${SETTING} names ${dataDir}`))
}

/** @throws FileFault where a file is named: that of a book stands in the folder that is meant */
function requireFolder ({ dataDir, named = SETTING }: FolderPlace): void {
  if (!existsSync(dataDir) || statSync(dataDir).isDirectory()) return
  const isBook = basename(dataDir) === basename(bookPath(''))
  throw new FileFault(`${named} names ${dataDir}, which is no folder.`, isBook
    ? `name the folder of that book: ${dirname(dataDir)}`
    : 'name a data folder; `fintrack restore` makes one of a file that `fintrack backup` wrote')
}

/** No server may start on the folder while its lock is held. */
async function lockedAlone (dataDir: string): Promise<FolderLock> {
  try {
    return await lockFolder(dataDir)
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error
    throw new BookFault(error.message, 'stop that one first; or add --live, and what it stores meanwhile is not copied')
  }
}

/** The book of a folder at one moment; what goes wrong is told of its file. */
async function readingBook<T> (file: string, work: (query: Query) => Promise<T>): Promise<T> {
  const told = (error: unknown) => { throw openingFault(error, file) }
  return reading(file, (query) => work((sql) => query(sql).catch(told))).catch(told)
}

/** @throws Problem not_found */
function bookIn ({ dataDir, named }: FolderPlace): string {
  const file = bookPath(dataDir)
  if (named === undefined) return bookOf(dataDir)
  if (!existsSync(file)) throw new Problem('not_found', `${named} names ${dataDir}, and there is no book in it.`)
  return file
}

/** @throws BookFault where there is no book of today, which is sound */
async function requireBook (file: string, { dataDir, named = SETTING }: FolderPlace): Promise<void> {
  const { version, empty } = await inspect(file, true)
  if (empty) throw new BookFault(`${file} is empty: there is no book in it yet.`, `name the folder of a book in ${named}`)
  requireNewest(file, version, `${SETTING} names ${dataDir} and FINTRACK_DATABASE_URL no database`)
}

/**
 * @param live a server on the folder may go on
 * @throws Problem not_found where the folder has no book; BookFault where that is not sound and of today, or held; FileFault where it is no folder
 */
export async function folderSource (from: FolderPlace, live: boolean): Promise<Source> {
  const { dataDir } = from
  requireFolder(from)
  const file = bookIn(from)
  let lock: FolderLock | undefined
  const close = async () => { await lock?.release() }
  try {
    if (!live) lock = await lockedAlone(dataDir)
    await requireBook(file, from)
  } catch (error) {
    await close()
    throw placed(error, from)
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
    if (isOurs && !existsSync(bookPath(dataDir))) rmSync(keys)
  }
  removeStagingFolders(dataDir, 'copying')
}

/** @throws Problem already_exists */
function requireEmpty (dataDir: string): void {
  const book = bookPath(dataDir)
  const found = [...['', ...COMPANIONS].map((ending) => `${book}${ending}`), join(dataDir, KEYS_FILE)]
    .find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
  if (found !== undefined) throw new Problem('already_exists', `The folder ${dataDir} is not empty: ${found} is there already. Name another folder.`)
}

/** The keys that came, in the place of that which every new book is given. */
function exchangeKeys (workshop: string, keys: readonly StoredKey[]): void {
  const [first, ...more] = keys.map(({ kid, secret }) => ({ kid, secret: Buffer.from(secret, 'base64url') }))
  if (first === undefined) rmSync(join(workshop, KEYS_FILE))
  else placeKeys(workshop, [first, ...more])
}

/** The book has its name as the last of all, beside its keys. */
function placeAll (dataDir: string, workshop: string): void {
  requireEmpty(dataDir)
  const [first, ...more] = keysIn(workshop)
  if (first !== undefined) placeKeys(dataDir, [first, ...more])
  syncFolder(dataDir)
  place(bookPath(workshop), bookPath(dataDir))
  syncFolder(dataDir)
}

async function requireSound (book: string): Promise<void> {
  const faults = (await checkFile(book)).filter(({ ok }) => !ok)
  if (faults.length === 0) return
  throw new BookFault(`What was copied is no sound book (${inOneLine(faults.map(({ check, found }) => `${check}: ${found}`))}).`,
    'look at the book that it comes from, with `fintrack doctor` where that is in a folder; nothing was copied')
}

function told (error: unknown, dataDir: string): unknown {
  const text = String(error)
  if (!/SQLITE_(?:FULL|IOERR|CANTOPEN)|E(?:NOSPC|ACCES|PERM|ROFS|DQUOT|EXIST):/.test(text)) return error
  return new BookFault(`The book cannot be put into ${dataDir} (${/SQLITE_\w+: (.*)$/.exec(text)?.[1] ?? reasonOf(error)}).`,
    'check the disk, and who owns the folder; nothing was copied')
}

/** @throws Problem already_exists where a book or keys are there; BookFault where the folder is held, or cannot be made; FileFault where it is none */
export async function folderTarget (to: FolderPlace): Promise<Target> {
  const { dataDir } = to
  requireFolder(to)
  const lock = await lockFolder(dataDir).catch((error: unknown) => { throw placed(error, to) })
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
        const book = bookPath(workshop)
        const databases = await connectSqlite(workshop, 0)
        try {
          await databases.transaction((trx) => write(sqliteWriter(trx, (keys) => { exchangeKeys(workshop, keys) })))
        } finally {
          await databases.close()
        }
        await reading(book, (query) => prove(sqliteReader(query, keysOf(workshop))))
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
