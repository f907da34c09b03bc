/** Opens the database of a data folder: private files, pragmas set, schema up to date. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import { migrate } from './migrate.ts'
import { SqliteClient } from './sqlite-client.ts'

export const DATABASE_FILE = 'fintrack.db'

/** Readers beside the one writer: short reads do not wait for a write, and WAL lets them go on beside it. */
const SERVER_READERS = 4

export interface Databases {
  /** One connection: SQLite has one writer at a time, and here the queue for it is fair. */
  readonly writer: Knex
  readonly reader: Knex
  close(): Promise<void>
}

/** Makes the folder and the file private to their owner before SQLite would make them readable to others. */
function preparePrivate(dataDir: string): string {
  const file = join(dataDir, DATABASE_FILE)
  try {
    if (mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(dataDir, 0o700)
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    // "EACCES: permission denied", without the call that met it.
    const [reason] = String(error).replace('Error: ', '').split(',')
    throw new BookFault(`The data folder ${dataDir} cannot be written (${reason}).`,
      'set FINTRACK_DATA_DIR to a folder of your own')
  }
  return file
}

function open(filename: string, connections: number): Knex {
  return knex({
    client: SqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: 30_000,
    // Errors keep their placeholders: the values are the user's, and are not for the log.
    compileSqlOnError: false,
  })
}

/**
 * @param readers 0 where one connection is enough: a command opens the book, asks, and ends
 * @throws BookFault for a folder or file that cannot be used
 */
export async function connect(dataDir: string, readers = SERVER_READERS): Promise<Databases> {
  const filename = preparePrivate(dataDir)
  const writer = open(filename, 1)
  try {
    await migrate(writer, filename)
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
