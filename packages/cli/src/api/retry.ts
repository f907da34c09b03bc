/**
 * A request whose answer did not come is sent again, where to do it twice is to do it once. Where none came in the end
 * the failure says that it may have been carried out.
 */
import { setTimeout } from 'node:timers/promises'
import type { Answer, Request } from '@fintrack/contract/call'
import { isByteStream, type Endpoint } from '@fintrack/contract/endpoint'
import { UserError } from '@fintrack/contract/errors'
import { remedyFor } from '../errors/interrupted-request.ts'
import { codeOf } from '../io/reason.ts'
import { GatewayAnswer, type Transport } from './http-transport.ts'

/** Before each further time: a server that is started anew is mostly there again by the last. */
const WAITS_MS = [200, 500, 1000, 2000]

/**
 * How an answer was lost: `broken` is a connection that ended after the request was sent, `silent` one on which nothing
 * came in time, `slow` an answer that took too long as a whole. A `gateway` had no answer from its server (502, 504).
 * What was `refused` did not arrive.
 */
type Loss = 'broken' | 'silent' | 'slow' | 'gateway' | 'refused'

const LOSSES: ReadonlyMap<string | undefined, Loss> = new Map([
  ['ECONNRESET', 'broken'],
  ['EPIPE', 'broken'],
  ['ECONNABORTED', 'silent'],
  ['ETIMEDOUT', 'silent'],
  ['ERR_CANCELED', 'slow'],
  ['ECONNREFUSED', 'refused'],
])

/** @returns undefined for a failure that is another, or whose request did not leave */
function lossOf ({ kind, cause }: UserError): Loss | undefined {
  if (kind !== 'unreachable') return undefined
  if (!(cause instanceof GatewayAnswer)) return LOSSES.get(codeOf(cause))
  return [502, 504].includes(cause.status) ? 'gateway' : undefined
}

/** Whether a second time changes nothing. */
function isRepeatable ({ method }: Endpoint, { body, idempotencyKey }: Request): boolean {
  // A stream is gone once it is read.
  if (isByteStream(body)) return false
  switch (method) {
    case 'GET':
    case 'DELETE': return true
    case 'POST': return idempotencyKey !== undefined
    // One that was done is refused as a change of somebody else's.
    case 'PUT':
    case 'PATCH': return false
  }
}

function waitsFor (endpoint: Endpoint, request: Request, loss: Loss): readonly number[] {
  if (!isRepeatable(endpoint, request)) return []
  // Whoever has waited for nothing once waits for it once more, and not four times.
  return loss === 'broken' ? WAITS_MS : loss === 'silent' ? WAITS_MS.slice(0, 1) : []
}

/** What the answer to a further request says of the first; undefined where that is nothing. */
function meaningOf ({ method, status }: Endpoint, answer: Answer): Answer | undefined {
  // It is gone, as was wanted: the first request removed it.
  if (method === 'DELETE' && answer.status === 404) return { status, body: undefined }
  // A server that cannot answer now may still have done it.
  return method !== 'GET' && (answer.status === 429 || answer.status >= 500) ? undefined : answer
}

function inDoubt (endpoint: Endpoint, fault: UserError): UserError {
  const remedy = remedyFor(endpoint)
  if (remedy === undefined) return fault
  return new UserError(fault.kind, `${fault.message} The request may have been carried out.`, {
    hint: remedy, cause: fault.cause,
  })
}

/**
 * @param wholeMs the time for a request and all further attempts at it
 * @param sleep waits for so many milliseconds
 * @param now a clock that goes on evenly, in milliseconds
 */
export function withRetry (
  transport: Transport, wholeMs: number, sleep: (ms: number) => Promise<unknown> = setTimeout,
  now = (): number => performance.now()
): Transport {
  return async (endpoint, request, token) => {
    const started = now()
    const leftMs = (): number => wholeMs - (now() - started)
    const attempt = async (): Promise<Answer | UserError> => {
      try {
        return await transport(endpoint, request, token, leftMs())
      } catch (error) {
        if (error instanceof UserError) return error
        throw error
      }
    }
    const first = await attempt()
    if (!(first instanceof UserError)) return first
    const loss = lossOf(first)
    if (loss === undefined || loss === 'refused') throw first
    let last = first
    for (const ms of waitsFor(endpoint, request, loss)) {
      if (leftMs() <= ms) break
      await sleep(ms)
      const next = await attempt()
      if (next instanceof UserError) {
        last = next
        if (!['broken', 'refused', 'gateway'].includes(lossOf(next) ?? '')) break
      } else {
        const answer = meaningOf(endpoint, next)
        if (answer !== undefined) return answer
      }
    }
    throw inDoubt(endpoint, last)
  }
}
