/** A copy of a book in a file of its own, taken while others go on working with it. */
import { existsSync, lstatSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { BookFault } from '../book-fault.ts'
import { inspect } from '../db/inspection.ts'
import { KEYS_FILE } from '../features/sessions/keys.ts'
import { bookOf, brokenPages, copyBook, reading, rowCounts, type RowCounts } from './book-file.ts'
import { newDraft, place, syncFile, syncFolder } from './durable-files.ts'
import { FileFault } from './file-fault.ts'
import { reasonOf } from './finding.ts'

export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly rows: RowCounts
  /** The file of the keys that sign logins, which is not in a backup; null where there is none. */
  readonly keys: string | null
}

/** Why a file cannot be made, as a fault. */
function refusal (file: string, error: unknown): Problem | FileFault {
  return String(error).includes('EEXIST')
    ? new Problem('already_exists', `${file} is there already, and a backup never takes the place of another file: choose another name.`)
    : new FileFault(`${file} cannot be written (${reasonOf(error)}).`, 'name a file in a folder of your own that has room for it')
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
 * @throws FileFault where the file cannot be written
 */
export async function backupBook (
  { dataDir, file }: { readonly dataDir: string, readonly file: string }, copy = copyBook
): Promise<Backup> {
  const target = resolve(file)
  // What follows would only be done in vain.
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw refusal(target, 'EEXIST')
  const book = bookOf(dataDir)
  const { empty } = await inspect(book, false)
  if (empty) throw new BookFault(`${book} is empty: there is no book in it yet.`, 'any other command makes one, such as `fintrack report`')
  let draft: string | undefined
  try {
    draft = newDraft(target)
    await copy(book, draft)
    const rows = await checkedCopy(book, draft)
    syncFile(draft)
    place(draft, target)
    syncFolder(dirname(target))
    const keys = join(dataDir, KEYS_FILE)
    return { file: target, bytes: statSync(target).size, rows, keys: existsSync(keys) ? keys : null }
  } catch (error) {
    if (error instanceof BookFault) throw error
    throw /SQLITE_(?:CORRUPT|NOTADB)/.test(String(error)) ? damaged(book) : refusal(target, error)
  } finally {
    if (draft !== undefined) rmSync(draft, { force: true })
  }
}
