/**
 * Knex's PostgreSQL client with six differences: it reads addresses as we do; every connection gets its settings
 * before it is used; whole numbers are numbers as long as they are exact; an error that breaks a connection takes it
 * out of the pool; a transaction that writes does not count on the settings of its connection; and one that begins or
 * ends in another way than it should is an error. (PostgreSQL answers the COMMIT of a transaction in which a statement
 * failed with a ROLLBACK, and reports success.)
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- this file needs Knex's missing types
/// <reference path="./knex-postgres.d.ts" />
import { addressInWords, type DatabaseAddress } from '@fintrack/contract/database-url'
import ClientPg, { type PgConnection, type PgQuery } from 'knex/lib/dialects/postgres/index.js'
import TransactionPg from 'knex/lib/dialects/postgres/execution/pg-transaction.js'
import { UserError } from '@fintrack/contract/errors'
import { isPostgresError, type PostgresError } from '../errors/postgres.ts'
import { lostConnection, type StorageError } from '../errors/storage-error.ts'
import { AddressedClient } from './connection.ts'
import { movedConnection } from './pooler.ts'

/** The settings of every connection, by PostgreSQL's names. */
export type Settings = Readonly<Record<string, string>>

/** The type of a 64-bit integer (pg_type.oid). */
const INT8 = 20

/** Events of a client, beside those of Knex: a connection is ready for use, or could not be made. */
export const CONNECTION_MADE = 'fintrack-connection-made'
export const CONNECTION_FAILED = 'fintrack-connection-failed'

/** Why there is no connection, or no answer. */
export type ConnectionError = PostgresError | StorageError

/** An answer of PostgreSQL as it is; anything else means that there is no connection. */
function refusalOrLoss (error: unknown): ConnectionError {
  return isPostgresError(error) ? error : lostConnection(error)
}

