/**
 * Puts a backup in the place of a book. At every moment either the old book or the new one is there, whole: the new one
 * is made ready in a folder beside it, and takes the name at once. The old one keeps a name of its own.
 */
import { existsSync, linkSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BookFault } from '../book-fault.ts'
import { systemClock, type Clock } from '../clock.ts'
import { connectSqlite } from '../db/sqlite-databases.ts'
import { lockFolder } from '../db/folder-lock.ts'
import { stampOf } from '../db/inspection.ts'
import { LATEST } from '../db/migrations/index.ts'
import { makePrivateFolder } from '../db/private-files.ts'
import { openFile, type SqliteFile } from '../db/sqlite-file.ts'
import { bookPath, brokenPages, BUSY_MS, COMPANIONS, copyBook, reading, rowCounts, type RowCounts } from './book-file.ts'
import { newDraft, place, syncFile, syncFolder } from './durable-files.ts'
import { examineFile, requireFile } from './examination.ts'
import { FileFault } from './file-fault.ts'
import { inOneLine, reasonOf } from './finding.ts'

const WORKSHOP = 'restoring-'

/** Between two looks at whether others are done with the old book. */
const STEP_MS = 20

/** What is about to take the place of what. */
export interface Replacement {
  readonly file: string
  readonly rows: RowCounts
  /** The backup's schema, and the one that it is brought to. */
  readonly schema: number
  readonly latest: number
  /** The book that is moved aside; null where the folder has none. */
  readonly book: string | null
}

export interface Restored extends Replacement {
  /** Where the old book is now; null where there was none. */
  readonly aside: string | null
}

export interface RestoreOptions {
  readonly dataDir: string
  readonly file: string
  /** Asked once all is checked, before anything is done. */
  readonly agree: (replacement: Replacement) => Promise<boolean>
  readonly clock?: Clock
  /** How long other commands on the old book are waited for. */
  readonly busyMs?: number
}

/** @throws FileFault for a file that is no sound book */
async function requireSound (file: string, book: string): Promise<string> {
  const path = requireFile(file)
  const [one, other] = [statSync(path), statSync(book, { throwIfNoEntry: false })]
  if (one.dev === other?.dev && one.ino === other.ino) {
    throw new FileFault(`${path} is the book itself, not a backup of it.`, '`fintrack backup FILE` makes one')
  }
  const faults = (await examineFile(path)).filter(({ ok }) => !ok)
  if (faults.length > 0) {
    throw new FileFault(`${path} cannot be restored (${inOneLine(faults.map(({ check, found }) => `${check}: ${found}`))}).`,
      '`fintrack doctor FILE` says all that is wrong with it; nothing was changed')
  }
  return path
}

/** The files of the book in a folder, whatever is left of it. */
function remains (book: string): string[] {
  return [book, ...COMPANIONS.map((ending) => `${book}${ending}`)].filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
}

/** A copy of the backup as a book of today, in a folder of its own. @returns its path */
async function prepared (file: string, workshop: string): Promise<string> {
  const book = bookPath(workshop)
  const draft = newDraft(book)
  await copyBook(file, draft)
  place(draft, book)
  // As every start does: the schema is brought up to date.
  const databases = await connectSqlite(workshop, 0)
  await databases.close()
  const broken = await reading(book, brokenPages)
  if (remains(book).length > 1 || broken.length > 0) {
    throw new FileFault(`${file} changed while it was copied.`, 'run it again once nobody writes to that file; nothing was changed')
  }
  syncFile(book)
  return book
}

/** Whether SQLite can make anything of the file. Nothing of it, nor of its log, is touched by asking. */
async function isReadable (book: string): Promise<boolean> {
  try {
    const old = await openFile(book, 'read', BUSY_MS)
    await old.query('SELECT COUNT(*) FROM sqlite_schema').finally(old.close)
    return true
  } catch (error) {
    return isBusy(error)
  }
}

