/** Where a transfer goes, and what arrives: the same rules for a request and for a line of a file. */
import type { Day } from '@fintrack/contract/dates'
import { parseAmount, type Minor } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import type { AccountRow } from '../accounts/account-repository.ts'
import type { TransactionValues } from './transaction-repository.ts'

export type Transfer = Pick<TransactionValues, 'to_account' | 'to_amount' | 'to_currency' | 'to_date'>

/** What a row has that is no transfer. */
export const NO_TRANSFER = { to_account: null, to_amount: null, to_currency: null, to_date: null } as const

/** An account as far as a row in it needs it. */
export type AccountOfRow = Pick<AccountRow, 'id' | 'name' | 'currency'>

/** Gets a fault of a field, by the field's name. */
export type AddFault = (field: string, sentence: string) => void

interface TransferInput {
  /** Null where none is named; undefined where the name has a fault of its own. */
  readonly from: AccountOfRow | null | undefined
  readonly to: AccountOfRow | null | undefined
  /** What leaves; undefined where it cannot be read. */
  readonly amount: Minor | undefined
  /** What arrives as it is written, or null. */
  readonly arriving: string | number | null
  /** What arrived before, where the request leaves that as it is. */
  readonly arrivedBefore?: Minor | undefined
  /** When it arrives, which may be before it leaves: banks book a transfer in either order. Null: the same day. */
  readonly arrivesOn: Day | null
  /** What is given besides, which a transfer does not have. */
  readonly named: ReadonlyArray<'category' | 'splits'>
}

type BothEnds = Omit<TransferInput, 'from' | 'to'> & { readonly from: AccountOfRow, readonly to: AccountOfRow }

/** The same amount where both accounts are in one currency, else what is written, or what arrived before. */
function arrivingAmount (
  { from, to, amount, arriving, arrivedBefore }: BothEnds, addFault: AddFault
): Minor | undefined {
  const isSameCurrency = to.currency === from.currency
  if (arriving === null) {
    if (isSameCurrency) return amount
    if (arrivedBefore !== undefined) return arrivedBefore
    addFault('to_amount', `${quote(to.name)} is in ${to.currency}; give what arrives there in ${to.currency} as well.`)
    return undefined
  }
  const parsed = parseAmount(arriving, to.currency)
  if ('fault' in parsed) {
    addFault('to_amount', parsed.fault)
  } else if (parsed.minor < 0) {
    addFault('to_amount', 'What arrives is 0 or more.')
  } else if (isSameCurrency && amount !== undefined && parsed.minor !== amount) {
    addFault('to_amount', `Both accounts are in ${to.currency}, so that what arrives is what leaves; leave this out.`)
  } else return parsed.minor
  return undefined
}

/** @returns undefined where there are faults */
export function transferOf (input: TransferInput, addFault: AddFault): Transfer | undefined {
  const { from, to, amount, arrivesOn, named } = input
  for (const field of named) {
    const what = field === 'splits' ? 'parts' : 'category'
    addFault(field, `A transfer between accounts has no ${what}; leave this out.`)
  }
  if (amount !== undefined && amount < 0) {
    addFault('amount', 'What is transferred is 0 or more; swap the two accounts for the other direction.')
  }
  const needs = (way: string) => `A transfer needs the account that it ${way}: its id or its name.`
  if (from === null) addFault('account', needs('comes from'))
  if (to === null) addFault('to_account', needs('goes to'))
  if (from === null || from === undefined || to === null || to === undefined) return undefined
  if (to.id === from.id) {
    addFault('to_account', `The transfer comes from ${quote(to.name)} already; name another account.`)
    return undefined
  }
  const arrived = arrivingAmount({ ...input, from, to }, addFault)
  if (arrived === undefined) return undefined
  return { to_account: to.id, to_amount: arrived, to_currency: to.currency, to_date: arrivesOn }
}

/** A row that is no transfer goes to no account. @param given the fields that say where it would go */
export function requireNoTransfer (given: readonly string[], addFault: AddFault): void {
  for (const field of given) addFault(field, 'Only a transfer has this; give type=transfer, or leave it out.')
}
