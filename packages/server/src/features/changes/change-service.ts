import type { Change, ChangeFilters } from '@fintrack/contract/changes'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import { violationOf } from '../../db/constraint.ts'
import type { Origin } from '../../dispatch.ts'
import { paged, type Page } from '../../paging.ts'
import type { ChangeRow, Noun, RowChange, RowCounts, StoredRow } from './change-repository.ts'
import type { Ledger, Recorder } from './ledger.ts'

const SINGULAR: Readonly<Record<Noun, string>> = { transactions: 'transaction', categories: 'category', budgets: 'budget' }
const NO_ROWS: RowCounts = { transactions: 0, categories: 0, budgets: 0 }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no change ${id}.`)
}

function stuck (id: number, reason: string): Problem {
  return new Problem('not_undoable', `Change ${id} cannot be taken back: ${reason}.`)
}

function isSame (one: StoredRow, other: StoredRow | undefined): boolean {
  return other !== undefined && Object.keys(one).every((column) => one[column] === other[column])
}

/** Whether rows were made, rather than changed, removed or brought back. */
function isMade ({ before, after }: RowChange): boolean {
  return before === null && after === null
}

export function changeService ({ uow, ledger }: { uow: UnitOfWork, ledger: Ledger }) {
  const withCounts = async (repos: Repositories, userId: number, rows: readonly ChangeRow[]): Promise<Change[]> => {
    const counts = await repos.changes.counts(userId, rows.map(({ id }) => id))
    return rows.map((row) => ({ ...row, rows: counts.get(row.id) ?? NO_ROWS }))
  }

  const get = async (repos: Repositories, userId: number, id: number): Promise<Change> => {
    const row = await repos.changes.get(userId, id)
    const [change] = row === undefined ? [] : await withCounts(repos, userId, [row])
    if (change === undefined) throw missing(id)
    return change
  }

  /** Rows that were made go again. */
  const unmake = async (repos: Repositories, userId: number, id: number, { noun, firstId, lastId }: RowChange, recorder: Recorder): Promise<void> => {
    const ids = Array.from({ length: lastId - firstId + 1 }, (_, at) => firstId + at)
    const changed = ids.length - await repos.changes.untouched(userId, noun, firstId, lastId)
    if (changed > 0) throw stuck(id, `${counted(changed, SINGULAR[noun], noun)} of it changed or went since`)
    await recorder.touching(noun, ids)
    await repos.changes.removeRange(userId, noun, firstId, lastId)
  }

  /** Rows of one noun that changed, went or came back are as they were. */
  const putBack = async (repos: Repositories, userId: number, id: number, noun: Noun, changes: readonly RowChange[], recorder: Recorder): Promise<void> => {
    const now = await repos.changes.stored(userId, noun, changes.map(({ firstId }) => firstId))
    for (const { firstId, after } of changes) {
      const current = now.get(firstId)
      const isAsLeft = after === null ? current === undefined : isSame(after, current)
      if (!isAsLeft) throw stuck(id, `${SINGULAR[noun]} ${firstId} ${current === undefined ? 'went' : 'changed'} since`)
    }
    await recorder.touching(noun, changes.flatMap(({ firstId, after }) => after === null ? [] : [firstId]))
    const gone: StoredRow[] = []
    for (const { firstId, before, after } of changes) {
      if (before === null) await repos.changes.removeRange(userId, noun, firstId, firstId)
      else if (after === null) gone.push(before)
      else await repos.changes.restore(userId, noun, before)
    }
    await repos.changes.putBack(userId, noun, gone)
    recorder.returned(noun, gone)
  }

  /** What happened last is taken back first: nothing then refers to what is not there. Rows of a kind go together. */
  const reversed = (rows: readonly RowChange[]): Array<readonly [RowChange, ...RowChange[]]> => {
    const runs: Array<[RowChange, ...RowChange[]]> = []
    for (const row of rows.toReversed()) {
      const [last] = runs.at(-1) ?? []
      if (last?.noun === row.noun && !isMade(last) && !isMade(row)) runs.at(-1)?.push(row)
      else runs.push([row])
    }
    return runs
  }

  /**
   * What an undo had taken back is in force again, what that had taken back is not, and so on.
   * @returns what became of the change at the end of the chain, which is no undo
   */
  const turn = async (repos: Repositories, userId: number, change: Change): Promise<string> => {
    let [one, isInForce] = [change, false]
    while (one.undoes !== null) {
      isInForce = !isInForce
      await repos.changes.markUndone(userId, one.undoes, isInForce ? null : one.id)
      one = await get(repos, userId, one.undoes)
    }
    return isInForce ? `Did change ${one.id} again: ${one.summary}` : `Took back change ${one.id}: ${one.summary}`
  }

  /** What the database refuses is told: a name that was taken since, or rows that depend on one that would go. */
  const told = async (id: number, work: Promise<Change>): Promise<Change> => {
    try {
      return await work
    } catch (error) {
      const violation = violationOf(error)
      if (violation === 'unique') throw stuck(id, 'something of the same name, or a budget of the same category and month, was made since')
      if (violation === 'foreign_key') throw stuck(id, 'rows that were made since use what it made, or its category is gone')
      throw error
    }
  }

  return {
    list: async (userId: number, query: ChangeFilters): Promise<Page<Change>> =>
      paged<Change>('changes', query, ['number'], (row) => [row.id],
        async (after, most) => withCounts(uow.read, userId, await uow.read.changes.page(userId, after, most))),

    get: (userId: number, id: number): Promise<Change> => get(uow.read, userId, id),

    /**
     * Takes a change back: its rows are again as they were, ids and all. That is a change itself, and can be taken back.
     * @throws Problem not_found; not_undoable, with what stands in the way
     */
    undo: (userId: number, id: number, origin: Origin): Promise<Change> => told(id, ledger.write(userId, origin, 'undo', async (repos, recorder) => {
      const change = await get(repos, userId, id)
      if (change.undone_by !== null) throw stuck(id, `change ${change.undone_by} took it back already`)
      for (const run of reversed(await repos.changes.rows(userId, id))) {
        const [first] = run
        if (isMade(first)) await unmake(repos, userId, id, first, recorder)
        else await putBack(repos, userId, id, first.noun, run, recorder)
      }
      return { result: undefined, summary: await turn(repos, userId, change), undoes: id }
    }).then(({ changeId }) => get(uow.read, userId, changeId ?? id))),
  }
}