/** @returns a text where a number would not be exact */
function wholeNumber (text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

/** How values of a type are read. */
interface Readers { getTypeParser (oid: number): (text: string) => unknown }

/** Reads what PostgreSQL sends, on our connections alone: the driver's own readers are the whole process's. */
export function readersOver (types: Readers): Readers {
  return { getTypeParser: (oid) => oid === INT8 ? wholeNumber : types.getTypeParser(oid) }
}

/** Sets synchronous_commit, unless the server promises more than `on`. */
const DURABLE = 'CASE current_setting(\'synchronous_commit\') WHEN \'remote_apply\' THEN \'remote_apply\' ELSE ' +
  'set_config(\'synchronous_commit\', \'on\', false) END'

/** Settings that only the administrator of PostgreSQL can change, also while we run. */
const DURABLE_SETTINGS = ['fsync', 'full_page_writes'] as const

/** What a connection was found to be when it was set up. */
interface Session {
  /** The process of PostgreSQL that serves it. */
  readonly pid: number
  /** Begins a transaction that writes. It is durable by its own setting, whatever became of the connection's. */
  readonly begin: string
}

/**
 * @throws UserError where a commit would be acknowledged before it is on the disk: a book is not written with half of
 * its guarantees
 */
async function setUp (connection: PgConnection, settings: Settings, address: DatabaseAddress): Promise<Session> {
  const asked = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', false)`)
  const read = DURABLE_SETTINGS.map((name) => `current_setting('${name}') AS ${name}`)
  const { rows: [found] } = await connection.query<Record<string, string> & { readonly pid: number }>(
    `SELECT ${[...asked, `${DURABLE} AS durable`, 'pg_backend_pid() AS pid', ...read].join(', ')}`
  )
  if (found?.durable !== 'on' && found?.durable !== 'remote_apply') {
    throw new UserError('book',
      `${addressInWords(address)} runs with synchronous_commit=${String(found?.durable)}, and fintrack needs on: ` +
        'a power cut could lose acknowledged changes.',
      { hint: 'let the database user set synchronous_commit=on for their own connections' })
  }
  for (const name of DURABLE_SETTINGS) {
    if (found[name] !== 'on') {
      throw new UserError('book',
        `${addressInWords(address)} runs with ${name}=${String(found[name])}: a power cut could lose or ` +
          'damage acknowledged changes.',
        { hint: `set ${name}=on in its postgresql.conf, and start it again` })
    }
  }
  return {
    pid: found.pid,
    begin: `BEGIN; SET LOCAL synchronous_commit TO ${found.durable}; SELECT pg_backend_pid() AS pid`,
  }
}

/** Of each connection that was set up: a transaction knows its connection alone. */
const sessions = new WeakMap<PgConnection, Session>()

/**
 * States after which PostgreSQL ends the connection (class 08, and those of a shutdown), or in which it takes no writes
 * any more, because another server took over. Any other error leaves it good; an error without a state broke it.
 */
const ENDING = /^(?:08|57P0|25006)/

class CheckedTransaction extends TransactionPg {
  /**
   * Throws where the transaction did not begin, so that the unit of work does not begin either. One that writes does
   * not begin on another connection of PostgreSQL than the one that was set up.
   */
  override async begin (connection: PgConnection): Promise<void> {
    if (this.readOnly === true) {
      await super.begin(connection)
      if (this._completed) throw new Error('The transaction did not begin.')
      return
    }
    const session = sessions.get(connection)
    const { response } = await this.trxClient.query(connection, String(session?.begin))
    if (response.at(-1)?.rows[0]?.pid === session?.pid) return
    const moved = movedConnection()
    connection.__knex__disposed = moved
    await this.trxClient.query(connection, 'ROLLBACK')
    throw moved
  }
}

/**
 * Replaces NUL, which no text of PostgreSQL can hold: a text that is asked for with one equals nothing that is
 * stored.
 */
function storable (value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value
}

export class PostgresClient extends ClientPg {
  readonly #open = new Set<PgConnection>()
  #isPooled = false

  /** Whether a pooler answers in the place of PostgreSQL: it gives a connection a number of its own. */
  get isPooled (): boolean {
    return this.#isPooled
  }

  override _driver (): unknown {
    return { Client: AddressedClient }
  }

  override transaction (...args: unknown[]): InstanceType<typeof TransactionPg> {
    return new CheckedTransaction(this, ...args)
  }

  override async acquireRawConnection (): Promise<PgConnection> {
    try {
      const connection = await this.#connect()
      this.emit(CONNECTION_MADE)
      return connection
    } catch (error) {
      const failure = refusalOrLoss(error)
      this.emit(CONNECTION_FAILED, failure)
      throw failure
    }
  }

  async #connect (): Promise<PgConnection> {
    const connection = await this._acquireOnlyConnection()
    this.#open.add(connection)
    connection.once('end', () => { this.#open.delete(connection) })
    try {
      const session = await setUp(connection, this.connectionSettings.settings, this.connectionSettings.address)
      sessions.set(connection, session)
      this.#isPooled ||= session.pid !== connection.processID
    } catch (error) {
      connection.end().catch(() => {})
      throw error
    }
    return connection
  }

  override prepBindings (bindings: readonly unknown[] | undefined): readonly unknown[] | undefined {
    return super.prepBindings(bindings)?.map(storable)
  }

  override async _query (connection: PgConnection, query: PgQuery): Promise<PgQuery> {
    let answered: PgQuery
    try {
      answered = await super._query(connection, query)
    } catch (error) {
      if (isPostgresError(error) && !ENDING.test(error.code)) throw error
      connection.__knex__disposed = error
      throw refusalOrLoss(error)
    }
    if (query.sql === 'COMMIT;' && answered.response?.command !== 'COMMIT') {
      throw new Error(
        'The transaction was rolled back when it was to be committed.'
      )
    }
    return answered
  }

  /** A statement in SQL gives its rows, as on SQLite. */
  override processResponse (query: PgQuery, runner: unknown): unknown {
    return query.method === 'raw' ? query.response?.rows : super.processResponse(query, runner)
  }

  /** Cuts the connections. PostgreSQL rolls back the statements that run on them. */
  interrupt (): void {
    for (const connection of this.#open) connection.connection.stream.destroy()
  }
}
