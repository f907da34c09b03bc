import type { Change, ChangeFilters, RowChangeFilters } from '@fintrack/contract/changes'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { bankIdsOf } from '../accounts/account-repository.ts'
import { describeConflict, typesOfNames } from '../categories/category-types.ts'
import { paged, type Page } from '../paging.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import type { ChangeLog } from './change-log.ts'
import { rowsBehind, type PlacedRowChange, type RowChange } from './change-lines.ts'
import type { ChangeRow } from './change-repository.ts'
import { notUndoable, rowChangesOfChange, undoRows } from './undo.ts'

export type { PlacedRowChange }

/** Reading the changes of a user takes this much of the repositories: inside a write there are more. */
type Readable = Pick<Repositories, 'changes'>

function missing (id: number): Problem {
  return new Problem('not_found', `There is no change ${id}.`)
}

async function withCounts (repos: Readable, user: number, changes: readonly ChangeRow[]): Promise<Change[]> {
  const counts = await repos.changes.counts(user, changes.map(({ id }) => id))
  return changes.map((change) => ({
    ...change,
    rows: Object.fromEntries(
      counts.filter((count) => count.change_id === change.id).map(({ entity, rows }) => [entity, rows])
    ),
  }))
}

async function requireRow (repos: Readable, user: number, id: number): Promise<ChangeRow> {
  const row = await repos.changes.get(user, id)
  if (row === undefined) throw missing(id)
  return row
}

async function getChange (repos: Readable, user: number, id: number): Promise<Change> {
  const [change] = await withCounts(repos, user, [await requireRow(repos, user, id)])
  /* c8 ignore next -- there is one for each row */
  if (change === undefined) throw missing(id)
  return change
}

/**
 * An undo is in force where it was not undone itself, and what it undid is not, and so on along the chain.
 * @returns what became of the change at the end of the chain, which is no undo
 */
async function updateUndoChain (
  repos: Readable, user: number, change: ChangeRow
): Promise<{ action: 'undo' | 'redo', summary: string }> {
  let [one, isInForce]: [ChangeRow, boolean] = [change, false]
  while (one.undoes !== null) {
    isInForce = !isInForce
    await repos.changes.markUndone(user, one.undoes, isInForce ? null : one.id)
    one = await requireRow(repos, user, one.undoes)
  }
  return isInForce
    ? { action: 'redo', summary: `Redid change ${one.id}: ${one.summary}` }
    : { action: 'undo', summary: `Undid change ${one.id}: ${one.summary}` }
}

/** What came back must be of the type of what is above and below it now. @throws Problem not_undoable */
async function requireOneTypeAgain (
  repos: Pick<Repositories, 'categories'>, user: number, id: number, changes: readonly RowChange[]
): Promise<void> {
  const ids = new Set(changes.flatMap(({ entity, firstId, before }) =>
    entity === 'category' && before !== null ? [firstId] : []))
  if (ids.size === 0) return
  const all = await repos.categories.all(user)
  const types = typesOfNames(all)
  for (const one of all) {
    const other = ids.has(one.id) ? types.conflictOf(one) : undefined
    if (other !== undefined) throw notUndoable(id, describeConflict(one, other).slice(0, -1))
  }
}

/** What came back must have no bank id that another account has now. @throws Problem not_undoable */
async function requireOwnBankIds (
  repos: Pick<Repositories, 'accounts'>, user: number, id: number, changes: readonly RowChange[]
): Promise<void> {
  const back = new Set(changes.flatMap(({ entity, firstId, before }) =>
    entity === 'account' && before !== null ? [firstId] : []))
  if (back.size === 0) return
  const all = await repos.accounts.all(user)
  const owners = new Map(all.filter((one) => !back.has(one.id)).flatMap((one) =>
    bankIdsOf(one).map((bankId) => [bankId, one] as const)))
  for (const one of all) {
    for (const bankId of back.has(one.id) ? bankIdsOf(one) : []) {
      const owner = owners.get(bankId)
      if (owner === undefined) continue
      throw notUndoable(id, `${quote(bankId)} belongs to the account ${quote(owner.name)} now`)
    }
  }
}

export function changeService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    list: async ({ user, session, token }: RequestContext, query: ChangeFilters): Promise<Page<Change>> => {
      // A book in its own process has neither: what has neither was done there.
      const by = query.mine === true ? { session_id: session ?? null, token_id: token ?? null } : {}
      return paged<Change>('changes', query, ['number'], (row) => [row.id],
        (after, most) => uow.snapshot(user, async (repos) =>
          withCounts(repos, user, await repos.changes.page(user, after, most, by))))
    },

    /** The counts of its rows are of the same moment. */
    get: ({ user }: RequestContext, id: number): Promise<Change> =>
      uow.snapshot(user, (repos) => getChange(repos, user, id)),

    /** What the change did to each row, in the order in which it happened. */
    rows: async ({ user }: RequestContext, id: number, query: RowChangeFilters): Promise<Page<PlacedRowChange>> => {
      const requireChange = async (repos: Readable) => {
        if (await repos.changes.get(user, id) === undefined) throw missing(id)
      }
      // Each page is read in one moment with its change: where the user is deleted meanwhile, the list must not end as
      // if it was whole.
      const page = await paged<PlacedRowChange>(`rows of change ${id}`, query, ['number'], ({ position }) => [position],
        (after, most) => uow.snapshot(user, async (repos) => {
          await requireChange(repos)
          const place = Number(after?.[0] ?? -1)
          return rowsBehind(await repos.changes.linesBehind(user, id, place, most), place).slice(0, most)
        }))
      // A whole list is read only while it is sent: a change that is not there is refused before.
      await requireChange(uow.read)
      return page
    },

    undo: (context: RequestContext, id: number): Promise<Change> => log.writePrepared(context, 'undo', async () => {
      const { user } = context
      const readRows = (repos: Readable) => rowChangesOfChange(repos, user, id)
      const seen = await uow.read.changes.get(user, id)
      // The transaction tells of one that is not there, or undone, unless the request came before.
      const read = seen?.undone_by === null ? await uow.scan(user, readRows) : undefined
      return async (repos, recorder) => {
        const change = await getChange(repos, user, id)
        if (change.undone_by !== null) throw notUndoable(id, `change ${change.undone_by} undid it already`)
        const changes = read ?? await readRows(repos)
        await undoRows({ repos, recorder, userId: user, id }, changes)
        await requireOneTypeAgain(repos, user, id, changes)
        await requireOwnBankIds(repos, user, id, changes)
        // It changes rows, or it is refused: there is a change.
        return {
          resultOf: (changeId) => getChange(repos, user, Number(changeId)), undoes: id,
          ...await updateUndoChain(repos, user, change),
        }
      }
    }),
  }
}
