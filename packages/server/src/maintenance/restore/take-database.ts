/** Takes a database out of everybody else's use, by SQLite's own locking, before another file takes its name. */
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import { reasonOf, sqliteMeaning } from '../../db/errors/sqlite.ts'
import { BUSY_MS, openFile, type SqliteFile } from '../../db/sqlite/file.ts'

/** Between two attempts while others are at work on the book. */
const STEP_MS = 20

function isDamage (error: unknown): boolean {
  return sqliteMeaning(error) === 'damaged'
}

/** Whether SQLite can make nothing of the file. Neither the file nor its log is touched. */
async function isDamaged (book: string): Promise<boolean> {
  try {
    const old = await openFile(book, 'read', BUSY_MS)
    await old.query('SELECT COUNT(*) FROM sqlite_schema').finally(old.close)
    return false
  } catch (error) {
    // Any other obstacle is met again when the file is opened to write.
    return isDamage(error)
  }
}

/**
 * Moves the log into the file and locks it. Only a process that is alone can leave the mode of the log.
 * @returns false where another process has gone back to that mode before the lock was there
 */
async function isTaken ({ query }: SqliteFile): Promise<boolean> {
  await query('PRAGMA journal_mode = DELETE')
  await query('BEGIN EXCLUSIVE')
  const [row] = await query('PRAGMA journal_mode')
  return row?.journal_mode !== 'wal'
}

/**
 * Takes a book for this process alone: its log is moved into the file, and a process that opens it now waits, and then
 * finds that it has moved.
 * @returns undefined for a file that is no database, or a damaged one: it is moved as it is, with the files beside it
 * @throws UserError where another process works with the book, or the disk or the system refuses
 */
export async function takeDatabase (book: string, busyMs: number): Promise<SqliteFile | undefined> {
  const inUse = () => new UserError('book', `${book} is in use by another command.`,
    { hint: 'wait until it has ended, and run this again; nothing was changed', place: book })
  const refused = (error: unknown) => new UserError('book', `${book} cannot be taken out of use (${reasonOf(error)}).`,
    { hint: 'check the disk, and who may write to that file; nothing was changed', place: book, cause: error })

  if (await isDamaged(book)) return undefined
  const old = await openFile(book, 'write', 0).catch((error: unknown) => { throw refused(error) })
  for (let leftMs = busyMs; ; leftMs -= STEP_MS) {
    try {
      if (await isTaken(old)) return old
    } catch (error) {
      if (sqliteMeaning(error) !== 'busy') {
        await old.close()
        if (isDamage(error)) return undefined
        throw refused(error)
      }
    }
    await old.query('ROLLBACK').catch(() => {})
    if (leftMs <= 0) {
      await old.close()
      throw inUse()
    }
    await sleep(STEP_MS)
  }
}
