/**
 * A whole book as one stream of NDJSON:
 *
 *     {"format":"fintrack-book","version":1,"schema":3}
 *     {"table":"users"}                     then its rows: texts and nulls, in the order of its columns
 *     ["1","ada","ada",null,…]
 *     {"last_ids":{"users":"1",…}}          the highest id that each table has ever given
 *     {"rows":{"users":1,…},"sha256":"…"}   the SHA-256 of all lines before this one
 *
 * The rows are in the order of their keys, so that one book is the same stream from either database.
 */
import { createHash } from 'node:crypto'
import { UserError } from '@fintrack/contract/errors'
import { isRecord } from '@fintrack/contract/validate'
import { LATEST } from '../../db/migrations/index.ts'
import { CHUNK_ROWS, hasLinks, type RowValues, type TableShape } from '../../db/rows.ts'
import { COPIED_TABLES, type BookReader, type BookWriter } from './book.ts'

const HEAD = JSON.stringify({ format: 'fintrack-book', version: 1, schema: LATEST })

/** The last line of a stream: what was in it. */
export interface Totals {
  /** By table. */
  readonly rows: Readonly<Record<string, number>>
  /** In hexadecimal digits. */
  readonly sha256: string
}

/** @returns the totals, once all was read */
export async function * writeStream (book: BookReader): AsyncGenerator<string, Totals> {
  const hash = createHash('sha256')
  const counts: Record<string, number> = {}
  const hashed = (text: string): string => {
    hash.update(text)
    return text
  }
  yield hashed(`${HEAD}\n`)
  for (const table of COPIED_TABLES) {
    let count = 0
    yield hashed(`${JSON.stringify({ table: table.name })}\n`)
    for await (const rows of book.rows(table)) {
      count += rows.length
      yield hashed(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    }
    counts[table.name] = count
  }
  yield hashed(`${JSON.stringify({ last_ids: await book.lastIds() })}\n`)
  const totals = { rows: counts, sha256: hash.digest('hex') }
  yield `${JSON.stringify(totals)}\n`
  return totals
}

/** Reads a book to its end. @returns the totals of its stream */
export async function totalsOf (book: BookReader): Promise<Totals> {
  const stream = writeStream(book)
  for (;;) {
    const { done, value } = await stream.next()
    if (done === true) return value
  }
}

async function * linesOf (pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.splice(-1).join('')
    yield * lines
  }
  if (rest !== '') yield rest
}

function unreadable (reason: string): UserError {
  return new UserError('book', `The copy is incomplete or damaged (${reason}).`, {
    hint: 'run it again; nothing was copied',
  })
}

function valuesFromRow (value: unknown): RowValues {
  return value as RowValues
}

function lastIdsFromRow (value: unknown): Readonly<Record<string, string>> {
  return value as Readonly<Record<string, string>>
}

/** Collects the rows of one table, and inserts them in chunks. */
function tableReader (table: TableShape, into: BookWriter) {
  let chunk: RowValues[] = []
  // A row may refer to a later one. Only the rows of changes that were undone wait here for the end of their table.
  const linked: RowValues[] = []
  let count = 0
  const flush = async (): Promise<void> => {
    if (chunk.length > 0) await into.insert(table, chunk)
    chunk = []
  }
  return {
    name: table.name,
    async add (row: RowValues): Promise<void> {
      chunk.push(row)
      count += 1
      if (hasLinks(table, row)) linked.push(row)
      if (chunk.length === CHUNK_ROWS) await flush()
    },
    async end (): Promise<number> {
      await flush()
      if (linked.length > 0) await into.link(table, linked)
      return count
    },
  }
}

/**
 * Reads a stream into an empty book.
 * @throws UserError where it is of another format or schema, is cut off, or does not have the totals of its last line
 */
export async function readStream (pieces: AsyncIterable<string>, into: BookWriter): Promise<Totals> {
  const hash = createHash('sha256')
  const counts: Record<string, number> = {}
  let current: ReturnType<typeof tableReader> | undefined
  let isHead = true
  const endTable = async (): Promise<void> => {
    if (current !== undefined) counts[current.name] = await current.end()
    current = undefined
  }
  for await (const line of linesOf(pieces)) {
    if (isHead && line !== HEAD) throw unreadable('it is of another format or schema')
    const read: unknown = isHead ? undefined : JSON.parse(line)
    if (Array.isArray(read)) {
      if (current === undefined) throw unreadable('it has a row outside of a table')
      await current.add(valuesFromRow(read))
    } else if (isRecord(read)) {
      await endTable()
      if (typeof read.sha256 === 'string') {
        const totals = { rows: counts, sha256: hash.digest('hex') }
        if (JSON.stringify(totals) !== line) throw unreadable('its counts or its checksum differ')
        return totals
      }
      const table = COPIED_TABLES.find(({ name }) => name === read.table)
      if (table !== undefined) current = tableReader(table, into)
      else if (isRecord(read.last_ids)) await into.lastIds(lastIdsFromRow(read.last_ids))
      else throw unreadable('it has a line of an unknown kind')
    }
    isHead = false
    hash.update(`${line}\n`)
  }
  throw unreadable('it was cut off')
}
