/**
 * Brings a PostgreSQL database to the newest schema. The schema's number is in a table of its own, which is also our mark.
 * All steps run in one transaction under a lock: of several servers that start at once one does the work, the others wait
 * and find it done, and whatever ends the one leaves the old schema whole.
 */
import type { Knex } from 'knex'
import { BookFault } from '../../book-fault.ts'
import { LATEST, stepsBetween } from '../migrations/index.ts'

/** "fint" in ASCII, as in SQLite's application_id. */
const LOCK = 0x66696e74

/** Steps may take longer than any request may, and so may waiting for whoever takes them. */
const PATIENT = ['SET LOCAL lock_timeout = 0', 'SET LOCAL statement_timeout = 0', 'SET LOCAL idle_in_transaction_session_timeout = 0']

const MARK = [
  'CREATE TABLE fintrack_schema (only_one boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_one), version integer NOT NULL)',
  'INSERT INTO fintrack_schema (version) VALUES (0)',
]

/** The number of the schema; undefined for a database of others, 0 for an empty one. */
export async function versionOf (handle: Knex): Promise<{ readonly version: number | undefined, readonly isMarked: boolean }> {
  const [there]: Array<{ marked: boolean, tables: number }> = await handle.raw(
    'SELECT to_regclass(\'fintrack_schema\') IS NOT NULL AS marked, (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()) AS tables')
  if (there?.marked !== true) return { version: there?.tables === 0 ? 0 : undefined, isMarked: false }
  const [row]: Array<{ version: number }> = await handle.raw('SELECT version FROM fintrack_schema')
  return { version: row?.version, isMarked: true }
}

/** @throws BookFault where the database is another's, or of a newer fintrack */
export function required (version: number | undefined, place: string): number {
  if (version === undefined) {
    throw new BookFault(`${place} has tables already, but is not a book of fintrack.`, 'name an empty database in FINTRACK_DATABASE_URL, as `createdb` makes one')
  }
  if (version > LATEST) {
    throw new BookFault(`${place} was written by a newer fintrack (its schema is ${version}; this one knows ${LATEST}).`, 'install the newer fintrack')
  }
  return version
}

/** Whether there is nothing to do. @throws BookFault as `bringUp` */
export async function isUpToDate (handle: Knex, place: string, target = LATEST): Promise<boolean> {
  const { version, isMarked } = await versionOf(handle)
  return required(version, place) === target && isMarked
}

/**
 * Steps up or down to a version (the latest, unless told).
 * @param place the database in words
 * @throws BookFault where the database is another's, or of a newer fintrack; it is left as it is
 */
export async function bringUp (writer: Knex, place: string, target = LATEST): Promise<void> {
  if (await isUpToDate(writer, place, target)) return
  await writer.transaction(async (trx) => {
    for (const statement of PATIENT) await trx.raw(statement)
    await trx.raw('SELECT pg_advisory_xact_lock(?)', [LOCK])
    const now = await versionOf(trx)
    const version = required(now.version, place)
    if (!now.isMarked) for (const statement of MARK) await trx.raw(statement)
    for (const statement of stepsBetween(version, target, 'postgres')) await trx.raw(statement)
    await trx.raw('UPDATE fintrack_schema SET version = ?', [target])
  })
}
