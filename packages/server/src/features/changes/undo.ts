/**
 * Undoes a change by what the log holds of it: its rows are again as they were, ids, versions and times included. An
 * undo is a change itself. It is refused where a row has changed since, or where the database's own constraints refuse
 * it.
 */
import { setImmediate } from 'node:timers/promises'
import type { Entity } from '@fintrack/contract/changes'
import { Problem } from '@fintrack/contract/problem'
import { counted, listed } from '@fintrack/contract/text'
import { violationOf } from '../../db/errors/violation.ts'
import { describeUses, referencesOf, referrersOf } from '../references.ts'
import { RESOURCES } from '../resources.ts'
import type { RecordingRepositories } from '../repositories.ts'
import type { IdRange, StoredRow } from '../row-repository.ts'
import { isNoOp } from '../update.ts'
import { rowChangesOf, type RowChange } from './change-lines.ts'
import type { Recorder } from './recorder.ts'

const ROWS_AT_ONCE = 2000
const CHARACTERS_AT_ONCE = 500_000

type Readable = Pick<RecordingRepositories, 'changes'>

/** A change that is being undone, by its id. */
interface Undoing {
  readonly repos: RecordingRepositories
  readonly recorder: Recorder
  readonly userId: number
  readonly id: number
}

export function notUndoable (id: number, reason: string): Problem {
  return new Problem('not_undoable', `Change ${id} cannot be undone: ${reason}.`)
}

/** Whether rows were created, rather than updated, removed or restored. */
function isCreated ({ before, after }: RowChange): boolean {
  return before === null && after === null
}

/** @returns the sentence's end that names the change that came after, where one did */
async function since ({ repos, userId, id }: Undoing, entity: Entity, range: IdRange): Promise<string> {
  const [later] = await repos.changes.latestOn(userId, id, entity, range)
  return later === undefined ? '' : `, by change ${later.id} (${later.summary}); undo that first`
}

/** `transaction 7 was`, or `2 transactions of it were` */
function subjectOf (entity: Entity, { firstId, lastId }: IdRange, changed: number): string {
  const { one, many } = RESOURCES[entity].label
  const rows = firstId === lastId ? `${one} ${firstId}` : `${counted(changed, one, many)} of it`
  return `${rows} ${changed === 1 ? 'was' : 'were'}`
}

/** Removes rows that the change created. */
async function removeCreated (undoing: Undoing, { entity, firstId, lastId }: RowChange): Promise<void> {
  const { recorder, id } = undoing
  for (const range of await unusedIn(undoing, entity, { firstId, lastId })) {
    const changed = range.lastId - range.firstId + 1 - await recorder.unchanged(entity, range)
    if (changed > 0) {
      throw notUndoable(
        id, `${subjectOf(entity, range, changed)} changed or removed since${await since(undoing, entity, range)}`
      )
    }
    const used = await recorder.firstUsed(entity, range)
    if (used !== undefined) await requireUnused(undoing, entity, used)
    await recorder.removeRange(entity, range)
  }
}

/**
 * The rows that go. A tag is made by the way, for a row that has it: where others have it since, it stays. Of anything
 * else all have to go.
 */
async function unusedIn ({ recorder }: Undoing, entity: Entity, { firstId, lastId }: IdRange): Promise<IdRange[]> {
  if (entity !== 'tag') return [{ firstId, lastId }]
  const unused: IdRange[] = []
  for (let from = firstId; from <= lastId;) {
    const end = await recorder.firstUsed(entity, { firstId: from, lastId }) ?? lastId + 1
    if (from < end) unused.push({ firstId: from, lastId: end - 1 })
    from = end + 1
  }
  return unused
}

/** A row that is removed again has come into use since. */
async function requireUnused ({ recorder, id }: Undoing, entity: Entity, one: number): Promise<void> {
  const uses = describeUses(entity, await recorder.uses(entity, one))
  if (uses !== '') throw notUndoable(id, `${RESOURCES[entity].label.one} ${one} is now used by ${uses}`)
}

/** The rows that rows refer to which come back are there, or the undo is refused. */
async function requireReferences (undoing: Undoing, entity: Entity, rows: readonly StoredRow[]): Promise<void> {
  const { recorder, id } = undoing
  const wanted = new Map<Entity, Map<number, number>>()
  for (const row of rows) {
    for (const [to, referred] of referencesOf(RESOURCES[entity], row)) {
      const ofEntity = wanted.get(to) ?? new Map<number, number>()
      wanted.set(to, ofEntity.set(referred, row.id))
    }
  }
  for (const [to, byId] of wanted) {
    const there = await recorder.byIds(to, [...byId.keys()])
    for (const [referred, row] of byId) {
      if (there.has(referred)) continue
      const range = { firstId: referred, lastId: referred }
      const [one, other] = [to, entity].map((name) => RESOURCES[name].label.one)
      throw notUndoable(
        id, `${one} ${referred} of ${other} ${row} was removed since${await since(undoing, to, range)}`
      )
    }
  }
}

function charactersOf (row: StoredRow | null): number {
  return Object.values(row ?? {}).reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
}

/** Rows that are compared and put back together: few and short enough that others have their turn between. */
function partsOf (changes: readonly RowChange[]): RowChange[][] {
  const parts: RowChange[][] = []
  let characters = 0
  for (const change of changes) {
    const part = parts.at(-1)
    const isFull = part === undefined || part.length >= ROWS_AT_ONCE || characters >= CHARACTERS_AT_ONCE
    if (isFull) parts.push([change])
    else part.push(change)
    characters = (isFull ? 0 : characters) + charactersOf(change.before) + charactersOf(change.after)
  }
  return parts
}

