/** What a row of a file says beyond a category and an amount: accounts, a transfer, parts and tags. */
import type { TransactionType } from '@fintrack/contract/choices'
import { day, isDay } from '@fintrack/contract/dates'
import { DESCRIPTION_MAX_CHARACTERS, SPLITS_MAX, TAG_MAX_CHARACTERS, TAGS_MAX } from '@fintrack/contract/limits'
import { formatAmount, parseAmount, type Minor } from '@fintrack/contract/money'
import { parseSplits, type TextPart } from '@fintrack/contract/split-text'
import { foldName, isProse, isTag, nearest, normalName, quote } from '@fintrack/contract/text'
import type { AccountRow } from '../accounts/account-repository.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'

/** A category that rows of the file are in: the book's, or one that is to be made. */
export interface FileCategory { readonly name: string, readonly type: CategoryType }

/** An account of the book, as it was when the file was read. */
export type FileAccount = Pick<AccountRow, 'id' | 'name' | 'currency'>

type Fault = (sentence: string) => void

/** The account that a cell names; undefined for a blank cell, and for a name that is none. */
export type AccountFinder = (cell: string, fault: Fault) => FileAccount | undefined

/** A part whose category has no id yet. */
export interface FilePart {
  readonly category: FileCategory | null
  readonly to_account: number | null
  readonly amount: Minor
  readonly description: string
}

/** @param used gets the accounts that are named */
export function accountFinder (book: readonly FileAccount[], used: Set<FileAccount>): AccountFinder {
  const byKey = new Map(book.map((account) => [foldName(account.name), account]))
  return (cell, fault) => {
    const name = normalName(cell)
    if (name === '') return undefined
    const account = byKey.get(foldName(name))
    if (account === undefined) {
      const meant = nearest(name, book.map((one) => one.name))
      const remedy = meant === undefined ? 'add it first.' : `did you mean ${quote(meant)}?`
      fault(`There is no account ${quote(name)}; ${remedy}`)
    } else used.add(account)
    return account
  }
}

/** The tags of a cell, which has spaces between them. */
export function tagsOf (cell: string, fault: Fault): string[] {
  const tags = cell.split(/\s+/).filter((tag) => tag !== '')
  const wrong = tags.find((tag) => !isTag(tag, TAG_MAX_CHARACTERS))
  if (wrong !== undefined) {
    fault(`${quote(wrong)} is not a tag: 1 to ${TAG_MAX_CHARACTERS} letters, digits, - and _, with / between the ` +
      'parts of a path.')
  }
  if (tags.length > TAGS_MAX) fault(`This row has ${tags.length} tags; it may have ${TAGS_MAX}.`)
  return tags
}

/** The parts that a cell writes, by their names; none for a blank one. */
export function splitsOf (cell: string, fault: Fault): readonly TextPart[] {
  const parts = parseSplits(cell)
  if (parts === undefined) {
    fault(`${quote(cell)} is not a list of parts, such as Groceries=45.00; Household=15.00.`)
    return []
  }
  if (parts.length === 1) fault('A split has two parts or more.')
  if (parts.length > SPLITS_MAX) fault(`This row has ${parts.length} parts; it may have ${SPLITS_MAX}.`)
  return parts
}

interface Row {
  readonly type: TransactionType
  readonly account: FileAccount | undefined
  readonly amount: Minor
  readonly currency: string
  readonly isCategorized: boolean
}

interface TransferCells { readonly toAccount: string, readonly toAmount: string, readonly toDate: string }

const NO_TRANSFER = { to_account: null, to_amount: null, to_currency: null, to_date: null }

/** Where a transfer goes, and what arrives. */
export function transferOf (
  { type, account, amount, isCategorized }: Row, { toAccount, toAmount, toDate }: TransferCells,
  accounts: AccountFinder, fault: Fault
): Pick<TransactionValues, 'to_account' | 'to_amount' | 'to_currency' | 'to_date'> {
  if (type !== 'transfer') {
    if (`${toAccount.trim()}${toAmount}${toDate}` !== '') {
      fault('Only a row of type transfer has to_account, to_amount or to_date.')
    }
    return NO_TRANSFER
  }
  if (isCategorized) fault('A transfer between accounts has no category and no parts.')
  if (amount < 0) fault('What is transferred is 0 or more; exchange the two accounts for the other direction.')
  if (toDate !== '' && !isDay(toDate)) fault(`${quote(toDate)} is not a day as YYYY-MM-DD, such as 2024-02-29.`)
  const to = accounts(toAccount, fault)
  if (account === undefined) fault('A transfer needs the account that it comes from in the column account.')
  if (to === undefined) {
    if (toAccount.trim() === '') fault('A transfer needs the account that it goes to in the column to_account.')
    return NO_TRANSFER
  }
  if (to.id === account?.id) fault(`The transfer comes from ${quote(to.name)} already; name another account.`)
  return {
    to_account: to.id,
    to_amount: arriving({ amount, toAmount, isSameCurrency: to.currency === account?.currency }, to, fault),
    to_currency: to.currency,
    to_date: isDay(toDate) ? day(toDate) : null,
  }
}

interface Arrival { readonly amount: Minor, readonly toAmount: string, readonly isSameCurrency: boolean }

function arriving ({ amount, toAmount, isSameCurrency }: Arrival, to: FileAccount, fault: Fault): Minor {
  if (toAmount === '') {
    if (!isSameCurrency) fault(`${quote(to.name)} is in ${to.currency}; to_amount has to say what arrives there.`)
    return amount
  }
  const parsed = parseAmount(toAmount, to.currency)
  if ('fault' in parsed) fault(parsed.fault)
  else if (parsed.minor < 0) fault('What arrives is 0 or more.')
  else if (isSameCurrency && parsed.minor !== amount) {
    fault(`Both accounts are in ${to.currency}, so that what arrives is what leaves; leave to_amount empty.`)
  } else return parsed.minor
  return amount
}

interface Finders {
  readonly categoryOf: (name: string) => FileCategory | null
  readonly accounts: AccountFinder
  readonly fault: Fault
}

/** The parts of a row, which sum to its amount. */
export function partsOf (
  splits: readonly TextPart[], { amount, currency, isCategorized }: Omit<Row, 'type' | 'account'>,
  { categoryOf, accounts, fault }: Finders
): FilePart[] {
  if (isCategorized) fault('A split row has its categories in its parts; leave its category empty.')
  let isReadable = true
  const parts = splits.map(({ name, isAccount, amount: text, description }): FilePart => {
    const to = isAccount ? accounts(name, fault) : undefined
    if (to !== undefined && to.currency !== currency) {
      fault(`The account ${quote(to.name)} is in ${to.currency}, and the row in ${currency}.`)
    }
    if (isAccount && normalName(name) === '') fault('A part that begins with @ needs the name of an account.')
    if (!isProse(description, DESCRIPTION_MAX_CHARACTERS)) fault(`${quote(description)} is not a description.`)
    const parsed = parseAmount(text, currency)
    if ('fault' in parsed) {
      isReadable = false
      fault(parsed.fault)
    }
    return {
      category: isAccount ? null : categoryOf(name),
      to_account: to?.id ?? null,
      amount: 'fault' in parsed ? amount : parsed.minor,
      description,
    }
  })
  const sum = parts.reduce((all, part) => all + BigInt(part.amount), 0n)
  if (isReadable && sum !== BigInt(amount)) {
    fault(`The parts sum to ${formatAmount(sum, currency)} ${currency}, and the amount is ` +
      `${formatAmount(amount, currency)} ${currency}; make them the same.`)
  }
  return parts
}
