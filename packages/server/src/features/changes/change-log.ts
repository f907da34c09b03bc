/**
 * The one way to write to a book. A write and its record in the change log are one transaction: the log is the audit
 * trail of the book, and undo works from it. A request that comes twice with one Idempotency-Key is done once.
 */
import type { ChangeAction } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import type { Clock } from '../../clock.ts'
import { perUserMutex } from '../../db/per-user-mutex.ts'
import type { RequestContext } from '../../request-context.ts'
import {
  recordingRepositories, type AllRepositories, type RecordingRepositories, type UnitOfWorkOf,
} from '../repositories.ts'
import { linesOf } from './change-lines.ts'
import { recorder, type Recorder, type RowLimits, type RowsSinceCount } from './recorder.ts'

const KEY_LIFE_SECONDS = 86_400

interface Summary {
  /** What was done, as a person reads it. */
  readonly summary: string
  /** The change that this one undoes. */
  readonly undoes?: number
  /** Where only the work knows which it is. */
  readonly action?: ChangeAction
}

/**
 * With its result, or with what makes the result of the change itself, once that is stored; null where no row changed.
 */
type Done<T> = Summary & ({ readonly result: T } | { readonly resultOf: (changeId: number | null) => Promise<T> })

/** The result of work that left every row as it was: there is no change, and so no summary. */
export function noChange<T> (result: T): Done<T> {
  return { result, summary: '' }
}

/** @param recorder writes rows for undo, which knows no table by its name */
type Work<T> = (repos: RecordingRepositories, recorder: Recorder) => Promise<Done<T>>

/** What is stored of a request with a key, so that it is answered alike when it comes again. */
interface Stored<T> { readonly result: T, readonly changeId: number | null }

interface Needs {
  readonly uow: UnitOfWorkOf<AllRepositories>
  readonly clock: Clock
  readonly settings: RowLimits
}

export function changeLog ({ uow, clock, settings }: Needs) {
  const runExclusively = perUserMutex()
  const sinceCount: RowsSinceCount = new Map()

  /** The stored result of the same request, or undefined. @throws Problem idempotency_key_reused */
  const resultBefore = async <T>(
    repos: AllRepositories, { user, idempotencyKey }: RequestContext
  ): Promise<Stored<T> | undefined> => {
    if (idempotencyKey === undefined) return undefined
    const record = await repos.idempotency.get<Stored<T>>(user, idempotencyKey.key, clock.seconds() - KEY_LIFE_SECONDS)
    if (record === undefined) return undefined
    if (record.fingerprint !== idempotencyKey.fingerprint()) {
      throw new Problem(
        'idempotency_key_reused', 'This Idempotency-Key was used for another request; use a new one for each.'
      )
    }
    return record.result
  }

  const storeResult = async (
    repos: AllRepositories, { user, idempotencyKey }: RequestContext, stored: Stored<unknown>
  ): Promise<void> => {
    if (idempotencyKey === undefined) return
    const { key, fingerprint } = idempotencyKey
    await repos.idempotency.removeOlder(user, key, clock.seconds() - KEY_LIFE_SECONDS)
    await repos.idempotency.add(
      user, { key, fingerprint: fingerprint(), result: JSON.stringify(stored), at_seconds: clock.seconds() }
    )
  }

  /** @returns the id of the change, or null where no row changed */
  const storeChange = async (
    repos: AllRepositories, { user, session, token }: RequestContext, record: Recorder,
    done: Summary & { readonly action: ChangeAction }
  ): Promise<number | null> => {
    const { summary, action, undoes = null } = done
    const rows = await record.changes()
    const change = { at: clock.now(), action, summary, session_id: session ?? null, token_id: token ?? null, undoes }
    const changeId = rows.length === 0 ? null : await repos.changes.add(user, change, linesOf(rows))
    if (undoes !== null) await repos.changes.markUndone(user, undoes, changeId)
    return changeId
  }

  const run = <T>(context: RequestContext, action: ChangeAction, work: Work<T>): Promise<T> =>
    uow.write(async (repos) => {
      // Only one transaction of a user writes at a time, so that what is read here still holds when it is written.
      await repos.users.lock(context.user)
      const before = await resultBefore<T>(repos, context)
      if (before !== undefined) return before.result
      const record = recorder(repos.rows, context.user, () => clock.now(), settings, sinceCount)
      const done = await work(recordingRepositories(repos, record), record)
      const changeId = await storeChange(repos, context, record, { action, ...done })
      const result = 'resultOf' in done ? await done.resultOf(changeId) : done.result
      await storeResult(repos, context, { result, changeId })
      return result
    })

  return {
    /**
     * Runs work in one transaction and records what it does to rows.
     * @returns the result of the work, now or when the same request came before
     * @throws Problem idempotency_key_reused, unavailable; what the work throws
     */
    write: <T>(context: RequestContext, action: ChangeAction, work: Work<T>): Promise<T> =>
      runExclusively(context.user, () => run(context, action, work)),

    /**
     * The same for work that is prepared before the transaction, once the user's earlier writes are done: the writer
     * does not wait for what is only read.
     */
    writePrepared: <T>(context: RequestContext, action: ChangeAction, prepare: () => Promise<Work<T>>): Promise<T> =>
      runExclusively(context.user, async () => run(context, action, await prepare())),
  }
}

export type ChangeLog = ReturnType<typeof changeLog>
