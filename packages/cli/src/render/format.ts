/** Amounts of a reply, which are texts in their currency's own digits, for people and for arithmetic. */
import { counted, listed } from '@fintrack/contract/text'

/** Grouped by thousands: `1234.50` is `1,234.50`. */
export function grouped (amount: string): string {
  const [whole = '', ...decimals] = amount.split('.')
  return [whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ','), ...decimals].join('.')
}

/** The amount in minor units: `12.50` is 1250. */
export function unitsOf (amount: string): bigint {
  return BigInt(amount.replace('.', ''))
}

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** `812 bytes`, `1.2 MB`: to a tenth, by thousands. */
export function bytesInWords (bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  let tenths = Math.round(bytes / 100)
  let unit = 0
  while (tenths >= 10_000 && unit < UNITS.length - 1) {
    tenths = Math.round(tenths / 1000)
    unit += 1
  }
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${UNITS[unit]}`
}

/**
 * `2024-05-03T10:20:30.456Z` for people: to the minute, in UTC, as `2024-05-03 10:20Z`. What is no moment stays as it
 * is.
 */
export function moment (text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?Z$/, '$1 $2Z')
}

/** How many rows a book holds. */
interface RowCounts {
  readonly users: number
  readonly transactions: number
  readonly categories: number
  readonly budgets: number
}

/** `1,204 transactions, 12 categories and 5 budgets`, and of whom where there are several. */
export function bookInWords ({ users, transactions, categories, budgets }: RowCounts): string {
  const rows = listed([
    counted(transactions, 'transaction'), counted(categories, 'category', 'categories'), counted(budgets, 'budget'),
  ])
  return users > 1 ? `${rows} of ${counted(users, 'user')}` : rows
}
