/**
 * What a transaction shows that belongs to other rows: the names of its accounts, categories of its parts and tags, and
 * whether a check of a balance covers it. Of plain rows nothing is looked up.
 */
import type { Knex } from 'knex'
import { splitsOf, tagIdsOf, type StoredSplit } from './transaction-json.ts'

interface NamedSplit extends StoredSplit {
  readonly category_name: string | null
  readonly to_account_name: string | null
}

export interface TransactionDetails {
  readonly account_name: string | null
  readonly to_account_name: string | null
  readonly named_splits: readonly NamedSplit[]
  readonly tag_names: readonly string[]
  readonly checked: boolean
}

/** The columns of a row that the details are looked up by. */
interface Plain {
  readonly date: string
  readonly account: number | null
  readonly to_account: number | null
  readonly to_date: string | null
  readonly splits: string | null
  readonly tags: string | null
}

interface Looked {
  readonly accounts: ReadonlyMap<number, string>
  readonly checks: ReadonlyMap<number, string>
  readonly categories: ReadonlyMap<number, string>
  readonly tags: ReadonlyMap<number, string>
}

const NONE: ReadonlyMap<number, string> = new Map()

function textFromRow (row: unknown): readonly [id: number, text: string] {
  const { id, text } = row as { id: number, text: string }
  return [id, text]
}

function given (ids: ReadonlyArray<number | null>): number[] {
  return [...new Set(ids.filter((id) => id !== null))]
}

function detailsOf (row: Plain, { accounts, checks, categories, tags }: Looked): TransactionDetails {
  const nameOf = (names: ReadonlyMap<number, string>, id: number | null) => names.get(id ?? 0) ?? null
  const isCheckedIn = (account: number | null, date: string) =>
    String(checks.get(account ?? 0) ?? '') >= date
  const splits = splitsOf({ splits: row.splits })
  return {
    account_name: nameOf(accounts, row.account),
    to_account_name: nameOf(accounts, row.to_account),
    named_splits: splits.map((split) => ({
      ...split, category_name: nameOf(categories, split.category), to_account_name: nameOf(accounts, split.to_account),
    })),
    tag_names: tagIdsOf(row).map((id) => String(tags.get(id))).sort(),
    checked: isCheckedIn(row.account, row.date) || isCheckedIn(row.to_account, row.to_date ?? row.date) ||
      splits.some((split) => isCheckedIn(split.to_account, row.date)),
  }
}

export function transactionDetails (handle: Knex) {
  const texts = async (query: PromiseLike<unknown[]>): Promise<ReadonlyMap<number, string>> => {
    const rows = await query
    return new Map(rows.map(textFromRow))
  }
  const names = async (table: string, userId: number, ids: readonly number[]): Promise<ReadonlyMap<number, string>> =>
    ids.length === 0
      ? NONE
      : texts(handle(table).where({ user_id: userId }).whereIn('id', [...ids]).select('id', 'name as text'))

  return async <Row extends Plain>(userId: number, rows: readonly Row[]): Promise<Array<Row & TransactionDetails>> => {
    const splits = rows.flatMap((row) => splitsOf({ splits: row.splits }))
    const inAccounts = given([
      ...rows.flatMap((row) => [row.account, row.to_account]), ...splits.map((split) => split.to_account),
    ])
    const looked: Looked = {
      accounts: await names('accounts', userId, inAccounts),
      checks: inAccounts.length === 0
        ? NONE
        : await texts(handle('balance_checks').where({ user_id: userId }).whereIn('account', inAccounts)
          .groupBy('account').select('account as id').max({ text: 'date' })),
      categories: await names('categories', userId, given(splits.map((split) => split.category))),
      tags: await names('tags', userId, given(rows.flatMap((row) => [...tagIdsOf(row)]))),
    }
    return rows.map((row) => ({ ...row, ...detailsOf(row, looked) }))
  }
}
