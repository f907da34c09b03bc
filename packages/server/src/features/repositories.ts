/** The repositories of all features over one handle. A new feature adds its line to each function that it needs. */
import type { Knex } from 'knex'
import type { Databases } from '../db/databases.ts'
import { unitOfWork, type UnitOfWork as UnitOfWorkOf } from '../db/unit-of-work.ts'
import { accountRepository, type AccountValues } from './accounts/account-repository.ts'
import { balanceCheckRepository, type BalanceCheckValues } from './accounts/balance-check-repository.ts'
import { auditRepository } from './audit/audit-repository.ts'
import { budgetRepository, type BudgetValues } from './budgets/budget-repository.ts'
import { categoryRepository, type CategoryValues } from './categories/category-repository.ts'
import { changeRepository } from './changes/change-repository.ts'
import { idempotencyRepository } from './changes/idempotency-repository.ts'
import type { Recorder } from './changes/recorder.ts'
import { reportRepository } from './reports/report-repository.ts'
import { RESOURCES } from './resources.ts'
import { rowRepository } from './row-repository.ts'
import { sessionRepository } from './sessions/session-repository.ts'
import { keyRepository } from './signing-keys/key-repository.ts'
import { systemRepository } from './system/system-repository.ts'
import { tagRepository, type TagValues } from './tags/tag-repository.ts'
import { attemptRepository } from './throttle/attempt-repository.ts'
import { tokenRepository } from './tokens/token-repository.ts'
import { transactionRepository, type TransactionValues } from './transactions/transaction-repository.ts'
import { removalRepository } from './users/removal-repository.ts'
import { userRepository } from './users/user-repository.ts'

/** With `rows`, which writes the book's rows without the change log: for the change log alone. */
function allRepositories (handle: Knex) {
  const rows = rowRepository(handle)
  return {
    rows,
    users: { ...userRepository(handle), ...removalRepository(handle) },
    sessions: sessionRepository(handle),
    keys: keyRepository(handle),
    tokens: tokenRepository(handle),
    attempts: attemptRepository(handle),
    audit: auditRepository(handle),
    accounts: {
      ...accountRepository(handle),
      uses: (userId: number, id: number) => rows.uses(userId, RESOURCES.account, id),
    },
    balanceChecks: balanceCheckRepository(handle),
    tags: tagRepository(handle),
    categories: {
      ...categoryRepository(handle),
      uses: (userId: number, id: number) => rows.uses(userId, RESOURCES.category, id),
    },
    transactions: transactionRepository(handle),
    budgets: budgetRepository(handle),
    reports: reportRepository(handle),
    changes: changeRepository(handle),
    idempotency: idempotencyRepository(handle),
    system: systemRepository(handle),
  }
}

export type AllRepositories = ReturnType<typeof allRepositories>

/** What a service sees: the rows of the book can only be read. */
export type Repositories = Omit<AllRepositories, 'rows'>

/** The same inside a change: each write of a row of the book is recorded. */
export function recordingRepositories ({ rows: _, ...repos }: AllRepositories, recorder: Recorder) {
  return {
    ...repos,
    accounts: { ...repos.accounts, ...recorder.table<AccountValues>('account') },
    balanceChecks: { ...repos.balanceChecks, ...recorder.table<BalanceCheckValues>('balance_check') },
    tags: { ...repos.tags, ...recorder.table<TagValues>('tag') },
    categories: { ...repos.categories, ...recorder.table<CategoryValues>('category') },
    transactions: { ...repos.transactions, ...recorder.table<TransactionValues>('transaction') },
    budgets: { ...repos.budgets, ...recorder.table<BudgetValues>('budget') },
  }
}

export type RecordingRepositories = ReturnType<typeof recordingRepositories>

export type UnitOfWork = UnitOfWorkOf<Repositories>
export type { UnitOfWorkOf }

export function openUnitOfWork (databases: Databases): UnitOfWorkOf<AllRepositories> {
  return unitOfWork(databases, allRepositories)
}
