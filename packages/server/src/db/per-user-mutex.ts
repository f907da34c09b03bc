/**
 * Runs work of a user one after another, before a connection is taken: what waits for its turn holds no connection that
 * another user needs. Between servers the lock of the user's row does the same for writes.
 */
import { Problem } from '@fintrack/contract/problem'
import { Mutex, withTimeout } from 'async-mutex'

/** As long as a statement waits for a connection. */
const WAIT_MS = 30_000

const RETRY_SECONDS = 5

export type RunExclusively = <T>(userId: number, work: () => Promise<T>) => Promise<T>

function tooMany (): Problem {
  return new Problem(
    'unavailable', 'Your earlier requests are still running; this one was not begun.',
    { retryAfterSeconds: RETRY_SECONDS }
  )
}

/**
 * @returns a function that runs work after all earlier work of its user; it throws Problem unavailable where that takes
 * too long
 */
export function perUserMutex (waitMs = WAIT_MS): RunExclusively {
  const waiting = new Map<number, Mutex>()
  return async (userId, work) => {
    const mutex = waiting.get(userId) ?? new Mutex()
    waiting.set(userId, mutex)
    try {
      return await withTimeout(mutex, waitMs, tooMany()).runExclusive(work)
    } finally {
      if (!mutex.isLocked()) waiting.delete(userId)
    }
  }
}
