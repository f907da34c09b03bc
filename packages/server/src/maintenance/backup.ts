/** A copy of a book in a file of its own, taken while others go on working with the book. */
import { existsSync, lstatSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { systemClock, type Clock } from '../clock.ts'
import { reasonOf, sqliteMeaning } from '../db/errors/sqlite.ts'
import { copyDatabase, readDatabase } from '../db/sqlite/file.ts'
import { inspect } from '../db/sqlite/inspection.ts'
import { isOwnFile } from '../files/data-folder.ts'
import { createWhole, removeAbandoned } from '../files/durable.ts'
import { keysPath } from '../files/keys-file.ts'
import { requireNotMoved } from '../files/moved-file.ts'
import { systemCode } from '../files/system-error.ts'
import { bookOf, brokenPages, rowCounts, type RowCounts } from './book-file.ts'

export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly rows: RowCounts
  /** The file of the keys that sign logins, which is not in a backup; null where there is none. */
  readonly keys: string | null
}

function alreadyThere (file: string): Problem {
  return new Problem(
    'already_exists',
    `${file} already exists, and a backup never overwrites a file; choose another name.`
  )
}

function writeError (file: string, error: unknown): UserError {
  const folder = dirname(file)
  return existsSync(folder)
    ? new UserError('unreadable_file', `${file} cannot be written (${reasonOf(error)}).`,
      { hint: 'name a file in a folder of your own that has room for it', place: file, cause: error })
    : new UserError('unreadable_file', `${file} cannot be written: there is no folder ${folder}.`,
      { hint: 'make that folder, or name a file in another', place: file, cause: error })
}

/**
 * @throws UserError for the name of a folder, there or not, or of a file of the book; Problem where a file has the
 * name
 */
function targetOf (file: string, dataDir: string): string {
  const target = resolve(file)
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (file === '' || /[/\\]$/.test(file) || there?.isDirectory() === true) {
    throw new UserError('unreadable_file', `${quote(file)} is a folder; a backup is a file.`, {
      hint: `name the file as well, such as ${join(target, 'book.db')}`, place: file,
    })
  }
  if (isOwnFile(target, dataDir)) {
    throw new UserError('unreadable_file', `${target} is the name of one of the book's own files.`,
      { hint: 'choose another name, best in another folder', place: file })
  }
  // The copy would only be made in vain.
  if (there !== undefined) throw alreadyThere(target)
  return target
}

function damaged (book: string): UserError {
  return new UserError('book', `${book} is damaged, so it was not backed up.`, {
    hint: '`fintrack doctor` says what is wrong with it', place: book,
  })
}

/** Checks every page of a copy. @returns how many rows it has */
async function checkCopy (book: string, draft: string): Promise<RowCounts> {
  // A copy has the marks of its book.
  await inspect(draft, false)
  return readDatabase(draft, async (query) => {
    if ((await brokenPages(query)).length > 0) throw damaged(book)
    return rowCounts(query)
  })
}

/** @returns the error of a backup for the user */
function backupError (error: unknown, book: string, target: string): unknown {
  if (error instanceof UserError) return error
  if (sqliteMeaning(error) === 'damaged') return damaged(book)
  return systemCode(error) === 'EEXIST' ? alreadyThere(target) : writeError(target, error)
}

/**
 * Backs up a book: with every write that was acknowledged before it began, whole, checked, and on the disk before the
 * file has its name.
 * @throws Problem not_found where the folder has no book, already_exists where the file is there
 * @throws UserError where the book has moved or is damaged, foreign or newer, or the file cannot be written or is not
 * one for a backup
 */
export async function backupBook (
  { dataDir, file, clock = systemClock }: {
    readonly dataDir: string, readonly file: string, readonly clock?: Clock,
  }, copy = copyDatabase
): Promise<Backup> {
  const target = targetOf(file, dataDir)
  requireNotMoved({ dataDir })
  const book = bookOf(dataDir)
  const { empty } = await inspect(book, false)
  if (empty) {
    throw new UserError('book', `${book} is empty: there is no book in it yet.`, {
      hint: 'any other command makes one, such as `fintrack report`', place: book,
    })
  }
  removeAbandoned(dirname(target), clock.seconds())
  let rows: RowCounts = { users: 0, transactions: 0, categories: 0, budgets: 0 }
  try {
    await createWhole(target, async (draft) => {
      await copy(book, draft)
      rows = await checkCopy(book, draft)
    })
  } catch (error) {
    throw backupError(error, book, target)
  }
  const keys = keysPath(dataDir)
  return { file: target, bytes: statSync(target).size, rows, keys: existsSync(keys) ? keys : null }
}
