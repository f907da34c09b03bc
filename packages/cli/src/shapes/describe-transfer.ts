import type { Transaction } from '@fintrack/contract/transactions'
import { grouped } from '../render/format.ts'

/** `, and 46.10 EUR arrive on 2024-05-05`, where what arrives differs from what leaves; else nothing. */
function describeArrival ({ to_amount: amount, to_currency: currency, to_date: date }: Transaction): string {
  const day = date === null ? '' : ` on ${date}`
  if (amount !== null) return `, and ${grouped(amount)} ${currency} arrive${day}`
  return day === '' ? '' : `, and it arrives${day}`
}

/** `500.00 EUR from Checking to Savings on 2024-05-03` */
export function describeTransfer (row: Transaction): string {
  const { amount, currency, date, account_name: from, to_account_name: to } = row
  return `${grouped(amount)} ${currency} from ${from} to ${to} on ${date}${describeArrival(row)}`
}
