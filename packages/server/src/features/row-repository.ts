/** The rows of any table that is in the change log, by its descriptor. Only the recorder writes by it. */
import type { Knex } from 'knex'
import { dialectOf } from '../db/dialect.ts'
import { chunksOf, insertedId } from '../db/insert.ts'
import { derivedValues, loggedColumns, referrersOf, type Resource, type ColumnValues } from './resources.ts'

/** Ids in one statement: below the number of values that SQLite takes (32,766). */
const CHUNK_IDS = 2000
/** Rows in one pack: the change log's lines stay small enough to be read one by one. */
export const PACKED_ROWS = 1000
/**
 * Rows in one insert of JSON, and the characters of their texts: large enough that the statement costs nothing, and
 * small enough that others have their turn between two. Some characters become eighteen in the text to search in.
 */
const CHUNK_JSON_ROWS = 2000
const CHUNK_CHARACTERS = 100_000

/** The key of a row: on PostgreSQL it begins with the owner, on SQLite it cannot. */
const KEYS = { sqlite: ['id'], postgres: ['user_id', 'id'] }

/** A row with the columns that the change log holds. */
export type StoredRow = ColumnValues & { readonly id: number, readonly version: number }

/** Rows of consecutive ids. */
export interface IdRange { readonly firstId: number, readonly lastId: number }

/** Rows of consecutive ids as one text, as `unpack` reads it. */
export interface PackedRows extends IdRange { readonly text: string }

function fromRow (row: unknown): StoredRow {
  return row as StoredRow
}

function countFromRow (row: unknown): number {
  return Number((row as { rows: number | string }).rows)
}

/** Ids as the runs of consecutive ones that they are: others may write between them. */
export function rangesOf (ids: readonly number[]): IdRange[] {
  const ranges: IdRange[] = []
  for (const id of ids.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last?.lastId === id - 1) ranges.splice(-1, 1, { ...last, lastId: id })
    else ranges.push({ firstId: id, lastId: id })
  }
  return ranges
}

/** Every id of some ranges, in their order. */
export function idsIn (ranges: readonly IdRange[]): number[] {
  return ranges.flatMap(({ firstId, lastId }) => Array.from({ length: lastId - firstId + 1 }, (_, at) => firstId + at))
}

function charactersOf (values: ColumnValues): number {
  return Object.values(values).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)
}

