/** The Idempotency-Key of a request that makes records, with a fingerprint of what the request asks for. */
import { createHash, type Hash } from 'node:crypto'
import type { Request } from '@fintrack/contract/call'
import { isByteStream, makesRecords, type ByteStream, type Endpoint } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { isRecord } from '@fintrack/contract/validate'

export interface IdempotencyKey {
  readonly key: string
  /** Of a request whose body is a stream it is known once the stream was read. */
  readonly fingerprint: () => string
}

/** For JSON.stringify: the same text whatever the order of an object's fields. */
function sorted (_: string, value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.keys(value).toSorted().map((name) => [name, value[name]]))
}

/**
 * Hashes an upload as it streams. Reads it to its end even after a row is rejected, because the fingerprint covers the
 * whole file.
 */
async function * hashed (bytes: ByteStream, hash: Hash): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = bytes[Symbol.asyncIterator]()
  const next = async (): Promise<Uint8Array | undefined> => {
    const taken = await iterator.next()
    if (taken.done === true) return undefined
    hash.update(taken.value)
    return taken.value
  }
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk
  } finally {
    while (await next() !== undefined);
  }
}

/**
 * Elsewhere than where records are made a key is ignored, because such answers are not stored.
 * @returns the key, and the request to go on with: a streamed body is hashed while it is read
 */
export function readIdempotencyKey (endpoint: Endpoint, request: Request): {
  given: Request, idempotencyKey?: IdempotencyKey,
} {
  const { id, query, body, idempotencyKey: key } = request
  if (key === undefined || !makesRecords(endpoint)) return { given: request }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const sentence = `${quote(key)} is not an Idempotency-Key: 1 to 255 visible ASCII characters.`
    throw new Problem('validation_failed', sentence, { errors: { 'Idempotency-Key': [sentence] } })
  }
  const hash = createHash('sha256').update(JSON.stringify([endpoint.method, endpoint.path, id, query]))
  let digest: string | undefined
  const fingerprint = () => (digest ??= hash.digest('base64url'))
  if (isByteStream(body)) {
    return { given: { ...request, body: hashed(body, hash) }, idempotencyKey: { key, fingerprint } }
  }
  hash.update(JSON.stringify(body ?? null, sorted))
  return { given: request, idempotencyKey: { key, fingerprint } }
}
