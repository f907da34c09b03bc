/** Replaces the database of a data folder: the new one takes the name of the old one, which gets another. */
import { linkSync, lstatSync, readdirSync, renameSync, rmSync, type BigIntStats } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { COMPANIONS, present, REPLACED_PREFIX, withCompanions } from '../../files/data-folder.ts'
import { hasNoLinks, syncFolder } from '../../files/durable.ts'

function statOf (path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/** Whether two paths name one file. */
export function isSame (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino
}

/** Those files of a book that are there. */
export function filesOf (book: string): string[] {
  return present(withCompanions(book))
}

/** A name with the time, which nothing has. */
export function nameAside (dataDir: string, clock: Clock): string {
  const moment = clock.now().replace(/\.[0-9]+Z$/, 'Z').replaceAll(':', '-')
  const isFree = (name: string) => filesOf(join(dataDir, name)).length === 0
  let name = `${REPLACED_PREFIX}${moment}.db`
  for (let count = 2; !isFree(name); count += 1) name = `${REPLACED_PREFIX}${moment}-${count}.db`
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
 * Gives the new book the name of the old one, which has another by then. Without links there is a moment in which no
 * book has the name.
 */
export function replaceDatabase (book: string, fresh: string, aside: string, link: typeof linkSync): void {
  const keepsName = statOf(book) === undefined || isLinked(book, aside, link)
  try {
    // SQLite would take the rest of an old log for the new book's.
    for (const path of filesOf(book)) {
      if (path !== book) renameSync(path, `${aside}${path.slice(book.length)}`)
    }
    if (!keepsName) renameSync(book, aside)
    syncFolder(dirname(book))
    renameSync(fresh, book)
  } catch (error) {
    undo(book, aside)
    throw error
  }
  syncFolder(dirname(book))
}

/** Undoes a replacement that was cut off: the old book has its one name again, with the files beside it. */
function undo (book: string, aside: string): void {
  const old = statOf(aside)
  for (const ending of COMPANIONS) {
    const moved = statOf(`${aside}${ending}`)
    // A log from before a later write would damage the book.
    const belongs = moved !== undefined && statOf(`${book}${ending}`) === undefined && (
      old === undefined || old.mtimeNs < moved.ctimeNs
    )
    if (belongs) renameSync(`${aside}${ending}`, `${book}${ending}`)
  }
  if (old === undefined) return
  if (isSame(old, statOf(book))) rmSync(aside)
  else renameSync(aside, book)
}

/** Undoes a replacement that a killed process has begun. */
export function undoUnfinished (book: string): void {
  const dataDir = dirname(book)
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    if (name.startsWith(REPLACED_PREFIX) && isSame(statOf(path), statOf(book))) undo(book, path)
  }
}
