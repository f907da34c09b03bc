/** An SQLite file opened by itself, without Knex: for what comes before a book is open, and beside it. */
import { promisify } from 'node:util'
import driver, { type Database } from 'sqlite3'

/** `read` takes a file that is there and leaves it as it is; `make` makes one that is missing. */
type Access = 'read' | 'write' | 'make'

const FLAGS: Readonly<Record<Access, number>> = {
  read: driver.OPEN_READONLY,
  write: driver.OPEN_READWRITE,
  make: driver.OPEN_READWRITE | driver.OPEN_CREATE,
}

export type Row = Readonly<Record<string, unknown>>

/** Asks for the rows of one statement, whoever runs it. */
export type Query = (sql: string) => Promise<Row[]>

export interface SqliteFile { readonly query: Query, readonly close: () => Promise<void> }

function settled (start: (done: (error: Error | null) => void) => void): Promise<void> {
  return promisify(start)()
}

export async function openDatabase (filename: string, access: Access): Promise<Database> {
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
