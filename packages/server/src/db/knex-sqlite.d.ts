/** Knex's own SQLite client and transaction, which it exports without types. Only what `sqlite-client.ts` needs is named. */
declare module 'knex/lib/dialects/sqlite3/index.js' {
  import type { Knex } from 'knex'
  import type { Database, OPEN_CREATE, OPEN_READWRITE } from 'sqlite3'

  export default class Client_SQLite3 extends Knex.Client {
    constructor (config: Knex.Config)
    driver: { Database: typeof Database, OPEN_READWRITE: typeof OPEN_READWRITE, OPEN_CREATE: typeof OPEN_CREATE }
    connectionSettings: { filename: string }
    acquireRawConnection (): Promise<Database>
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  import type { Knex } from 'knex'
  import type { Database } from 'sqlite3'

  interface SqliteTransaction extends Knex.Transaction {
    begin (connection: Database): Promise<unknown>
    query: Knex.Transaction['query'] & ((connection: Database, sql: string) => Promise<unknown>)
  }

  const Transaction_Sqlite: new (client: object, ...args: unknown[]) => SqliteTransaction
  export default Transaction_Sqlite
}