/** The rows of one statement after the other. */
function * statementsOf<Row> (rows: readonly Row[], valuesOf: (row: Row) => ColumnValues): Generator<ColumnValues[]> {
  let chunk: ColumnValues[] = []
  let characters = 0
  for (const row of rows) {
    const values = valuesOf(row)
    chunk.push(values)
    characters += charactersOf(values)
    if (chunk.length < CHUNK_JSON_ROWS && characters < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = []
    characters = 0
  }
  if (chunk.length > 0) yield chunk
}

type Dialect = ReturnType<typeof dialectOf>
const OWNER = { sqlite: '?', postgres: '?::bigint' }
/** The rows of a text, each an array of values. */
const JSON_ROWS = {
  sqlite: 'json_each(?)', postgres: 'json_array_elements(?::json) WITH ORDINALITY AS rows (value, key)',
}

/** Reads the columns of such a row. */
function readColumns ({ values }: Resource, columns: readonly string[], dialect: Dialect): string[] {
  const isInteger = (column: string) => values[column] === 'integer' || column === 'id' || column === 'version'
  return columns.map((column, at) =>
    dialect === 'postgres' && isInteger(column) ? `(value ->> ${at})::bigint` : `value ->> ${at}`)
}

function packedFromRow (columns: readonly string[], row: unknown): PackedRows {
  const { firstId, lastId, rows } = row as IdRange & { rows: string }
  return { firstId, lastId, text: `{"columns":${JSON.stringify(columns)},"rows":${rows}}` }
}

/**
 * One text for all rows: a statement for each row is eight times slower.
 * @param columns in the order of the values of each row
 */
function jsonInsert (resource: Resource, columns: readonly string[], dialect: Dialect): string {
  return `
    INSERT INTO ${resource.name} (user_id, ${columns.join(', ')}, created_at, updated_at)
    SELECT ${OWNER[dialect]}, ${readColumns(resource, columns, dialect).join(', ')}, ?, ?
    FROM ${JSON_ROWS[dialect]}
    ORDER BY key
    RETURNING id`
}

export function rowRepository (handle: Knex) {
  const owned = (userId: number, { name }: Resource) => handle(name).where({ user_id: userId })

  return {
    /** Those of these rows that are there, by their ids. */
    async byIds (userId: number, resource: Resource, ids: readonly number[]): Promise<ReadonlyMap<number, StoredRow>> {
      const found = new Map<number, StoredRow>()
      for (const chunk of chunksOf(ids, CHUNK_IDS)) {
        const rows: unknown[] = await owned(userId, resource).select(loggedColumns(resource)).whereIn('id', chunk)
        for (const row of rows.map(fromRow)) found.set(row.id, row)
      }
      return found
    },

    /** By their ids. @param condition the value of each column */
    async where (userId: number, resource: Resource, condition: ColumnValues): Promise<StoredRow[]> {
      const rows: unknown[] = await owned(userId, resource)
        .select(loggedColumns(resource)).where(condition).orderBy('id')
      return rows.map(fromRow)
    },

    async insert (userId: number, resource: Resource, values: ColumnValues, now: string): Promise<number> {
      return insertedId(handle(resource.name).insert({
        user_id: userId, ...values, ...derivedValues(resource, values), created_at: now, updated_at: now,
      }))
    },

    /**
     * @param valuesOf is called for the rows of one statement at a time, between which others have their turn
     * @returns the ids of the new rows, which rise in the order of the rows
     */
    async insertMany<Row> (
      userId: number, resource: Resource, rows: readonly Row[], valuesOf: (row: Row) => ColumnValues, now: string
    ): Promise<IdRange[]> {
      const columns = [...Object.keys(resource.values), ...Object.keys(resource.derived)]
      const dialect = dialectOf(handle)
      const ids: number[] = []
      for (const chunk of statementsOf(rows, valuesOf)) {
        const json = chunk.map((values) => {
          const derived = derivedValues(resource, values)
          return columns.map((column) => values[column] ?? derived[column] ?? null)
        })
        const inserted: Array<{ id: number }> =
          await handle.raw(jsonInsert(resource, columns, dialect), [userId, now, now, JSON.stringify(json)])
        for (const { id } of inserted) ids.push(id)
      }
      return rangesOf(ids)
    },

    async update (
      userId: number, resource: Resource, condition: ColumnValues, values: ColumnValues, now: string
    ): Promise<void> {
      await owned(userId, resource).where(condition).update({
        ...values, ...derivedValues(resource, values), updated_at: now, version: handle.raw('version + 1'),
      })
    },

    async remove (userId: number, resource: Resource, condition: ColumnValues): Promise<void> {
      await owned(userId, resource).where(condition).delete()
    },

    async removeRange (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<void> {
      await owned(userId, resource).whereBetween('id', [firstId, lastId]).delete()
    },

    /**
     * Stores rows as they are given, version and times included, whether they are there or not. The text of all rows
     * is one value, because a statement for each row is eight times slower.
     */
    async put (userId: number, resource: Resource, rows: readonly StoredRow[]): Promise<void> {
      const dialect = dialectOf(handle)
      const columns = [...loggedColumns(resource), ...Object.keys(resource.derived)]
      const updates = columns.map((column) => `${column} = excluded.${column}`)
      for (const chunk of statementsOf(rows, (row) => row)) {
        const json = chunk.map((row) => {
          const derived = derivedValues(resource, row)
          return columns.map((column) => row[column] ?? derived[column] ?? null)
        })
        await handle.raw(`
          INSERT INTO ${resource.name} (user_id, ${columns.join(', ')})
          SELECT ${OWNER[dialect]}, ${readColumns(resource, columns, dialect).join(', ')}
          FROM ${JSON_ROWS[dialect]}
          WHERE true
          ON CONFLICT (${KEYS[dialect].join(', ')}) DO UPDATE SET ${updates.join(', ')}
          WHERE ${resource.name}.user_id = ${OWNER[dialect]}`, [userId, JSON.stringify(json), userId])
      }
    },

    /** The rows of a range, all of which are there, in packs of a thousand. */
    async packed (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<PackedRows[]> {
      const columns = loggedColumns(resource)
      const rows = dialectOf(handle) === 'sqlite'
        ? `json_group_array(json_array(${columns.join(', ')}))`
        : `json_agg(json_build_array(${columns.join(', ')}))::text`
      const found: unknown[] = await owned(userId, resource).whereBetween('id', [firstId, lastId])
        .select(handle.raw(`min(id) AS "firstId", max(id) AS "lastId", ${rows} AS "rows"`))
        .groupByRaw(`(id - ${Number(firstId)}) / ${PACKED_ROWS}`).orderBy('firstId')
      return found.map((one) => packedFromRow(columns, one))
    },

    /** The first of some rows that others refer to, or undefined. */
    async firstUsed (
      userId: number, { entity }: Resource, { firstId, lastId }: IdRange
    ): Promise<number | undefined> {
      const ids: number[] = []
      for (const { resource, column } of referrersOf(entity)) {
        const row: unknown = await owned(userId, resource).whereBetween(column, [firstId, lastId])
          .min({ rows: column }).first()
        const id = countFromRow(row)
        if (id > 0) ids.push(id)
      }
      return ids.length === 0 ? undefined : Math.min(...ids)
    },

    /** Whether a user has more rows than that. */
    async hasMore (userId: number, resource: Resource, most: number): Promise<boolean> {
      const rows: unknown[] = await owned(userId, resource).select('user_id').limit(1).offset(most)
      return rows.length > 0
    },

    /** How many rows of a range are still as they were created. */
    async unchanged (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<number> {
      const row: unknown = await owned(userId, resource)
        .where({ version: 1 }).whereBetween('id', [firstId, lastId]).count({ rows: '*' }).first()
      return countFromRow(row)
    },

    /** How many rows refer to a row, by their table. */
    async uses (userId: number, { entity }: Resource, id: number): Promise<Readonly<Record<string, number>>> {
      const uses: Record<string, number> = {}
      for (const { resource, column } of referrersOf(entity)) {
        const row: unknown = await owned(userId, resource).where({ [column]: id }).count({ rows: '*' }).first()
        uses[resource.name] = (uses[resource.name] ?? 0) + countFromRow(row)
      }
      return uses
    },
  }
}

export type RowRepository = ReturnType<typeof rowRepository>
