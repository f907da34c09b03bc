/** Taking a book out of everybody else's use, before another takes its place. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BookFault } from '../../book-fault.ts'
import { openFile, type SqliteFile } from '../../db/sqlite/file.ts'
import { BUSY_MS } from '../book-file.ts'
import { reasonOf } from '../doctor/check.ts'

/** Between two looks at whether others are done with the book. */
const STEP_MS = 20

/** SQLite can make nothing of it. */
const RUINED = /SQLITE_(?:CORRUPT|NOTADB)/

/** Nothing of the file, nor of its log, is touched by asking. */
async function isRuined (book: string): Promise<boolean> {
  try {
    const old = await openFile(book, 'read', BUSY_MS)
    await old.query('SELECT COUNT(*) FROM sqlite_schema').finally(old.close)
    return false
  } catch (error) {
    // Whatever else there is in the way is met again by who opens it to write.
    return RUINED.test(String(error))
  }
}

function isBusy (error: unknown): boolean {
  // Back in the mode of the log: somebody came in between.
  return /SQLITE_BUSY|wal mode/.test(String(error))
}

function notTaken (book: string, error: unknown): BookFault {
  return isBusy(error)
    ? new BookFault(`${book} is in use by another command.`, 'wait until it has ended, and run this again; nothing was changed')
    : new BookFault(`${book} cannot be taken out of use (${reasonOf(error)}).`, 'check the disk, and who may write to that file; nothing was changed')
}

/**
 * Takes a book for this process alone: its log is moved into the file, and whoever opens it now waits, and then finds
 * that it has moved.
 * @returns undefined for a file that is no database, or a damaged one: it is moved as it is, with all that belongs to it
 * @throws BookFault where another process works with it, or the disk or the system refuses
 */
export async function takenAlone (book: string, busyMs: number): Promise<SqliteFile | undefined> {
  if (await isRuined(book)) return undefined
  const old = await openFile(book, 'write', 0).catch((error: unknown) => { throw notTaken(book, error) })
  // Only one that is alone can leave the mode of the log. Asked again it is refused where somebody has gone back to it.
  const steps = ['PRAGMA journal_mode = DELETE', 'BEGIN EXCLUSIVE', 'PRAGMA journal_mode = DELETE']
  for (let leftMs = busyMs; ; leftMs -= STEP_MS) {
    try {
      for (const step of steps) await old.query(step)
      return old
    } catch (error) {
      if (isBusy(error) && leftMs > 0) {
        await old.query('ROLLBACK').catch(() => {})
        await sleep(STEP_MS)
        continue
      }
      await old.close()
      if (RUINED.test(String(error))) return undefined
      throw notTaken(book, error)
    }
  }
}
