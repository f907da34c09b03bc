/** The data folder: the names of everything in it, and how the user named it. */
import { existsSync, lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

export const DATABASE_FILE = 'fintrack.db'
export const KEYS_FILE = 'keys.json'
/** The exclusive lock, and beside it who holds it. */
export const LOCK_FILE = 'fintrack.lock'
export const HOLDER_FILE = 'fintrack.lock.json'
// The name is older than the term; another name would not exclude an older version that runs.
export const RESTORE_LOCK_FILE = 'fintrack.gate'
/** Says where the book went, after `db copy`. */
export const MOVED_FILE = 'moved.json'

/** What SQLite puts beside a database: its write-ahead log, the index of that, and the journal of other modes. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const

/** What begins the name of a book that a restore has moved aside. */
export const REPLACED_PREFIX = 'fintrack-replaced-'

/** The setting that names the data folder where no option does. */
export const DATA_DIR_SETTING = 'FINTRACK_DATA_DIR'

/** A data folder as the user named it. */
export interface FolderPlace {
  readonly dataDir: string
  /** The option that names it; undefined where the setting does. */
  readonly named?: string | undefined
}

export function databasePath (dataDir: string): string {
  return join(dataDir, DATABASE_FILE)
}

/** A database file and the files that SQLite keeps beside it, there or not. */
export function withCompanions (database: string): string[] {
  return [database, ...COMPANIONS.map((ending) => `${database}${ending}`)]
}

/** Those of the files that are there, be they links that lead nowhere. */
export function present (paths: readonly string[]): string[] {
  return paths.filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
}

function realPath (path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

/**
 * Whether a path is that of one of the book's own files, there or not: the database, what SQLite keeps beside it, its
 * keys, its locks or the mark of its new place.
 */
export function isOwnFile (path: string, dataDir: string): boolean {
  const database = databasePath(resolve(dataDir))
  const others = [KEYS_FILE, LOCK_FILE, HOLDER_FILE, RESTORE_LOCK_FILE, MOVED_FILE].map(
    (name) => join(dirname(database), name)
  )
  // Upper case and lower case are one on some file systems.
  const comparable = (file: string) => join(realPath(dirname(file)), basename(file)).toLowerCase()
  return [...withCompanions(database), ...withCompanions(realPath(database)), ...others].map(comparable).includes(
    comparable(path)
  )
}

/** How to name another folder, for a hint: in the option that named this one, or in the setting. */
export function nameInstead (what: string, named: string | undefined): string {
  return named === undefined ? `set ${DATA_DIR_SETTING} to ${what}` : `name ${what} in ${named}`
}
