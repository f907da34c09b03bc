/** The names of two books in one folder: the new one takes that of the old one, which is kept under another. */
import { linkSync, lstatSync, readdirSync, renameSync, rmSync, type BigIntStats } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { COMPANIONS } from '../book-file.ts'
import { hasNoLinks, syncFolder } from '../../files/durable.ts'

const ASIDE = 'fintrack-replaced-'

function statOf (path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/** Whether two names are of one file. */
export function isSame (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino
}

/** The files of a book, whatever is left of it. */
export function remains (book: string): string[] {
  return [book, ...COMPANIONS.map((ending) => `${book}${ending}`)].filter((path) => statOf(path) !== undefined)
}

/** A name that says when, and that nothing has. */
export function nameAside (dataDir: string, clock: Clock): string {
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
export function exchange (book: string, fresh: string, aside: string, link: typeof linkSync): void {
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

/** An exchange that a killed process has begun is taken back. */
export function takeBackUnfinished (book: string): void {
  const dataDir = dirname(book)
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    if (name.startsWith(ASIDE) && isSame(statOf(path), statOf(book))) takeBack(book, path)
  }
}
