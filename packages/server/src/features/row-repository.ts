/** The rows of any table that is in the change log, by its descriptor. Only the recorder writes by it. */
import type { Knex } from 'knex'
import { dialectOf } from '../db/dialect.ts'
import { chunksOf, insertedId } from '../db/insert.ts'
import { insertOfJson, jsonOfChanges, jsonTexts, upsertOfJson } from './json-rows.ts'
import { referrersOf } from './references.ts'
import { derivedValues, type Resource, type ColumnValues } from './resources.ts'
import { idBetween, idIn, indexTablesOf, indexTablesWith, remake } from './row-index-repository.ts'

/** Ids in one statement: below the number of values that SQLite takes (32,766). */
const CHUNK_IDS = 2000
/** Rows in one pack: the change log's lines stay small enough to be read one by one. */
export const PACKED_ROWS = 1000
const PACKED_BYTES = 1_000_000
/** Rows in one part of those that change together: a row may have a text of 20,000 characters, twice. */
const CHANGED_ROWS = 500
/** A row with the columns that the change log holds. */
export type StoredRow = ColumnValues & { readonly id: number, readonly version: number }

/** Rows of consecutive ids. */
export interface IdRange { readonly firstId: number, readonly lastId: number }

/** Rows that change, as one text: of each its id, its contents before, and those after or null. */
export interface ChangedRows { readonly rows: number, readonly text: string }

/** Rows of consecutive ids as one text, as `unpack` reads it. */
export interface PackedRows extends IdRange { readonly text: string }

function fromRow (row: unknown): StoredRow {
  return row as StoredRow
}

