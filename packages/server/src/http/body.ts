/** Reads the body of a request as its endpoint takes it. Fastify reads none, so that an unwanted one stays unread. */
import type { IncomingMessage } from 'node:http'
import type { Request } from '@fintrack/contract/call'
import type { ByteStream, Endpoint, MediaType } from '@fintrack/contract/endpoint'
import { OPEN_BODY_BYTES } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'
import { listed, quote } from '@fintrack/contract/text'
import { readForm } from '@fintrack/contract/validate'
import type { TObject } from 'typebox'
import { limited, tooLarge } from '../upload-limit.ts'
import { jsonOf } from './json-body.ts'
import { readPairs } from './url-encoded.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** A text that is longer takes milliseconds to read, and its request more to carry out. No stranger can send one. */
const LONG_CHARACTERS = 65_536

const FORM_BYTES = 65_536

export interface BodyLimits { readonly bodyLimitBytes: number, readonly importLimitBytes: number }

/**
 * What a body in chunks may take on the wire beside itself: a chunk has six bytes of its own, and each costs as much as
 * a kilobyte.
 */
const FREE_BYTES = 16_384

/** The rest of it is not read: the connection ends with the answer. */
export class TinyPieces extends Problem {
  constructor () {
    super('malformed_request', 'The body comes in chunks of a few bytes; send larger ones.')
  }
}

/** The bytes of a request as they arrive. */
async function * received (request: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const { socket, headers } = request
  const before = socket.bytesRead
  let bytes = 0
  try {
    // Destroying a request would destroy its connection, and the answer with it.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      const chunk = Buffer.from(piece)
      bytes += chunk.length
      // What comes behind the body is another request's.
      const isOpen = headers['transfer-encoding'] !== undefined && !request.complete
      if (isOpen && socket.bytesRead - before > FREE_BYTES + 2 * bytes) throw new TinyPieces()
      yield chunk
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    // The client went away, and nobody will read this answer.
    throw new Problem('request_timeout', 'The request ended before all of it had arrived.')
  } finally {
    // Discards the rest, which would stand before the connection's next request.
    request.resume()
  }
}

async function textOf (bytes: ByteStream): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  try {
    // The decoder skips a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Problem('malformed_request', 'The body is not UTF-8 text.')
  }
}

function formOf (schema: TObject, text: string): object {
  const { value, faults } = readForm(schema, readPairs(text, 'form'))
  faults.check()
  return value
}

/** The media type and charset of a Content-Type; both in lower case. */
function contentTypeOf (header: string | undefined): { type: string, charset: string } {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';').map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset=')) ?? 'charset=utf-8'
  return { type, charset: charset.slice('charset='.length).replaceAll('"', '') }
}

function unsupported (header: string | undefined, wanted: string): Problem {
  const reason = header === undefined
    ? 'The request has no Content-Type'
    : `${quote(header)} is not a content type that this takes`
  return new Problem('unsupported_media_type', `${reason}; send ${wanted}.`)
}

function limitOf ({ upload, open, bodyLimitBytes = 0 }: Endpoint, limits: BodyLimits): number {
  if (upload !== undefined) return limits.importLimitBytes
  if (open === true) return Math.min(OPEN_BODY_BYTES, limits.bodyLimitBytes)
  return Math.max(bodyLimitBytes, limits.bodyLimitBytes)
}

/** A body that has arrived, or a file that is about to. */
export interface ReceivedBody {
  readonly isLong: boolean
  /** Throws the Problem malformed_request or validation_failed. */
  readonly read: () => Pick<Request, 'body' | 'mediaType'>
}

function notLong (body: Pick<Request, 'body' | 'mediaType'>): ReceivedBody {
  return { isLong: false, read: () => body }
}

/** Throws the Problem unsupported_media_type, payload_too_large or malformed_request, in this order. */
export async function receiveBody (
  endpoint: Endpoint, request: IncomingMessage, limits: BodyLimits
): Promise<ReceivedBody> {
  const { body: schema, upload } = endpoint
  const { headers } = request
  if (schema === undefined && upload === undefined) return notLong({})
  const { type, charset } = contentTypeOf(headers['content-type'])
  const accepted: readonly MediaType[] = upload ?? [JSON_TYPE, FORM_TYPE]
  const mediaType = accepted.find((one) => one === type)
  const { 'content-encoding': encoding = 'identity' } = headers
  if (encoding !== 'identity') throw unsupported(`Content-Encoding: ${encoding}`, listed(accepted, 'or'))
  if (mediaType === undefined) throw unsupported(headers['content-type'], listed(accepted, 'or'))
  // A form has no lists: what it can say is short.
  const limit = Math.min(limitOf(endpoint, limits), mediaType === FORM_TYPE ? FORM_BYTES : Infinity)
  if (Number(headers['content-length']) > limit) throw tooLarge(limit)
  if (!['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new Problem('malformed_request', `The body is in ${quote(charset)}; send UTF-8.`)
  }
  const bytes = limited(received(request), limit)
  if (schema === undefined) return notLong({ body: bytes, mediaType })
  const text = await textOf(bytes)
  return {
    isLong: text.length > LONG_CHARACTERS,
    read: () => ({ body: type === JSON_TYPE ? jsonOf(text) : formOf(schema, text) }),
  }
}
