/** A transaction, and what changed in it, as the change log says it. */
import { formatMoney } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { describeChangedFields } from '../update.ts'
import type { TransactionRow } from './transaction-repository.ts'

function named (name: string | null): string {
  return name === null ? 'none' : quote(name)
}

/** Where the money goes: a category, the parts of a split, from one account to another. */
function placeOf (row: TransactionRow): string {
  if (row.type === 'transfer') return `${named(row.account_name)} to ${named(row.to_account_name)}`
  if (row.splits !== null) return `in ${row.named_splits.length} parts`
  return row.category_name === null ? 'uncategorized' : quote(row.category_name)
}

/** `expense of 12.50 USD, "Food", 2024-05-01`, or `transfer of 500.00 USD, "Checking" to "Savings", 2024-05-01` */
export function describeTransaction (row: TransactionRow): string {
  return `${row.type} of ${formatMoney(row.amount, row.currency)}, ${placeOf(row)}, ${row.date}`
}

function arriving ({ to_amount: amount, to_currency: currency }: TransactionRow): string {
  return amount === null || currency === null ? 'none' : formatMoney(amount, currency)
}

function partsOf ({ named_splits: splits, currency }: TransactionRow): string {
  const parts = splits.map(({ category_name: category, to_account_name: account, amount }) =>
    `${account === null ? named(category) : `to ${quote(account)}`} ${formatMoney(amount, currency)}`)
  return parts.length === 0 ? 'none' : parts.join(' and ')
}

function fieldsOf (row: TransactionRow): Array<readonly [field: string, text: string]> {
  const { date, type, category_name: category, payee, description, tag_names: tags } = row
  return [
    ['date', date],
    ['type', type],
    ['category', category === null ? 'none' : quote(category)],
    ['amount', formatMoney(row.amount, row.currency)],
    ['account', named(row.account_name)],
    ['to account', named(row.to_account_name)],
    ['amount that arrives', row.to_currency === row.currency ? 'none' : arriving(row)],
    ['day of arrival', row.to_date ?? 'none'],
    ['parts', partsOf(row)],
    ['tags', tags.length === 0 ? 'none' : tags.join(', ')],
    ['payee', payee === null ? 'none' : quote(payee)],
    ['description', description === '' ? 'none' : quote(description)],
  ]
}

/** `: amount now 13.00 USD; payee now "Corner"` */
export function describeDifference (before: TransactionRow, after: TransactionRow): string {
  return describeChangedFields(fieldsOf(before), fieldsOf(after))
}
