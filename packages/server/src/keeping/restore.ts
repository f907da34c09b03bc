/**
 * Puts a backup in the place of a book. At every moment either the old book or the new one is there, whole: the new one
 * is made ready in a folder beside it, and takes the name at once. The old one keeps a name of its own.
 */
import { existsSync, linkSync, lstatSync, readdirSync, renameSync, rmSync, statSync, type BigIntStats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BookFault } from '../book-fault.ts'
import { systemClock, type Clock } from '../clock.ts'
import { shut } from '../db/book-gate.ts'
import { lockFolder } from '../db/folder-lock.ts'
import { stampOf } from '../db/inspection.ts'
import { LATEST } from '../db/migrations/index.ts'
import { connectSqlite } from '../db/sqlite-databases.ts'
import { openFile, type SqliteFile } from '../db/sqlite-file.ts'
import { bookPath, brokenPages, BUSY_MS, COMPANIONS, copyBook, reading, rowCounts, type RowCounts } from './book-file.ts'
import { hasNoLinks, newDraft, place, syncFile, syncFolder } from './durable-files.ts'
import { examineFile, requireFile } from './examination.ts'
import { FileFault } from './file-fault.ts'
import { inOneLine, reasonOf } from './finding.ts'
import { newWorkshop, removeWorkshops } from './workshop.ts'

const ASIDE = 'fintrack-replaced-'

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
  /** Asked once all is checked, before anything is done. While a person thinks, nobody is kept from the folder. */
  readonly agree: (replacement: Replacement) => Promise<boolean>
  readonly clock?: Clock
  /** How long other commands on the old book are waited for. */
  readonly busyMs?: number
  /** May be missing, as on most memory sticks. */
  readonly link?: typeof linkSync
}

