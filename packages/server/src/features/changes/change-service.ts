import type { Change, ChangeFilters } from '@fintrack/contract/changes'
import type { Entity } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Origin } from '../../dispatch.ts'
import { paged, type Page } from '../paging.ts'
import type { ChangeRow, Noun, PlacedRowChange, RowChange, StoredRow } from './change-repository.ts'
import { isNoOp } from './is-no-op.ts'
import type { ChangeLog, Recorder } from './change-log.ts'

export type { Noun, PlacedRowChange, StoredRow }

export const SINGULAR: Readonly<Record<Noun, Entity>> = { transactions: 'transaction', categories: 'category', budgets: 'budget' }
/** What a row that comes back may find in its place. */
const TAKEN: Readonly<Record<Noun, string>> = {
  transactions: 'transaction of its id', categories: 'category of its name', budgets: 'budget of its category and month',
}

/** A change that is being taken back. */
interface Undoing { readonly repos: Repositories, readonly userId: number, readonly id: number, readonly recorder: Recorder }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no change ${id}.`)
}

function stuck (id: number, reason: string): Problem {
  return new Problem('not_undoable', `Change ${id} cannot be taken back: ${reason}.`)
}

/** Whether rows were made, rather than changed, removed or brought back. */
function isMade ({ before, after }: RowChange): boolean {
  return before === null && after === null
}

export function changeService ({ uow, ledger }: { uow: UnitOfWork, ledger: ChangeLog }) {
  const withCounts = async (repos: Repositories, userId: number, rows: readonly ChangeRow[]): Promise<Change[]> => {
    const counts = await repos.changes.counts(userId, rows.map(({ id }) => id))
    const countOf = (id: number, noun: Noun) => counts.find((count) => count.change_id === id && count.noun === noun)?.rows ?? 0
    return rows.map((row) => ({
      ...row, rows: { transactions: countOf(row.id, 'transactions'), categories: countOf(row.id, 'categories'), budgets: countOf(row.id, 'budgets') },
    }))
  }

  const get = async (repos: Repositories, userId: number, id: number): Promise<Change> => {
    const row = await repos.changes.get(userId, id)
    const [change] = row === undefined ? [] : await withCounts(repos, userId, [row])
    if (change === undefined) throw missing(id)
    return change
  }

  /** @returns the sentence's end that names what came after a change, where one did */
  const since = async ({ repos, userId, id }: Undoing, noun: Noun, firstId: number, lastId: number): Promise<string> => {
    const found = await repos.changes.latestOn(userId, id, noun, firstId, lastId)
    return found.map((later) => `, by change ${later.id} (${later.summary}): take that back first`).join('')
  }

  /** Rows that were made go again. */
  const unmake = async (undoing: Undoing, { noun, firstId, lastId }: RowChange): Promise<void> => {
    const { repos, userId, id, recorder } = undoing
    const ids = Array.from({ length: lastId - firstId + 1 }, (_, at) => firstId + at)
    const changed = ids.length - await repos.changes.untouched(userId, noun, firstId, lastId)
    if (changed > 0) {
      const which = ids.length === 1 ? `${SINGULAR[noun]} ${firstId}` : `${counted(changed, SINGULAR[noun], noun)} of it`
      throw stuck(id, `${which} changed or went since${await since(undoing, noun, firstId, lastId)}`)
    }
    for (const one of noun === 'categories' ? ids : []) {
      const { transactions, budgets } = await repos.categories.uses(userId, one)
      if (transactions + budgets > 0) throw stuck(id, `category ${one} is used by ${counted(transactions, 'transaction')} and ${counted(budgets, 'budget')} that came later`)
    }
    await recorder.beforeUpdate(noun, ids)
    await repos.changes.removeRange(userId, noun, firstId, lastId)
  }

  /** A row that comes back finds its category, or is told to be without. */
  const requireCategories = async (undoing: Undoing, noun: Noun, rows: readonly StoredRow[]): Promise<void> => {
    const { repos, userId, id } = undoing
    const wanted = new Map(rows.flatMap((row) => typeof row.category === 'number' ? [[row.category, row.id]] : []))
    const there = await repos.changes.stored(userId, 'categories', [...wanted.keys()])
    for (const [category, row] of wanted) {
      if (there.has(category)) continue
      throw stuck(id, `category ${category}, which ${SINGULAR[noun]} ${row} was in, went since${await since(undoing, 'categories', category, category)}`)
    }
  }

  /** Rows of one noun that changed, went or came back are as they were. */
  const putBack = async (undoing: Undoing, noun: Noun, changes: readonly RowChange[]): Promise<void> => {
    const { repos, userId, id, recorder } = undoing
    const now = await repos.changes.stored(userId, noun, changes.map(({ firstId }) => firstId))
    for (const { firstId, after } of changes) {
      const current = now.get(firstId)
      const isAsLeft = after === null ? current === undefined : current !== undefined && isNoOp(current, after)
      if (!isAsLeft) throw stuck(id, `${SINGULAR[noun]} ${firstId} ${current === undefined ? 'went' : 'changed'} since${await since(undoing, noun, firstId, firstId)}`)
    }
    await requireCategories(undoing, noun, changes.flatMap(({ before }) => before ?? []))
    await recorder.beforeUpdate(noun, changes.flatMap(({ firstId, after }) => after === null ? [] : [firstId]))
    await repos.changes.remove(userId, noun, changes.flatMap(({ firstId, before }) => before === null ? [firstId] : []))
    await repos.changes.putBack(userId, noun, changes.flatMap(({ before }) => before ?? []))
    recorder.restored(noun, changes.flatMap(({ before, after }) => after === null && before !== null ? [before] : []))
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
  const turn = async (repos: Repositories, userId: number, change: Change): Promise<{ action: 'undo' | 'redo', summary: string }> => {
    let [one, isInForce] = [change, false]
    while (one.undoes !== null) {
      isInForce = !isInForce
      await repos.changes.markUndone(userId, one.undoes, isInForce ? null : one.id)
      one = await get(repos, userId, one.undoes)
    }
    return isInForce
      ? { action: 'redo', summary: `Did change ${one.id} again: ${one.summary}` }
      : { action: 'undo', summary: `Took back change ${one.id}: ${one.summary}` }
  }

  /** Takes back rows of one noun. What the database refuses is told: a place that was taken since, or a use that came since. */
  const takeBack = async (undoing: Undoing, rows: readonly [RowChange, ...RowChange[]]): Promise<void> => {
    const [first] = rows
    try {
      await (isMade(first) ? unmake(undoing, first) : putBack(undoing, first.noun, rows))
    } catch (error) {
      const violation = violationOf(error)
      if (violation === 'unique') throw stuck(undoing.id, `another ${TAKEN[first.noun]} was made since`)
      if (violation === 'foreign_key') {
        throw stuck(undoing.id, first.noun === 'categories'
          ? 'its type cannot change back: transactions or budgets of the other type came since'
          : 'its category is of another type since')
      }
      throw error
    }
  }

  /** With its counts, which are other rows', of one moment. */
  const shown = (userId: number, id: number): Promise<Change> => uow.snapshot((repos) => get(repos, userId, id))

  return {
    list: async (userId: number, query: ChangeFilters): Promise<Page<Change>> =>
      paged<Change>('changes', query, ['number'], (row) => [row.id],
        (after, most) => uow.snapshot(async (repos) => withCounts(repos, userId, await repos.changes.page(userId, after, most)))),

    get: shown,

    /**
     * What became of each row, in the order in which it happened.
     * @throws Problem not_found
     */
    rows: async (userId: number, id: number, query: ChangeFilters): Promise<Page<PlacedRowChange>> => {
      const requireIt = async (repos: Repositories) => {
        if (await repos.changes.get(userId, id) === undefined) throw missing(id)
      }
      // Each page is of one moment with its change: rows that go with their user while they are read are no end of the list.
      const page = await paged<PlacedRowChange>(`rows of change ${id}`, query, ['number'], ({ position }) => [position],
        (after, most) => uow.snapshot(async (repos) => {
          await requireIt(repos)
          return repos.changes.rowPage(userId, id, after, most)
        }))
      // A whole list is read only as it is sent: what is not there is told before.
      await requireIt(uow.read)
      return page
    },

    /**
     * Takes a change back: its rows are again as they were, ids and all. That is a change itself, and can be taken back.
     * @throws Problem not_found; not_undoable, with what stands in the way
     */
    undo: async (userId: number, id: number, origin: Origin): Promise<Change> => {
      const { result } = await ledger.write<Change>(userId, origin, 'undo', async (repos, recorder) => {
        const change = await get(repos, userId, id)
        if (change.undone_by !== null) throw stuck(id, `change ${change.undone_by} took it back already`)
        for (const run of reversed(await repos.changes.rows(userId, id))) await takeBack({ repos, userId, id, recorder }, run)
        // It changes rows, or it is refused: it is a change.
        return { resultOf: (changeId) => get(repos, userId, Number(changeId)), undoes: id, ...await turn(repos, userId, change) }
      })
      return result
    },
  }
}
