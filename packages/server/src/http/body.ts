/** The body of a request, read as its endpoint wants it. Fastify reads none: what is not wanted is not read. */
import type { IncomingMessage } from 'node:http'
import { CSV, type ByteStream, type Endpoint } from '@fintrack/contract/endpoint'
import { detailOf, Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { readForm } from '@fintrack/contract/validate'
import type { TObject } from 'typebox'
import { limited, tooLarge } from '../upload-limit.ts'
import { jsonOf } from './json-body.ts'
import { readPairs } from './url-encoded.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

export interface BodyLimits { readonly bodyLimitBytes: number, readonly importLimitBytes: number }

/** The bytes of a request as they come. */
async function * received (request: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    // To destroy a request is to destroy its connection, and the answer with it.
    yield * request.iterator({ destroyOnReturn: false })
  } catch {
    // The client went away; nobody will read this answer.
    throw new Problem('request_timeout', 'The request ended before all of it had come.')
  } finally {
    // What is left unread makes way for the connection's next request.
    request.resume()
  }
}

async function textOf (bytes: ByteStream): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  try {
    // A byte order mark is skipped by the decoder.
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Problem('malformed_request', 'The body is not UTF-8 text.')
  }
}

function formOf (schema: TObject, text: string): object {
  const pairs = readPairs(text)
  if (pairs === undefined) throw new Problem('malformed_request', 'The form is not UTF-8 text.')
  const { value, faults } = readForm(schema, pairs)
  if (faults !== undefined) throw new Problem('validation_failed', detailOf(faults), { errors: faults })
  return value
}

/** The media type and charset of a Content-Type; both in lower case. */
function mediaTypeOf (header: string | undefined): { type: string, charset: string } {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';').map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replaceAll('"', '')
  return { type, charset: charset ?? 'utf-8' }
}

function unsupported (header: string | undefined, wanted: string): Problem {
  const given = header === undefined ? 'The request has no Content-Type' : `${quote(header)} is not a content type that this takes`
  return new Problem('unsupported_media_type', `${given}; send ${wanted}.`)
}

/**
 * @throws Problem unsupported_media_type, payload_too_large or malformed_request, in this order
 */
export async function bodyOf (endpoint: Endpoint, request: IncomingMessage, limits: BodyLimits): Promise<object | ByteStream | undefined> {
  const { body: schema } = endpoint
  const { headers } = request
  if (schema === undefined) return undefined
  const { type, charset } = mediaTypeOf(headers['content-type'])
  const accepted = schema === CSV ? [CSV] : [JSON_TYPE, FORM_TYPE]
  const encoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity'
  if (!accepted.includes(type) || encoded) {
    throw unsupported(encoded ? `Content-Encoding: ${headers['content-encoding']}` : headers['content-type'],
      schema === CSV ? CSV : `${JSON_TYPE} or ${FORM_TYPE}`)
  }
  const limit = schema === CSV ? limits.importLimitBytes : Math.max(endpoint.bodyLimitBytes ?? 0, limits.bodyLimitBytes)
  if (Number(headers['content-length']) > limit) throw tooLarge(limit)
  if (!['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new Problem('malformed_request', `The body is said to be in ${quote(charset)}; send UTF-8.`)
  }
  const bytes = limited(received(request), limit)
  if (schema === CSV) return bytes
  const text = await textOf(bytes)
  return type === JSON_TYPE ? jsonOf(text) : formOf(schema, text)
}
