/** The columns of transactions, and a transaction in a sentence. */
import { formatSplits } from '@fintrack/contract/split-text'
import { listed } from '@fintrack/contract/text'
import type { Split, Transaction } from '@fintrack/contract/transactions'
import { grouped } from '../../render/format.ts'
import type { RowView } from '../../render/view.ts'

/** `Groceries=45.00; Household=15.00`, as `--split` and an import take them. */
function splitsText ({ splits }: Transaction): string {
  return formatSplits(splits.map((part) => ({
    name: nameOfPart(part),
    isAccount: part.to_account !== null,
    amount: part.amount,
    description: part.description,
  })))
}

function nameOfPart ({ category_name: category, to_account_name: account }: Split): string {
  return account ?? category ?? ''
}

/** As CSV these columns are what `fintrack import` reads. */
export const TRANSACTION_VIEW: RowView<Transaction> = {
  noun: { one: 'transaction', many: 'transactions' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 11 },
    { name: 'date', value: ({ date }) => date },
    { name: 'type', value: ({ type }) => type, leaves: 9, keeps: 3 },
    { name: 'category', value: ({ category_name: name }) => name, free: true, shrinks: true },
    { name: 'amount', value: ({ amount }) => amount, text: ({ amount }) => grouped(amount), align: 'right' },
    { name: 'currency', value: ({ currency }) => currency, leaves: 10, keeps: 3 },
    { name: 'payee', value: ({ payee }) => payee, free: true, shrinks: true, leaves: 8 },
    { name: 'description', value: ({ description }) => description, free: true, shrinks: true, leaves: 7 },
    { name: 'account', value: ({ account_name: name }) => name, free: true, shrinks: true, leaves: 6, hides: true },
    {
      name: 'to_account',
      value: ({ to_account_name: name }) => name,
      free: true,
      shrinks: true,
      leaves: 5,
      hides: true,
    },
    {
      name: 'to_amount',
      value: ({ to_amount: amount }) => amount,
      text: ({ to_amount: amount, to_currency: currency }) => amount === null ? '' : `${grouped(amount)} ${currency}`,
      align: 'right',
      leaves: 3,
      hides: true,
    },
    { name: 'to_date', value: ({ to_date: day }) => day, extra: true },
    { name: 'tags', value: ({ tags }) => tags.join(' '), free: true, shrinks: true, leaves: 4, hides: true },
    { name: 'splits', value: splitsText, free: true, shrinks: true, leaves: 2, hides: true },
    {
      name: 'signed_amount',
      value: ({ signed_amount: amount }) => amount,
      text: ({ signed_amount: amount }) => grouped(amount),
      align: 'right',
      leaves: 1,
      spare: true,
    },
  ],
  keys: [
    'id', 'date', 'type', 'category', 'category_name', 'amount', 'currency', 'payee', 'description', 'created_at',
    'updated_at', 'account', 'account_name', 'to_account', 'to_account_name', 'to_amount', 'to_currency', 'to_date',
    'splits', 'tags', 'signed_amount', 'checked',
  ],
}

/** `Checking to Savings`, and what arrives there where that is in another currency. */
function describeEnds (
  { account_name: from, to_account_name: to, to_amount: amount, to_currency: currency }: Transaction
): string {
  return `${from} to ${to}${amount === null ? '' : ` (${grouped(amount)} ${currency})`}`
}

/** `Groceries 45.00 and Household 15.00` */
function describeParts ({ splits }: Transaction): string {
  return listed(splits.map((part) => `${nameOfPart(part) || 'no category'} ${grouped(part.amount)}`))
}

function describeUse (row: Transaction): string {
  if (row.type === 'transfer') return describeEnds(row)
  return row.splits.length > 0 ? describeParts(row) : row.category_name ?? 'no category'
}

/** `12.50 USD, Groceries, 2024-05-03, milk` */
export function describeTransaction (row: Transaction): string {
  const { amount, currency, date, payee, description } = row
  const [line = ''] = (description === '' ? payee ?? '' : description).split('\n')
  const parts = [`${grouped(amount)} ${currency}`, describeUse(row), date, line]
  return parts.filter((part) => part !== '').join(', ')
}

/** `an expense of -39.90 USD, Shopping, 2024-05-03`, for a transaction whose type has changed. */
export function describeTyped (row: Transaction): string {
  const nouns = { income: 'an income', expense: 'an expense', transfer: 'a transfer' } as const
  return `${nouns[row.type]} of ${describeTransaction(row)}`
}

/** `12.50 USD to Groceries on 2024-05-03`, for a transaction that was added. */
export function describeAdded (row: Transaction): string {
  const { amount, currency, type, category_name: category, date, account_name: account } = row
  const isRefund = type === 'expense' && amount.startsWith('-')
  const money = `${grouped(isRefund ? amount.slice(1) : amount)} ${currency}`
  const what = isRefund ? `a refund of ${money}` : type === 'income' ? `${money} of income` : money
  const use = row.splits.length > 0 ? describeParts(row) : category
  const place = account === null ? '' : `, in the account ${account}`
  return `${what} ${use === null ? 'without a category' : `to ${use}`} on ${date}${place}`
}
