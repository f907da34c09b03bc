/** Where a book's database file is, and whether it can still be the one that its other files belong to. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KEYS_FILE } from '../../features/signing-keys/key-ring.ts'
import { preparePrivate } from '../../files/data-folder.ts'
import { awaitLock, FolderHeld, LOCK_FILE, type FolderLock } from './folder-lock.ts'
import { damagedDatabase } from './inspection.ts'

export const DATABASE_FILE = 'fintrack.db'

/** A page at its smallest: a database is whole pages. SQLite takes a file that is shorter for a new one, and would write over it. */
const SMALLEST_PAGE_BYTES = 512

/** What SQLite keeps beside a database until it is in it. */
const LOG_ENDINGS = ['-wal', '-journal']

/** @returns NaN where no file is to be seen */
function bytesOf (path: string): number {
  const stat = existsSync(path) ? statSync(path) : undefined
  return stat?.isFile() === true ? stat.size : NaN
}

/** Whether the file was cut short, or is empty or gone while what belongs to it is there: its log, which SQLite would throw away, or keys. */
function isLost (dataDir: string, path: string): boolean {
  const bytes = bytesOf(path)
  if (bytes > 0) return bytes % SMALLEST_PAGE_BYTES > 0
  // Keys come with a book's tables: without them an empty file is a first start that was cut off.
  const keysCameBefore = bytes === 0 && existsSync(join(dataDir, KEYS_FILE))
  return keysCameBefore || LOG_ENDINGS.some((ending) => bytesOf(`${path}${ending}`) > 0)
}

/** Looks again where nobody can be making the book: while it is made it looks lost for moments. */
async function staysLost (dataDir: string, path: string, lock: FolderLock | undefined): Promise<boolean> {
  // Whoever makes a book locks its folder first.
  const isAlone = lock !== undefined || !existsSync(join(dataDir, LOCK_FILE))
  if (isAlone) return isLost(dataDir, path)
  try {
    const taken = await awaitLock(dataDir, () => !isLost(dataDir, path))
    const stays = taken !== undefined && isLost(dataDir, path)
    await taken?.release()
    return stays
  } catch (error) {
    if (error instanceof FolderHeld) return true
    throw error
  }
}

/**
 * @param lock where the caller has it
 * @returns the database file, made where there was none
 * @throws BookFault where the folder or the file cannot be made, or the book is not whole
 */
export async function prepareDatabase (dataDir: string, lock?: FolderLock): Promise<string> {
  const named = join(dataDir, DATABASE_FILE)
  // SQLite keeps the log beside the file itself.
  const path = existsSync(named) ? realpathSync(named) : named
  if (isLost(dataDir, path) && await staysLost(dataDir, path, lock)) throw damagedDatabase(path)
  preparePrivate(dataDir, DATABASE_FILE)
  return path
}
