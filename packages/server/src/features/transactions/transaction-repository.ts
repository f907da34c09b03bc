import type { Sort, TransactionType } from '@fintrack/contract/choices'
import { day, type Day } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import { fold } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { whereHolds } from '../../db/text-search.ts'
import type { KeyKinds, PageKey } from '../paging.ts'
import { transactionDetails, type TransactionDetails } from './transaction-details.ts'

const TABLE = 'transactions'
const COLUMNS = [
  't.id', 't.date', 't.type', 't.category', 'c.name as category_name', 't.amount', 't.currency', 't.payee',
  't.description', 't.account', 't.to_account', 't.to_amount', 't.to_currency', 't.to_date', 't.splits', 't.tags',
  't.created_at', 't.updated_at', 't.version',
]

/** What a user says of a transaction, in the domain's terms. */
export interface TransactionValues {
  readonly date: Day
  readonly type: TransactionType
  /** Null also where it is a transfer, or split. */
  readonly category: number | null
  readonly amount: Minor
  readonly currency: string
  readonly payee: string | null
  readonly description: string
  readonly account: number | null
  readonly to_account: number | null
  /** Of a transfer, what arrives; in the currency of the account that it goes to. */
  readonly to_amount: Minor | null
  readonly to_currency: string | null
  /** Null: on the same day. */
  readonly to_date: Day | null
  /** A JSON array of StoredSplit, or null. */
  readonly splits: string | null
  /** A JSON array of the ids of its tags, or null. */
  readonly tags: string | null
}

export interface TransactionRow extends TransactionValues, TransactionDetails {
  readonly id: number
  readonly category_name: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly version: number
}

type Stored = Omit<TransactionRow, 'date' | 'amount' | 'to_amount' | 'to_date' | keyof TransactionDetails>

interface StoredRow extends Stored {
  readonly date: string
  readonly amount: number
  readonly to_amount: number | null
  readonly to_date: string | null
}

/** Every condition of a list but the owner's. */
export interface TransactionSelection {
  readonly from?: Day
  readonly before?: string
  /** Rows in any of these categories, or without one where `uncategorized` is true. */
  readonly categories?: readonly number[]
  readonly uncategorized?: boolean
  readonly type?: TransactionType
  /** Rows in this account, that arrive in it, or a part of which does. */
  readonly account?: number
  /** Rows with all of these tags, each one of some ids. */
  readonly tags?: ReadonlyArray<readonly number[]>
  readonly search?: string
  readonly currency?: string
  readonly least?: Minor
  readonly most?: Minor
  readonly sort: Sort
}

function fromRow (row: unknown): Omit<TransactionRow, keyof TransactionDetails> {
  const stored = row as StoredRow
  return {
    ...stored,
    date: day(stored.date),
    amount: minor(stored.amount),
    to_amount: stored.to_amount === null ? null : minor(stored.to_amount),
    to_date: stored.to_date === null ? null : day(stored.to_date),
  }
}

function sortColumn (sort: Sort): 'date' | 'amount' {
  return sort.endsWith('amount') ? 'amount' : 'date'
}

/** Where a row stands in its list. */
export function keyOf (sort: Sort): (row: TransactionRow) => PageKey {
  const column = sortColumn(sort)
  return (row) => [row[column], row.id]
}

/** What the parts of that are. */
export function keyKinds (sort: Sort): KeyKinds {
  return [sortColumn(sort) === 'date' ? 'text' : 'number', 'number']
}

/** The bound of a selection that lies where its order begins. */
const NEAR_BOUND = {
  date: 'from', '-date': 'before', amount: 'least', '-amount': 'most',
} as const satisfies Record<Sort, string>

/** The day of a row in one account: a transfer is there when it arrives. */
const DAY_IN_ACCOUNT = 'CASE WHEN t.to_account = ? THEN COALESCE(t.to_date, t.date) ELSE t.date END'

/**
 * @param isBehindKey without the near bound then: SQLite would seek it in the key's place, and read all the pages
 * before again
 */
