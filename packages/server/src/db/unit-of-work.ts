/**
 * The one way to the database: `read` and `snapshot` for what only looks, `write` for what changes, whole or not at all.
 * The repositories of `write` are bound to its transaction, so that nothing inside can reach the outer handle.
 */
import type { Knex } from 'knex'
import { auditRepository } from '../features/audit/audit-repository.ts'
import { budgetRepository } from '../features/budgets/budget-repository.ts'
import { categoryRepository } from '../features/categories/category-repository.ts'
import { changeRepository } from '../features/changes/change-repository.ts'
import { idempotencyRepository } from '../features/changes/idempotency-repository.ts'
import { importRepository } from '../features/imports/import-repository.ts'
import { reportRepository } from '../features/reports/report-repository.ts'
import { keyRepository } from '../features/signing-keys/key-repository.ts'
import { sessionRepository } from '../features/sessions/session-repository.ts'
import { systemRepository } from '../features/system/system-repository.ts'
import { attemptRepository } from '../features/throttle/attempt-repository.ts'
import { tokenRepository } from '../features/tokens/token-repository.ts'
import { transactionRepository } from '../features/transactions/transaction-repository.ts'
import { userRepository } from '../features/users/user-repository.ts'
import type { Databases } from './databases.ts'

function repositories (handle: Knex) {
  return {
    users: userRepository(handle),
    sessions: sessionRepository(handle),
    keys: keyRepository(handle),
    tokens: tokenRepository(handle),
    attempts: attemptRepository(handle),
    audit: auditRepository(handle),
    categories: categoryRepository(handle),
    transactions: transactionRepository(handle),
    budgets: budgetRepository(handle),
    reports: reportRepository(handle),
    imports: importRepository(handle),
    changes: changeRepository(handle),
    idempotency: idempotencyRepository(handle),
    system: systemRepository(handle),
  }
}

/** Of PostgreSQL; a transaction of SQLite sees one moment by itself. */
const SNAPSHOT = { readOnly: true, isolationLevel: 'repeatable read' } as const

export type Repositories = ReturnType<typeof repositories>

export interface UnitOfWork {
  readonly read: Repositories
  /** Several reads of one moment: what others write meanwhile is seen by all of them or by none. */
  readonly snapshot: <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>
  /** On PostgreSQL the work is done again where it met another's in a way that only one can win: it keeps nothing outside of `repos`. */
  readonly write: <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>
}

export function unitOfWork ({ reader, transaction }: Databases): UnitOfWork {
  return {
    read: repositories(reader),
    snapshot: (work) => reader.transaction((trx) => work(repositories(trx)), SNAPSHOT),
    write: (work) => transaction((trx) => work(repositories(trx))),
  }
}
