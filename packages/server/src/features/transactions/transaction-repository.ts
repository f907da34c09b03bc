import type { Sort, CategoryType } from '@fintrack/contract/choices'
import { day, type Day } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import { fold } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { whereHolds } from '../../db/text-search.ts'
import type { KeyKinds, PageKey } from '../paging.ts'

const TABLE = 'transactions'
const COLUMNS = [
  't.id', 't.date', 't.type', 't.category', 'c.name as category_name', 't.amount', 't.currency', 't.payee',
  't.description', 't.created_at', 't.updated_at', 't.version',
]

/** What a user says of a transaction, in the domain's terms. */
export interface TransactionValues {
  readonly date: Day
  readonly type: CategoryType
  readonly category: number | null
  readonly amount: Minor
  readonly currency: string
  readonly payee: string | null
  readonly description: string
}

export interface TransactionRow extends TransactionValues {
  readonly id: number
  readonly category_name: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly version: number
}

interface StoredRow extends Omit<TransactionRow, 'date' | 'amount'> { readonly date: string, readonly amount: number }

/** Every condition of a list but the owner's. */
export interface TransactionSelection {
  readonly from?: Day
  readonly before?: string
  /** Rows in any of these categories, or without one where `uncategorized` is true. */
  readonly categories?: readonly number[]
  readonly uncategorized?: boolean
  readonly type?: CategoryType
  readonly search?: string
  readonly currency?: string
  readonly least?: Minor
  readonly most?: Minor
  readonly sort: Sort
}

function fromRow (row: unknown): TransactionRow {
  const stored = row as StoredRow
  return { ...stored, date: day(stored.date), amount: minor(stored.amount) }
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

/**
 * @param isBehindKey without the near bound then: SQLite would seek it in the key's place, and read all the pages
 * before again
 */
function narrow (query: Knex.QueryBuilder, selection: TransactionSelection, isBehindKey: boolean): void {
  const { from, before, categories, uncategorized, type, currency, least, most } = selection
  const near = isBehindKey ? NEAR_BOUND[selection.sort] : undefined
  if (from !== undefined && near !== 'from') query.where('t.date', '>=', from)
  if (before !== undefined && near !== 'before') query.where('t.date', '<', before)
  if (categories !== undefined || uncategorized === true) {
    query.where((either) => {
      if (categories !== undefined) either.whereIn('t.category', categories)
      if (uncategorized === true) either.orWhereNull('t.category')
    })
  }
  if (uncategorized === false) query.whereNotNull('t.category')
  if (type !== undefined) query.where('t.type', type)
  if (currency !== undefined) query.where('t.currency', currency)
  if (least !== undefined && near !== 'least') query.where('t.amount', '>=', least)
  if (most !== undefined && near !== 'most') query.where('t.amount', '<=', most)
}

export function transactionRepository (handle: Knex) {
  const owned = (userId: number) => handle(`${TABLE} as t`).select(COLUMNS)
    .leftJoin('categories as c', (join) => { join.on('c.user_id', 't.user_id').andOn('c.id', 't.category') })
    .where('t.user_id', userId)

  return {
    async get (userId: number, id: number): Promise<TransactionRow | undefined> {
      const row: unknown = await owned(userId).where('t.id', id).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** Those with these ids, by their ids. @param ids at most some thousands */
    async some (userId: number, ids: readonly number[]): Promise<TransactionRow[]> {
      const rows: unknown[] = await owned(userId).whereIn('t.id', [...ids]).orderBy('t.id')
      return rows.map(fromRow)
    },

    async page (
      userId: number, selection: TransactionSelection, after: PageKey | undefined, most: number
    ): Promise<TransactionRow[]> {
      const column = sortColumn(selection.sort)
      const [direction, beyond] = selection.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>']
      const query = owned(userId)
      narrow(query, selection, after !== undefined)
      if (selection.search !== undefined) whereHolds(query, handle, 't.search_key', fold(selection.search))
      if (after !== undefined) query.whereRaw(`(t.${column}, t.id) ${beyond} (?, ?)`, [...after])
      const rows: unknown[] = await query.orderBy(
        [{ column: `t.${column}`, order: direction }, { column: 't.id', order: direction }]
      ).limit(most)
      return rows.map(fromRow)
    },
  }
}
