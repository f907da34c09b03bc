/** Knex's own SQLite client, which it exports without types. Only what `sqlite-client.ts` overrides is named. */
declare module 'knex/lib/dialects/sqlite3/index.js' {
  import type { Knex } from 'knex'
  import type { Database, OPEN_CREATE, OPEN_READWRITE } from 'sqlite3'

  // Without its own `transaction`: Knex's types give it the type that its caller wraps the result in.
  const Client: new (config: Knex.Config) => Omit<Knex.Client, 'transaction' | 'acquireRawConnection'>

  export default class Client_SQLite3 extends Client {
    constructor(config: Knex.Config)
    driver: { Database: typeof Database, OPEN_READWRITE: typeof OPEN_READWRITE, OPEN_CREATE: typeof OPEN_CREATE }
    connectionSettings: { filename: string }
    transaction(...args: unknown[]): object
    acquireRawConnection(): Promise<Database>
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  import type { Database } from 'sqlite3'

  export default class Transaction_Sqlite {
    constructor(client: object, ...args: unknown[])
    begin(connection: Database): Promise<unknown>
    query(connection: Database, sql: string): Promise<unknown>
  }
}
