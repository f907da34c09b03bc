/** Two halves of a transfer, as two banks tell of it, and the one row that they are. */
import { formatMoney } from '@fintrack/contract/money'
import { TAGS_MAX } from '@fintrack/contract/limits'
import { invalid, type Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { tagIdsOf } from '../transaction-json.ts'
import { tagsText } from '../tags/tag-values.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'

function refusal (sentence: string): Problem {
  return invalid({ ids: [sentence] })
}

/** @throws Problem where a row is no half of a transfer, whatever the other is */
function requireHalf (row: TransactionRow): void {
  const named = `Transaction ${row.id}`
  if (row.type === 'transfer') throw refusal(`${named} is a transfer already.`)
  if (row.splits !== null) throw refusal(`${named} is split over several categories, so it is no half of a transfer.`)
  if (row.account === null) throw refusal(`${named} is in no account; a half of a transfer is in one.`)
  if (row.amount < 0) {
    const money = formatMoney(row.amount, row.currency)
    throw refusal(`${named} is of ${money}; a half of a transfer is of 0 or more.`)
  }
}

/** The half that leaves and the half that arrives. @throws Problem where two rows are not that */
export function halvesOf (
  one: TransactionRow, other: TransactionRow
): { readonly from: TransactionRow, readonly to: TransactionRow } {
  requireHalf(one)
  requireHalf(other)
  const [from, to] = one.type === 'expense' ? [one, other] : [other, one]
  if (from.type === to.type) {
    throw refusal(`Transactions ${one.id} and ${other.id} are both of type ${one.type}; ` +
      'a transfer is an expense in one account and an income in another.')
  }
  if (from.account === to.account) {
    throw refusal(`Transactions ${from.id} and ${to.id} are both in the account ${quote(from.account_name)}; ` +
      'a transfer goes from one account to another.')
  }
  if (from.currency === to.currency && from.amount !== to.amount) {
    const [leaves, arrives] = [from, to].map((row) => formatMoney(row.amount, row.currency))
    throw refusal(`Transaction ${from.id} is of ${leaves} and transaction ${to.id} of ${arrives}; ` +
      'in one currency, what arrives is what leaves.')
  }
  return { from, to }
}

/**
 * The transfer that two halves are: the row that leaves, which also has the tags of the other one, and where it has no
 * payee or description, that of the other one.
 * @throws Problem where their tags are too many for one row
 */
export function joinedValues (from: TransactionRow, to: TransactionRow): TransactionValues {
  const tags = new Set([...tagIdsOf(from), ...tagIdsOf(to)])
  if (tags.size > TAGS_MAX) {
    throw refusal(`Transactions ${from.id} and ${to.id} have ${tags.size} tags together; one has at most ${TAGS_MAX}.`)
  }
  return {
    date: from.date,
    type: 'transfer',
    category: null,
    amount: from.amount,
    currency: from.currency,
    payee: from.payee ?? to.payee,
    description: from.description === '' ? to.description : from.description,
    account: from.account,
    to_account: to.account,
    to_amount: to.amount,
    to_currency: to.currency,
    to_date: to.date === from.date ? null : to.date,
    splits: null,
    tags: tagsText([...tags]),
  }
}

/** The two halves of a transfer. @throws Problem where a row is none */
export function halvesFrom (row: TransactionRow): { readonly from: TransactionValues, readonly to: TransactionValues } {
  const { type, to_account: account, to_amount: amount, to_currency: currency, payee, description, tags } = row
  if (type !== 'transfer' || amount === null || currency === null) {
    throw invalid({ id: [`Transaction ${row.id} is of type ${type}; only a transfer has two halves.`] })
  }
  const common = {
    category: null, payee, description, to_account: null, to_amount: null, to_currency: null, to_date: null,
    splits: null, tags,
  }
  return {
    from: {
      ...common, type: 'expense', date: row.date, amount: row.amount, currency: row.currency, account: row.account,
    },
    to: { ...common, type: 'income', date: row.to_date ?? row.date, amount, currency, account },
  }
}