function isBusy (error: unknown): boolean {
  // Back in the mode of the log: somebody came in between.
  return /SQLITE_BUSY|wal mode/.test(String(error))
}

/**
 * Takes a book for this process alone: its log is moved into the file, and whoever opens it now waits, and then finds
 * that it has moved.
 * @returns undefined where SQLite cannot do that with the file: it is moved as it is, with all that belongs to it
 * @throws BookFault where another process works with it
 */
async function takenAlone (book: string, busyMs: number): Promise<SqliteFile | undefined> {
  if (!await isReadable(book)) return undefined
  const old = await openFile(book, 'write', 0)
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
      if (!isBusy(error)) return undefined
      throw new BookFault(`${book} is in use by another command.`, 'wait until it has ended, and run this again; nothing was changed')
    }
  }
}

/** A name that says when, and that nothing has. */
function nameAside (dataDir: string, clock: Clock): string {
  const moment = clock.now().replace(/\.[0-9]+Z$/, 'Z').replaceAll(':', '-')
  const isFree = (name: string) => remains(join(dataDir, name)).length === 0
  let name = `fintrack-replaced-${moment}.db`
  for (let count = 2; !isFree(name); count += 1) name = `fintrack-replaced-${moment}-${count}.db`
  return join(dataDir, name)
}

/** The new book takes the name of the old one, which has another by then. */
function exchange (dataDir: string, book: string, fresh: string, aside: string): void {
  // Whatever is left of the old log would be taken for the new book's.
  for (const path of remains(book)) {
    const named = `${aside}${path.slice(book.length)}`
    if (path === book) linkSync(path, named)
    else renameSync(path, named)
  }
  syncFolder(dataDir)
  renameSync(fresh, book)
  syncFolder(dataDir)
}

/** What a run that was killed has left. Nobody else makes such folders while the lock is ours. */
function clear (dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(WORKSHOP)) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}

async function replaced (options: RestoreOptions, replacement: Replacement): Promise<string | null> {
  const { dataDir, clock = systemClock, busyMs = BUSY_MS } = options
  const book = bookPath(dataDir)
  clear(dataDir)
  try {
    const fresh = await prepared(replacement.file, mkdtempSync(join(dataDir, WORKSHOP)))
    if (remains(book).length === 0) {
      place(fresh, book)
      syncFolder(dataDir)
      return null
    }
    const aside = nameAside(dataDir, clock)
    const old = existsSync(book) ? await takenAlone(book, busyMs) : undefined
    try {
      exchange(dataDir, book, fresh, aside)
    } finally {
      await old?.close()
    }
    return aside
  } finally {
    clear(dataDir)
  }
}

function told (error: unknown, dataDir: string): unknown {
  return /SQLITE_(?:FULL|IOERR|CANTOPEN)|E(?:NOSPC|ACCES|PERM|ROFS|DQUOT|EXIST):/.test(String(error))
    ? new BookFault(`The book in ${dataDir} cannot be replaced (${reasonOf(error)}).`, 'check the disk, and who owns the folder; the old book is still there')
    : error
}

/**
 * @returns undefined where nobody agreed
 * @throws FileFault where the backup is not sound, BookFault where a server or another command works with the book
 */
export async function restoreBook (options: RestoreOptions): Promise<Restored | undefined> {
  const { dataDir, agree } = options
  const book = bookPath(dataDir)
  const file = await requireSound(options.file, book)
  makePrivateFolder(dataDir)
  const lock = await lockFolder(dataDir)
  try {
    const { rows, schema } = await reading(file, async (query) => ({ rows: await rowCounts(query), schema: (await stampOf(query)).version }))
    const replacement: Replacement = { file, rows, schema, latest: LATEST, book: remains(book).length === 0 ? null : book }
    if (!await agree(replacement)) return undefined
    return { ...replacement, aside: await replaced(options, replacement) }
  } catch (error) {
    throw told(error, dataDir)
  } finally {
    await lock.release()
  }
}
