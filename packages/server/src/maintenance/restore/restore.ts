/**
 * Puts a backup in the place of a book. At every moment either the old book or the new one is there, whole: the new one
 * is made ready in a folder beside it, and takes the name at once. The old one keeps a name of its own.
 */
import { existsSync, linkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { BookFault } from '../../book-fault.ts'
import { systemClock, type Clock } from '../../clock.ts'
import { shut } from '../../db/sqlite/restore-lock.ts'
import { lockFolder } from '../../db/sqlite/folder-lock.ts'
import { stampOf } from '../../db/sqlite/inspection.ts'
import { LATEST } from '../../db/migrations/index.ts'
import { connectSqlite } from '../../db/sqlite/databases.ts'
import { exchange, isSame, nameAside, remains, takeBackUnfinished } from './replace-database.ts'
import { bookPath, brokenPages, BUSY_MS, copyBook, reading, rowCounts, type RowCounts } from '../book-file.ts'
import { newDraft, place, syncFile, syncFolder } from '../../files/durable.ts'
import { checkFile, requireFile } from '../doctor/doctor.ts'
import { FileFault } from '../file-fault.ts'
import { inOneLine, reasonOf } from '../doctor/check.ts'
import { takenAlone } from './exclusive-lock.ts'
import { newStagingFolder, removeStagingFolders } from '../staging-folder.ts'

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

/** @throws FileFault for a file that is no sound book */
async function requireSound (path: string, book: string): Promise<void> {
  if (isSame(statSync(path, { bigint: true }), statSync(book, { bigint: true, throwIfNoEntry: false }))) {
    throw new FileFault(`${path} is the book itself, not a backup of it.`, '`fintrack backup FILE` makes one')
  }
  const faults = (await checkFile(path)).filter(({ ok }) => !ok)
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

/** What a run that was killed has left. */
function clear (book: string): void {
  removeStagingFolders(dirname(book), 'restoring')
  takeBackUnfinished(book)
}

async function replaced (options: RestoreOptions, file: string): Promise<string | null> {
  const { dataDir, clock = systemClock, busyMs = BUSY_MS, link = linkSync } = options
  const book = bookPath(dataDir)
  clear(book)
  try {
    const fresh = await prepared(file, newStagingFolder(dataDir, 'restoring'))
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
