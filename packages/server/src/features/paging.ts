/**
 * Lists by keyset, never OFFSET: a page is the rows behind a key, and the key is where the last page ended.
 * The cursor holds that key and a mark of the list and the filters it belongs to.
 */
import { createHash } from 'node:crypto'
import { invalid, type Problem } from '@fintrack/contract/problem'
import { isRecord } from '@fintrack/contract/validate'

/** How many rows a whole list reads at a time. */
const CHUNK_ROWS = 250

/** The sort key of a row, its id last. */
export type PageKey = ReadonlyArray<string | number>

interface Paging { readonly limit?: number, readonly cursor?: string }

export interface Page<Row> { readonly body: Row[] | AsyncIterable<Row>, readonly next?: string }

function markOf (list: string, filters: object): string {
  const entries = Object.entries(filters).filter(([name]) => name !== 'limit' && name !== 'cursor').sort()
  return createHash('sha256').update(JSON.stringify([list, entries])).digest('base64url').slice(0, 12)
}

/** What the parts of a list's key are: a database that looks a text up among numbers may refuse it. */
export type KeyKinds = ReadonlyArray<'text' | 'number'>

/** Every text that rows are sorted by is ASCII; a database may refuse what is not, such as NUL or half a character. */
const PARTS: Readonly<Record<KeyKinds[number], (part: unknown) => boolean>> = {
  text: (part) => typeof part === 'string' && /^[\x20-\x7e]*$/.test(part),
  number: (part) => Number.isSafeInteger(part),
}

function isKey (value: unknown, kinds: KeyKinds): value is PageKey {
  return Array.isArray(value) && value.length === kinds.length && kinds.every((kind, at) => PARTS[kind](value[at]))
}

function encode (mark: string, key: PageKey): string {
  return Buffer.from(JSON.stringify({ mark, key })).toString('base64url')
}

function notGiven (): Problem {
  return invalid({ cursor: ['This is not a cursor that a list gave; start without one.'] })
}

function decode (cursor: string, mark: string, kinds: KeyKinds): PageKey {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    read = undefined
  }
  if (!isRecord(read)) throw notGiven()
  const { key } = read
  if (read.mark !== mark) {
    const sentence = 'This cursor belongs to another list or other filters; ' +
      'start without one, or keep the filters as they were.'
    throw invalid({ cursor: [sentence] })
  }
  if (!isKey(key, kinds)) throw notGiven()
  return key
}

/**
 * One page (where a limit is given) or the whole list as it is read.
 * @param list what is listed: a cursor of another list is refused
 * @param fetch rows behind a key (from the start for undefined), at most so many, in the order of the key
 * @param kinds what the parts of the key are
 */
export function paged<Row> (
  list: string, filters: Paging, kinds: KeyKinds, keyOf: (row: Row) => PageKey,
  fetch: (after: PageKey | undefined, most: number) => Promise<Row[]>
): Promise<Page<Row>> | Page<Row> {
  const mark = markOf(list, filters)
  const start = filters.cursor === undefined ? undefined : decode(filters.cursor, mark, kinds)
  if (filters.limit === undefined) return { body: whole(start, keyOf, fetch) }
  return onePage(filters.limit, mark, start, keyOf, fetch)
}

async function onePage<Row> (
  limit: number, mark: string, start: PageKey | undefined, keyOf: (row: Row) => PageKey,
  fetch: (after: PageKey | undefined, most: number) => Promise<Row[]>
): Promise<Page<Row>> {
  // One row more than asked for tells whether there is a next page.
  const rows = await fetch(start, limit + 1)
  const body = rows.slice(0, limit)
  const last = body.at(-1)
  return rows.length > limit && last !== undefined ? { body, next: encode(mark, keyOf(last)) } : { body }
}

async function * whole<Row> (
  start: PageKey | undefined, keyOf: (row: Row) => PageKey,
  fetch: (after: PageKey | undefined, most: number) => Promise<Row[]>
): AsyncGenerator<Row, void, undefined> {
  let after = start
  for (;;) {
    const rows = await fetch(after, CHUNK_ROWS)
    yield * rows
    const last = rows.at(-1)
    if (rows.length < CHUNK_ROWS || last === undefined) return
    after = keyOf(last)
  }
}

async function * mappedRows<From, To> (
  rows: AsyncIterable<From>, map: (row: From) => To
): AsyncGenerator<To, void, undefined> {
  for await (const row of rows) yield map(row)
}

/** A page with each of its rows mapped, as they come. */
export function mapped<From, To> (page: Page<From>, map: (row: From) => To): Page<To> {
  return { ...page, body: Array.isArray(page.body) ? page.body.map(map) : mappedRows(page.body, map) }
}
