/** A request whose answer did not come is sent once more, where to do it twice is to do it once. */
import type { Request } from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { Fault } from '../fault.ts'
import { codeOf } from '../io/reason.ts'
import { isByteStream, type Transport } from './http-transport.ts'

/** The connection broke, or nothing came in time: the server may have done it, or not. */
const BROKEN: ReadonlyArray<string | undefined> = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']

function isBroken (error: unknown): boolean {
  return error instanceof Fault && error.kind === 'unreachable' && BROKEN.includes(codeOf(error.cause))
}

/** Whether a second time changes nothing. */
function isRepeatable ({ method }: Endpoint, { body, ifMatch, idempotencyKey }: Request): boolean {
  // A stream is gone once it is read.
  if (isByteStream(body)) return false
  switch (method) {
    case 'GET':
    case 'PUT': return true
    case 'POST': return idempotencyKey !== undefined
    case 'DELETE': return ifMatch !== undefined
    // One that was done is refused as a change of somebody else's.
    case 'PATCH': return false
  }
}

export function withRetry (transport: Transport): Transport {
  return async (endpoint, request, token) => {
    try {
      return await transport(endpoint, request, token)
    } catch (error) {
      if (!isBroken(error) || !isRepeatable(endpoint, request)) throw error
      const answer = await transport(endpoint, request, token)
      // A row that was as we had read it and is gone now: it was the first request that removed it.
      return endpoint.method === 'DELETE' && answer.status === 404 ? { status: endpoint.status, body: undefined } : answer
    }
  }
}
