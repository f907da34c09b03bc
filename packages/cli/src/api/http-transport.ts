/** Requests over HTTP, and what comes back: axios's one home. */
import { Readable } from 'node:stream'
import { mediaTypeOf, targetOf, type Answer, type Request } from '@fintrack/contract/call'
import { isByteStream, type Endpoint } from '@fintrack/contract/endpoint'
import { UserError } from '@fintrack/contract/errors'
import { problemOf } from '@fintrack/contract/problem-body'
import type { AxiosRequestConfig, AxiosResponse } from 'axios'
import { codeOf, reasonOf } from '../io/reason.ts'
import { isLoopback, type ServerDestination } from '../options/server-address.ts'
import { version } from '../version.ts'

/**
 * A request with the token that it carries.
 * @param leftMs the longest wait for an answer, where less is left than usual
 */
export type Transport = (endpoint: Endpoint, request: Request, token?: string, leftMs?: number) => Promise<Answer>

export interface Limits {
  /** Until an answer begins, and between two parts of it. */
  readonly answerMs: number
  /** The same for a file that is sent: the whole of it must arrive before the answer begins. */
  readonly uploadMs: number
  /** For the whole of an exchange, however it drips: what waits for it, as others do for a renewal, goes on. */
  readonly exchangeMs: number
  /** The same where a file is sent, or a whole list comes. */
  readonly longExchangeMs: number
  readonly answerBytes: number
}

/** @param answerSeconds the longest wait for an answer, as FINTRACK_TIMEOUT_SECONDS says */
export function limitsOf (answerSeconds: number): Limits {
  const answerMs = answerSeconds * 1000
  return {
    answerMs,
    uploadMs: Math.max(600_000, answerMs),
    exchangeMs: 2 * answerMs,
    longExchangeMs: Math.max(1_800_000, answerMs),
    answerBytes: 256 * 1024 * 1024,
  }
}

/** Anything else would be more than one word of a header. */
const TOKEN = /^[!-~]+$/

/** An answer of a proxy in front of a server that is not there. */
export class GatewayAnswer extends Error {
  readonly status: number

  constructor (status: number) {
    super(`answered with ${status}`)
    this.status = status
  }
}

/** The statuses of a gateway whose server is not there. */
const OUT_OF_REACH = [429, 502, 503, 504]

function headersOf (endpoint: Endpoint, request: Request, token: string | undefined): Record<string, string> {
  const { body, ifMatch, idempotencyKey } = request
  const size = isByteStream(body) && body.size !== undefined ? { 'Content-Length': String(body.size) } : {}
  return {
    Accept: 'application/json, application/problem+json',
    // Whoever compresses an answer on its way makes its entity tag a weak one, which no If-Match can send back.
    'Accept-Encoding': 'identity',
    'User-Agent': `fintrack/${version()}`,
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'Content-Type': mediaTypeOf(endpoint, request), ...size }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
    ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
  }
}

export function newHttpTransport (server: ServerDestination, limits: Limits): Transport {
  return async (endpoint, request, token, leftMs = limits.answerMs) => {
    const { body } = request
    if (token !== undefined && !TOKEN.test(token)) {
      const message = 'The token cannot be sent: it contains a space, a line break or a non-ASCII character.'
      throw new UserError('usage', message, {
        hint: 'Log in again, or set FINTRACK_TOKEN to a token and nothing else.',
      })
    }
    const upload = isByteStream(body) ? Readable.from(body, { objectMode: false }) : undefined
    const data = upload ?? (body === undefined ? undefined : JSON.stringify(body))
    try {
      return await exchanged(server, limits, isLong(endpoint, request) ? limits.longExchangeMs : limits.exchangeMs, {
        method: endpoint.method,
        url: `${server.address}${targetOf(endpoint, request)}`,
        headers: headersOf(endpoint, request, token),
        data,
        timeout: upload === undefined ? Math.max(1, Math.ceil(leftMs)) : limits.uploadMs,
      })
    } finally {
      // What the server did not want to hear is not read on.
      upload?.destroy()
    }
  }
}

/** A file that is sent, or a list that is asked for as a whole. */
function isLong ({ query }: Endpoint, request: Request): boolean {
  return isByteStream(request.body) ||
    (query?.properties.limit !== undefined && !request.query.some(([name]) => name === 'limit'))
}

