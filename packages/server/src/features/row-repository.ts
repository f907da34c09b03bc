/** The rows of any table that is in the change log, by its descriptor. Only the recorder writes by it. */
import type { Knex } from 'knex'
import { dialectOf } from '../db/dialect.ts'
import { chunksOf, insertedId } from '../db/insert.ts'
import { derivedValues, loggedColumns, referrersOf, type Resource, type ColumnValues } from './resources.ts'

/** Ids in one statement: below the number of values that SQLite takes (32,766). */
const CHUNK_IDS = 2000
/**
 * Rows in one insert of Knex: below the number of SELECTs that SQLite takes, of which Knex makes one for each row
 * (500).
 */
const CHUNK_ROWS = 400
/** Rows in one insert of JSON: large enough that the statement costs nothing, small enough for its text. */
const CHUNK_JSON_ROWS = 5000

/** The key of a row: on PostgreSQL it begins with the owner, on SQLite it cannot. */
const KEYS = { sqlite: ['id'], postgres: ['user_id', 'id'] }

/** A row with the columns that the change log holds. */
export type StoredRow = ColumnValues & { readonly id: number, readonly version: number }

/** Rows of consecutive ids. */
export interface IdRange { readonly firstId: number, readonly lastId: number }

function fromRow (row: unknown): StoredRow {
  return row as StoredRow
}

function countFromRow (row: unknown): number {
  return Number((row as { rows: number | string }).rows)
}

/** Ids as the runs of consecutive ones that they are: others may write between them. */
function rangesOf (ids: readonly number[]): IdRange[] {
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

/**
 * One text for all rows: a statement for each row is eight times slower.
 * @param columns in the order of the values of each row
 */
function jsonInsert ({ name, values }: Resource, columns: readonly string[], dialect: 'sqlite' | 'postgres'): string {
  const [owner, rows] = dialect === 'sqlite'
    ? ['?', 'json_each(?)']
    : ['?::bigint', 'json_array_elements(?::json) WITH ORDINALITY AS rows (value, key)']
  const read = columns.map((column, at) =>
    dialect === 'postgres' && values[column] === 'integer' ? `(value ->> ${at})::bigint` : `value ->> ${at}`)
  return `
    INSERT INTO ${name} (user_id, ${columns.join(', ')}, created_at, updated_at)
    SELECT ${owner}, ${read.join(', ')}, ?, ?
    FROM ${rows}
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

    /** @returns the ids of the new rows, which rise in the order of the rows */
    async insertMany (
      userId: number, resource: Resource, rows: readonly ColumnValues[], now: string
    ): Promise<IdRange[]> {
      const columns = [...Object.keys(resource.values), ...Object.keys(resource.derived)]
      const dialect = dialectOf(handle)
      const ids: number[] = []
      for (const chunk of chunksOf(rows, CHUNK_JSON_ROWS)) {
        const json = chunk.map((values) => {
          const row = { ...values, ...derivedValues(resource, values) }
          return columns.map((column) => row[column] ?? null)
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

    async removeIds (userId: number, resource: Resource, ids: readonly number[]): Promise<void> {
      for (const chunk of chunksOf(ids, CHUNK_IDS)) await owned(userId, resource).whereIn('id', chunk).delete()
    },

    async removeRange (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<void> {
      await owned(userId, resource).whereBetween('id', [firstId, lastId]).delete()
    },

    /** Stores rows as they are given, version and times included, whether they are there or not. */
    async put (userId: number, resource: Resource, rows: readonly StoredRow[]): Promise<void> {
      for (const chunk of chunksOf(rows, CHUNK_ROWS)) {
        const whole = chunk.map((row) => ({ ...row, ...derivedValues(resource, row), user_id: userId }))
        await handle(resource.name).insert(whole).onConflict(KEYS[dialectOf(handle)]).merge()
          .where({ [`${resource.name}.user_id`]: userId })
      }
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