/** Rows of one table that were updated, removed or restored are again as they were. */
async function putBackAll (undoing: Undoing, entity: Entity, changes: readonly RowChange[]): Promise<void> {
  for (const part of partsOf(changes)) await putBack(undoing, entity, part)
}

async function putBack (undoing: Undoing, entity: Entity, changes: readonly RowChange[]): Promise<void> {
  const { recorder, id } = undoing
  const now = await recorder.byIds(entity, changes.map(({ firstId }) => firstId))
  for (const { firstId, lastId, after } of changes) {
    const current = now.get(firstId)
    const isAsLeft = after === null ? current === undefined : current !== undefined && isNoOp(current, after)
    if (isAsLeft) continue
    const range = { firstId, lastId }
    const fate = current === undefined ? 'removed' : 'changed'
    throw notUndoable(id, `${subjectOf(entity, range, 1)} ${fate} since${await since(undoing, entity, range)}`)
  }
  await requireReferences(undoing, entity, changes.flatMap(({ before }) => before ?? []))
  await recorder.putBack(entity, await withoutUsed(undoing, entity, changes))
}

/** Ids one after the other are one range: what is asked of them is asked once. */
function rangesOf (ids: readonly number[]): IdRange[] {
  const ranges: IdRange[] = []
  for (const id of ids.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last !== undefined && last.lastId === id - 1) ranges[ranges.length - 1] = { ...last, lastId: id }
    else ranges.push({ firstId: id, lastId: id })
  }
  return ranges
}

/** Without the tags that would be removed and that others have since. Of anything else none may be in use. */
async function withoutUsed (
  undoing: Undoing, entity: Entity, changes: readonly RowChange[]
): Promise<readonly RowChange[]> {
  const goes = new Set(changes.flatMap(({ firstId, before }) => before === null ? firstId : []))
  for (const range of rangesOf([...goes])) {
    if (entity === 'tag') {
      const unused = await unusedIn(undoing, entity, range)
      for (let id = range.firstId; id <= range.lastId; id += 1) {
        if (!unused.some(({ firstId, lastId }) => firstId <= id && id <= lastId)) goes.delete(id)
      }
      continue
    }
    const used = await undoing.recorder.firstUsed(entity, range)
    if (used !== undefined) await requireUnused(undoing, entity, used)
  }
  return changes.filter(({ firstId, before }) => before !== null || goes.has(firstId))
}

/** What a constraint of the database says about rows that come back. */
function reasonOf (violation: 'unique' | 'foreign_key', entity: Entity, rows: readonly RowChange[]): string {
  const { label, references } = RESOURCES[entity]
  if (violation === 'unique') return `another ${label.one} of its ${label.unique} was added since`
  const referrers = referrersOf(entity)
  const agreed = referrers.map(({ resource, column }) => resource.references[column]?.agreesOn)[0]
  if (agreed !== undefined) {
    const tables = listed([...new Set(referrers.map(({ resource }) => resource.label.many))], 'or')
    return `its ${agreed} cannot change back: ${tables} of the other ${agreed} were added since`
  }
  const all = Object.entries(references)
  const given = all.filter(([column]) => rows.some(({ before }) => typeof before?.[column] === 'number'))
  // Else it is about what a part of a split refers to.
  const reasons = (given.length === 0 ? all : given).map(([, reference]) =>
    `its ${RESOURCES[reference.entity].label.one} is now of another ${reference.agreesOn}`)
  return listed(reasons, 'or')
}

async function undoRun (undoing: Undoing, rows: readonly [RowChange, ...RowChange[]]): Promise<void> {
  const [first] = rows
  try {
    await (isCreated(first) ? removeCreated(undoing, first) : putBackAll(undoing, first.entity, rows))
  } catch (error) {
    const violation = violationOf(error)
    throw violation === undefined ? error : notUndoable(undoing.id, reasonOf(violation, first.entity, rows))
  }
}

/** The last first: nothing then refers to what is not there. Rows of one table that follow each other go together. */
function reversed (rows: readonly RowChange[]): Array<readonly [RowChange, ...RowChange[]]> {
  const runs: Array<[RowChange, ...RowChange[]]> = []
  for (const row of rows.toReversed()) {
    const [last] = runs.at(-1) ?? []
    if (last?.entity === row.entity && !isCreated(last) && !isCreated(row)) runs.at(-1)?.push(row)
    else runs.push([row])
  }
  // In the order of their ids they are packed.
  for (const run of runs) run.sort((one, other) => one.firstId - other.firstId)
  return runs
}

/** So many take some milliseconds to read. */
const ROWS_IN_TURN = 1000

/** What a change did, which is never written again: it is read before the transaction, and not in it. */
export async function rowChangesOfChange (
  repos: Readable, userId: number, id: number
): Promise<RowChange[]> {
  const changes: RowChange[] = []
  let rows = 0
  for await (const line of repos.changes.lines(userId, id)) {
    const read = rowChangesOf(line)
    changes.push(...read)
    rows += read.length
    if (rows < ROWS_IN_TURN) continue
    // Others have their turn.
    await setImmediate()
    rows = 0
  }
  return changes
}

/** @throws Problem not_undoable, with what stands in the way */
export async function undoRows (undoing: Undoing, changes: readonly RowChange[]): Promise<void> {
  for (const run of reversed(changes)) await undoRun(undoing, run)
}
