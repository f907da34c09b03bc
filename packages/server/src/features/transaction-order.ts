/**
 * The order of a list of transactions: by day or by amount, then by id. In a list of one account each row has the day
 * and the amount of its side in that account. There they stand in several columns, so that such a list is several
 * streams, each in the order of its column, which are merged.
 */
import type { Sort } from '@fintrack/contract/choices'
import type { KeyKinds, PageKey } from './paging.ts'
import { splitsOf } from './transaction-json.ts'

/** An account that a list is of. All that moves in it is in its currency. */
export interface ListedAccount { readonly id: number, readonly currency: string }

/** Some SQL, with the values of its placeholders. */
export interface Sql { readonly sql: string, readonly bindings: readonly number[] }

/** Rows `t` of a list that have their day in one column or expression, and their amount. */
export interface Stream {
  readonly day: Sql
  readonly amount: Sql
  /** Which rows these are; undefined for all. */
  readonly among?: Sql
  /** Whether `t.currency` is looked at: it is what an index of the amounts begins with. */
  readonly isOfCurrency: boolean
}

/** Of a transaction, what decides its place in a list. */
interface Row {
  readonly id: number
  readonly date: string
  readonly amount: number
  readonly currency: string
  readonly account: number | null
  readonly to_account: number | null
  readonly to_amount: number | null
  readonly to_date: string | null
  readonly splits: string | null
}

export function isByAmount (sort: Sort): boolean {
  return sort.endsWith('amount')
}

function plain (sql: string): Sql {
  return { sql, bindings: [] }
}

/** What the parts of a row send to an account. */
function partsIn (account: number): Sql {
  return {
    sql: '(SELECT CAST(SUM(p.amount) AS bigint) FROM parts AS p ' +
      'WHERE p.user_id = t.user_id AND p.transaction_id = t.id AND p.to_account = ?)',
    bindings: [account],
  }
}

/** @param account that the list is of, or undefined */
export function streamsOf (sort: Sort, account: number | undefined): readonly Stream[] {
  const [date, amount] = [plain('t.date'), plain('t.amount')]
  if (account === undefined) return [{ day: date, amount, isOfCurrency: true }]
  const parts = partsIn(account)
  const arrives = { sql: 't.to_account = ?', bindings: [account] }
  if (isByAmount(sort)) {
    return [
      { day: date, amount, among: { sql: 't.account = ?', bindings: [account] }, isOfCurrency: true },
      { day: plain('COALESCE(t.to_date, t.date)'), amount: plain('t.to_amount'), among: arrives, isOfCurrency: false },
      {
        day: date,
        amount: parts,
        among: { sql: '(t.is_split = 1 AND (t.account IS NULL OR t.account <> ?))', bindings: [account] },
        isOfCurrency: false,
      },
    ]
  }
  return [
    {
      day: date,
      amount: {
        sql: `CASE WHEN t.account = ? THEN t.amount WHEN t.to_account = ? THEN t.to_amount ELSE ${parts.sql} END`,
        bindings: [account, account, ...parts.bindings],
      },
      among: { sql: '(t.to_account IS NULL OR t.to_account <> ? OR t.to_date IS NULL)', bindings: [account] },
      isOfCurrency: false,
    },
    {
      day: plain('t.to_date'),
      amount: plain('t.to_amount'),
      among: { sql: '(t.to_account = ? AND t.to_date IS NOT NULL)', bindings: [account] },
      isOfCurrency: false,
    },
  ]
}

function placeOf (row: Row, account: number | undefined): { readonly day: string, readonly amount: number } {
  const { date, amount } = row
  if (account === undefined || row.account === account) return { day: date, amount }
  if (row.to_account === account) return { day: row.to_date ?? date, amount: Number(row.to_amount) }
  const parts = splitsOf(row).filter((part) => part.to_account === account)
  return { day: date, amount: parts.reduce((sum, part) => sum + part.amount, 0) }
}

/** Where a row stands in its list. @param account that the list is of, or undefined */
export function keyOf (sort: Sort, account?: ListedAccount): (row: Row) => PageKey {
  return (row) => {
    const { day, amount } = placeOf(row, account?.id)
    return isByAmount(sort) ? [account?.currency ?? row.currency, amount, row.id] : [day, row.id]
  }
}

/** What the parts of that are. */
export function keyKinds (sort: Sort): KeyKinds {
  return isByAmount(sort) ? ['text', 'number', 'number'] : ['text', 'number']
}

function compare (one: PageKey, other: PageKey): number {
  for (const [at, part] of one.entries()) {
    const against = other[at]
    if (against !== undefined && part !== against) return part < against ? -1 : 1
  }
  /* c8 ignore next -- two rows have two ids */
  return 0
}

/** The first rows of several streams, in the order of their list. */
export function merged<Of extends Row> (
  streams: ReadonlyArray<readonly Of[]>, sort: Sort, account: ListedAccount | undefined, most: number
): Of[] {
  if (streams.length === 1) return streams.flat()
  const key = keyOf(sort, account)
  const direction = sort.startsWith('-') ? -1 : 1
  return streams.flat().sort((one, other) => direction * compare(key(one), key(other))).slice(0, most)
}
