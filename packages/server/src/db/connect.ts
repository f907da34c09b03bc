/** Opens the database of a data folder: private files, pragmas set, schema up to date. */
import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import { KEYS_FILE } from '../features/sessions/keys.ts'
import { damagedDatabase, migrate } from './migrate.ts'
import { makePrivate, makePrivateFolder, requireUnshared } from './private-files.ts'
import { SqliteClient } from './sqlite-client.ts'

const DATABASE_FILE = 'fintrack.db'
/** The database, and what SQLite puts beside it with the database's own mode. */
const FILE_ENDINGS = ['', '-wal', '-shm']

/** A page at its smallest: a database is whole pages. SQLite takes a file that is shorter for a new one, and would write over it. */
const SMALLEST_PAGE_BYTES = 512

/** Readers beside the one writer: short reads do not wait for a write, and WAL lets them go on beside it. */
const SERVER_READERS = 4

export interface Databases {
  /** One connection: SQLite has one writer at a time, and here the queue for it is fair. */
  readonly writer: Knex
  readonly reader: Knex
  readonly close: () => Promise<void>
}

/**
 * Makes the folder and the file private to their owner before SQLite would make them readable to others.
 * @throws BookFault where they cannot be made, or the file is cut short
 */
function preparePrivate (dataDir: string): string {
  const file = join(dataDir, DATABASE_FILE)
  let sizeBefore: number | undefined
  try {
    makePrivateFolder(dataDir)
    sizeBefore = statSync(file, { throwIfNoEntry: false })?.size
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    // "EACCES: permission denied", without the call that met it.
    const [reason] = String(error).replace('Error: ', '').split(',')
    throw new BookFault(`The data folder ${dataDir} cannot be written (${reason}).`,
      'set FINTRACK_DATA_DIR to a folder of your own')
  }
  requireUnshared(dataDir)
  const isCutOff = sizeBefore !== undefined && sizeBefore % SMALLEST_PAGE_BYTES !== 0
  // An empty file is a first start that was cut off, but not beside keys, which come after it.
  if (isCutOff || (sizeBefore === 0 && existsSync(join(dataDir, KEYS_FILE)))) throw damagedDatabase(file)
  return file
}

function open (filename: string, connections: number): Knex {
  return knex({
    client: SqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: 30_000,
    // Errors keep their placeholders: the values are the user's, and are not for the log.
    compileSqlOnError: false,
    // Knex would print it to stdout; whoever waits for the connection gets it as an error.
    log: { warn: () => {} },
  })
}

/**
 * @param readers 0 where one connection is enough: a command opens the book, asks, and ends
 * @throws BookFault for a folder or file that cannot be used
 */
export async function connect (dataDir: string, readers = SERVER_READERS): Promise<Databases> {
  const filename = preparePrivate(dataDir)
  const writer = open(filename, 1)
  try {
    await migrate(writer, filename)
    // Now that it is known to be a book of ours.
    for (const ending of FILE_ENDINGS) makePrivate(`${filename}${ending}`)
  } catch (error) {
    await writer.destroy()
    throw error
  }
  const reader = readers === 0 ? writer : open(filename, readers)
  return {
    writer,
    reader,
    close: async () => {
      if (reader !== writer) await reader.destroy()
      await writer.destroy()
    },
  }
}
