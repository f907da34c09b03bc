/** How many requests of each user are being answered: what one user asks for at once does not crowd out the others. */
import type { ServerResponse } from 'node:http'
import { Problem } from '@fintrack/contract/problem'

const RETRY_SECONDS = 1

function tooMany (most: number): Problem {
  return new Problem(
    'too_many_requests', `${most} requests of this account are being answered already; send this one again later.`,
    { retryAfterSeconds: RETRY_SECONDS }
  )
}

/**
 * @param most for each user
 * @returns runs the work for a request, which counts until its work is done and its answer is sent or given up. Of a
 * stranger nothing is counted. It throws Problem too_many_requests.
 */
export function requestsInFlight (most: number) {
  const counts = new Map<number, number>()
  return async <T>(userId: number | undefined, response: ServerResponse, work: () => Promise<T>): Promise<T> => {
    if (userId === undefined) return work()
    const count = (counts.get(userId) ?? 0) + 1
    if (count > most) throw tooMany(most)
    counts.set(userId, count)
    const sent = new Promise<void>((resolve) => {
      for (const end of ['finish', 'close']) response.once(end, () => { resolve() })
    })
    const done = work()
    void Promise.allSettled([done, sent]).then(() => {
      const left = Number(counts.get(userId)) - 1
      if (left > 0) counts.set(userId, left)
      else counts.delete(userId)
    })
    return done
  }
}
