/** The check of a reply on its way out: it matches the schema of its endpoint, and has no field beside it. */
import { isStream, type Endpoint } from '@fintrack/contract/endpoint'
import { isRecord, matches } from '@fintrack/contract/validate'
import { Type, type TSchema } from 'typebox'

/** A reply that its schema does not describe is a fault of this program, and is not sent. */
class WrongReply extends Error {
  constructor (endpoint: Endpoint) {
    super(`The reply to ${endpoint.method} ${endpoint.path} does not match its schema.`)
  }
}

/** A client ignores fields that it does not know; the server sends none, so that no column leaves unnoticed. */
function hasMore (schema: TSchema, value: unknown): boolean {
  if (Type.IsArray(schema)) return Array.isArray(value) && value.some((item) => hasMore(schema.items, item))
  if (!isRecord(value)) return false
  if (Type.IsUnion(schema)) return schema.anyOf.every((one) => !isExactly(one, value))
  if (!Type.IsObject(schema)) return false
  return Object.entries(value).some(([name, inner]) => {
    const property = schema.properties[name]
    return property === undefined || hasMore(property, inner)
  })
}

function isExactly (schema: TSchema, value: unknown): boolean {
  return matches(schema, value) && !hasMore(schema, value)
}

/** Rows of a list that are checked in one go: more of them, with long texts, would hold up others. */
const MOST_ROWS_AT_ONCE = 100

function isLongList (body: unknown): body is AsyncIterable<unknown> | readonly unknown[] {
  return Array.isArray(body) ? body.length > MOST_ROWS_AT_ONCE : isStream(body)
}

/** @returns the body; a long list as a stream, whose rows are checked as they are read */
export function checkedReply (endpoint: Endpoint, body: unknown): unknown {
  if (endpoint.reply === undefined) return undefined
  if (Type.IsArray(endpoint.reply) && isLongList(body)) return checkedRows(endpoint, endpoint.reply.items, body)
  if (!isExactly(endpoint.reply, body)) throw new WrongReply(endpoint)
  return body
}

async function * checkedRows (
  endpoint: Endpoint, schema: TSchema, rows: AsyncIterable<unknown> | readonly unknown[]
): AsyncGenerator<unknown, void, undefined> {
  for await (const row of rows) {
    if (!isExactly(schema, row)) throw new WrongReply(endpoint)
    yield row
  }
}
