/** What a database file is before it is used: a book of ours, whole, and no newer than this program. It is left as it is. */
import { existsSync } from 'node:fs'
import { BookFault } from '../../book-fault.ts'
import { LATEST } from '../migrations/index.ts'
import { openFile, type Query } from './file.ts'

/** "fint" in ASCII, so that `file fintrack.db` and we know the book from other SQLite files. */
export const APPLICATION_ID = 0x66696e74

/** Others may be at work on the file: a recovery of its log, a migration. */
const BUSY_MS = 10_000

/** What a database says of itself: its schema's number (`user_version`) and whose it is (`application_id`). */
export interface Stamp { readonly version: number, readonly application: number, readonly empty: boolean }

async function pragma (query: Query, name: 'user_version' | 'application_id'): Promise<number> {
  const [row] = await query(`PRAGMA ${name}`)
  return Number(row?.[name])
}

export async function stampOf (query: Query): Promise<Stamp> {
  const application = await pragma(query, 'application_id')
  const version = await pragma(query, 'user_version')
  // The tables of ours may be damaged, and are not touched here.
  if (application === APPLICATION_ID) return { version, application, empty: false }
  const tables = await query('SELECT 1 FROM sqlite_schema LIMIT 1')
  // Somebody may have made the book just now, all of it at once: what was read before that and after does not go together.
  if (await pragma(query, 'application_id') === APPLICATION_ID) return stampOf(query)
  return { version, application, empty: version === 0 && application === 0 && tables.length === 0 }
}

/** @throws BookFault where the database is foreign or newer */
export function refuseForeign (stamp: Stamp, filename: string): void {
  if (stamp.application !== APPLICATION_ID && !stamp.empty) {
    throw new BookFault(`${filename} is a database, but not a book of fintrack.`, 'set FINTRACK_DATA_DIR to another folder')
  }
  if (stamp.version > LATEST) {
    throw new BookFault(
      `${filename} was written by a newer fintrack (its schema is ${stamp.version}; this one knows ${LATEST}).`,
      'install the newer fintrack')
  }
}

export function damagedDatabase (filename: string): BookFault {
  return new BookFault(`${filename} is damaged, or not a database.`, 'put a backup in its place: fintrack restore FILE')
}

/** What a file is that SQLite cannot open, or finds broken, as a fault; any other error as it is. */
export function openingFault (error: unknown, filename: string): unknown {
  if (error instanceof BookFault) return error
  const text = String(error)
  if (/SQLITE_(?:NOTADB|CORRUPT)/.test(text)) return damagedDatabase(filename)
  const reason = /SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH|IOERR|FULL): (.*)/.exec(text)?.[1]
  if (reason !== undefined) {
    return new BookFault(`${filename} cannot be opened for writing (${reason}).`, 'check the disk, and who owns the file and its folder')
  }
  return error
}

/** Whether every page is where it belongs. */
async function isWhole (query: Query): Promise<boolean> {
  const [found] = await query('PRAGMA quick_check(1)')
  return found?.quick_check === 'ok'
}

/**
 * @param wholly every page is looked at too
 * @throws BookFault where the file is damaged, foreign or newer
 */
export async function inspect (filename: string, wholly: boolean): Promise<Stamp> {
  try {
    // Whoever closes a book last moves its log into the file: beside a log, only looking leaves both as they are.
    const file = await openFile(filename, existsSync(`${filename}-wal`) ? 'read' : 'write', BUSY_MS)
    try {
      const stamp = await stampOf(file.query)
      refuseForeign(stamp, filename)
      if (wholly && !await isWhole(file.query)) throw damagedDatabase(filename)
      return stamp
    } finally {
      await file.close()
    }
  } catch (error) {
    throw openingFault(error, filename)
  }
}
