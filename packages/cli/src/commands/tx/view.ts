/** The columns of transactions, and a transaction in a sentence. */
import type { Transaction } from '@fintrack/contract/transactions'
import { grouped } from '../../render/format.ts'
import type { RowView } from '../../render/view.ts'

/** As CSV these columns are what `fintrack import` reads. */
export const TRANSACTION_VIEW: RowView<Transaction> = {
  noun: { one: 'transaction', many: 'transactions' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 5 },
    { name: 'date', value: ({ date }) => date },
    { name: 'type', value: ({ type }) => type, leaves: 3 },
    { name: 'category', value: ({ category_name: name }) => name, free: true, shrinks: true },
    { name: 'amount', value: ({ amount }) => amount, text: ({ amount }) => grouped(amount), align: 'right' },
    { name: 'currency', value: ({ currency }) => currency, leaves: 4 },
    { name: 'payee', value: ({ payee }) => payee, free: true, shrinks: true, leaves: 2 },
    { name: 'description', value: ({ description }) => description, free: true, shrinks: true, leaves: 1 },
  ],
  keys: [
    'id', 'date', 'type', 'category', 'category_name', 'amount', 'currency', 'payee', 'description', 'created_at',
    'updated_at',
  ],
}

/** `12.50 USD, Groceries, 2024-05-03, milk` */
export function describeTransaction (
  { amount, currency, category_name: category, date, payee, description }: Transaction
): string {
  const [line = ''] = (description === '' ? payee ?? '' : description).split('\n')
  const parts = [`${grouped(amount)} ${currency}`, category ?? 'no category', date, line]
  return parts.filter((part) => part !== '').join(', ')
}

/** `12.50 USD to Groceries on 2024-05-03`, for a transaction that was added. */
export function describeAdded ({ amount, currency, type, category_name: category, date }: Transaction): string {
  const isRefund = type === 'expense' && amount.startsWith('-')
  const money = `${grouped(isRefund ? amount.slice(1) : amount)} ${currency}`
  const what = isRefund ? `a refund of ${money}` : type === 'income' ? `${money} of income` : money
  return `${what} ${category === null ? 'without a category' : `to ${category}`} on ${date}`
}
