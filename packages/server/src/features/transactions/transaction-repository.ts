import type { Sort, TransactionType } from '@fintrack/contract/choices'
import { day, type Day } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { whereHolds } from '../../db/text-search.ts'
import type { PageKey } from '../paging.ts'
import { transactionDetails, type TransactionDetails } from '../transaction-details-repository.ts'
import { isByAmount, merged, streamsOf, type ListedAccount, type Sql, type Stream } from '../transaction-order.ts'

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
  /** Rows in this account, that arrive in it, or a part of which does, each by its day and amount there. */
  readonly account?: ListedAccount
  /** Rows with all of these tags, each one of some ids. */
  readonly tags?: ReadonlyArray<readonly number[]>
  /** All of them must be found. */
  readonly search?: readonly SearchWord[]
  /** In these currencies alone, in this order where they are sorted by amount, each within its own bounds. */
  readonly amounts?: readonly AmountRange[]
  readonly sort: Sort
}

/** A folded word, and what has it in its name. */
export interface SearchWord {
  readonly text: string
  readonly categories: readonly number[]
  readonly tags: readonly number[]
}

/** Amounts of a currency, in minor units. */
export interface AmountRange { readonly currency: string, readonly least?: number, readonly most?: number }

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

/** @param row of which the value is null where there is no more */
function currencyFromRow (row: unknown): string | null {
  return (row as { currency: string | null }).currency
}

/** The bound of a list by day, and of one by amount, that lies where its order begins. */
const NEAR_BOUND = {
  date: 'from', '-date': 'before', amount: 'least', '-amount': 'most',
} as const satisfies Record<Sort, string>

type Near = (typeof NEAR_BOUND)[Sort]

function whereBound (query: Knex.QueryBuilder, { sql, bindings }: Sql, operator: string, bound: string | number): void {
  query.whereRaw(`${sql} ${operator} ?`, [...bindings, bound])
}

function within (
  query: Knex.QueryBuilder, { amount, isOfCurrency }: Stream, { currency, least, most }: AmountRange, near?: Near
): void {
  if (isOfCurrency) query.where('t.currency', currency)
  if (least !== undefined && near !== 'least') whereBound(query, amount, '>=', least)
  if (most !== undefined && near !== 'most') whereBound(query, amount, '<=', most)
}

function withinAny (query: Knex.QueryBuilder, stream: Stream, [first, ...others]: readonly AmountRange[]): void {
  query.where((either) => {
    if (first === undefined) either.whereRaw('1 = 0')
    else within(either, stream, first)
    for (const range of others) either.orWhere((rows) => { within(rows, stream, range) })
  })
}

/**
 * @param isBehindKey without the near bound then: SQLite would seek it in the key's place, and read all the pages
 * before again
 */
function narrow (
  query: Knex.QueryBuilder, userId: number, selection: TransactionSelection, { day: on, among }: Stream,
  isBehindKey: boolean
): void {
  const { from, before, categories, uncategorized, type, account, tags = [] } = selection
  const near = isBehindKey ? NEAR_BOUND[selection.sort] : undefined
  if (from !== undefined && near !== 'from') whereBound(query, on, '>=', from)
  if (before !== undefined && near !== 'before') whereBound(query, on, '<', before)
  if (categories !== undefined || uncategorized === true) {
    query.where((either) => {
      if (categories !== undefined) {
        either.whereIn('t.category', categories)
          .orWhereIn('t.id', (parts) => {
            void parts.from('parts').select('transaction_id').where({ user_id: userId }).whereIn('category', categories)
          })
      }
      // A part may be without a category; a transfer needs none.
      if (uncategorized === true) {
        either.orWhereRaw('(t.category IS NULL AND t.type <> ? AND t.is_split = 0)', ['transfer'])
          .orWhereIn('t.id', (parts) => {
            void parts.from('parts').select('transaction_id')
              .where({ user_id: userId }).whereNull('category').whereNull('to_account')
          })
      }
    })
  }
  if (uncategorized === false) query.whereRaw('(t.category IS NOT NULL OR t.is_split = 1)')
  if (type !== undefined) query.where('t.type', type)
  if (among !== undefined) query.whereRaw(among.sql, [...among.bindings])
  if (account !== undefined) {
    query.where((either) => {
      either.where('t.account', account.id).orWhere('t.to_account', account.id)
        .orWhereIn('t.id', (parts) => {
          void parts.from('parts').select('transaction_id').where({ user_id: userId, to_account: account.id })
        })
    })
  }
  for (const ids of tags) {
    query.whereIn('t.id', (tagged) => {
      void tagged.from('transaction_tags').select('transaction_id').where({ user_id: userId }).whereIn('tag', ids)
    })
  }
}

