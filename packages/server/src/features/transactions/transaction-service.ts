import { setImmediate } from 'node:timers/promises'
import { invalid, Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { TransactionSet, TransactionSetChange } from '@fintrack/contract/transaction-sets'
import type { TransactionChange, TransactionFilters, TransactionInput } from '@fintrack/contract/transactions'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { withTags } from '../tags/tag-values.ts'
import { etagOf, requireMatch, updateRow } from '../update.ts'
import { checkRows, storeRows, type Refusal } from './bulk-rows.ts'
import { describeDifference, describeTransaction } from './describe-transaction.ts'
import { keyKinds, keyOf } from '../transaction-order.ts'
import { selectionOf } from './transaction-filters.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'
import { changeRows, chosenRows, describeSet, setOf } from './transaction-sets.ts'
import { transactionValues, type Source } from './transaction-values.ts'
import { halvesFrom, halvesOf, joinedValues } from './transfer-halves.ts'

export type { TransactionRow }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no transaction ${id}.`)
}

/** What it shows of other rows, such as their names, is theirs. */
const OF_OTHERS: ReadonlySet<string> = new Set<keyof TransactionRow>([
  'category_name', 'account_name', 'to_account_name', 'named_splits', 'tag_names', 'checked',
])

function ownColumns (row: TransactionRow): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !OF_OTHERS.has(column)))
}

/** What came with accounts, where there is none of it. */
const PLAIN = {
  account: null, to_account: null, to_amount: null, to_currency: null, to_date: null, splits: null, tags: null,
}
const PLAIN_DETAILS = { account_name: null, to_account_name: null, named_splits: [], tag_names: [], checked: false }

/**
 * A row that a request gets again which came before, of which a version without accounts has stored the result. In the
 * order of its columns, of which the entity tag is made.
 */
function completed (row: TransactionRow): TransactionRow {
  if (Object.hasOwn(row, 'account')) return row
  const { created_at: createdAt, updated_at: updatedAt, version, ...first } = row
  return { ...first, ...PLAIN, created_at: createdAt, updated_at: updatedAt, version, ...PLAIN_DETAILS }
}

export function transactionEtag (row: TransactionRow): string {
  return etagOf(ownColumns(row))
}

async function getTransaction (
  repos: Pick<Repositories, 'transactions'>, user: number, id: number
): Promise<TransactionRow> {
  const row = await repos.transactions.get(user, id)
  if (row === undefined) throw missing(id)
  return row
}

/** A transaction that a body names. @throws Problem validation_failed */
async function namedTransaction (
  repos: Pick<Repositories, 'transactions'>, user: number, id: number | undefined
): Promise<TransactionRow> {
  const row = await repos.transactions.get(user, Number(id))
  if (row === undefined) throw invalid({ ids: [missing(Number(id)).message] })
  return row
}

/** @throws Problem with all faults at once */
async function valuesOf (repos: RecordingRepositories, user: number, source: Source): Promise<TransactionValues> {
  return withTags(repos, user, await transactionValues(repos, user, source))
}

async function insert (repos: RecordingRepositories, user: number, given: TransactionInput): Promise<TransactionRow> {
  const values = await valuesOf(repos, user, { given, whole: true })
  const id = await repos.transactions.insert(values)
  return getTransaction(repos, user, id)
}

/** What the version of many transactions is made of. */
function versionOf (rows: readonly TransactionRow[]): object {
  return rows.map((row) => [row.id, transactionEtag(row)])
}

/** @throws Problem changed_since where one of them is not any more as the client has read it */
function requireVersion ({ ifMatch }: RequestContext, rows: readonly TransactionRow[]): void {
  if (ifMatch !== undefined) requireMatch(ifMatch, versionOf(rows), 'One of these transactions')
}

/** What became of many transactions, and the version that they then have together. */
interface VersionedSet { readonly set: TransactionSet, readonly etag: string }

export function transactionService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  const update = (
    context: RequestContext, id: number, given: TransactionChange, whole: boolean
  ): Promise<TransactionRow> =>
    log.write(context, 'change', async (repos) => {
      const { before, after } = await updateRow({
        name: `Transaction ${id}`,
        ifMatch: context.ifMatch,
        get: () => getTransaction(repos, context.user, id),
        ownColumns,
        valuesOf: (row) => valuesOf(repos, context.user, { given, before: row, whole }),
        write: (values) => repos.transactions.update(id, values),
      })
      if (before === after) return noChange(before)
      const summary = `Changed transaction ${id} (${describeTransaction(before)})${describeDifference(before, after)}`
      return { result: after, summary }
    })

  return {
    /** With the account that the list is of, where it is of one. */
    list: async (
      { user }: RequestContext, filters: TransactionFilters
    ): Promise<{ page: Page<TransactionRow>, account: number | undefined }> => {
      const selection = await selectionOf(uow.read, user, filters)
      const { sort, account } = selection
      const page = await paged('transactions', filters, keyKinds(sort), keyOf(sort, account),
        (after, most) => uow.scan(user, (repos) => repos.transactions.page(user, selection, after, most)))
      return { page, account: account?.id }
    },

    get: ({ user }: RequestContext, id: number): Promise<TransactionRow> => getTransaction(uow.read, user, id),

    create: async (context: RequestContext, input: TransactionInput): Promise<TransactionRow> =>
      completed(await log.write(context, 'create', async (repos) => {
        const row = await insert(repos, context.user, input)
        return { result: row, summary: `Added transaction ${row.id}: ${describeTransaction(row)}` }
      })),

    /**
     * Many at once. Without `partial` all of them are stored, or none.
     * @returns each row that was stored, or why it was not
     * @throws Problem validation_failed, with the faults of the rows
     */
    createAll: async (
      context: RequestContext, rows: ReadonlyArray<Readonly<Record<string, unknown>>>, partial: boolean
    ): Promise<Array<TransactionRow | Refusal>> => {
      // Others have their turn between the reading of a long body and its checking.
      await setImmediate()
      const checked = checkRows(rows)
      const results = await log.write(context, 'bulk', async (repos) => {
        const result = await storeRows(repos, context.user, checked, partial)
        const stored = result.filter((one) => 'id' in one)
        return { result, summary: `Added ${counted(stored.length, 'transaction')}` }
      })
      return results.map((one) => 'id' in one ? completed(one) : one)
    },

    replace: (
      context: RequestContext, id: number, input: TransactionInput
    ): Promise<TransactionRow> => update(context, id, input, true),

    change: (
      context: RequestContext, id: number, given: TransactionChange
    ): Promise<TransactionRow> => update(context, id, given, false),

    remove: (context: RequestContext, id: number): Promise<void> => log.write(context, 'delete', async (repos) => {
      const row = await getTransaction(repos, context.user, id)
      requireMatch(context.ifMatch, ownColumns(row), `Transaction ${id}`)
      await repos.transactions.remove(id)
      return { result: undefined, summary: `Deleted transaction ${id}: ${describeTransaction(row)}` }
    }),

    /** Changes many of them, or none. @param change its ids may come in any order, and twice */
    changeSet: (context: RequestContext, change: TransactionSetChange): Promise<VersionedSet> =>
      log.write(context, 'change', async (repos) => {
        const rows = await chosenRows(repos, context.user, change.ids)
        requireVersion(context, rows)
        const { after, ids } = await changeRows(repos, context.user, rows, change)
        const result = { set: setOf(after, ids), etag: etagOf(versionOf(after)) }
        return ids.length === 0 ? noChange(result) : { result, summary: describeSet('Changed', ids) }
      }),

    /** Deletes many of them, or none. */
    removeSet: (context: RequestContext, wanted: readonly number[]): Promise<VersionedSet> =>
      log.write(context, 'delete', async (repos) => {
        const rows = await chosenRows(repos, context.user, wanted)
        requireVersion(context, rows)
        const ids = rows.map(({ id }) => id)
        await repos.transactions.removeEach(ids)
        return {
          result: { set: setOf(rows, ids), etag: etagOf(versionOf(rows)) }, summary: describeSet('Deleted', ids),
        }
      }),

    /** Two halves of a transfer become one row. @throws Problem validation_failed where they are not that */
    join: (context: RequestContext, [one, other]: readonly number[]): Promise<TransactionRow> =>
      log.write(context, 'change', async (repos) => {
        const { user } = context
        const { from, to } = halvesOf(
          await namedTransaction(repos, user, one), await namedTransaction(repos, user, other)
        )
        const values = joinedValues(from, to)
        await repos.transactions.remove(to.id)
        await repos.transactions.update(from.id, values)
        const row = await getTransaction(repos, user, from.id)
        const summary = `Joined transactions ${from.id} and ${to.id}: ${describeTransaction(row)}`
        return { result: row, summary }
      }),

    /** A transfer becomes two rows. @throws Problem validation_failed where it is none */
    part: (context: RequestContext, id: number): Promise<readonly TransactionRow[]> =>
      log.write(context, 'change', async (repos) => {
        const { user } = context
        const row = await getTransaction(repos, user, id)
        const { from, to } = halvesFrom(row)
        await repos.transactions.update(id, from)
        const arrived = await repos.transactions.insert(to)
        return {
          result: [await getTransaction(repos, user, id), await getTransaction(repos, user, arrived)],
          summary: `Parted transaction ${id} (${describeTransaction(row)}): transactions ${id} and ${arrived}`,
        }
      }),
  }
}
