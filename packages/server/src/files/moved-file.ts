/**
 * `moved.json`: by it a data folder says that its book was copied to another place, and goes on there. Nobody should
 * store something in the old book, or end its sessions, and take it for the new one.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { isRecord } from '@fintrack/contract/validate'
import { MOVED_FILE, nameInstead, type FolderPlace } from './data-folder.ts'
import { writeWhole } from './durable.ts'
import { readRegular } from './regular-file.ts'
import { systemReason } from './system-error.ts'

/** Where a book went. */
export interface NewPlace {
  /** The path of a folder, or a database in words, without user and password. */
  readonly to: string
  readonly kind: 'folder' | 'database'
}

/** What a mark says, as far as it can be read: that it is there is enough to stop. */
type Mark = Partial<NewPlace & { readonly day: string }>

function pathOf (dataDir: string): string {
  return join(dataDir, MOVED_FILE)
}

/** Anyone who can write to the folder can write this: text of another form is left out. */
function fromText (text: string): Mark {
  const read: unknown = JSON.parse(text)
  if (!isRecord(read) || typeof read.to !== 'string' || typeof read.at !== 'string') return {}
  const [day] = /^\d{4}-\d\d-\d\d/.exec(read.at) ?? []
  if (day === undefined || !/^\P{C}{1,4096}$/u.test(read.to)) return {}
  return { to: read.to, kind: read.kind === 'folder' ? 'folder' : 'database', day }
}

function markIn (dataDir: string): Mark {
  try {
    return fromText(String(readRegular(pathOf(dataDir))))
  } catch {
    return {}
  }
}

/** That a book has moved, as an error with the new place and how to go on; undefined where it has not. */
export function movedError (place: FolderPlace): UserError | undefined {
  const { dataDir, named } = place
  if (!existsSync(pathOf(dataDir))) return undefined
  const { to, kind, day } = markIn(dataDir)
  const old = `to go on with the old book, remove ${pathOf(dataDir)}`
  if (to === undefined) {
    return new UserError('book', `The book of ${dataDir} moved, and ${MOVED_FILE} does not say where.`, {
      hint: old, place: dataDir,
    })
  }
  const database = named === undefined ? 'set FINTRACK_DATABASE_URL to its address' : `name its address in ${named}`
  return new UserError('book', `The book of ${dataDir} moved to ${to} on ${day}.`, {
    hint: `use it there: ${kind === 'folder' ? nameInstead(to, named) : database}; ${old}`, place: dataDir,
  })
}

/** @throws UserError where the book of the folder has moved */
export function requireNotMoved (place: FolderPlace): void {
  const moved = movedError(place)
  if (moved !== undefined) throw moved
}

/** Marks a folder whose book was copied. @returns the path of the mark @throws UserError where it cannot be written */
export function markMoved (dataDir: string, place: NewPlace, at: string): string {
  const path = pathOf(dataDir)
  try {
    writeWhole(path, `${JSON.stringify({ ...place, at }, null, 2)}\n`, 'replace')
  } catch (error) {
    throw new UserError('book',
      `The book is copied to ${place.to}, but the old one cannot be marked: ${path} cannot be written ` +
        `(${systemReason(error)}).`,
      { hint: `do not use ${dataDir} any more: what is stored there is not in the copy`, place: path, cause: error })
  }
  return path
}

/** Where a book comes to a folder, it is the book of that folder. */
export function clearMoved (dataDir: string): void {
  rmSync(pathOf(dataDir), { force: true })
}
