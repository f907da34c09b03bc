/** Where a transfer goes, and what arrives. */
import { day, type Day } from '@fintrack/contract/dates'
import { minor, parseAmount, type Minor } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import type { TransactionChange } from '@fintrack/contract/transactions'
import type { AccountRow } from '../accounts/account-repository.ts'
import { accountFor, type AccountFinder } from '../accounts/find-account.ts'
import type { RowFaults } from '../unknown-name.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'

export type Transfer = Pick<TransactionValues, 'to_account' | 'to_amount' | 'to_currency' | 'to_date'>

interface Source {
  readonly given: TransactionChange
  readonly before: TransactionRow | undefined
  /** The account that it comes from. */
  readonly account: AccountRow | undefined
  /** On which it leaves. */
  readonly date: Day
  /** What leaves it. */
  readonly amount: Minor
}

/** What arrives: the same amount where both accounts are in one currency, else what the request or the row says. */
function arrivingFor ({ given, before, account, amount }: Source, to: AccountRow, faults: RowFaults): Minor {
  const isSameCurrency = to.currency === account?.currency
  const { to_amount: arriving } = given
  if (arriving === undefined || arriving === null) {
    if (isSameCurrency) return amount
    const isKept = before !== undefined && arriving === undefined && before.to_account === to.id &&
      given.amount === undefined && before.to_amount !== null
    if (isKept) return before.to_amount
    faults.add(
      'to_amount', `${quote(to.name)} is in ${to.currency}; give what arrives there in ${to.currency} as well.`
    )
    return minor(0)
  }
  const parsed = parseAmount(arriving, to.currency)
  if ('fault' in parsed) {
    faults.add('to_amount', parsed.fault)
  } else if (parsed.minor < 0) {
    faults.add('to_amount', 'What arrives is 0 or more.')
  } else if (isSameCurrency && parsed.minor !== amount) {
    faults.add('to_amount', `Both accounts are in ${to.currency}, so that what arrives is what leaves; leave this out.`)
  } else return parsed.minor
  return minor(0)
}

/** @returns undefined where the accounts have faults */
export async function transferFor (
  repos: AccountFinder, user: number, source: Source, faults: RowFaults
): Promise<Transfer | undefined> {
  const { given, before, account, date } = source
  const seen = faults.count
  const to = await accountFor(repos, user, given.to_account, before?.to_account, faults, 'to_account')
  const from = given.account === undefined ? before?.account ?? null : given.account
  if (from === null) {
    faults.add('account', 'A transfer needs the account that it comes from: its id or its name.')
  }
  if (to === undefined) {
    if (faults.count === seen || (given.to_account ?? null) === null) {
      faults.add('to_account', 'A transfer needs the account that it goes to: its id or its name.')
    }
    return undefined
  }
  if (to.id === account?.id) {
    faults.add('to_account', `The transfer comes from ${quote(to.name)} already; name another account.`)
  }
  const arrives = given.to_date === undefined ? before?.to_date ?? null : given.to_date
  if (arrives !== null && arrives < date) {
    faults.add('to_date', `${arrives} is before ${date}, when the money leaves; it cannot arrive before.`)
  }
  if (account === undefined || faults.count > seen) return undefined
  return {
    to_account: to.id,
    to_amount: arrivingFor(source, to, faults),
    to_currency: to.currency,
    to_date: arrives === null ? null : day(arrives),
  }
}
