/**
 * Puts a backup in the place of a book. At every moment either the old book or the new one is there, whole: the new one
 * is made ready in a staging folder beside it, and takes the name at once. The old one gets a name of its own.
 */
import { existsSync, linkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { systemClock, type Clock } from '../../clock.ts'
import { reasonOf, sqliteMeaning } from '../../db/errors/sqlite.ts'
import { LATEST } from '../../db/migrations/index.ts'
import { connectSqlite } from '../../db/sqlite/databases.ts'
import { takeExclusiveLock } from '../../db/sqlite/exclusive-lock.ts'
import { BUSY_MS, copyDatabase, readDatabase } from '../../db/sqlite/file.ts'
import { stampOf } from '../../db/sqlite/inspection.ts'
import { takeRestoreLock } from '../../db/sqlite/restore-lock.ts'
import { databasePath } from '../../files/data-folder.ts'
import { createWhole, place, syncFile, syncFolder } from '../../files/durable.ts'
import { requireNotMoved } from '../../files/moved-file.ts'
import { systemCode } from '../../files/system-error.ts'
import { brokenPages, rowCounts, type RowCounts } from '../book-file.ts'
import { describeFailed } from '../doctor/check.ts'
import { checkFile, requireFile } from '../doctor/doctor.ts'
import { newStagingFolder, removeStagingFolders } from '../staging-folder.ts'
import { filesOf, isSame, nameAside, replaceDatabase, undoUnfinished } from './replace-database.ts'
import { takeDatabase } from './take-database.ts'

/** The backup, and the book that it is about to replace. */
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
  /** Asked once all is checked, before anything is done. While a person thinks, the folder is not locked. */
  readonly agree: (replacement: Replacement) => Promise<boolean>
  readonly clock?: Clock
  /** How long other commands on the old book are waited for. */
  readonly busyMs?: number
  /** May be missing, as on most memory sticks. */
  readonly link?: typeof linkSync
}

/** @throws UserError for a file that is no sound book */
async function requireSound (path: string, book: string): Promise<void> {
  if (isSame(statSync(path, { bigint: true }), statSync(book, { bigint: true, throwIfNoEntry: false }))) {
    throw new UserError('unreadable_file', `${path} is the book itself, not a backup of it.`, {
      hint: '`fintrack backup FILE` makes one', place: path,
    })
  }
  const failed = (await checkFile(path)).filter(({ ok }) => !ok)
  if (failed.length > 0) {
    throw new UserError('unreadable_file', `${path} cannot be restored (${describeFailed(failed)}).`, {
      hint: '`fintrack doctor FILE` says all that is wrong with it; nothing was changed', place: path,
    })
  }
}

/** A text that differs once the file was written to. The index of its log is left out: readers write to that. */
function marksOf (file: string): string {
  return ['', '-wal', '-journal'].map((ending) => {
    const stat = statSync(`${file}${ending}`, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? 'none' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`
  }).join()
}

/** Copies the backup into a staging folder, as a book of the newest schema. @returns its path */
async function prepare (file: string, staging: string): Promise<string> {
  const book = databasePath(staging)
  await createWhole(book, (draft) => copyDatabase(file, draft))
  // Opening a book brings its schema up to date.
  const databases = await connectSqlite(staging, 0)
  await databases.close()
  const broken = await readDatabase(book, brokenPages)
  if (filesOf(book).length > 1 || broken.length > 0) {
    throw new UserError('unreadable_file', `${file} changed while it was copied.`,
      { hint: 'run it again once nobody writes to that file; nothing was changed', place: file })
  }
  syncFile(book)
  return book
}

/** Removes and undoes what a run that was killed has left. */
function cleanUp (book: string): void {
  removeStagingFolders(dirname(book), 'restoring')
  undoUnfinished(book)
}

/** @returns where the old book is now; null where there was none */
async function replace (options: RestoreOptions, file: string): Promise<string | null> {
  const { dataDir, clock = systemClock, busyMs = BUSY_MS, link = linkSync } = options
  const book = databasePath(dataDir)
  cleanUp(book)
  try {
    const fresh = await prepare(file, newStagingFolder(dataDir, 'restoring'))
    if (filesOf(book).length === 0) {
      place(fresh, book, link)
      syncFolder(dataDir)
      return null
    }
    const aside = nameAside(dataDir, clock)
    const restoreLock = await takeRestoreLock(dataDir)
    try {
      const old = existsSync(book) ? await takeDatabase(book, busyMs) : undefined
      try {
        replaceDatabase(book, fresh, aside, link)
      } finally {
        await old?.close()
      }
    } finally {
      await restoreLock.release()
    }
    return aside
  } finally {
    cleanUp(book)
  }
}

/** An error of the disk or the system, for the user; any other error as it is. */
function replaceError (error: unknown, dataDir: string): unknown {
  const meaning = sqliteMeaning(error)
  return meaning === 'full' || meaning === 'disk' || systemCode(error) !== undefined
    ? new UserError('book', `The book in ${dataDir} cannot be replaced (${reasonOf(error)}).`,
      { hint: 'check the disk, and who owns the folder; the old book is still there', place: dataDir, cause: error })
    : error
}

async function replacementOf (file: string, book: string): Promise<Replacement> {
  const { rows, schema } = await readDatabase(file, async (query) => ({
    rows: await rowCounts(query), schema: (await stampOf(query)).version,
  }))
  return { file, rows, schema, latest: LATEST, book: filesOf(book).length === 0 ? null : book }
}

/** @throws UserError where the backup or the book changed since the user agreed */
function requireUnchanged (replacement: Replacement, marks: string, book: string): void {
  const hint = 'run it again; nothing was changed'
  if (marksOf(replacement.file) !== marks) {
    throw new UserError(
      'unreadable_file', `${replacement.file} changed since it was checked.`, { hint, place: replacement.file }
    )
  }
  const isThere = filesOf(book).length > 0
  if (isThere === (replacement.book !== null)) return
  throw new UserError(
    'book',
    isThere ? `Another process has made a book at ${book} meanwhile.` : `The book at ${book} has gone meanwhile.`,
    { hint, place: book }
  )
}

/**
 * @returns undefined where the user did not agree
 * @throws UserError where the book has moved, the backup is not sound, or a server or another command works with the
 * book
 */
export async function restoreBook (options: RestoreOptions): Promise<Restored | undefined> {
  const { dataDir, agree } = options
  requireNotMoved({ dataDir })
  const book = databasePath(dataDir)
  const file = requireFile(options.file)
  const marks = marksOf(file)
  await requireSound(file, book)
  // A user is not asked about what could not be done anyway.
  if (existsSync(dataDir)) await (await takeExclusiveLock({ dataDir })).release()
  const replacement = await replacementOf(file, book)
  if (!await agree(replacement)) return undefined
  const lock = await takeExclusiveLock({ dataDir })
  const replaced = async (): Promise<Restored> => {
    requireUnchanged(replacement, marks, book)
    return { ...replacement, aside: await replace(options, file) }
  }
  return replaced().catch((error: unknown) => { throw replaceError(error, dataDir) }).finally(() => lock.release())
}
