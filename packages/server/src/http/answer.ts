/** Sends an answer as HTTP: its fields become headers, and a stream of rows a JSON array that is sent in pieces. */
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { targetOf, type Answer, type Request } from '@fintrack/contract/call'
import { isStream, type Endpoint } from '@fintrack/contract/endpoint'
import type { FastifyReply } from 'fastify'
import { toLogged } from '../db/errors/storage-problem.ts'
import type { Report } from '../problem-answer.ts'

const PIECE_CHARACTERS = 65_536

/** A JSON array in pieces of a size that is worth sending, with a turn of the others between. Returns the last one. */
async function * jsonArray (rows: AsyncIterable<unknown>): AsyncGenerator<string, string, undefined> {
  let piece = '['
  let separator = ''
  for await (const row of rows) {
    piece += separator + JSON.stringify(row)
    separator = ','
    if (piece.length >= PIECE_CHARACTERS) {
      yield piece
      piece = ''
      await setImmediate()
    }
  }
  return `${piece}]`
}

/** A link to the next page: a path that repeats the filters. */
function nextLink (endpoint: Endpoint, request: Request, cursor: string): string {
  const query = [...request.query.filter(([name]) => name !== 'cursor'), ['cursor', cursor] as const]
  return `<${targetOf(endpoint, { ...request, query })}>; rel="next"`
}

/** @returns the text of a list that has one piece only, and otherwise its pieces as they are made */
async function listBody (
  rows: AsyncIterable<unknown>, requestId: string, report: Report
): Promise<string | Readable> {
  const pieces = jsonArray(rows)
  // Reads the first piece (every list has one) before sending anything, so that a failing query still has its status.
  const first = await pieces.next()
  if (first.done === true) return first.value
  return Readable.from((async function * () {
    try {
      yield first.value
      yield yield * pieces
    } catch (error) {
      // It is too late for a status: this cuts the answer off.
      report(toLogged(error), requestId)
      throw error
    }
  })(), { objectMode: false })
}

export async function sendAnswer (reply: FastifyReply, answer: Answer, report: Report): Promise<FastifyReply> {
  reply.code(answer.status)
  if (answer.location !== undefined) reply.header('location', answer.location)
  if (answer.etag !== undefined) reply.header('etag', answer.etag)
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds))
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer')
  if (answer.body === undefined) return reply.send()
  reply.type(answer.status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8')
  const { body, text } = answer
  if (isStream(body)) return reply.send(await listBody(body, reply.request.id, report))
  return reply.send(text ?? JSON.stringify(body))
}

export async function sendPage (
  reply: FastifyReply, endpoint: Endpoint, request: Request, answer: Answer, report: Report
): Promise<FastifyReply> {
  if (answer.next !== undefined) reply.header('link', nextLink(endpoint, request, answer.next))
  return sendAnswer(reply, answer, report)
}
