/** What SQLite could not do, by the driver's code. */
import { UserError } from '@fintrack/contract/errors'
import { DATA_DIR_SETTING, type FolderPlace } from '../../files/data-folder.ts'
import { systemReason } from '../../files/system-error.ts'

/** What a code means, whoever is told of it. */
export type SqliteMeaning = 'full' | 'busy' | 'disk' | 'damaged' | 'other'

const MEANINGS: Readonly<Record<string, SqliteMeaning>> = {
  SQLITE_FULL: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_INTERRUPT: 'busy',
  SQLITE_IOERR: 'disk',
  SQLITE_READONLY: 'disk',
  SQLITE_CANTOPEN: 'disk',
  SQLITE_PERM: 'disk',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
}

/** @returns such as `SQLITE_BUSY`; undefined for an error that is not SQLite's */
export function sqliteCode (error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return error.code.startsWith('SQLITE_') ? error.code : undefined
}

/** @returns undefined for an error that is not SQLite's */
export function sqliteMeaning (error: unknown): SqliteMeaning | undefined {
  const code = sqliteCode(error)
  return code === undefined ? undefined : MEANINGS[code] ?? 'other'
}

/** SQLite's own words, without its code and without the statement that Knex puts before them: `database is locked`. */
export function sqliteReason (error: unknown): string | undefined {
  const code = sqliteCode(error)
  if (code === undefined || !(error instanceof Error)) return undefined
  const at = error.message.lastIndexOf(`${code}: `)
  return at < 0 ? code : error.message.slice(at + code.length + 2)
}

/**
 * Why something failed on a disk, as part of a sentence: without the statement or the call that failed, and without a
 * full stop.
 */
export function reasonOf (error: unknown): string {
  const text = sqliteReason(error) ?? systemReason(error) ?? (error instanceof Error ? error.message : String(error))
  return text.replace(/\.$/, '')
}

/**
 * Which constraint refused a row. The driver knows SQLITE_CONSTRAINT and no extended code, so that the message is the
 * only place that tells one constraint from another.
 */
export function sqliteViolation (error: unknown): 'unique' | 'foreign_key' | undefined {
  if (sqliteCode(error) !== 'SQLITE_CONSTRAINT') return undefined
  const reason = sqliteReason(error)
  if (reason?.startsWith('UNIQUE constraint failed') === true) return 'unique'
  return reason?.startsWith('FOREIGN KEY constraint failed') === true ? 'foreign_key' : undefined
}

/** @param place of the folder, where an option named it: a restore finds it by the setting alone */
export function restoreHint (place?: FolderPlace): string {
  const where = place?.named === undefined ? '' : `, where ${DATA_DIR_SETTING} names ${place.dataDir}`
  return `put a backup in its place: fintrack restore FILE${where}`
}

/** @param place as for `restoreHint` */
export function damagedDatabase (filename: string, place?: FolderPlace): UserError {
  return new UserError('book', `${filename} is damaged, or not a database.`, {
    hint: restoreHint(place), place: filename,
  })
}

/** Why a database file cannot be opened, as a UserError; any error that does not say so is returned as it is. */
export function fileError (error: unknown, filename: string, place?: FolderPlace): unknown {
  const meaning = sqliteMeaning(error)
  if (meaning === 'damaged') return damagedDatabase(filename, place)
  if (meaning !== 'disk' && meaning !== 'full') return error
  return new UserError('book', `${filename} cannot be opened for writing (${sqliteReason(error)}).`, {
    hint: 'check the disk, and who owns the file and its folder', place: filename, cause: error,
  })
}
