/**
 * A data folder that a book is copied from, or to. The one is only read; in the other the book has its name once it
 * is whole.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import { fileError, reasonOf, sqliteMeaning } from '../../db/errors/sqlite.ts'
import { requireNewest } from '../../db/migrate.ts'
import { COUNTED } from '../../features/resources.ts'
import { connectSqlite } from '../../db/sqlite/databases.ts'
import { takeExclusiveLock, type ExclusiveLock } from '../../db/sqlite/exclusive-lock.ts'
import { readDatabase, type Query } from '../../db/sqlite/file.ts'
import { inspect } from '../../db/sqlite/inspection.ts'
import { readLastIds, readRows, writeLastIds } from '../../db/sqlite/rows.ts'
import {
  DATA_DIR_SETTING, DATABASE_FILE, databasePath, KEYS_FILE, present, withCompanions, type FolderPlace,
} from '../../files/data-folder.ts'
import { place, syncFile, syncFolder } from '../../files/durable.ts'
import { keysIn, keysPath, replaceKeys } from '../../files/keys-file.ts'
import { clearMoved, markMoved, requireNotMoved } from '../../files/moved-file.ts'
import { readRegular } from '../../files/regular-file.ts'
import { systemCode } from '../../files/system-error.ts'
import { bookOf } from '../book-file.ts'
import { describeFailed } from '../doctor/check.ts'
import { checkFile } from '../doctor/doctor.ts'
import { newStagingFolder, removeStagingFolders, stagingFoldersIn } from '../staging-folder.ts'
import {
  bookWriter, CHECK_SOURCE, keyRows, KEYS_SHAPE, readingRows, stampOf, type BookReader, type Source, type Target,
} from './book.ts'

/** @param query inside a transaction on the folder's database */
function folderReader (query: Query, dataDir: string): BookReader {
  const file = databasePath(dataDir)
  const keys = keysIn(dataDir)
  return {
    rows: async function * (table) {
      if (table === KEYS_SHAPE) yield keyRows(keys)
      else yield * readingRows(readRows(query, table), (error) => fileError(error, file))
    },
    lastIds: () => readLastIds(query, COUNTED),
    stamp: () => stampOf(query, keys.map(({ kid }) => kid)),
  }
}

/** @throws UserError where a file is named: the database of a book stands in the folder that is meant */
function requireFolder ({ dataDir, named = DATA_DIR_SETTING }: FolderPlace): void {
  if (!existsSync(dataDir) || statSync(dataDir).isDirectory()) return
  throw new UserError('unreadable_file', `${named} names ${dataDir}, which is no folder.`, {
    hint: basename(dataDir) === DATABASE_FILE
      ? `name the folder of that book: ${dirname(dataDir)}`
      : 'name a data folder; `fintrack restore` makes one of a file that `fintrack backup` wrote',
    place: named,
  })
}

/** @throws Problem not_found */
function bookIn ({ dataDir, named }: FolderPlace): string {
  if (named === undefined) return bookOf(dataDir)
  const file = databasePath(dataDir)
  if (!existsSync(file)) throw new Problem('not_found', `${named} names ${dataDir}, and there is no book in it.`)
  return file
}

/** @throws UserError where there is no sound book of the newest schema */
async function requireBook (file: string, from: FolderPlace): Promise<void> {
  const { dataDir, named = DATA_DIR_SETTING } = from
  const { version, empty } = await inspect(file, true, from)
  if (empty) {
    throw new UserError('book', `${file} is empty: there is no book in it yet.`, {
      hint: `name the folder of a book in ${named}`, place: named,
    })
  }
  requireNewest(file, version, `${DATA_DIR_SETTING} names ${dataDir} and FINTRACK_DATABASE_URL no database`)
}

/**
 * @param live a server on the folder may go on
 * @throws Problem not_found where the folder has no book
 * @throws UserError where the book has moved, is not sound or not of the newest schema, or the folder is locked or no
 * folder
 */
