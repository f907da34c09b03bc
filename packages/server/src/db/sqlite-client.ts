/**
 * Knex's SQLite client with two differences: every connection gets its pragmas before it is used, and a transaction
 * begins IMMEDIATE. (Knex begins deferred: two transactions that read and then write would both hold a read lock,
 * and one of them would fail at once with SQLITE_BUSY, whatever the busy timeout.)
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- whoever type-checks this file needs Knex's missing types
/// <reference path="./knex-sqlite.d.ts" />
import ClientSqlite3 from 'knex/lib/dialects/sqlite3/index.js'
import TransactionSqlite from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js'
import type { Database } from 'sqlite3'

const BUSY_TIMEOUT_MS = 10_000

/** FULL: in WAL mode NORMAL would let a power cut take back a commit that was acknowledged. */
const PRAGMAS = `
  PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
`

class ImmediateTransaction extends TransactionSqlite {
  override begin (connection: Database): Promise<unknown> {
    return this.query(connection, 'BEGIN IMMEDIATE;')
  }
}

export class SqliteClient extends ClientSqlite3 {
  override transaction (...args: unknown[]): ImmediateTransaction {
    return new ImmediateTransaction(this, ...args)
  }

  override async acquireRawConnection (): Promise<Database> {
    const { Database, OPEN_READWRITE, OPEN_CREATE } = this.driver
    const connection = await new Promise<Database>((resolve, reject) => {
      const opened: Database = new Database(this.connectionSettings.filename, OPEN_READWRITE | OPEN_CREATE,
        (error: Error | null) => { if (error === null) resolve(opened); else reject(error) })
    })
    try {
      await new Promise<void>((resolve, reject) => {
        connection.exec(PRAGMAS, (error) => { if (error === null) resolve(); else reject(error) })
      })
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }
}
