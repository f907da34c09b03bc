/**
 * How many requests of each user, and of the strangers of each network, are being answered: what one of them asks for
 * at once does not crowd out the others.
 */
import type { ServerResponse } from 'node:http'
import { Problem } from '@fintrack/contract/problem'

const RETRY_SECONDS = 1

/** Who asks: the id of a user, or the network of a stranger. */
export type Asker = number | string

function tooMany (most: number, whose = 'of this user'): Problem {
  return new Problem(
    'too_many_requests', `${most} requests ${whose} are being answered already; send this one again later.`,
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
 * Finding out who asks takes a look at the database, which is bounded like the rest. @param most for each claim
 * @returns runs the look-up for a claim of who asks. It throws Problem too_many_requests.
 */
export function lookupsAtOnce (most: number) {
  const counts = new Map<string, number>()
  return async <T>(claim: string, lookUp: () => Promise<T>): Promise<T> => {
    const count = (counts.get(claim) ?? 0) + 1
    if (count > most) throw tooMany(most)
    counts.set(claim, count)
    try {
      return await lookUp()
    } finally {
      const left = Number(counts.get(claim)) - 1
      if (left > 0) counts.set(claim, left)
      else counts.delete(claim)
    }
  }
}

/**
 * @param most for each asker
 * @returns runs the work for a request, which counts until its work is done and its answer is sent or given up; without
 * an asker nothing is counted. It throws Problem too_many_requests.
 */
export function requestsInFlight (most: number) {
  const counts = new Map<Asker, number>()
  return async <T>(asker: Asker | undefined, response: ServerResponse, work: () => Promise<T>): Promise<T> => {
    if (asker === undefined) return work()
    const count = (counts.get(asker) ?? 0) + 1
    if (count > most) throw tooMany(most, typeof asker === 'number' ? undefined : 'from your address')
    counts.set(asker, count)
    const done = work()
    void Promise.allSettled([done, sentOrGone(response)]).then(() => {
      const left = Number(counts.get(asker)) - 1
      if (left > 0) counts.set(asker, left)
      else counts.delete(asker)
    })
    return done
  }
}
