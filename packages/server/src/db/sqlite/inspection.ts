/**
 * Checks a database file before it is used: a book of ours, whole, with the schema of its version and nothing else in
 * it, and no newer than this program. The file is left as it is.
 */
import { UserError } from '@fintrack/contract/errors'
import { nameInstead, type FolderPlace } from '../../files/data-folder.ts'
import { damagedDatabase, fileError, restoreHint } from '../errors/sqlite.ts'
import { LATEST } from '../migrations/index.ts'
import { readDatabase, type Query } from './file.ts'
import { schemaFaults } from './schema.ts'

/** "fint" in ASCII, so that `file fintrack.db` and we know the book from other SQLite files. */
export const APPLICATION_ID = 0x66696e74

/** A database's own marks: the number of its schema (`user_version`) and whose it is (`application_id`). */
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
  // Another process may have made the book just now, all of it at once: reads before and after that do not go together.
  if (await pragma(query, 'application_id') === APPLICATION_ID) return stampOf(query)
  return { version, application, empty: version === 0 && application === 0 && tables.length === 0 }
}

/** @param place of the folder, where an option named it @throws UserError where the database is foreign or newer */
export function refuseForeign (stamp: Stamp, filename: string, place?: FolderPlace): void {
  if (stamp.application !== APPLICATION_ID && !stamp.empty) {
    throw new UserError('book', `${filename} is a database, but not a book of fintrack.`,
      { hint: nameInstead('another folder', place?.named), place: filename })
  }
  if (stamp.version > LATEST) {
    throw new UserError('book', `${filename} was written by a newer fintrack (its schema is ${stamp.version}; this ` +
      `one knows ${LATEST}).`,
    { hint: 'install the newer fintrack', place: filename })
  }
}

const MOST_FAULTS = 3

/**
 * Refuses a book with a trigger, a view or anything else that the migrations do not make, before it is worked with.
 * @throws UserError
 */
async function requireOwnSchema (
  query: Query, { version }: Stamp, filename: string, place?: FolderPlace
): Promise<void> {
  const faults = await schemaFaults(query, version)
  if (faults.length === 0) return
  const more = faults.length > MOST_FAULTS ? `, and ${faults.length - MOST_FAULTS} more` : ''
  throw new UserError('book',
    `${filename} has not the schema of a book: ${faults.slice(0, MOST_FAULTS).join(', ')}${more}.`,
    { hint: `remove with \`sqlite3\` what is foreign to it, or ${restoreHint(place)}`, place: filename })
}

/** Whether every page is where it belongs. */
async function isWhole (query: Query): Promise<boolean> {
  const [found] = await query('PRAGMA quick_check(1)')
  return found?.quick_check === 'ok'
}

/**
 * @param wholly every page is checked too
 * @param place of the folder, where an option named it
 * @throws UserError where the file is damaged, foreign or newer, or has not the schema of its version
 */
export async function inspect (filename: string, wholly: boolean, place?: FolderPlace): Promise<Stamp> {
  try {
    return await readDatabase(filename, async (query) => {
      const stamp = await stampOf(query)
      refuseForeign(stamp, filename, place)
      await requireOwnSchema(query, stamp, filename, place)
      if (wholly && !await isWhole(query)) throw damagedDatabase(filename, place)
      return stamp
    })
  } catch (error) {
    throw fileError(error, filename, place)
  }
}
