/** A transaction, and what changed in it, as the change log says it. */
import { formatAmount } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { describeChangedFields } from '../update.ts'
import type { TransactionRow } from './transaction-repository.ts'

function money ({ amount, currency }: TransactionRow): string {
  return `${formatAmount(amount, currency)} ${currency}`
}

/** `expense of 12.50 USD, "Food", 2024-05-01` */
export function describeTransaction (row: TransactionRow): string {
  const { type, category_name: category, date } = row
  return `${type} of ${money(row)}, ${category === null ? 'uncategorized' : quote(category)}, ${date}`
}

function fieldsOf (row: TransactionRow): Array<readonly [field: string, text: string]> {
  const { date, type, category_name: category, payee, description } = row
  return [
    ['date', date],
    ['type', type],
    ['category', category === null ? 'none' : quote(category)],
    ['amount', money(row)],
    ['payee', payee === null ? 'none' : quote(payee)],
    ['description', description === '' ? 'none' : quote(description)],
  ]
}

/** `: amount now 13.00 USD; payee now "Corner"` */
export function describeDifference (before: TransactionRow, after: TransactionRow): string {
  return describeChangedFields(fieldsOf(before), fieldsOf(after))
}
