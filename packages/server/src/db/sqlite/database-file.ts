/** The database file of a data folder: whether it can still be the one that its other files belong to. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import {
  DATABASE_FILE, KEYS_FILE, LOCK_FILE, RESTORE_LOCK_FILE, databasePath, withCompanions,
} from '../../files/data-folder.ts'
import { keysIn } from '../../files/keys-file.ts'
import { preparePrivate } from '../../files/private.ts'
import { irregularOf, NOT_REGULAR } from '../../files/regular-file.ts'
import { damagedDatabase } from '../errors/sqlite.ts'
import { awaitExclusiveLock, describeHolder, type ExclusiveLock } from './exclusive-lock.ts'

/**
 * A page at its smallest: a database is whole pages. SQLite takes a file that is shorter for a new one, and would
 * write over it.
 */
const SMALLEST_PAGE_BYTES = 512

/** Files in which SQLite keeps what is not in the database yet. */
const LOG_ENDINGS = ['-wal', '-journal']

/** @returns NaN where there is no file */
function bytesOf (path: string): number {
  const stat = existsSync(path) ? statSync(path) : undefined
  return stat?.isFile() === true ? stat.size : NaN
}

/**
 * Whether the file was cut short, or is empty or gone while its log, which SQLite would throw away, or its keys are
 * there.
 */
function isLost (dataDir: string, path: string): boolean {
  const bytes = bytesOf(path)
  if (bytes > 0) return bytes % SMALLEST_PAGE_BYTES > 0
  // Keys come with a book's tables: without them an empty file is a first start that was cut off.
  const keysCameBefore = bytes === 0 && existsSync(join(dataDir, KEYS_FILE))
  return keysCameBefore || LOG_ENDINGS.some((ending) => bytesOf(`${path}${ending}`) > 0)
}

/** Checks again when nobody can be making the book: while it is made it looks lost for moments. */
async function staysLost (dataDir: string, path: string, lock: ExclusiveLock | undefined): Promise<boolean> {
  // A process that makes a book locks the folder first.
  const isAlone = lock !== undefined || !existsSync(join(dataDir, LOCK_FILE))
  if (isAlone) return isLost(dataDir, path)
  const attempt = await awaitExclusiveLock(dataDir, () => !isLost(dataDir, path))
  if (attempt === undefined) return false
  if ('holder' in attempt) return true
  const stays = isLost(dataDir, path)
  await attempt.lock.release()
  return stays
}

/**
 * Looks at the files of a data folder before one is made or opened: a folder that is refused for them is left as it is.
 * @throws UserError
 */
export function requireUsableFiles (dataDir: string): void {
  const locks = [LOCK_FILE, RESTORE_LOCK_FILE].map((name) => join(dataDir, name))
  const irregular = irregularOf([...withCompanions(databasePath(dataDir)), ...locks])
  if (irregular !== undefined) {
    throw new UserError('book', `${irregular} cannot be used (${NOT_REGULAR}).`, {
      hint: 'move it aside: a file of the book has that name', place: irregular,
    })
  }
  // A new book would be theirs.
  if (!existsSync(databasePath(dataDir)) && existsSync(join(dataDir, KEYS_FILE))) keysIn(dataDir)
}

/**
 * Locks a folder without a book from before there is a file of one: an opening that is refused leaves none behind.
 * @returns undefined where there is a book, made by another process meanwhile or not
 * @throws UserError where another process holds the folder, and makes no book
 */
export async function lockToMake (dataDir: string): Promise<ExclusiveLock | undefined> {
  const isThere = () => existsSync(databasePath(dataDir))
  const attempt = isThere() ? undefined : await awaitExclusiveLock(dataDir, isThere)
  if (attempt === undefined) return undefined
  if ('lock' in attempt) return attempt.lock
  throw new UserError('book',
    `There is no book in ${dataDir} yet, and ${describeHolder(attempt.holder)} holds the folder.`,
    { hint: 'stop that one, and run this again', place: dataDir })
}

/**
 * @param lock where the caller has it
 * @returns the database file, made where there was none
 * @throws UserError where the folder or the file cannot be made, or the book is not whole
 */
export async function prepareDatabase (dataDir: string, lock?: ExclusiveLock): Promise<string> {
  const named = databasePath(dataDir)
  // SQLite keeps the log beside the file itself.
  const path = existsSync(named) ? realpathSync(named) : named
  if (isLost(dataDir, path) && await staysLost(dataDir, path, lock)) throw damagedDatabase(path)
  preparePrivate({ dataDir }, DATABASE_FILE)
  return path
}
