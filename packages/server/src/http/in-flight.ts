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
 * Settles once an answer is sent, or its client is gone: before the work began, meanwhile, or while the answer stands
 * behind that to an earlier request of its connection.
 */
async function sentOrGone (response: ServerResponse): Promise<void> {
  const { socket } = response.req
  if (socket.destroyed) return
  await new Promise<void>((resolve) => {
    const end = () => {
      // The connection may serve other requests.
      socket.removeListener('close', end)
      resolve()
    }
    for (const emitter of [response, socket]) emitter.once('close', end)
    response.once('finish', end)
  })
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
    const done = work()
    void Promise.allSettled([done, sentOrGone(response)]).then(() => {
      const left = Number(counts.get(userId)) - 1
      if (left > 0) counts.set(userId, left)
      else counts.delete(userId)
    })
    return done
  }
}
