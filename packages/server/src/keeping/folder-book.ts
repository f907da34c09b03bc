/** A data folder as that which a book is copied from, or to. The one is only read; in the other the book has its name once it is whole. */
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { BookFault } from '../book-fault.ts'
import type { Source, Target } from '../db/book-rows.ts'
import { FolderHeld, lockFolder, type FolderLock } from '../db/folder-lock.ts'
import { inspect, openingFault } from '../db/inspection.ts'
import { requireNewest } from '../db/newest-schema.ts'
import { connectSqlite } from '../db/sqlite-databases.ts'
import type { Query } from '../db/sqlite-file.ts'
import { sqliteReader, sqliteWriter } from '../db/sqlite-rows.ts'
import type { StoredKey } from '../features/sessions/key-repository.ts'
import { KEYS_FILE, keysIn, placeKeys } from '../features/sessions/keys.ts'
import { bookOf, bookPath, COMPANIONS, reading } from './book-file.ts'
import { place, syncFile, syncFolder } from './durable-files.ts'
import { examineFile } from './examination.ts'
import { inOneLine, reasonOf } from './finding.ts'
import { newWorkshop, removeWorkshops, workshopsIn } from './workshop.ts'

function keysOf (dataDir: string): StoredKey[] {
  return keysIn(dataDir).map(({ kid, secret }) => ({ kid, secret: secret.toString('base64url') }))
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

/**
 * @param live a server on the folder may go on
 * @throws Problem not_found where the folder has no book; BookFault where that is not sound and of today, or held
 */
export async function folderSource (dataDir: string, live: boolean): Promise<Source> {
  const file = bookOf(dataDir)
  const lock = live ? undefined : await lockedAlone(dataDir)
  const close = async () => { await lock?.release() }
  try {
    const { version, empty } = await inspect(file, true)
    if (empty) throw new BookFault(`${file} is empty: there is no book in it yet.`, 'any other command makes one, such as `fintrack report`')
    requireNewest(file, version)
  } catch (error) {
    await close()
    throw error
  }
  return {
    name: dataDir,
    snapshot: (work) => readingBook(file, (query) => work(sqliteReader(query, keysOf(dataDir)))),
    stampOfNow: () => readingBook(file, (query) => sqliteReader(query, []).stamp()),
    close,
  }
}

/** What a run that was killed has left, which may be keys that no book came to. */
function clear (dataDir: string): void {
  const keys = join(dataDir, KEYS_FILE)
  for (const workshop of workshopsIn(dataDir, 'copying')) {
    const draft = join(workshop, KEYS_FILE)
    const isOurs = existsSync(draft) && existsSync(keys) && readFileSync(draft).equals(readFileSync(keys))
    if (isOurs && !existsSync(bookPath(dataDir))) rmSync(keys)
  }
  removeWorkshops(dataDir, 'copying')
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
  const faults = (await examineFile(book)).filter(({ ok }) => !ok)
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

/** @throws Problem already_exists where a book or keys are there; BookFault where the folder is held, or cannot be made */
export async function folderTarget (dataDir: string): Promise<Target> {
  const lock = await lockFolder(dataDir)
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
        const workshop = newWorkshop(dataDir, 'copying')
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
