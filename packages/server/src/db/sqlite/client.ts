/**
 * Knex's SQLite client with three differences: every connection gets its pragmas before it is used, and they are read
 * back; a transaction that may write begins IMMEDIATE; and one that ends in another way than it should leaves nothing
 * behind. (Knex begins deferred: two transactions that read and then write would both hold a read lock, and one of them
 * would fail at once with SQLITE_BUSY, whatever the busy timeout. After a COMMIT that failed Knex would use the
 * connection again, inside a transaction or not; and of an error after which SQLite has rolled back by itself, Knex
 * would report the failure of its ROLLBACK instead.)
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- this file needs Knex's missing types
/// <reference path="./knex-sqlite.d.ts" />
import ClientSqlite3 from 'knex/lib/dialects/sqlite3/index.js'
import TransactionSqlite from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js'
import type { Database } from 'sqlite3'
import { UserError } from '@fintrack/contract/errors'
import { execute, openDatabase, rowsOf } from './file.ts'

type Pragmas = Readonly<Record<string, number | string>>

/**
 * FULL (2): in WAL mode NORMAL would let a power cut take back a commit that was acknowledged. secure_delete overwrites
 * removed rows: a deleted user leaves nothing in the file.
 */
const EVERYWHERE: Pragmas = {
  busy_timeout: 10_000, synchronous: 2, foreign_keys: 1, trusted_schema: 0, secure_delete: 1,
}

/**
 * The pragmas of each role, as `connection.pragmas` of a Knex configuration. A reader is opened once the file is in
 * WAL mode.
 */
export const PRAGMAS = {
  writer: EVERYWHERE,
  reader: { ...EVERYWHERE, query_only: 1, journal_mode: 'wal' },
} as const satisfies Record<string, Pragmas>

/** @throws UserError where SQLite does not take one of them: a book is not opened with half of its guarantees */
export async function setPragmas (connection: Database, pragmas: Pragmas): Promise<void> {
  const wanted = Object.entries(pragmas)
  await execute(connection, wanted.map(([name, value]) => `PRAGMA ${name} = ${value};`).join(''))
  for (const [name, value] of wanted) {
    const [row = {}] = await rowsOf(connection, `PRAGMA ${name}`)
    const [found] = Object.values(row)
    if (found !== value) {
      throw new UserError('book', `SQLite did not accept ${name} = ${value} (it is ${String(found)}).`,
        { hint: 'put the data folder on a local file system, and fintrack on a SQLite of its own' })
    }
  }
}

/** A transaction's connection that the pool closes instead of lending it again. */
interface Disposable extends Database { __knex__disposed?: unknown }

class ImmediateTransaction extends TransactionSqlite {
  /**
   * Throws where the transaction did not begin, so that the unit of work does not begin either. A reader waits for
   * nobody.
   */
  override async begin (connection: Database): Promise<void> {
    await this.query(connection, this.readOnly === true ? 'BEGIN;' : 'BEGIN IMMEDIATE;')
    if (this._completed) throw new Error('The transaction did not begin.')
  }

  override commit (connection: Database, value: unknown): Promise<void> {
    return this.#end(connection, 'COMMIT;', () => { this._resolver(value) })
  }

  override rollback (connection: Database, reason: unknown): Promise<void> {
    return this.#end(connection, 'ROLLBACK', () => { this._rejecter(reason) }, reason)
  }

  /** A connection on which the end fails may be inside the transaction, or not: it is closed, which rolls back. */
  async #end (connection: Disposable, sql: string, settle: () => void, reason?: unknown): Promise<void> {
    const ended = this.trxClient.query(connection, sql)
    this._completed = true
    try {
      await ended
      settle()
    } catch (error) {
      connection.__knex__disposed = error
      this._rejecter(reason ?? error)
    }
  }
}

const INTERRUPT_AGAIN_MS = 50

export class SqliteClient extends ClientSqlite3 {
  readonly #open = new Set<Database>()

  /** From now on a statement that runs for longer is interrupted, as PostgreSQL does by itself. */
  limitStatements (ms: number): void {
    this.connectionSettings.statementMs = ms
  }

  override async _query (connection: Database, query: object): Promise<unknown> {
    // Knex gives its transactions clients that are like this one, with the same settings.
    const { statementMs } = this.connectionSettings
    if (statementMs === undefined) return super._query(connection, query)
    const interrupt = () => {
      connection.interrupt()
      // It may still wait for a thread.
      timer = setTimeout(interrupt, INTERRUPT_AGAIN_MS)
    }
    let timer = setTimeout(interrupt, statementMs)
    try {
      return await super._query(connection, query)
    } finally {
      clearTimeout(timer)
    }
  }

  override transaction (...args: unknown[]): InstanceType<typeof TransactionSqlite> {
    return new ImmediateTransaction(this, ...args)
  }

  override async acquireRawConnection (): Promise<Database> {
    const { filename, pragmas } = this.connectionSettings
    const connection = await openDatabase(filename, 'write')
    try {
      await setPragmas(connection, pragmas)
    } catch (error) {
      connection.close()
      throw error
    }
    this.#open.add(connection)
    return connection
  }

  override async destroyRawConnection (connection: Database): Promise<void> {
    this.#open.delete(connection)
    await super.destroyRawConnection(connection)
  }

  /** Ends the statements that run. A transaction whose statement ends so is rolled back. */
  interrupt (): void {
    for (const connection of this.#open) connection.interrupt()
  }
}
