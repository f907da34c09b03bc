/** A book that answers as it is told, and remembers what it was asked. */
import type { Answer, Request, Send } from '@fintrack/contract/call'
import { problemBody } from '@fintrack/contract/problem-body'
import type { Problem } from '@fintrack/contract/problem'

/** A request as it reached the book. */
export interface Asked {
  readonly call: string
  readonly query?: ReadonlyArray<readonly [string, string]>
  readonly body?: unknown
  readonly ifMatch?: string
}

/** An answer's body, or the whole answer, or a refusal; a list gives one after the other. */
type Told = object | undefined
export type Script = Readonly<Record<string, Told | ((request: Request) => Told)>>

export class Whole {
  readonly answer: Answer

  constructor (answer: Answer) {
    this.answer = answer
  }
}

/** A page of a list, with the cursor of the next one. */
export function page (body: readonly object[], next?: string): Whole {
  return new Whole({ status: 200, body, ...(next === undefined ? {} : { next }) })
}

/** A row with the tag of its version. */
export function tagged (body: object, etag: string): Whole {
  return new Whole({ status: 200, body, etag })
}

function isProblem (told: Told): told is Problem {
  return told instanceof Error && told.name === 'Problem'
}

/**
 * @param script by method and path, such as `GET /api/transactions/17/`
 */
export function fakeBook (script: Script): { readonly send: Send, readonly asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    async send (endpoint, request) {
      const call = `${endpoint.method} ${endpoint.path.replace(':id', request.id ?? '')}`
      asked.push({
        call,
        ...(request.query.length === 0 ? {} : { query: request.query }),
        ...(request.body === undefined ? {} : { body: await bodyOf(request.body) }),
        ...(request.ifMatch === undefined ? {} : { ifMatch: request.ifMatch }),
      })
      if (!Object.hasOwn(script, call)) throw new Error(`The book was not told about ${call}.`)
      const entry = script[call]
      const told = typeof entry === 'function' ? entry(request) : entry
      if (isProblem(told)) return { status: 400, body: problemBody(told, 400) }
      if (told instanceof Whole) return told.answer
      return { status: endpoint.status, body: told }
    },
  }
}

async function bodyOf (body: NonNullable<Request['body']>): Promise<unknown> {
  if (!(Symbol.asyncIterator in body)) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