export async function folderSource (from: FolderPlace, live: boolean): Promise<Source> {
  const { dataDir } = from
  requireFolder(from)
  requireNotMoved(from)
  const file = bookIn(from)
  let lock: ExclusiveLock | undefined
  const close = async () => { await lock?.release() }
  try {
    // No server starts on the folder while it is locked.
    if (!live) {
      lock = await takeExclusiveLock(
        from, 'stop that one first; or add --live, and what it stores meanwhile is not copied'
      )
    }
    await requireBook(file, from)
  } catch (error) {
    await close()
    throw error
  }
  const read = <T>(work: (book: BookReader) => Promise<T>) =>
    readDatabase(
      file, (query) => work(folderReader(query, dataDir))
    ).catch((error: unknown) => { throw fileError(error, file) })
  return {
    name: dataDir,
    snapshot: read,
    stampOfNow: () => read((book) => book.stamp()),
    markMoved: (place, at) => markMoved(dataDir, place, at),
    close,
  }
}

/** Removes what a killed run has left: staging folders, and keys that no book came to. */
function cleanUp (dataDir: string): void {
  const keys = keysPath(dataDir)
  for (const staging of stagingFoldersIn(dataDir, 'copying')) {
    const draft = keysPath(staging)
    const isOurs = existsSync(draft) && existsSync(keys) && readRegular(draft) === readRegular(keys)
    if (isOurs && !existsSync(databasePath(dataDir))) rmSync(keys)
  }
  removeStagingFolders(dataDir, 'copying')
}

/** @throws Problem already_exists */
function requireEmpty (dataDir: string): void {
  const [found] = present([...withCompanions(databasePath(dataDir)), join(dataDir, KEYS_FILE)])
  if (found !== undefined) {
    throw new Problem(
      'already_exists', `The folder ${dataDir} is not empty: ${found} is there already. Name another folder.`
    )
  }
}

/** Replaces the key that every new book is given by the keys that came. */
function putKeys (dataDir: string, [first, ...more]: ReturnType<typeof keysIn>): void {
  if (first === undefined) rmSync(keysPath(dataDir), { force: true })
  else replaceKeys(keysPath(dataDir), [first, ...more])
}

/** Moves the book out of the staging folder: last of all, beside its keys, it gets its name. */
function placeBook (dataDir: string, staging: string): void {
  requireEmpty(dataDir)
  putKeys(dataDir, keysIn(staging))
  clearMoved(dataDir)
  syncFolder(dataDir)
  place(databasePath(staging), databasePath(dataDir))
  syncFolder(dataDir)
}

async function requireSound (book: string): Promise<void> {
  const failed = (await checkFile(book)).filter(({ ok }) => !ok)
  if (failed.length === 0) return
  throw new UserError('book', `The copy is no sound book (${describeFailed(failed)}).`, { hint: CHECK_SOURCE })
}

/** An error of the disk or the system, for the user; any other error as it is. */
function writeError (error: unknown, dataDir: string): unknown {
  const meaning = sqliteMeaning(error)
  if (meaning !== 'full' && meaning !== 'disk' && systemCode(error) === undefined) return error
  return new UserError('book', `The book cannot be put into ${dataDir} (${reasonOf(error)}).`,
    { hint: 'check the disk, and who owns the folder; nothing was copied', place: dataDir, cause: error })
}

/**
 * @throws Problem already_exists where a book or keys are there
 * @throws UserError where the folder is locked, cannot be made, or is no folder
 */
export async function folderTarget (to: FolderPlace): Promise<Target> {
  const { dataDir } = to
  requireFolder(to)
  const lock = await takeExclusiveLock(to)
  try {
    cleanUp(dataDir)
    requireEmpty(dataDir)
  } catch (error) {
    await lock.release()
    throw error
  }
  return {
    name: dataDir,
    async fill (write, prove) {
      try {
        const staging = newStagingFolder(dataDir, 'copying')
        const book = databasePath(staging)
        const databases = await connectSqlite(staging, 0)
        try {
          await databases.transaction(async (trx) => {
            putKeys(staging, [])
            await write(bookWriter({
              trx,
              keys: async (rows) => {
                putKeys(staging, rows.map(([kid, secret]) => ({
                  kid: String(kid), secret: Buffer.from(String(secret), 'base64url'),
                })))
              },
              lastIds: (lastIds) => writeLastIds(trx, lastIds),
            }))
          })
        } finally {
          await databases.close()
        }
        await readDatabase(book, (query) => prove(folderReader(query, staging)))
        await requireSound(book)
        syncFile(book)
        placeBook(dataDir, staging)
      } catch (error) {
        throw writeError(error, dataDir)
      } finally {
        cleanUp(dataDir)
      }
    },
    close: () => lock.release(),
  }
}
