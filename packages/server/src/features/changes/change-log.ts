/**
 * The one way to write to a book. What a unit of work does to rows is kept with it, in the same transaction: as the
 * trail of who did what, and as what undo works from. A request that comes twice with one Idempotency-Key is done once.
 */
import type { ChangeAction } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin } from '../../dispatch.ts'
import type { Noun, RowChange, StoredRow } from './change-repository.ts'
import { perUserMutex } from './per-user-mutex.ts'

const KEPT_SECONDS = 86_400

/** Takes down what happens to rows, in the order in which it happens. */
export interface Recorder {
  /** These rows are about to change, or to go. */
  beforeUpdate(noun: Noun, ids: readonly number[]): Promise<void>
  /** A row was made, or rows of consecutive ids. */
  created(noun: Noun, firstId: number, lastId?: number): void
  /** Rows that had gone are there again, as they were. */
  restored(noun: Noun, rows: readonly StoredRow[]): void
}

/** What a unit of work did, as a person reads it. */
interface DoneAs {
  readonly summary: string
  /** The change that it takes back. */
  readonly undoes?: number
  /** Where only the work knows which it is. */
  readonly action?: ChangeAction
}

/** With its result, or with what makes that of the change itself, once it is there; null where no row changed. */
type Done<T> = DoneAs & ({ readonly result: T } | { readonly resultOf: (changeId: number | null) => Promise<T> })

/** What a unit of work returned, and the change that it was; null where it left every row as it was. */
export interface Written<T> { readonly result: T, readonly changeId: number | null }

/** Of a unit of work that left every row as it was: no change of it is kept, and so no summary. */
export function noChange<T> (result: T): Done<T> {
  return { result, summary: '' }
}

export type Work<T> = (repos: Repositories, recorder: Recorder) => Promise<Done<T>>

type Seen =
  | { readonly noun: Noun, readonly before: StoredRow }
  | { readonly noun: Noun, readonly firstId: number, readonly lastId: number }
  | { readonly noun: Noun, readonly returned: StoredRow }

function recorderOf (repos: Repositories, userId: number, seen: Seen[]): Recorder {
  return {
    beforeUpdate: async (noun, ids) => {
      const rows = await repos.changes.stored(userId, noun, ids)
      // As they are named: in which order they are read is the database's own.
      for (const before of ids.map((id) => rows.get(id)).filter((row) => row !== undefined)) seen.push({ noun, before })
    },
    created: (noun, firstId, lastId = firstId) => {
      const last = seen.at(-1)
      // Rows that were made one after another stand in one line.
      const isNext = last !== undefined && 'lastId' in last && last.noun === noun && last.lastId === firstId - 1
      if (isNext) seen.splice(-1, 1, { noun, firstId: last.firstId, lastId })
      else seen.push({ noun, firstId, lastId })
    },
    restored: (noun, rows) => {
      for (const returned of rows) seen.push({ noun, returned })
    },
  }
}

/** What became of the rows that were seen. */
async function rowChangesOf (repos: Repositories, userId: number, seen: readonly Seen[]): Promise<RowChange[]> {
  const now = new Map<string, StoredRow>()
  for (const noun of new Set(seen.map((one) => one.noun))) {
    const ids = seen.flatMap((one) => 'before' in one && one.noun === noun ? [one.before.id] : [])
    for (const [id, row] of await repos.changes.stored(userId, noun, ids)) now.set(`${noun} ${id}`, row)
  }
  return seen.flatMap((one): RowChange[] => {
    if ('returned' in one) return [{ noun: one.noun, firstId: one.returned.id, lastId: one.returned.id, before: null, after: one.returned }]
    if (!('before' in one)) return [{ ...one, before: null, after: null }]
    const after = now.get(`${one.noun} ${one.before.id}`) ?? null
    return [{ noun: one.noun, firstId: one.before.id, lastId: one.before.id, before: one.before, after }]
  })
}

export function changeLog ({ uow, clock }: { uow: UnitOfWork, clock: Clock }) {
  const inTurn = perUserMutex()

  /** The result that was kept for a request that comes again, or undefined. */
  const kept = async <T>(repos: Repositories, userId: number, { idempotency }: Origin): Promise<Written<T> | undefined> => {
    if (idempotency === undefined) return undefined
    const answer = await repos.idempotency.get<Written<T>>(userId, idempotency.key, clock.seconds() - KEPT_SECONDS)
    if (answer === undefined) return undefined
    if (answer.fingerprint !== idempotency.fingerprint()) {
      throw new Problem('idempotency_key_reused', 'This Idempotency-Key was used for another request; use a new one for each.')
    }
    return answer.result
  }

  const keep = async (repos: Repositories, userId: number, { idempotency }: Origin, written: Written<unknown>): Promise<void> => {
    if (idempotency === undefined) return
    const { key, fingerprint } = idempotency
    await repos.idempotency.removeOlder(userId, clock.seconds() - KEPT_SECONDS)
    await repos.idempotency.add(userId, { key, fingerprint: fingerprint(), result: JSON.stringify(written), at_seconds: clock.seconds() })
  }

  return {
    /**
     * Runs a unit of work, whole or not at all, and keeps what it did.
     * @returns what it returned, now or when the same request came before
     * @throws Problem idempotency_key_reused, unavailable; what the work throws
     */
    write: <T>(userId: number, origin: Origin, action: ChangeAction, work: Work<T>): Promise<Written<T>> => inTurn(userId, () => uow.write(async (repos) => {
      // What a user writes is in a row, so that what is read here still holds when it is written; others' writes go on beside it.
      await repos.users.lock(userId)
      const before = await kept<T>(repos, userId, origin)
      if (before !== undefined) return before
      const seen: Seen[] = []
      const done = await work(repos, recorderOf(repos, userId, seen))
      const { summary, undoes, action: known = action } = done
      const rows = await rowChangesOf(repos, userId, seen)
      const { sessionId = null, tokenId = null } = origin
      const changeId = rows.length === 0
        ? null
        : await repos.changes.add(userId, { at: clock.now(), action: known, summary, session_id: sessionId, token_id: tokenId, undoes: undoes ?? null }, rows)
      if (undoes !== undefined) await repos.changes.markUndone(userId, undoes, changeId)
      const written = { result: 'resultOf' in done ? await done.resultOf(changeId) : done.result, changeId }
      await keep(repos, userId, origin, written)
      return written
    })),
  }
}

export type ChangeLog = ReturnType<typeof changeLog>