async function exchanged (
  server: ServerDestination, limits: Limits, wholeMs: number, config: AxiosRequestConfig
): Promise<Answer> {
  const { default: axios } = await import('axios')
  const end = AbortSignal.timeout(wholeMs)
  try {
    const response = await axios.request<Readable>({
      ...config,
      responseType: 'stream',
      validateStatus: () => true,
      maxRedirects: 0,
      maxBodyLength: Infinity,
      // Ends the answer's text as well as what comes before it.
      signal: end,
      ...(isLoopback(new URL(server.address).hostname) ? { proxy: false } : {}),
    })
    return answerOf(response, await textOf(response.data, limits), server)
  } catch (error) {
    if (error instanceof UserError) throw error
    if (end.aborted) {
      const limit = `${wholeMs / 1000} s`
      throw new UserError(
        'unreachable', `The server at ${server.address} is too slow: its answer was not complete within ${limit}.`,
        { hint: 'Try again later.', cause: error }
      )
    }
    throw faultOf(error, server, limits)
  }
}

class TooLarge extends Error {}

/**
 * The text of an answer. axios's own cap is not used: it wraps the stream so that it cannot be ended while it waits.
 * @throws the stream's error; TooLarge; an error with the code ETIMEDOUT where nothing comes for too long
 */
async function textOf (stream: Readable, { answerMs, answerBytes }: Limits): Promise<string> {
  const idle = setTimeout(() => stream.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })), answerMs)
  const parts: Buffer[] = []
  let length = 0
  try {
    const bytes: AsyncIterable<Buffer> = stream
    for await (const part of bytes) {
      parts.push(part)
      length += part.length
      if (length > answerBytes) throw new TooLarge()
      idle.refresh()
    }
  } finally {
    clearTimeout(idle)
  }
  return Buffer.concat(parts).toString('utf8')
}

function answerOf ({ status, headers }: AxiosResponse, text: string, { address }: ServerDestination): Answer {
  const header = (name: string): string | undefined => {
    const value: unknown = headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const body = bodyOf(text)
  const retryAfter = header('retry-after')
  const retryAfterSeconds = retryAfter !== undefined && /^[0-9]{1,9}$/.test(retryAfter) ? Number(retryAfter) : undefined
  if (OUT_OF_REACH.includes(status) && problemOf(status, body) === undefined) {
    const message = `The server at ${address} cannot be reached: a proxy in front of it answered ${status}.`
    throw new UserError('unreachable', message, {
      hint: retryAfterSeconds === undefined ? undefined : `Try again in ${retryAfterSeconds} s.`,
      cause: new GatewayAnswer(status),
    })
  }
  if (status >= 300 && status < 400) {
    const to = header('location') ?? 'nowhere'
    const message = `The server at ${address} redirects to ${to} (${status}), and fintrack follows no redirects.`
    throw new UserError('unreadable_answer', message, {
      hint: 'Log in with the address that it names.',
    })
  }
  const next = cursorOf(header('link'))
  const location = header('location')
  const etag = header('etag')
  return {
    status,
    body,
    ...(next === undefined ? {} : { next }),
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** JSON as a value; what is none stays text, which no reply and no problem is. */
function bodyOf (text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The cursor in `Link: </api/…?…&cursor=…>; rel="next"`. */
function cursorOf (link: string | undefined): string | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1]
  if (target === undefined || !URL.canParse(target, 'http://localhost')) return undefined
  return new URL(target, 'http://localhost').searchParams.get('cursor') ?? undefined
}

function faultOf (error: unknown, { address }: ServerDestination, limits: Limits): UserError {
  // Bytes that were to be sent and could not be read have a sentence of their own.
  if (error instanceof Error && error.cause instanceof UserError) return error.cause
  if (error instanceof TooLarge) {
    return new UserError(
      'unreadable_answer', `The server at ${address} answered with more than ${limits.answerBytes / 1024 / 1024} MiB.`
    )
  }
  const reason = codeOf(error) === 'ECONNABORTED' ? 'it did not answer in time' : reasonOf(error)
  return new UserError('unreachable', `The server at ${address} cannot be reached: ${reason}.`, {
    hint: 'Is it running, and is the address right? --local uses the book of this machine.', cause: error,
  })
}
