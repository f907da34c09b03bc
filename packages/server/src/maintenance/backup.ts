/** A copy of a book in a file of its own, taken while others go on working with it. */
import { existsSync, lstatSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { BookFault } from '../book-fault.ts'
import { systemClock, type Clock } from '../clock.ts'
import { inspect } from '../db/sqlite/inspection.ts'
import { KEYS_FILE } from '../features/signing-keys/key-ring.ts'
import { bookOf, bookPath, brokenPages, COMPANIONS, copyBook, reading, rowCounts, type RowCounts } from './book-file.ts'
import { newDraft, place, removeAbandoned, syncFile, syncFolder } from '../files/durable.ts'
import { FileFault } from './file-fault.ts'
import { reasonOf } from './doctor/check.ts'

export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly rows: RowCounts
  /** The file of the keys that sign logins, which is not in a backup; null where there is none. */
  readonly keys: string | null
}

/** Why a file cannot be made, as a fault. */
function refusal (file: string, error: unknown): Problem | FileFault {
  const folder = dirname(file)
  if (String(error).includes('EEXIST')) {
    return new Problem('already_exists', `${file} is there already, and a backup never takes the place of another file: choose another name.`)
  }
  return existsSync(folder)
    ? new FileFault(`${file} cannot be written (${reasonOf(error)}).`, 'name a file in a folder of your own that has room for it')
    : new FileFault(`${file} cannot be written: there is no folder ${folder}.`, 'make that folder, or name a file in another')
}

function realPath (path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

/** Whether a file, there or not, has a name that the book, its log, its lock or its keys have, or may have. */
function isBooks (target: string, dataDir: string): boolean {
  const book = bookPath(resolve(dataDir))
  const names = [book, realPath(book)].flatMap((path) => ['', ...COMPANIONS].map((ending) => `${path}${ending}`))
  const all = [...names, ...[KEYS_FILE, 'fintrack.lock', 'fintrack.lock.json', 'fintrack.gate'].map((name) => join(dirname(book), name))]
  // Upper case and lower case are one on some file systems.
  const whole = (path: string) => join(realPath(dirname(path)), basename(path)).toLowerCase()
  return all.map(whole).includes(whole(target))
}

/** @throws FileFault for what names a folder, there or not, or a file of the book; Problem where a file has the name */
function targetOf (file: string, dataDir: string): string {
  const target = resolve(file)
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (file === '' || /[/\\]$/.test(file) || there?.isDirectory() === true) {
    throw new FileFault(`${quote(file)} is a folder; a backup is a file.`, `name the file as well, such as ${join(target, 'book.db')}`)
  }
  if (isBooks(target, dataDir)) {
    throw new FileFault(`${target} is a name of the book's own files; a backup is a file by itself.`, 'choose another name, best in another folder')
  }
  // What follows would only be done in vain.
  if (there !== undefined) throw refusal(target, 'EEXIST')
  return target
}

function damaged (book: string): BookFault {
  return new BookFault(`${book} is damaged, so that a copy of it would be no backup.`, '`fintrack doctor` says what is wrong with it')
}

/** What was copied, once every page of it is known to be good. */
async function checkedCopy (book: string, draft: string): Promise<RowCounts> {
  // A copy says the same of itself as the book did.
  await inspect(draft, false)
  return reading(draft, async (query) => {
    if ((await brokenPages(query)).length > 0) throw damaged(book)
    return rowCounts(query)
  })
}

/**
 * Whatever was acknowledged before it began is in it. It is whole, checked and on the disk before it has its name.
 * @throws Problem not_found where the folder has no book, already_exists where the file is there
 * @throws BookFault where the book is damaged, foreign or newer
 * @throws FileFault where the file cannot be written, or is not one for a backup
 */
export async function backupBook (
  { dataDir, file, clock = systemClock }: { readonly dataDir: string, readonly file: string, readonly clock?: Clock }, copy = copyBook
): Promise<Backup> {
  const target = targetOf(file, dataDir)
  const book = bookOf(dataDir)
  const { empty } = await inspect(book, false)
  if (empty) throw new BookFault(`${book} is empty: there is no book in it yet.`, 'any other command makes one, such as `fintrack report`')
  removeAbandoned(dirname(target), clock.seconds())
  let draft: string | undefined
  const made = async (): Promise<Backup> => {
    draft = newDraft(target)
    await copy(book, draft)
    const rows = await checkedCopy(book, draft)
    syncFile(draft)
    place(draft, target)
    syncFolder(dirname(target))
    const keys = join(dataDir, KEYS_FILE)
    return { file: target, bytes: statSync(target).size, rows, keys: existsSync(keys) ? keys : null }
  }
  try {
    return await made().catch((error: unknown) => {
      if (error instanceof BookFault) throw error
      throw /SQLITE_(?:CORRUPT|NOTADB)/.test(String(error)) ? damaged(book) : refusal(target, error)
    })
  } finally {
    if (draft !== undefined) rmSync(draft, { force: true })
  }
}
