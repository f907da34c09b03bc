/**
 * Brings a database to the newest schema. Each database carries its schema's number in `user_version` and ours in
 * `application_id`, so that a start costs one look when there is nothing to do. All steps run in one transaction
 * that begins IMMEDIATE: whoever comes second waits and finds the work done, and a kill leaves the old schema whole.
 * (Knex's own migrator keeps its lock in a row, which a kill would leave locked.)
 */
import type { Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import { MIGRATIONS } from './migrations/index.ts'

/** "fint" in ASCII, so that `file fintrack.db` and we know the book from other SQLite files. */
const APPLICATION_ID = 0x66696e74

export const LATEST = MIGRATIONS.length

export interface Migration {
  /** SQL statements for each dialect, side by side. */
  readonly up: { readonly sqlite: readonly string[] }
  readonly down: { readonly sqlite: readonly string[] }
}

interface Stamp { readonly version: number, readonly application: number, readonly empty: boolean }

async function pragma (handle: Knex, name: 'user_version' | 'application_id'): Promise<number> {
  const [row = { user_version: 0, application_id: 0 }]: Array<Record<typeof name, number>> = await handle.raw(`PRAGMA ${name}`)
  return row[name]
}

async function stampOf (handle: Knex): Promise<Stamp> {
  const version = await pragma(handle, 'user_version')
  const application = await pragma(handle, 'application_id')
  if (application === APPLICATION_ID) return { version, application, empty: false }
  const tables: unknown[] = await handle.raw('SELECT 1 FROM sqlite_schema LIMIT 1')
  return { version, application, empty: version === 0 && application === 0 && tables.length === 0 }
}

function refuse (stamp: Stamp, filename: string): void {
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
  return new BookFault(`${filename} is damaged, or not a database.`, 'move it aside and put a backup in its place')
}

/** SQLite's answers to a file that is none of its own, is broken, or cannot be written. */
function damage (error: unknown, filename: string): unknown {
  const text = String(error)
  if (/SQLITE_(?:NOTADB|CORRUPT)/.test(text)) return damagedDatabase(filename)
  const reason = /SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH|IOERR|FULL): (.*)/.exec(text)?.[1]
  if (reason !== undefined) {
    return new BookFault(`${filename} cannot be opened for writing (${reason}).`, 'check the disk, and who owns the file and its folder')
  }
  return error
}

/**
 * Steps up or down to a version (the latest, unless told).
 * @throws BookFault where the file is damaged, foreign or newer; it is left untouched
 */
export async function migrate (writer: Knex, filename: string, target = LATEST): Promise<void> {
  try {
    const seen = await stampOf(writer)
    refuse(seen, filename)
    if (seen.version === target && !seen.empty) return
    await writer.transaction(async (trx) => {
      const stamp = await stampOf(trx)
      refuse(stamp, filename)
      const statements = stamp.version <= target
        ? MIGRATIONS.slice(stamp.version, target).flatMap((step) => step.up.sqlite)
        : MIGRATIONS.slice(target, stamp.version).reverse().flatMap((step) => step.down.sqlite)
      for (const statement of statements) await trx.raw(statement)
      await trx.raw(`PRAGMA user_version = ${target}`)
      await trx.raw(`PRAGMA application_id = ${APPLICATION_ID}`)
    })
  } catch (error) {
    throw damage(error, filename)
  }
}
