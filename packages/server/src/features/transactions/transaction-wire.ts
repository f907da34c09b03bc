/** A transaction as the API shows it. */
import { formatAmount } from '@fintrack/contract/money'
import type { Transaction } from '@fintrack/contract/transactions'
import type { TransactionRow } from './transaction-repository.ts'

/** In whole minor units, with their currency. */
interface Money { readonly amount: bigint, readonly currency: string }

/** What a row does to what one has: a transfer nothing, nor what a part of a split sends to an account. */
function effectOf ({ type, amount, currency, named_splits: parts }: TransactionRow): Money {
  if (type === 'transfer') return { amount: 0n, currency }
  const moved = parts.filter((part) => part.to_account !== null).reduce((sum, part) => sum + BigInt(part.amount), 0n)
  const units = BigInt(amount) - moved
  return { amount: type === 'income' ? units : -units, currency }
}

/** What a row does to one account. */
function effectIn (row: TransactionRow, account: number): Money {
  const { type, currency } = row
  if (row.account === account) return { amount: BigInt(type === 'income' ? row.amount : 0 - row.amount), currency }
  if (row.to_account === account) return { amount: BigInt(Number(row.to_amount)), currency: String(row.to_currency) }
  const parts = row.named_splits.filter((split) => split.to_account === account)
  const sum = parts.reduce((all, part) => all + BigInt(part.amount), 0n)
  return { amount: type === 'income' ? -sum : sum, currency }
}

/** @param account of a list of one account, whose side of the rows is shown as `signed_amount` */
export function toWire (row: TransactionRow, account?: number): Transaction {
  const { currency, to_currency: toCurrency } = row
  const signed = account === undefined ? effectOf(row) : effectIn(row, account)
  // What arrives is there twice only where it is of another currency.
  const arriving = toCurrency === null || toCurrency === currency ? null : toCurrency
  return {
    id: row.id,
    date: row.date,
    type: row.type,
    category: row.category,
    category_name: row.category_name,
    amount: formatAmount(row.amount, currency),
    currency,
    payee: row.payee,
    description: row.description,
    created_at: row.created_at,
    updated_at: row.updated_at,
    account: row.account,
    account_name: row.account_name,
    to_account: row.to_account,
    to_account_name: row.to_account_name,
    to_amount: arriving === null || row.to_amount === null ? null : formatAmount(row.to_amount, arriving),
    to_currency: arriving,
    to_date: row.to_date,
    splits: row.named_splits.map((split) => ({
      category: split.category,
      category_name: split.category_name,
      to_account: split.to_account,
      to_account_name: split.to_account_name,
      amount: formatAmount(split.amount, currency),
      description: split.description,
    })),
    tags: [...row.tag_names],
    signed_amount: formatAmount(signed.amount, signed.currency),
    checked: row.checked,
  }
}
