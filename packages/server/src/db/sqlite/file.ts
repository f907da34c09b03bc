/** An SQLite file opened by itself, without Knex: before a book is open, and beside it. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import driver, { type Database } from 'sqlite3'
import { withCompanions } from '../../files/data-folder.ts'
import { irregularOf } from '../../files/regular-file.ts'

/** `read` takes an existing file and leaves it as it is; `make` makes one that is missing. */
type Access = 'read' | 'write' | 'make'

const FLAGS: Readonly<Record<Access, number>> = {
  read: driver.OPEN_READONLY,
  write: driver.OPEN_READWRITE,
  make: driver.OPEN_READWRITE | driver.OPEN_CREATE,
}

/** Others may be at work on the file: a recovery of its log, a migration. */
export const BUSY_MS = 10_000

export type Row = Readonly<Record<string, unknown>>

/** Runs one statement. @returns its rows */
export type Query = (sql: string) => Promise<Row[]>

export interface SqliteFile { readonly query: Query, readonly close: () => Promise<void> }

function settled (start: (done: (error: Error | null) => void) => void): Promise<void> {
  return promisify(start)()
}

/** @throws as the driver does where a file cannot be opened */
export async function openDatabase (filename: string, access: Access): Promise<Database> {
  const irregular = irregularOf(withCompanions(filename))
  if (irregular !== undefined) {
    const code = 'SQLITE_CANTOPEN'
    throw Object.assign(new Error(`${code}: ${basename(irregular)} is not a regular file`), { code })
  }
  return new Promise((resolve, reject) => {
    const opened: Database = new driver.Database(filename, FLAGS[access], (error: Error | null) => {
      if (error === null) resolve(opened)
      else reject(error)
    })
  })
}

export function execute (connection: Database, sql: string): Promise<void> {
  return settled((done) => { connection.exec(sql, done) })
}

export function rowsOf (connection: Database, sql: string): Promise<Row[]> {
  return promisify<Row[]>((done) => { connection.all<Row>(sql, done) })()
}

/** @param busyMs how long it waits for others */
export async function openFile (filename: string, access: Access, busyMs: number): Promise<SqliteFile> {
  const connection = await openDatabase(filename, access)
  connection.configure('busyTimeout', busyMs)
  return {
    query: (sql) => rowsOf(connection, sql),
    close: () => settled((done) => { connection.close(done) }),
  }
}

/**
 * Opens a database to read it while others may write to it. The last process to close a database moves its log into the
 * file: where there is a log, opening it read-only leaves both as they are.
 */
function openBeside (filename: string, busyMs = BUSY_MS): Promise<SqliteFile> {
  return openFile(filename, existsSync(`${filename}-wal`) ? 'read' : 'write', busyMs)
}

/** Reads a database as it is at one moment, also while others write to it. Nothing is written. */
export async function readDatabase<T> (
  filename: string, work: (query: Query) => Promise<T>, busyMs?: number
): Promise<T> {
  const file = await openBeside(filename, busyMs)
  try {
    await file.query('PRAGMA query_only = 1')
    await file.query('PRAGMA trusted_schema = 0')
    await file.query('BEGIN')
    return await work(file.query)
  } finally {
    await file.close()
  }
}

/** Copies a database as it is at one moment, also while others write to it. @param target an empty file */
export async function copyDatabase (filename: string, target: string): Promise<void> {
  const file = await openBeside(filename)
  try {
    await file.query(`VACUUM INTO '${target.replaceAll('\'', '\'\'')}'`)
  } finally {
    await file.close()
  }
}
