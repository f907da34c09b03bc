/**
 * Many transactions changed or deleted by one request. Each is checked as a single one is; what they refer to is looked
 * up for all of them together, and one refusal refuses all.
 */
import { setImmediate } from 'node:timers/promises'
import { TAGS_MAX } from '@fintrack/contract/limits'
import { formatAmount } from '@fintrack/contract/money'
import { Faults, Problem } from '@fintrack/contract/problem'
import { counted, foldName } from '@fintrack/contract/text'
import type { TransactionSet, TransactionSetChange } from '@fintrack/contract/transaction-sets'
import type { TransactionChange } from '@fintrack/contract/transactions'
import { chunksOf } from '../../db/insert.ts'
import type { RecordingRepositories, Repositories } from '../repositories.ts'
import { allWithTags } from '../tags/tag-values.ts'
import { splitsOf } from '../transaction-json.ts'
import { isNoOp } from '../update.ts'
import { faultOfRow, findersFor } from './bulk-rows.ts'
import type { TransactionRow } from './transaction-repository.ts'
import { transactionValues, type UntaggedValues } from './transaction-values.ts'

const ROWS_AT_ONCE = 1000
/** The most text that the rows of one change may hold: they are in memory until it is stored. */
const MOST_CHARACTERS = 10_000_000

function charactersOf (rows: readonly TransactionRow[]): number {
  return rows.reduce((sum, { description, splits }) => sum + description.length + (splits ?? '').length, 0)
}

/**
 * Transactions by their ids, in that order.
 * @throws Problem not_found for the first that is not there; limit_reached
 */
export async function chosenRows (
  repos: Pick<Repositories, 'transactions'>, user: number, ids: readonly number[]
): Promise<TransactionRow[]> {
  const wanted = [...new Set(ids)].sort((one, other) => one - other)
  const rows: TransactionRow[] = []
  let characters = 0
  for (const chunk of chunksOf(wanted, ROWS_AT_ONCE)) {
    const some = await repos.transactions.some(user, chunk)
    characters += charactersOf(some)
    if (characters > MOST_CHARACTERS) {
      throw new Problem(
        'limit_reached', 'These transactions hold more text than one change may touch; take fewer of them at once.'
      )
    }
    rows.push(...some)
  }
  const found = new Set(rows.map(({ id }) => id))
  const missing = wanted.find((id) => !found.has(id))
  if (missing !== undefined) throw new Problem('not_found', `There is no transaction ${missing}.`)
  return rows
}

/** What one row is given: the fields of the set, and its tags with some more or fewer. */
function givenFor (
  row: TransactionRow, { set = {}, tag = [], untag = [] }: TransactionSetChange
): TransactionChange {
  if (tag.length + untag.length === 0) return set
  const gone = new Set(untag.map(foldName))
  return { ...set, tags: [...(set.tags ?? row.tag_names).filter((name) => !gone.has(foldName(name))), ...tag] }
}

/** What a row refers to already, and is left as it is. */
function referencesOf (row: TransactionRow): TransactionChange {
  return {
    category: row.category,
    account: row.account,
    to_account: row.to_account,
    splits: splitsOf(row).map(({ category, to_account: account }) => ({ category, to_account: account, amount: '0' })),
  }
}

/** The new values of each row. @throws Problem validation_failed, with sentences that name the transaction */
async function valuesOfAll (
  repos: RecordingRepositories, user: number, rows: readonly TransactionRow[], change: TransactionSetChange
): Promise<UntaggedValues[]> {
  const found = await findersFor(repos, user, [change.set ?? {}, ...rows.map(referencesOf)])
  const faults = new Faults()
  const values: UntaggedValues[] = []
  for (const [at, row] of rows.entries()) {
    // Others have their turn between the rows.
    if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate()
    const given = givenFor(row, change)
    const one = await transactionValues(found, user, { given, before: row, whole: false }).catch(faultOfRow)
    if (!(one instanceof Problem)) {
      const tags = new Set(one.tags?.map(foldName))
      if (tags.size > TAGS_MAX) {
        faults.add('tags', `Transaction ${row.id}: It would have ${tags.size} tags; ${TAGS_MAX} are the most.`)
      }
      values.push(one)
    } else if (one.code !== 'validation_failed') {
      // A name that is not there is so for all of them.
      throw one
    } else {
      for (const [field, sentences] of Object.entries({ ...one.extras.errors })) {
        for (const text of sentences) faults.add(field, `Transaction ${row.id}: ${text}`)
      }
    }
  }
  if (faults.count > 0) throw faults.problem()
  return values
}

interface Changed {
  readonly before: readonly TransactionRow[]
  readonly after: readonly TransactionRow[]
  /** The ids of those that were not like that already. */
  readonly ids: readonly number[]
}

/** @throws Problem validation_failed, unknown_category, unknown_account, limit_reached */
export async function changeRows (
  repos: RecordingRepositories, user: number, before: readonly TransactionRow[], change: TransactionSetChange
): Promise<Changed> {
  const values = await allWithTags(repos, user, await valuesOfAll(repos, user, before, change))
  const changed = new Map(before.flatMap((row, at) => {
    const own = values[at]
    return own === undefined || isNoOp(row, own) ? [] : [[row.id, own] as const]
  }))
  const ids = [...changed.keys()]
  await repos.transactions.updateEach(ids, ({ id }) => ({ ...changed.get(Number(id)) }))
  const after = ids.length === 0 ? before : await chosenRows(repos, user, before.map(({ id }) => id))
  return { before, after, ids }
}

function sumsOf (rows: readonly TransactionRow[]): TransactionSet['sums'] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const sum = (type: TransactionRow['type']) => formatAmount(
      own.filter((row) => row.type === type).reduce((all, row) => all + BigInt(row.amount), 0n), currency
    )
    return {
      currency, income: sum('income'), expenses: sum('expense'), transfers: sum('transfer'), count: own.length,
    }
  })
}

/** @param ids of those of the rows that were changed, or deleted */
export function setOf (rows: readonly TransactionRow[], ids: readonly number[]): TransactionSet {
  return { count: ids.length, unchanged: rows.length - ids.length, ids: [...ids], sums: sumsOf(rows) }
}

/** `Changed 3 transactions (17, 18, 19)` */
export function describeSet (verb: string, ids: readonly number[]): string {
  const shown = ids.slice(0, 10).join(', ')
  return `${verb} ${counted(ids.length, 'transaction')} (${shown}${ids.length > 10 ? ', …' : ''})`
}
