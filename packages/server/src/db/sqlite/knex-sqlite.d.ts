/**
 * Knex's own SQLite client and transaction, which it exports without types. Only what `client.ts` needs is
 * named.
 */
declare module 'knex/lib/dialects/sqlite3/index.js' {
  import type { Knex } from 'knex'
  import type { Database } from 'sqlite3'

  export default class Client_SQLite3 extends Knex.Client {
    constructor (config: Knex.Config)
    connectionSettings: { filename: string, pragmas: Readonly<Record<string, number | string>>, statementMs?: number }
    acquireRawConnection (): Promise<Database>
    destroyRawConnection (connection: Database): Promise<void>
    _query (connection: Database, query: object): Promise<unknown>
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  import type { Knex } from 'knex'
  import type { Database } from 'sqlite3'

  interface SqliteTransaction extends Knex.Transaction {
    /* eslint-disable @typescript-eslint/no-explicit-any -- Knex's types name another object's method */
    commit (...args: any[]): any
    rollback (...args: any[]): any
    /* eslint-enable @typescript-eslint/no-explicit-any */
    _completed: boolean
    readOnly: boolean | undefined
    _resolver (value: unknown): void
    _rejecter (reason: unknown): void
    trxClient: { query (connection: Database, sql: string): Promise<unknown> }
    begin (connection: Database): Promise<unknown>
    query: Knex.Transaction['query'] & ((connection: Database, sql: string) => Promise<unknown>)
  }

  const Transaction_Sqlite: new (client: object, ...args: unknown[]) => SqliteTransaction
  export default Transaction_Sqlite
}