/** Some ids as one value: a word may be in many names. */
const IDS = {
  sqlite: 'IN (SELECT value FROM json_each(?))',
  postgres: 'IN (SELECT value::bigint FROM json_array_elements_text(?::json))',
}

/** Where a word is found: the texts of a row itself, or the name of one of its categories or tags. */
function find (query: Knex.QueryBuilder, handle: Knex, userId: number, { text, categories, tags }: SearchWord): void {
  const among = IDS[dialectOf(handle)]
  query.where((found) => {
    found.where((payee) => { whereHolds(payee, handle, 't.payee_key', text) })
    if (categories.length > 0) {
      const ids = JSON.stringify(categories)
      found.orWhereRaw(`t.category ${among}`, [ids]).orWhereRaw(
        't.is_split = 1 AND EXISTS (SELECT 1 FROM parts WHERE user_id = ? AND transaction_id = t.id AND ' +
          `category ${among})`, [userId, ids])
    }
    if (tags.length > 0) {
      found.orWhereRaw(
        't.tags IS NOT NULL AND EXISTS (SELECT 1 FROM transaction_tags WHERE user_id = ? AND ' +
          `transaction_id = t.id AND tag ${among})`, [userId, JSON.stringify(tags)])
    }
    found.orWhere((description) => { whereHolds(description, handle, 't.description_key', text) })
  })
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
      const { sort, amounts, account, search = [] } = selection
      const isSortedByAmount = isByAmount(sort)
      const [direction, beyond] = sort.startsWith('-') ? ['desc', '<'] : ['asc', '>']
      const listed = (stream: Stream, behind: PageKey | undefined) => {
        const { sql, bindings } = isSortedByAmount ? stream.amount : stream.day
        const query = owned(userId)
        narrow(query, userId, selection, stream, behind !== undefined)
        for (const word of search) find(query, handle, userId, word)
        if (behind !== undefined) query.whereRaw(`(${sql}, t.id) ${beyond} (?, ?)`, [...bindings, ...behind])
        return query.orderByRaw(`${sql} ${direction}, t.id ${direction}`, [...bindings])
      }
      /** The rows of all streams that are narrowed so. */
      const rowsOf = async (
        behind: PageKey | undefined, count: number, narrowed: (query: Knex.QueryBuilder, stream: Stream) => void
      ) => {
        const found: Array<ReturnType<typeof fromRow>[]> = []
        for (const stream of streamsOf(sort, account?.id)) {
          const query = listed(stream, behind)
          narrowed(query, stream)
          const rows: unknown[] = await query.limit(count)
          found.push(rows.map(fromRow))
        }
        return merged(found, sort, account, count)
      }
      if (amounts === undefined || !isSortedByAmount) {
        return details(userId, await rowsOf(after, most, (query, stream) => {
          if (amounts !== undefined) withinAny(query, stream, amounts)
        }))
      }
      // One currency after the other, each in the order of its index.
      const [currency, ...behind] = after ?? []
      const found: Array<ReturnType<typeof fromRow>> = []
      for (const range of amounts) {
        if (currency !== undefined && range.currency < String(currency)) continue
        const isBehind = range.currency === currency
        found.push(...await rowsOf(isBehind ? behind : undefined, most - found.length, (query, stream) => {
          within(query, stream, range, isBehind ? NEAR_BOUND[sort] : undefined)
        }))
        if (found.length === most) break
      }
      return details(userId, found)
    },

    /** The currencies that a user's transactions have, in alphabetical order: a look in the index for each. */
    async currencies (userId: number): Promise<string[]> {
      const found: string[] = []
      for (;;) {
        const query = handle(TABLE).where({ user_id: userId }).min({ currency: 'currency' })
        const last = found.at(-1)
        if (last !== undefined) query.where('currency', '>', last)
        const rows: unknown[] = await query
        const next = currencyFromRow(rows[0])
        if (next === null) return found
        found.push(next)
      }
    },
  }
}
