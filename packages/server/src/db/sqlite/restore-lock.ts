/**
 * The restore lock of a data folder. SQLite finds the log of a database by its name: a process that has opened a file,
 * but has not locked it yet, while another file takes its name would take the other's log for its own, and write it
 * into the wrong book. So an opening shares this lock until the database is locked, and a restore takes it alone.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { LOCK_FILE, RESTORE_LOCK_FILE } from '../../files/data-folder.ts'
import { tryLockFile, type FileLock } from './lock-file.ts'

/** A restore waits for other processes that have the book open, and takes a few renames itself. */
const BUSY_MS = 20_000

async function take (dataDir: string, how: 'shared' | 'exclusive', busyMs: number): Promise<FileLock> {
  const lock = await tryLockFile({ dataDir }, RESTORE_LOCK_FILE, how, busyMs)
  if (lock !== undefined) return lock
  throw new UserError('book', `The book in ${dataDir} is being restored or opened by another process.`, {
    hint: 'run this again in a moment', place: dataDir,
  })
}

/**
 * Shares the lock while a book is opened. A folder that was never locked has no book of ours that could be restored: it
 * may be somebody else's, and is left as it is.
 * @throws UserError where a restore holds the lock for too long
 */
export async function shareRestoreLock (dataDir: string, busyMs = BUSY_MS): Promise<FileLock> {
  return existsSync(join(dataDir, LOCK_FILE)) ? take(dataDir, 'shared', busyMs) : { release: async () => {} }
}

/** Takes the lock alone: nobody is opening the book. @throws UserError where others hold it for too long */
export function takeRestoreLock (dataDir: string, busyMs = BUSY_MS): Promise<FileLock> {
  return take(dataDir, 'exclusive', busyMs)
}
