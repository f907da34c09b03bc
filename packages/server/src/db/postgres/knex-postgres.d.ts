/**
 * Knex's own PostgreSQL client and transaction, which it exports without types. Only what `client.ts` needs
 * is named.
 */
declare module 'knex/lib/dialects/postgres/index.js' {
  import type { DatabaseAddress } from '@fintrack/contract/database-url'
  import type { Knex } from 'knex'
  import type { Client, QueryResult } from 'pg'

  export interface PgConnection extends Client {
    /** As the other side of the connection named itself, which may be a pooler. */
    readonly processID: number
    readonly connection: { readonly stream: { destroy (): void } }
    __knex__disposed?: unknown
  }

  export interface PgQuery {
    sql: string, method?: string, output?: unknown, bindings?: readonly unknown[], response?: QueryResult,
  }

  export default class Client_PG extends Knex.Client {
    constructor (config: Knex.Config)
    _driver (): unknown
    connectionSettings: { readonly settings: Readonly<Record<string, string>>, readonly address: DatabaseAddress }
    acquireRawConnection (): Promise<PgConnection>
    destroyRawConnection (connection: PgConnection): Promise<void>
    prepBindings (bindings: readonly unknown[] | undefined): readonly unknown[] | undefined
    _acquireOnlyConnection (): Promise<PgConnection>
    _query (connection: PgConnection, query: PgQuery): Promise<PgQuery>
    processResponse (query: PgQuery, runner: unknown): unknown
  }
}

declare module 'knex/lib/dialects/postgres/execution/pg-transaction.js' {
  import type { Knex } from 'knex'
  import type { PgConnection } from 'knex/lib/dialects/postgres/index.js'

  import type { QueryResult } from 'pg'

  /** The results of several statements in one. */
  interface Answered { readonly response: ReadonlyArray<QueryResult<{ readonly pid?: number }>> }

  interface PgTransaction extends Knex.Transaction {
    readonly readOnly?: boolean
    _completed: boolean
    begin (connection: PgConnection): Promise<unknown>
    readonly trxClient: { query (connection: PgConnection, sql: string): Promise<Answered> }
  }

  const Transaction_PG: new (client: object, ...args: unknown[]) => PgTransaction
  export default Transaction_PG
}
