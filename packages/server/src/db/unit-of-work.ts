/**
 * The one way to the database: `read` and `snapshot` for what only looks, `write` for what changes, whole or not at
 * all. The repositories of `write` are bound to its transaction, so that nothing inside can reach the outer handle.
 */
import type { Knex } from 'knex'
import type { Databases } from './databases.ts'

/** Of PostgreSQL; a transaction of SQLite sees one moment by itself. */
const SNAPSHOT = { readOnly: true, isolationLevel: 'repeatable read' } as const

export interface UnitOfWork<Repositories> {
  readonly read: Repositories
  /** Several reads of one moment: they see all of what others write meanwhile, or none of it. */
  readonly snapshot: <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>
  /**
   * On PostgreSQL the work runs again where it met another transaction in a way that only one of them can win: it keeps
   * nothing outside of `repos`.
   */
  readonly write: <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>
}

/** @param repositories makes the repositories over a handle, or over a transaction of one */
export function unitOfWork<Repositories> (
  { reader, transaction }: Databases, repositories: (handle: Knex) => Repositories
): UnitOfWork<Repositories> {
  return {
    read: repositories(reader),
    snapshot: (work) => reader.transaction((trx) => work(repositories(trx)), SNAPSHOT),
    write: (work) => transaction((trx) => work(repositories(trx))),
  }
}
