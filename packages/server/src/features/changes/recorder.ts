/**
 * Writes rows of the book and records what it does to them: the contents of a row before a write and after it, or the
 * ids of rows that were created. It is the only way to write such a row, so that no service can forget the change log.
 */
import type { Entity } from '@fintrack/contract/changes'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import { chunksOf } from '../../db/insert.ts'
import { RESOURCES, type ColumnValues } from '../resources.ts'
import { rangesOf, type IdRange, type RowRepository, type StoredRow } from '../row-repository.ts'
import type { ChangedTogether, Effect, PackedRemoval, RowChange } from './change-lines.ts'

/** Writes the rows of one table, as the user of a change. */
export interface TableWriter<Values> {
  /** @returns the id of the new row */
  insert (values: Values): Promise<number>
  /** @returns the ids of the new rows */
  insertMany (rows: readonly Values[]): Promise<readonly IdRange[]>
  update (id: number, values: Values): Promise<void>
  remove (id: number): Promise<void>
  /** Changes all rows with these values in these columns. @returns how many there were */
  updateWhere (condition: Partial<Values>, values: Partial<Values>): Promise<number>
  /** Changes rows, each to its own values. */
  updateEach (rows: ReadonlyArray<Partial<Values> & { readonly id: number }>): Promise<void>
  /** Removes the rows of these ids. */
  removeEach (ids: readonly number[]): Promise<void>
  /** Removes all rows with these values in these columns. @returns how many there were */
  removeWhere (condition: Partial<Values>): Promise<number>
}

/** What was recorded, in the order in which it happened. */
type Recorded =
  | { readonly entity: Entity, readonly before: StoredRow }
  | { readonly entity: Entity, readonly created: IdRange }
  | { readonly entity: Entity, readonly restored: StoredRow }
  | PackedRemoval
  | ChangedTogether

function given (values: object): ColumnValues {
  return Object.fromEntries(Object.entries(values))
}

export interface RowLimits {
  /** The most rows of each entity that a user may have. */
  readonly rowsPerUser: Readonly<Record<Entity, number>>
  /** The most rows that one change updates or removes because of what they hold. */
  readonly rowsPerChange: number
}

/** Rows that are read, recorded and stored together. */
const ROWS_AT_ONCE = 1000

/** The most that the log takes of the rows of one change: they are in memory until it is stored. */
const MOST_CHARACTERS = 10_000_000

/** Rows that are added one by one are counted each time that so many more may have come: a count reads them all. */
const COUNTS_TO_LIMIT = 100

/** How many rows each user has added one by one since they were counted; a user who is not here is counted next. */
export type RowsSinceCount = Map<string, number>

/** The setting that bounds the rows of each. */
const SETTING: Readonly<Record<Entity, string>> = {
  transaction: 'FINTRACK_ROWS_PER_USER',
  budget: 'FINTRACK_ROWS_PER_USER',
  balance_check: 'FINTRACK_ROWS_PER_USER',
  category: 'FINTRACK_CATEGORIES_PER_USER',
  account: 'FINTRACK_CATEGORIES_PER_USER',
  tag: 'FINTRACK_CATEGORIES_PER_USER',
}

function tooMany (entity: Entity, most: number): Problem {
  const { one, many } = RESOURCES[entity].label
  return new Problem(
    'limit_reached', `A user may have ${counted(most, one, many)} at most, and this would be more; ` +
      `remove some, or ask the operator for more (${SETTING[entity]}).`
  )
}

function tooManyAtOnce (entity: Entity, most: number): Problem {
  return new Problem(
    'limit_reached', `One change may touch ${counted(most, 'row')} at most, and this would change more ` +
      `${RESOURCES[entity].label.many}; change some of them first, or ask the operator for more ` +
      '(FINTRACK_ROWS_PER_CHANGE).'
  )
}

function tooLong (entity: Entity): Problem {
  return new Problem(
    'limit_reached', `The ${RESOURCES[entity].label.many} hold more text than one change may touch; change some of ` +
      'them first.'
  )
}