function statOf (path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/** Whether two names are of one file. */
function isSame (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino
}

/** @throws FileFault for a file that is no sound book */
async function requireSound (path: string, book: string): Promise<void> {
  if (isSame(statSync(path, { bigint: true }), statSync(book, { bigint: true, throwIfNoEntry: false }))) {
    throw new FileFault(`${path} is the book itself, not a backup of it.`, '`fintrack backup FILE` makes one')
  }
  const faults = (await examineFile(path)).filter(({ ok }) => !ok)
  if (faults.length > 0) {
    throw new FileFault(`${path} cannot be restored (${inOneLine(faults.map(({ check, found }) => `${check}: ${found}`))}).`,
      '`fintrack doctor FILE` says all that is wrong with it; nothing was changed')
  }
}

/** What differs once somebody has written to a file. The index of its log is written by who only reads. */
function marksOf (file: string): string {
  return ['', '-wal', '-journal'].map((ending) => {
    const stat = statSync(`${file}${ending}`, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? 'none' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`
  }).join()
}

/** The files of a book, whatever is left of it. */
function remains (book: string): string[] {
  return [book, ...COMPANIONS.map((ending) => `${book}${ending}`)].filter((path) => statOf(path) !== undefined)
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
async function takenAlone (book: string, busyMs: number): Promise<SqliteFile | undefined> {
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

/** A name that says when, and that nothing has. */
function nameAside (dataDir: string, clock: Clock): string {
  const moment = clock.now().replace(/\.[0-9]+Z$/, 'Z').replaceAll(':', '-')
  const isFree = (name: string) => remains(join(dataDir, name)).length === 0
  let name = `${ASIDE}${moment}.db`
  for (let count = 2; !isFree(name); count += 1) name = `${ASIDE}${moment}-${count}.db`
  return join(dataDir, name)
}

/** Gives the old book its second name. @returns false where the file system gives a file only one */
function isLinked (book: string, aside: string, link: typeof linkSync): boolean {
  try {
    link(book, aside)
    return true
  } catch (error) {
    if (hasNoLinks(error)) return false
    throw error
  }
}

/**
 * The new book takes the name of the old one, which has another by then. Without links there is a moment in which no
 * book has the name.
 */
function exchange (book: string, fresh: string, aside: string, link: typeof linkSync): void {
  const keepsName = statOf(book) === undefined || isLinked(book, aside, link)
  try {
    // Whatever is left of the old log would be taken for the new book's.
    for (const path of remains(book)) {
      if (path !== book) renameSync(path, `${aside}${path.slice(book.length)}`)
    }
    if (!keepsName) renameSync(book, aside)
    syncFolder(dirname(book))
    renameSync(fresh, book)
  } catch (error) {
    takeBack(book, aside)
    throw error
  }
  syncFolder(dirname(book))
}

/** An exchange that was cut off: the old book has its one name again, with what belongs to it. */
function takeBack (book: string, aside: string): void {
  const old = statOf(aside)
  for (const ending of COMPANIONS) {
    const moved = statOf(`${aside}${ending}`)
    // To a book that was written to since, a log of before is poison.
    const belongs = moved !== undefined && statOf(`${book}${ending}`) === undefined && (old === undefined || old.mtimeNs < moved.ctimeNs)
    if (belongs) renameSync(`${aside}${ending}`, `${book}${ending}`)
  }
  if (old === undefined) return
  if (isSame(old, statOf(book))) rmSync(aside)
  else renameSync(aside, book)
}

/** What a run that was killed has left. */
function clear (book: string): void {
  const dataDir = dirname(book)
  removeWorkshops(dataDir, 'restoring')
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    if (name.startsWith(ASIDE) && isSame(statOf(path), statOf(book))) takeBack(book, path)
  }
}

async function replaced (options: RestoreOptions, file: string): Promise<string | null> {
  const { dataDir, clock = systemClock, busyMs = BUSY_MS, link = linkSync } = options
  const book = bookPath(dataDir)
  clear(book)
  try {
    const fresh = await prepared(file, newWorkshop(dataDir, 'restoring'))
    if (remains(book).length === 0) {
      place(fresh, book, link)
      syncFolder(dataDir)
      return null
    }
    const aside = nameAside(dataDir, clock)
    const gate = await shut(dataDir)
    try {
      const old = existsSync(book) ? await takenAlone(book, busyMs) : undefined
      try {
        exchange(book, fresh, aside, link)
      } finally {
        await old?.close()
      }
    } finally {
      await gate.close()
    }
    return aside
  } finally {
    clear(book)
  }
}

function told (error: unknown, dataDir: string): unknown {
  return /SQLITE_(?:FULL|IOERR|CANTOPEN)|Error: E[A-Z]+:/.test(String(error))
    ? new BookFault(`The book in ${dataDir} cannot be replaced (${reasonOf(error)}).`, 'check the disk, and who owns the folder; the old book is still there')
    : error
}

async function replacementOf (file: string, book: string): Promise<Replacement> {
  const { rows, schema } = await reading(file, async (query) => ({ rows: await rowCounts(query), schema: (await stampOf(query)).version }))
  return { file, rows, schema, latest: LATEST, book: remains(book).length === 0 ? null : book }
}

/** @throws FileFault, BookFault where what somebody agreed to is not what there is now */
function requireAsAsked (replacement: Replacement, marks: string, book: string): void {
  const again = 'run it again; nothing was changed'
  if (marksOf(replacement.file) !== marks) throw new FileFault(`${replacement.file} changed since it was looked at.`, again)
  const isThere = remains(book).length > 0
  if (isThere === (replacement.book !== null)) return
  throw new BookFault(isThere ? `A book has come to be at ${book} meanwhile.` : `The book at ${book} has gone meanwhile.`, again)
}

/**
 * @returns undefined where nobody agreed
 * @throws FileFault where the backup is not sound, BookFault where a server or another command works with the book
 */
export async function restoreBook (options: RestoreOptions): Promise<Restored | undefined> {
  const { dataDir, agree } = options
  const book = bookPath(dataDir)
  const file = requireFile(options.file)
  const marks = marksOf(file)
  await requireSound(file, book)
  // Where it could not be done anyway nobody is asked.
  if (existsSync(dataDir)) await (await lockFolder(dataDir)).release()
  const replacement = await replacementOf(file, book)
  if (!await agree(replacement)) return undefined
  const lock = await lockFolder(dataDir)
  const exchanged = async (): Promise<Restored> => {
    requireAsAsked(replacement, marks, book)
    return { ...replacement, aside: await replaced(options, file) }
  }
  try {
    return await exchanged().catch((error: unknown) => { throw told(error, dataDir) })
  } finally {
    await lock.release()
  }
}
