import type { Entity } from '@fintrack/contract/changes'
import type { ChangeAction } from '@fintrack/contract/choices'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { insertedId } from '../../db/insert.ts'
import type { PageKey } from '../paging.ts'
import { insertOfLines } from '../json-rows.ts'
import { PACKED_ROWS, type IdRange } from '../row-repository.ts'
import type { ChangeLine, LinesAsText } from './change-lines.ts'

const TABLE = 'changes'
const ROWS = 'change_rows'
const COLUMNS = ['id', 'at', 'action', 'summary', 'undoes', 'undone_by', 'session_id as session', 'token_id as token']

/** How many rows a line holds beside its first: rows that were created are one entry. */
const ROWS_BEHIND_FIRST = 'CASE WHEN before IS NULL AND after IS NULL THEN 0 ELSE last_id - first_id END'

/** Rows in one insert: below the number of SELECTs that SQLite takes, of which Knex makes one for each row (500). */
const CHUNK_ROWS = 400

/** Lines that are read at once, and their bytes: one may hold a thousand rows. */
const READ_LINES = 200
const READ_BYTES = 1_000_000
/** Lines whose sizes are looked at together. A length is in a row's head: the text itself is not read. */
const READ_SIZES = 2000
const BYTES = 'COALESCE(octet_length(before), 0) + COALESCE(octet_length(after), 0)'

interface LineSize { readonly position: number, readonly bytes: number }

function sizeFromRow (row: unknown): LineSize {
  const { position, bytes } = row as LineSize
  return { position, bytes: Number(bytes) }
}

/** The first and the last position of lines that are read together. */
function rangesOf (sizes: readonly LineSize[]): Array<[first: number, last: number]> {
  const ranges: Array<[number, number]> = []
  let [lines, total] = [0, 0]
  for (const { position, bytes } of sizes) {
    const range = ranges.at(-1)
    const isFull = range === undefined || lines >= READ_LINES || total + bytes > READ_BYTES
    if (isFull) ranges.push([position, position])
    else range[1] = position
    lines = isFull ? 1 : lines + 1
    total = isFull ? bytes : total + bytes
  }
  return ranges
}

export interface ChangeRow {
  readonly id: number
  readonly at: string
  readonly action: ChangeAction
  readonly summary: string
  readonly undoes: number | null
  readonly undone_by: number | null
  readonly session: number | null
  readonly token: number | null
}

export interface NewChange {
  readonly at: string
  readonly action: ChangeAction
  readonly summary: string
  readonly session_id: number | null
  readonly token_id: number | null
  readonly undoes: number | null
}

/** Who asked for a change. */
export interface By {
  readonly session_id?: number | null
  readonly token_id?: number | null
}

/** How many rows of an entity a change touched. */
export interface RowCount { readonly change_id: number, readonly entity: Entity, readonly rows: number }

function fromRow (row: unknown): ChangeRow {
  return row as ChangeRow
}

function lineFromRow (row: unknown): ChangeLine {
  return row as ChangeLine
}

function countFromRow (row: unknown): RowCount {
  const { rows, ...count } = row as RowCount
  return { ...count, rows: Number(rows) }
}

function idFromRow (row: unknown): number {
  return Number((row as { id: number | string | null }).id)
}

export function changeRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select(COLUMNS).where({ user_id: userId })
  const linesOf = (userId: number, changeId: number) =>
    handle(ROWS).where({ user_id: userId, change_id: changeId }).orderBy('position')
      .select('position', 'entity', 'first_id', 'last_id', 'before', 'after')

  return {
    async get (userId: number, id: number): Promise<ChangeRow | undefined> {
      const row: unknown = await owned(userId).where({ id }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** The id of the latest change; 0 where there is none. */
    async latestId (userId: number): Promise<number> {
      const row: unknown = await handle(TABLE).where({ user_id: userId }).max({ id: 'id' }).first()
      return idFromRow(row)
    },

    /** The latest first. @param by whose: null is nobody's, and what is left out is anybody's */
    async page (userId: number, after: PageKey | undefined, most: number, by: By = {}): Promise<ChangeRow[]> {
      const query = owned(userId).where(by).orderBy('id', 'desc').limit(most)
      if (after !== undefined) query.whereRaw('id < ?', [...after])
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },

    /** How many rows of each entity these changes touched. */
    async counts (userId: number, changeIds: readonly number[]): Promise<RowCount[]> {
      const rows: unknown[] = await handle(ROWS).where({ user_id: userId }).whereIn('change_id', changeIds)
        .groupBy('change_id', 'entity')
        .select('change_id', 'entity', handle.raw('sum(last_id - first_id + 1) as "rows"'))
      return rows.map(countFromRow)
    },

    async add (userId: number, change: NewChange, lines: Iterable<ChangeLine | LinesAsText>): Promise<number> {
      const id = await insertedId(handle(TABLE).insert({ user_id: userId, ...change }))
      let chunk: object[] = []
      const store = async () => {
        if (chunk.length > 0) await handle(ROWS).insert(chunk)
        chunk = []
      }
      for (const line of lines) {
        if ('changed' in line) {
          const { position, entity, changed: { text } } = line
          await handle.raw(insertOfLines(ROWS, dialectOf(handle)), [userId, id, position, entity, text])
          continue
        }
        chunk.push({ user_id: userId, change_id: id, ...line })
        // A line that holds many rows is long.
        if (chunk.length >= CHUNK_ROWS || line.last_id > line.first_id) await store()
      }
      await store()
      return id
    },

    async markUndone (userId: number, id: number, by: number | null): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id }).update({ undone_by: by })
    },

    /** In the order in which it happened, as they are read. */
    async * lines (userId: number, changeId: number): AsyncGenerator<ChangeLine, void, undefined> {
      let sizes: LineSize[] = []
      let from = 0
      do {
        const rows: unknown[] = await handle(ROWS).where({ user_id: userId, change_id: changeId })
          .where('position', '>=', from).orderBy('position').limit(READ_SIZES)
          .select('position', handle.raw(`${BYTES} AS bytes`))
        sizes = rows.map(sizeFromRow)
        for (const [first, last] of rangesOf(sizes)) {
          const lines: unknown[] = await linesOf(userId, changeId).whereBetween('position', [first, last])
          yield * lines.map(lineFromRow)
          from = last + 1
        }
      } while (sizes.length === READ_SIZES)
    },

    /** The first lines that hold a row behind a position. */
    async linesBehind (userId: number, changeId: number, position: number, most: number): Promise<ChangeLine[]> {
      const lines: unknown[] = await linesOf(userId, changeId).limit(most)
        // The last condition and the limit say it alone; the others bound what is read.
        .where('position', '>', position - PACKED_ROWS).where('position', '<=', position + most)
        .whereRaw(`position + ${ROWS_BEHIND_FIRST} > ?`, [position])
      return lines.map(lineFromRow)
    },

    /**
     * The latest change after another one that touched one of these rows, is not undone and is no undo; none where
     * there is none.
     */
    async latestOn (
      userId: number, sinceId: number, entity: Entity, { firstId, lastId }: IdRange
    ): Promise<ChangeRow[]> {
      const rows: unknown[] = await owned(userId)
        .where('id', '>', sinceId).whereNot({ action: 'undo' }).whereNull('undone_by')
        .whereIn('id', handle(ROWS).select('change_id').where({ user_id: userId, entity })
          .where('change_id', '>', sinceId).where('first_id', '<=', lastId).where('last_id', '>=', firstId))
        .orderBy('id', 'desc').limit(1)
      return rows.map(fromRow)
    },
  }
}