/** The columns that a row gives a value. */
function givenIn (rows: readonly ColumnValues[]): string[] {
  return rows.flatMap((row) => Object.entries(row).filter(([, value]) => value !== null).map(([column]) => column))
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

function changedFromRow (row: unknown): ChangedRows & { readonly lastId: number } {
  return row as ChangedRows & { readonly lastId: number }
}

function packedFromRow (columns: readonly string[], row: unknown): PackedRows {
  const { firstId, lastId, rows } = row as IdRange & { rows: string }
  return { firstId, lastId, text: `{"columns":${JSON.stringify(columns)},"rows":${rows}}` }
}

export function rowRepository (handle: Knex) {
  const owned = (userId: number, { name }: Resource) => handle(name).where({ user_id: userId })

  /** As many as have room though each of them has the longest text. */
  const rowsInPack = async (
    userId: number, resource: Resource, { firstId, lastId }: IdRange
  ): Promise<number> => {
    const texts = resource.logged.filter((column) => resource.longTexts?.includes(column))
    if (texts.length === 0) return PACKED_ROWS
    const bytes = texts.map((column) => `COALESCE(octet_length(${column}), 0)`).join(' + ')
    const row: unknown = await owned(userId, resource).whereBetween('id', [firstId, lastId])
      .select(handle.raw(`MAX(${bytes}) AS rows`)).first()
    return Math.max(1, Math.min(PACKED_ROWS, Math.floor(PACKED_BYTES / Math.max(1, countFromRow(row)))))
  }

  return {
    /** Those of these rows that are there, by their ids. */
    async byIds (userId: number, resource: Resource, ids: readonly number[]): Promise<ReadonlyMap<number, StoredRow>> {
      const found = new Map<number, StoredRow>()
      for (const chunk of chunksOf(ids, CHUNK_IDS)) {
        const rows: unknown[] = await owned(userId, resource).select([...resource.logged]).whereIn('id', chunk)
        for (const row of rows.map(fromRow)) found.set(row.id, row)
      }
      return found
    },

    /**
     * Rows that are about to change, in parts of some hundred: the database makes what the log holds of them, so that
     * no row is read one by one.
     * @param condition the value of each column
     * @param values that they get, at this time; null where they are to be removed
     */
    async * changing (
      userId: number, resource: Resource, condition: ColumnValues, values: ColumnValues | null, now: string
    ): AsyncGenerator<ChangedRows, void, undefined> {
      const { sql, bindings } = jsonOfChanges(resource, values, now, dialectOf(handle))
      let [lastId, rows] = [0, 0]
      do {
        const part = owned(userId, resource).select([...resource.logged]).where(condition).where('id', '>', lastId)
          .orderBy('id').limit(CHANGED_ROWS).as('part')
        const found: unknown[] = await handle.from(part).select(
          handle.raw(`count(*) AS "rows", max(id) AS "lastId", ${sql} AS "text"`, bindings)
        )
        const changed = changedFromRow(found[0])
        rows = Number(changed.rows)
        if (rows > 0) yield { rows, text: changed.text }
        lastId = changed.lastId
      } while (rows === CHANGED_ROWS)
    },

    async insert (userId: number, resource: Resource, values: ColumnValues, now: string): Promise<number> {
      const id = await insertedId(handle(resource.name).insert({
        user_id: userId, ...values, ...derivedValues(resource, values), created_at: now, updated_at: now,
      }))
      await remake(handle, userId, indexTablesWith(resource, givenIn([values])), idIn([id]))
      return id
    },

    /**
     * @param valuesOf is called for the rows of one statement at a time, between which others have their turn
     * @returns the ids of the new rows, which rise in the order of the rows
     */
    async insertMany<Row> (
      userId: number, resource: Resource, rows: readonly Row[], valuesOf: (row: Row) => ColumnValues, now: string
    ): Promise<IdRange[]> {
      const columns = [...Object.keys(resource.values), ...Object.keys(resource.derived)]
      const statement = insertOfJson(resource, columns, dialectOf(handle))
      const ids: number[] = []
      const given = new Set<string>()
      const seen = (row: Row): ColumnValues => {
        const values = valuesOf(row)
        for (const column of givenIn([values])) given.add(column)
        return values
      }
      for (const json of jsonTexts(resource, columns, rows, seen)) {
        const inserted: Array<{ id: number }> = await handle.raw(statement, [userId, now, now, json])
        for (const { id } of inserted) ids.push(id)
      }
      const ranges = rangesOf(ids)
      const indexes = indexTablesWith(resource, [...given])
      for (const { firstId, lastId } of indexes.length === 0 ? [] : ranges) {
        await remake(handle, userId, indexes, idBetween(firstId, lastId))
      }
      return ranges
    },

    async update (
      userId: number, resource: Resource, condition: ColumnValues, values: ColumnValues, now: string
    ): Promise<void> {
      const indexes = indexTablesOf(resource, Object.keys(values))
      // What a row is found by may be what changes.
      const ids: number[] = indexes.length === 0 ? [] : await owned(userId, resource).where(condition).pluck('id')
      await owned(userId, resource).where(condition).update({
        ...values, ...derivedValues(resource, values), updated_at: now, version: handle.raw('version + 1'),
      })
      for (const chunk of chunksOf(ids, CHUNK_IDS)) await remake(handle, userId, indexes, idIn(chunk))
    },

    async remove (userId: number, resource: Resource, condition: ColumnValues): Promise<void> {
      await owned(userId, resource).where(condition).delete()
    },

    async removeEach (userId: number, resource: Resource, ids: readonly number[]): Promise<void> {
      for (const chunk of chunksOf(ids, CHUNK_IDS)) await owned(userId, resource).whereIn('id', chunk).delete()
    },

    async removeRange (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<void> {
      await owned(userId, resource).whereBetween('id', [firstId, lastId]).delete()
    },

    /** Stores rows as they are given, version and times included, whether they are there or not. */
    async put (userId: number, resource: Resource, rows: readonly StoredRow[]): Promise<void> {
      const columns = [...resource.logged, ...Object.keys(resource.derived)]
      const statement = upsertOfJson(resource, columns, dialectOf(handle))
      for (const json of jsonTexts(resource, columns, rows, (row) => row)) {
        await handle.raw(statement, [userId, json, userId])
      }
      const indexes = indexTablesOf(resource, resource.logged)
      const ids = indexes.length === 0 ? [] : rows.map(({ id }) => id)
      for (const chunk of chunksOf(ids, CHUNK_IDS)) await remake(handle, userId, indexes, idIn(chunk))
    },

    /** The rows of a range, all of which are there, in packs of a thousand. */
    async packed (userId: number, resource: Resource, { firstId, lastId }: IdRange): Promise<PackedRows[]> {
      const { logged: columns } = resource
      const rows = dialectOf(handle) === 'sqlite'
        ? `json_group_array(json_array(${columns.join(', ')}))`
        : `json_agg(json_build_array(${columns.join(', ')}))::text`
      const most = await rowsInPack(userId, resource, { firstId, lastId })
      const found: unknown[] = await owned(userId, resource).whereBetween('id', [firstId, lastId])
        .select(handle.raw(`min(id) AS "firstId", max(id) AS "lastId", ${rows} AS "rows"`))
        .groupByRaw(`(id - ${Number(firstId)}) / ${most}`).orderBy('firstId')
      return found.map((one) => packedFromRow(columns, one))
    },

    /** The first of some rows that others refer to, or undefined. */
    async firstUsed (
      userId: number, { entity }: Resource, { firstId, lastId }: IdRange
    ): Promise<number | undefined> {
      const ids: number[] = []
      for (const { table, column } of referrersOf(entity)) {
        const row: unknown = await handle(table).where({ user_id: userId }).whereBetween(column, [firstId, lastId])
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
      for (const { resource, table, id: rowId, column } of referrersOf(entity)) {
        const row: unknown = await handle(table).where({ user_id: userId, [column]: id })
          .countDistinct({ rows: rowId }).first()
        uses[resource.name] = (uses[resource.name] ?? 0) + countFromRow(row)
      }
      return uses
    },
  }
}

export type RowRepository = ReturnType<typeof rowRepository>
