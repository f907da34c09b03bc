/** Limits the size of a body, whichever way it arrives. */
import type { ByteStream } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'

const KIB = 1024
const MIB = KIB * KIB

export function tooLarge (limitBytes: number): Problem {
  const most = limitBytes % MIB === 0 ? `${limitBytes / MIB} MiB` : `${limitBytes / KIB} KiB`
  return new Problem('payload_too_large', `The body is too large: the most is ${most}.`)
}

/**
 * The bytes as they arrive, or none of them where their number is known and too large.
 * Throws the Problem payload_too_large once there are more than the limit.
 */
export async function * limited (bytes: ByteStream, limitBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.size !== undefined && bytes.size > limitBytes) throw tooLarge(limitBytes)
  let read = 0
  for await (const chunk of bytes) {
    read += chunk.length
    if (read > limitBytes) throw tooLarge(limitBytes)
    yield chunk
  }
}
