/**
 * The one way to the database: `read`, `scan` and `snapshot` for what only looks, `write` for what changes, whole or
 * not at all. The repositories of `write` are bound to its transaction: nothing inside reaches the outer handle.
 */
import type { Knex } from 'knex'
import type { Databases } from './databases.ts'
import { perUserMutex } from './per-user-mutex.ts'

/** Of PostgreSQL; a transaction of SQLite sees one moment by itself. */
const SNAPSHOT = { readOnly: true, isolationLevel: 'repeatable read' } as const

export interface UnitOfWork<Repositories> {
  /** Rows by their keys, and other short reads: they never wait behind long ones. */
  readonly read: Repositories
  /** A read of many rows. Those of a user go one after another, so that they leave room for other users'. */
  readonly scan: <T>(userId: number, work: (repos: Repositories) => Promise<T>) => Promise<T>
  /** The same for several reads of one moment: they see all of what others write meanwhile, or none of it. */
  readonly snapshot: <T>(userId: number, work: (repos: Repositories) => Promise<T>) => Promise<T>
  /**
   * On PostgreSQL the work runs again where it met another transaction in a way that only one of them can win: it keeps
   * nothing outside of `repos`.
   */
  readonly write: <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>
}

/** @param repositories makes the repositories over a handle, or over a transaction of one */
export function unitOfWork<Repositories> (
  { reader, scanner, transaction }: Databases, repositories: (handle: Knex) => Repositories
): UnitOfWork<Repositories> {
  const runExclusively = perUserMutex()
  const scanned = repositories(scanner)
  return {
    read: repositories(reader),
    scan: (userId, work) => runExclusively(userId, () => work(scanned)),
    snapshot: (userId, work) =>
      runExclusively(userId, () => scanner.transaction((trx) => work(repositories(trx)), SNAPSHOT)),
    write: (work) => transaction((trx) => work(repositories(trx))),
  }
}
