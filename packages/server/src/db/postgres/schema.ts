/**
 * Brings a PostgreSQL database to the newest schema. The schema's number is in a table of its own, which is also our
 * mark. All steps run in one transaction under a lock: of several servers that start at once one does the work, the
 * others wait and find it done, and a failure of the one leaves the old schema whole.
 */
import type { Knex } from 'knex'
import { UserError } from '@fintrack/contract/errors'
import { DATABASE_URL_SETTING } from '../errors/postgres-opening.ts'
import { LATEST } from '../migrations/index.ts'
import type { Renamed } from '../renamed.ts'
import { takeSteps } from '../take-steps.ts'

/** "fint" in ASCII, as in SQLite's application_id. */
const LOCK = 0x66696e74

/** Steps may take longer than any request may, and so may waiting for the server that takes them. */
const PATIENT = [
  'SET LOCAL lock_timeout = 0', 'SET LOCAL statement_timeout = 0', 'SET LOCAL idle_in_transaction_session_timeout = 0',
]

/** The oldest PostgreSQL that is still maintained. */
const OLDEST = 14

/** The table of the schema's number. */
export const MARK = [
  'CREATE TABLE fintrack_schema (only_one boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_one), ' +
    'version integer NOT NULL)',
  'INSERT INTO fintrack_schema (version) VALUES (0)',
]

interface Server { readonly version: number, readonly encoding: string }

function serverFromRow (row: unknown): Server {
  return row as Server
}

/** @param place the database in words @throws UserError for a server that is too old, or of another encoding */
export async function requireFit (handle: Knex, place: string): Promise<void> {
  const rows: unknown[] = await handle.raw(
    'SELECT current_setting(\'server_version_num\')::integer AS version, ' +
      'current_setting(\'server_encoding\') AS encoding')
  const { version, encoding } = serverFromRow(rows[0])
  if (version < OLDEST * 10_000) {
    throw new UserError(
      'book',
      `${place} runs on PostgreSQL ${Math.floor(version / 10_000)}, and fintrack needs ${OLDEST} or newer.`,
      { hint: 'use a newer one' }
    )
  }
  if (encoding !== 'UTF8') {
    throw new UserError('book', `${place} stores text as ${encoding}; fintrack needs UTF8.`,
      { hint: 'create a database with `createdb --encoding=UTF8 --template=template0`' })
  }
}

interface Version {
  /** Undefined for a database of others, 0 for an empty one. */
  readonly version: number | undefined
  readonly isMarked: boolean
}

export async function versionOf (handle: Knex): Promise<Version> {
  const [there]: Array<{ marked: boolean, tables: number }> = await handle.raw(
    'SELECT to_regclass(\'fintrack_schema\') IS NOT NULL AS marked, ' +
      '(SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()) AS tables')
  if (there?.marked !== true) return { version: there?.tables === 0 ? 0 : undefined, isMarked: false }
  const [row]: Array<{ version: number }> = await handle.raw('SELECT version FROM fintrack_schema')
  return { version: row?.version, isMarked: true }
}

/**
 * @param named the option or setting that names the database
 * @throws UserError where the database is another's, or of a newer fintrack
 */
export function requireOurs (version: number | undefined, place: string, named = DATABASE_URL_SETTING): number {
  if (version === undefined) {
    throw new UserError('book', `${place} has tables already, but is not a book of fintrack.`, {
      hint: `name an empty database in ${named}, as \`createdb\` makes one`,
    })
  }
  if (version > LATEST) {
    throw new UserError(
      'book',
      `${place} was written by a newer fintrack (its schema is ${version}; this one knows ${LATEST}).`,
      { hint: 'install the newer fintrack' }
    )
  }
  return version
}

/** Whether there is nothing to do. @throws UserError as `bringUp` */
export async function isUpToDate (handle: Knex, place: string, target = LATEST): Promise<boolean> {
  const { version, isMarked } = await versionOf(handle)
  return requireOurs(version, place) === target && isMarked
}

/**
 * Steps up or down to a version (the latest, unless told).
 * @param place the database in words
 * @returns the rows that had to get another name
 * @throws UserError where the database is another's, or of a newer fintrack; it is left as it is
 */
export async function bringUp (writer: Knex, place: string, target = LATEST): Promise<Renamed[]> {
  if (await isUpToDate(writer, place, target)) return []
  return writer.transaction(async (trx) => {
    for (const statement of PATIENT) await trx.raw(statement)
    await trx.raw('SELECT pg_advisory_xact_lock(?)', [LOCK])
    const now = await versionOf(trx)
    const version = requireOurs(now.version, place)
    if (!now.isMarked) for (const statement of MARK) await trx.raw(statement)
    const renamed = await takeSteps(trx, version, target, 'postgres')
    await trx.raw('UPDATE fintrack_schema SET version = ?', [target])
    return renamed
  })
}
