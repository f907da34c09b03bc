/**
 * Carries out the long requests of each user one after another, with a pause behind each that is as long as the event
 * loop was busy meanwhile: a request of another user needs several of its turns.
 */
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Mutex } from 'async-mutex'

/** Runs the work of a long request, the body of which has arrived, after all earlier ones of its user. */
export type RunLong = <T>(userId: number | undefined, work: () => Promise<T>) => Promise<T>

/** @param pause so many milliseconds */
export function longRequests (pause: (ms: number) => Promise<unknown> = wait): RunLong {
  const running = new Map<number | undefined, Mutex>()
  return async (userId, work) => {
    const mutex = running.get(userId) ?? new Mutex()
    running.set(userId, mutex)
    const next = await mutex.acquire()
    const before = performance.eventLoopUtilization()
    try {
      return await work()
    } finally {
      // The answer does not wait for the pause.
      void pause(performance.eventLoopUtilization(before).active).then(() => {
        next()
        if (!mutex.isLocked()) running.delete(userId)
      })
    }
  }
}