function narrow (
  query: Knex.QueryBuilder, userId: number, selection: TransactionSelection, isBehindKey: boolean
): void {
  const { from, before, categories, uncategorized, type, account, tags = [], currency, least, most } = selection
  // The days of a list of one account are not those of its key.
  const near = isBehindKey && account === undefined ? NEAR_BOUND[selection.sort] : undefined
  const whereDay = (operator: '>=' | '<', bound: string): void => {
    if (account === undefined) query.where('t.date', operator, bound)
    else query.whereRaw(`${DAY_IN_ACCOUNT} ${operator} ?`, [account, bound])
  }
  if (from !== undefined && near !== 'from') whereDay('>=', from)
  if (before !== undefined && near !== 'before') whereDay('<', before)
  if (categories !== undefined || uncategorized === true) {
    query.where((either) => {
      if (categories !== undefined) {
        either.whereIn('t.category', categories)
          .orWhereIn('t.id', (parts) => parts.from('parts').select('transaction_id')
            .where({ user_id: userId }).whereIn('category', categories))
      }
      // A part may be without a category; a transfer needs none.
      if (uncategorized === true) {
        either.orWhere((none) => none.whereNull('t.category').whereNot('t.type', 'transfer').where('t.is_split', 0))
          .orWhereIn('t.id', (parts) => parts.from('parts').select('transaction_id')
            .where({ user_id: userId }).whereNull('category').whereNull('to_account'))
      }
    })
  }
  if (uncategorized === false) query.where((either) => either.whereNotNull('t.category').orWhere('t.is_split', 1))
  if (type !== undefined) query.where('t.type', type)
  if (account !== undefined) {
    query.where((either) => either.where('t.account', account).orWhere('t.to_account', account)
      .orWhereIn('t.id', (parts) => parts.from('parts').select('transaction_id')
        .where({ user_id: userId, to_account: account })))
  }
  for (const ids of tags) {
    query.whereIn('t.id', (tagged) => tagged.from('transaction_tags').select('transaction_id')
      .where({ user_id: userId }).whereIn('tag', ids))
  }
  if (currency !== undefined) query.where('t.currency', currency)
  if (least !== undefined && near !== 'least') query.where('t.amount', '>=', least)
  if (most !== undefined && near !== 'most') query.where('t.amount', '<=', most)
}

export function transactionRepository (handle: Knex) {
  const owned = (userId: number) => handle(`${TABLE} as t`).select(COLUMNS)
    .leftJoin('categories as c', (join) => { join.on('c.user_id', 't.user_id').andOn('c.id', 't.category') })
    .where('t.user_id', userId)

  const details = transactionDetails(handle)

  const withDetails = (userId: number, rows: readonly unknown[]): Promise<TransactionRow[]> =>
    details(userId, rows.map(fromRow))

  return {
    async get (userId: number, id: number): Promise<TransactionRow | undefined> {
      const row: unknown = await owned(userId).where('t.id', id).first()
      return row === undefined ? undefined : (await withDetails(userId, [row]))[0]
    },

    /** The ids of those with a part in a category. */
    async withPartIn (userId: number, category: number): Promise<number[]> {
      return handle('parts').where({ user_id: userId, category }).distinct().orderBy('transaction_id')
        .pluck('transaction_id')
    },

    /** Those with these ids, by their ids. @param ids at most some thousands */
    async some (userId: number, ids: readonly number[]): Promise<TransactionRow[]> {
      const rows: unknown[] = await owned(userId).whereIn('t.id', [...ids]).orderBy('t.id')
      return withDetails(userId, rows)
    },

    async page (
      userId: number, selection: TransactionSelection, after: PageKey | undefined, most: number
    ): Promise<TransactionRow[]> {
      const column = sortColumn(selection.sort)
      const [direction, beyond] = selection.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>']
      const query = owned(userId)
      narrow(query, userId, selection, after !== undefined)
      if (selection.search !== undefined) whereHolds(query, handle, 't.search_key', fold(selection.search))
      if (after !== undefined) query.whereRaw(`(t.${column}, t.id) ${beyond} (?, ?)`, [...after])
      const rows: unknown[] = await query.orderBy(
        [{ column: `t.${column}`, order: direction }, { column: 't.id', order: direction }]
      ).limit(most)
      return withDetails(userId, rows)
    },
  }
}
