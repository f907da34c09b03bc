/** What a row of a file says beyond a category and an amount: accounts, a transfer, parts and tags. */
import type { Category } from '@fintrack/contract/categories'
import type { TransactionType } from '@fintrack/contract/choices'
import { day, isDay } from '@fintrack/contract/dates'
import { DESCRIPTION_MAX_CHARACTERS, SPLITS_MAX, TAG_MAX_CHARACTERS, TAGS_MAX } from '@fintrack/contract/limits'
import type { Minor } from '@fintrack/contract/money'
import { parseSplits, type TextPart } from '@fintrack/contract/split-text'
import { foldName, isProse, isTag, nearest, normalName, quote } from '@fintrack/contract/text'
import {
  partOf, requireNoCategory, requireSeveral, requireSum, type Part,
} from '../transactions/split-values.ts'
import {
  NO_TRANSFER, requireNoTransfer, transferOf, type AccountOfRow, type AddFault, type Transfer,
} from '../transactions/transfer-values.ts'

/** A category that rows of the file are in: the book's, or one that is to be made. */
export type FileCategory = Pick<Category, 'name' | 'type'>

/** An account of the book, as it was when the file was read. */
export type FileAccount = AccountOfRow

type Fault = (sentence: string) => void

/** The account that a cell names; undefined for a blank cell, and for a name that is none. */
export type AccountFinder = (cell: string, fault: Fault) => FileAccount | undefined

/** A part whose category has no id yet. */
export type FilePart = Part<FileCategory>

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
  if (parts.length > 0) requireSeveral(parts.length, (_, sentence) => { fault(sentence) })
  if (parts.length > SPLITS_MAX) fault(`This row has ${parts.length} parts; it may have ${SPLITS_MAX}.`)
  return parts
}

interface Row {
  readonly type: TransactionType
  readonly account: FileAccount | undefined
  readonly amount: Minor
  readonly currency: string
  /** Which of these cells are filled. */
  readonly named: ReadonlyArray<'category' | 'splits'>
}

interface TransferCells { readonly to_account: string, readonly to_amount: string, readonly to_date: string }

/** A fault of a column is said with its name. */
function ofColumn (fault: Fault): AddFault {
  return (column, sentence) => { fault(`${column}: ${sentence}`) }
}

/** Where a transfer goes, and what arrives; undefined where there are faults. */
export function transferOfCells (
  { type, account, amount, named }: Row, cells: TransferCells, accounts: AccountFinder, fault: Fault
): Transfer | undefined {
  const addFault = ofColumn(fault)
  if (type !== 'transfer') {
    const columns = ['to_account', 'to_amount', 'to_date'] as const
    requireNoTransfer(columns.filter((column) => cells[column].trim() !== ''), addFault)
    return NO_TRANSFER
  }
  const { to_account: toAccount, to_amount: toAmount, to_date: toDate } = cells
  if (toDate !== '' && !isDay(toDate)) fault(`${quote(toDate)} is not a day as YYYY-MM-DD, such as 2024-02-29.`)
  return transferOf({
    from: account ?? null,
    to: toAccount.trim() === '' ? null : accounts(toAccount, fault),
    amount,
    arriving: toAmount === '' ? null : toAmount,
    arrivesOn: isDay(toDate) ? day(toDate) : null,
    named,
  }, addFault)
}

interface Finders {
  readonly categoryOf: (name: string) => FileCategory | null
  readonly accounts: AccountFinder
  readonly fault: Fault
}

/** The parts of a row, which sum to its amount; fewer where there are faults. */
export function partsOfRow (
  splits: readonly TextPart[], { account, amount, currency, named }: Omit<Row, 'type'>,
  { categoryOf, accounts, fault }: Finders
): FilePart[] {
  if (named.includes('category')) requireNoCategory(ofColumn(fault))
  const row = { currency, account: account?.id ?? null }
  const parts = splits.flatMap(({ name, isAccount, amount: text, description }): FilePart[] => {
    const to = isAccount ? accounts(name, fault) : undefined
    if (isAccount && normalName(name) === '') fault('A part that begins with @ needs the name of an account.')
    if (!isProse(description, DESCRIPTION_MAX_CHARACTERS)) fault(`${quote(description)} is not a description.`)
    const category = isAccount ? null : categoryOf(name)
    const part = partOf({ category, account: to, amount: text, description }, row, (_, sentence) => { fault(sentence) })
    return part === undefined ? [] : [part]
  })
  if (parts.length === splits.length) requireSum(parts, amount, currency, (_, sentence) => { fault(sentence) })
  return parts
}