export function recorder (
  rows: RowRepository, userId: number, now: () => string, limits: RowLimits, sinceCount: RowsSinceCount
) {
  const log: Recorded[] = []

  /** A row that is about to change, or to be removed. */
  const recordOne = async (entity: Entity, id: number): Promise<void> => {
    for (const before of (await rows.byIds(userId, RESOURCES[entity], [id])).values()) log.push({ entity, before })
  }

  /** @throws Problem limit_reached */
  const requireRoom = async (entity: Entity): Promise<void> => {
    sinceCount.delete(`${userId} ${entity}`)
    const most = limits.rowsPerUser[entity]
    if (await rows.hasMore(userId, RESOURCES[entity], most)) throw tooMany(entity, most)
    sinceCount.set(`${userId} ${entity}`, 0)
  }

  /** The same for one more row. */
  const requireRoomForOne = async (entity: Entity): Promise<void> => {
    const since = sinceCount.get(`${userId} ${entity}`)
    if (since === undefined || since + 1 >= limits.rowsPerUser[entity] / COUNTS_TO_LIMIT) await requireRoom(entity)
    else sinceCount.set(`${userId} ${entity}`, since + 1)
  }

  /** Rows whose contents before and after are known. */
  const recordAsText = (
    entity: Entity, changed: ReadonlyArray<{ readonly before: StoredRow, readonly after: StoredRow }>
  ): void => {
    if (changed.length === 0) return
    const lines = changed.map(({ before, after }) => [before.id, JSON.stringify(before), JSON.stringify(after)])
    log.push({ entity, changed: { rows: changed.length, text: JSON.stringify(lines) } })
  }

  /** Records what a write is about to do to all rows of a condition. @throws Problem limit_reached */
  const recordAll = async (
    entity: Entity, condition: ColumnValues, values: ColumnValues | null, at: string
  ): Promise<number> => {
    let count = 0
    let characters = 0
    for await (const changed of rows.changing(userId, RESOURCES[entity], condition, values, at)) {
      count += changed.rows
      characters += changed.text.length
      const { rowsPerChange: most } = limits
      if (count > most) throw tooManyAtOnce(entity, most)
      if (characters > MOST_CHARACTERS) throw tooLong(entity)
      log.push({ entity, changed })
    }
    return count
  }

  const updateWhere = async (entity: Entity, condition: ColumnValues, values: ColumnValues): Promise<number> => {
    const at = now()
    const count = await recordAll(entity, condition, values, at)
    if (count > 0) await rows.update(userId, RESOURCES[entity], condition, values, at)
    return count
  }

  const removeWhere = async (entity: Entity, condition: ColumnValues): Promise<number> => {
    const count = await recordAll(entity, condition, null, now())
    if (count > 0) await rows.remove(userId, RESOURCES[entity], condition)
    return count
  }

  const update = async (entity: Entity, id: number, values: ColumnValues): Promise<void> => {
    await recordOne(entity, id)
    await rows.update(userId, RESOURCES[entity], { id }, values, now())
  }

  const updateEach = async (entity: Entity, all: readonly ColumnValues[]): Promise<void> => {
    if (all.length > limits.rowsPerChange) throw tooManyAtOnce(entity, limits.rowsPerChange)
    const at = now()
    for (const part of chunksOf(all, ROWS_AT_ONCE)) {
      const values = new Map(part.map((row) => [Number(row.id), row]))
      const before = await rows.byIds(userId, RESOURCES[entity], [...values.keys()])
      const changed = [...before.values()].map((row): { before: StoredRow, after: StoredRow } =>
        ({ before: row, after: { ...row, ...values.get(row.id), updated_at: at, version: row.version + 1 } }))
      recordAsText(entity, changed)
      await rows.put(userId, RESOURCES[entity], changed.map(({ after }) => after))
    }
  }

  const removeEach = async (entity: Entity, ids: readonly number[]): Promise<void> => {
    if (ids.length > limits.rowsPerChange) throw tooManyAtOnce(entity, limits.rowsPerChange)
    for (const part of chunksOf(ids, ROWS_AT_ONCE)) {
      for (const before of (await rows.byIds(userId, RESOURCES[entity], part)).values()) log.push({ entity, before })
      await rows.removeEach(userId, RESOURCES[entity], part)
    }
  }

  const remove = async (entity: Entity, id: number): Promise<void> => {
    await recordOne(entity, id)
    await rows.remove(userId, RESOURCES[entity], { id })
  }

  /** Removes rows of consecutive ids, for undo. */
  const removeRange = async (entity: Entity, range: IdRange): Promise<void> => {
    for (const removed of await rows.packed(userId, RESOURCES[entity], range)) log.push({ entity, removed })
    await rows.removeRange(userId, RESOURCES[entity], range)
  }

  return {
    table: <Values extends object>(entity: Entity): TableWriter<Values> => ({
      insert: async (values) => {
        const id = await rows.insert(userId, RESOURCES[entity], given(values), now())
        log.push({ entity, created: { firstId: id, lastId: id } })
        await requireRoomForOne(entity)
        return id
      },
      insertMany: async (all) => {
        // A user who has more than they may have since before there were limits goes on without new ones.
        if (all.length === 0) return []
        const ranges = await rows.insertMany(userId, RESOURCES[entity], all, given, now())
        for (const created of ranges) log.push({ entity, created })
        await requireRoom(entity)
        return ranges
      },
      update: (id, values) => update(entity, id, given(values)),
      remove: (id) => remove(entity, id),
      updateEach: (all) => updateEach(entity, all.map(given)),
      removeEach: (ids) => removeEach(entity, ids),
      updateWhere: (condition, values) => updateWhere(entity, given(condition), given(values)),
      removeWhere: (condition) => removeWhere(entity, given(condition)),
    }),

    /** Of any table, for undo: see the rows' repository. */
    byIds: (entity: Entity, ids: readonly number[]) => rows.byIds(userId, RESOURCES[entity], ids),
    unchanged: (entity: Entity, range: IdRange) => rows.unchanged(userId, RESOURCES[entity], range),
    uses: (entity: Entity, id: number) => rows.uses(userId, RESOURCES[entity], id),
    firstUsed: (entity: Entity, range: IdRange) => rows.firstUsed(userId, RESOURCES[entity], range),

    removeRange,

    /**
     * Makes rows what they were, for undo.
     * @param changes a row as it is to be (null: to be removed), and as it is now (null: not there)
     */
    putBack: async (
      entity: Entity, changes: ReadonlyArray<Pick<RowChange, 'firstId' | 'before' | 'after'>>
    ): Promise<void> => {
      const back = changes.flatMap(({ before }) => before ?? [])
      // What it is becomes what it was.
      recordAsText(entity, changes.flatMap(({ before: back, after: now }) =>
        back === null || now === null ? [] : [{ before: now, after: back }]))
      const gone = changes.filter(({ before }) => before === null)
      for (const range of rangesOf(gone.map(({ firstId }) => firstId))) await removeRange(entity, range)
      await rows.put(userId, RESOURCES[entity], back)
      if (changes.some(({ after }) => after === null)) await requireRoom(entity)
      for (const { before, after } of changes) {
        if (after === null && before !== null) log.push({ entity, restored: before })
      }
    },

    /** What became of the rows. */
    changes: async (): Promise<Effect[]> => {
      const now = new Map<string, StoredRow>()
      for (const entity of new Set(log.map((one) => one.entity))) {
        const ids = log.flatMap((one) => 'before' in one && one.entity === entity ? [one.before.id] : [])
        for (const [id, row] of await rows.byIds(userId, RESOURCES[entity], ids)) now.set(`${entity} ${id}`, row)
      }
      return log.map((one): Effect => {
        if ('removed' in one || 'changed' in one) return one
        const { entity } = one
        if ('created' in one) return { entity, ...one.created, before: null, after: null }
        const { id } = 'before' in one ? one.before : one.restored
        const range = { firstId: id, lastId: id }
        if ('restored' in one) return { entity, ...range, before: null, after: one.restored }
        return { entity, ...range, before: one.before, after: now.get(`${entity} ${id}`) ?? null }
      })
    },
  }
}

export type Recorder = ReturnType<typeof recorder>
