/**
 * Everything behind the two ways in: services over the database, and their handlers behind `dispatch`. No HTTP. A new
 * feature adds its line.
 */
import type { Problem } from '@fintrack/contract/problem'
import type { Clock } from './clock.ts'
import type { Databases } from './db/databases.ts'
import { dispatcher } from './dispatch.ts'
import { accountHandlers } from './features/accounts/account-handlers.ts'
import { accountService } from './features/accounts/account-service.ts'
import { budgetHandlers } from './features/budgets/budget-handlers.ts'
import { budgetService } from './features/budgets/budget-service.ts'
import { categoryHandlers } from './features/categories/category-handlers.ts'
import { categoryService } from './features/categories/category-service.ts'
import { changeHandlers } from './features/changes/change-handlers.ts'
import { changeService } from './features/changes/change-service.ts'
import { changeLog } from './features/changes/change-log.ts'
import type { RowLimits } from './features/changes/recorder.ts'
import { importHandlers } from './features/imports/import-handlers.ts'
import { importService, type ImportSettings } from './features/imports/import-service.ts'
import { openUnitOfWork } from './features/repositories.ts'
import { reportHandlers } from './features/reports/report-handlers.ts'
import { reportService } from './features/reports/report-service.ts'
import type { KeyRing } from './features/signing-keys/key-ring.ts'
import type { SignAccessToken } from './features/sessions/access-token.ts'
import { sessionHandlers } from './features/sessions/session-handlers.ts'
import { sessionService, type SessionSettings } from './features/sessions/session-service.ts'
import { systemHandlers } from './features/system/system-handlers.ts'
import { tagHandlers } from './features/tags/tag-handlers.ts'
import { tagService } from './features/tags/tag-service.ts'
import { throttle, type ThrottleSettings } from './features/throttle/throttle.ts'
import { tokenHandlers } from './features/tokens/token-handlers.ts'
import { tokenService, type TokenSettings } from './features/tokens/token-service.ts'
import { transactionHandlers } from './features/transactions/transaction-handlers.ts'
import { transactionService } from './features/transactions/transaction-service.ts'
import type { HashCost } from './features/users/password.ts'
import { suggestName } from './features/unknown-name.ts'
import { userHandlers } from './features/users/user-handlers.ts'
import { userService, type UserSettings } from './features/users/user-service.ts'
import type { Report } from './problem-answer.ts'
import type { Caller } from './request-context.ts'

interface CoreSettings
  extends SessionSettings, UserSettings, ThrottleSettings, TokenSettings, ImportSettings, RowLimits {}

export interface CoreNeeds {
  readonly databases: Databases
  readonly clock: Clock
  /** Opened at their first use: most commands on an embedded book sign nothing. */
  readonly keys: () => Promise<KeyRing> | KeyRing
  readonly signAccessToken: SignAccessToken
  readonly settings: CoreSettings
  readonly report: Report
  readonly isStopping: () => boolean
  /** Of new passwords; left out, the usual one. */
  readonly hashCost?: HashCost | undefined
}

export function buildCore (
  { databases, clock, keys, signAccessToken, settings, report, isStopping, hashCost }: CoreNeeds
) {
  const uow = openUnitOfWork(databases)
  const log = changeLog({ uow, clock, settings })
  const guard = throttle({ uow, clock, settings })
  const users = userService({ uow, clock, throttle: guard, settings, hashCost })
  const sessions = sessionService({ uow, clock, keys, throttle: guard, settings, signAccessToken, hashCost })
  const tokens = tokenService({ uow, clock, settings })
  const routes = [
    ...userHandlers(users),
    ...sessionHandlers(sessions),
    ...tokenHandlers(tokens),
    ...accountHandlers(accountService({ uow, log })),
    ...tagHandlers(tagService({ uow, log })),
    ...categoryHandlers(categoryService({ uow, log })),
    ...transactionHandlers(transactionService({ uow, log })),
    ...budgetHandlers(budgetService({ uow, log })),
    ...reportHandlers(reportService({ uow })),
    ...importHandlers(importService({ uow, log, settings })),
    ...changeHandlers(changeService({ uow, log })),
    ...systemHandlers({ uow, report, isStopping }),
  ]
  /** Looks for the name that was meant. */
  const complete = async (problem: Problem, { actor }: Caller): Promise<Problem> =>
    actor === undefined ? problem : suggestName(uow.read, actor.userId, problem)
  const isGone = async (userId: number): Promise<boolean> => await uow.read.users.get(userId) === undefined
  return { dispatch: dispatcher(routes, report, { complete, isGone }), routes, users, sessions, tokens }
}
