/** What a change did to rows, and the lines of the log that hold it. */
import type { Entity } from '@fintrack/contract/changes'
import { RESOURCES } from '../resources.ts'
import { PACKED_ROWS, type ChangedRows, type IdRange, type PackedRows, type StoredRow } from '../row-repository.ts'
import { pack, unpack } from './packed-rows.ts'

/** What a change did to a row, or to rows that it created together. */
export interface RowChange extends IdRange {
  readonly entity: Entity
  /** The row before the change; null where there was none. */
  readonly before: StoredRow | null
  /** The row after it; null where it was removed, and for rows that were created, whose contents are in their table. */
  readonly after: StoredRow | null
}

/** With its place among what the change did. */
export interface PlacedRowChange extends RowChange { readonly position: number }

/** Rows that a change removed together. */
export interface PackedRemoval { readonly entity: Entity, readonly removed: PackedRows }

/** Rows that a change updated or removed together, wherever they are. */
export interface ChangedTogether { readonly entity: Entity, readonly changed: ChangedRows }

/** What a change did. */
export type Effect = RowChange | PackedRemoval | ChangedTogether

/** Lines of the log as one text. */
export interface LinesAsText extends ChangedTogether { readonly position: number }

/** A line of the log, without the change that it is of. */
export interface ChangeLine {
  readonly position: number
  readonly entity: Entity
  readonly first_id: number
  readonly last_id: number
  readonly before: string | null
  readonly after: string | null
}

function isOneRow ({ before, after }: RowChange): boolean {
  return before !== null || after !== null
}

/** Whether a change of a row goes into the same line as the one before it. */
function goesOn (run: readonly RowChange[], next: RowChange): boolean {
  const [first] = run
  const last = run.at(-1)
  return first !== undefined && last !== undefined && isOneRow(last) && isOneRow(next) && run.length < PACKED_ROWS &&
    first.entity === next.entity && last.lastId === next.firstId - 1 &&
    (first.before === null) === (next.before === null) && (first.after === null) === (next.after === null)
}

/** With the rows together that go into one line. */
function runsOf (effects: readonly Effect[]): Array<[RowChange, ...RowChange[]] | Exclude<Effect, RowChange>> {
  const runs: Array<[RowChange, ...RowChange[]] | Exclude<Effect, RowChange>> = []
  for (const row of effects) {
    const run = runs.at(-1)
    if ('removed' in row || 'changed' in row) runs.push(row)
    else if (Array.isArray(run) && goesOn(run, row)) run.push(row)
    else runs.push([row])
  }
  return runs
}

function textOf (entity: Entity, rows: readonly RowChange[], side: 'before' | 'after'): string | null {
  const contents = rows.flatMap((row) => row[side] ?? [])
  const [only] = contents
  if (only === undefined) return null
  return contents.length === 1 ? JSON.stringify(only) : pack(RESOURCES[entity], contents)
}

/** The lines of a change. The position of a line is that of its first row. */
export function * linesOf (effects: readonly Effect[]): Generator<ChangeLine | LinesAsText, void, undefined> {
  let position = 0
  for (const run of runsOf(effects)) {
    if ('changed' in run) {
      yield { position, ...run }
      position += run.changed.rows
    } else if ('removed' in run) {
      const { entity, removed: { firstId, lastId, text } } = run
      yield { position, entity, first_id: firstId, last_id: lastId, before: text, after: null }
      position += lastId - firstId + 1
    } else {
      const [{ entity, firstId }] = run
      const [before, after] = [textOf(entity, run, 'before'), textOf(entity, run, 'after')]
      yield { position, entity, first_id: firstId, last_id: Math.max(...run.map((row) => row.lastId)), before, after }
      position += run.length
    }
  }
}

/** What a line holds, a row after the other. */
export function rowChangesOf (
  { position, entity, first_id: firstId, last_id: lastId, before, after }: ChangeLine
): PlacedRowChange[] {
  if (before === null && after === null) return [{ position, entity, firstId, lastId, before: null, after: null }]
  const befores = before === null ? [] : unpack(RESOURCES[entity], before)
  const afters = after === null ? [] : unpack(RESOURCES[entity], after)
  return Array.from({ length: lastId - firstId + 1 }, (_, at): PlacedRowChange => ({
    position: position + at,
    entity,
    firstId: firstId + at,
    lastId: firstId + at,
    before: befores[at] ?? null,
    after: afters[at] ?? null,
  }))
}

/** The rows that lines hold behind a position. */
export function rowsBehind (lines: readonly ChangeLine[], position: number): PlacedRowChange[] {
  return lines.flatMap(rowChangesOf).filter((row) => row.position > position)
}
