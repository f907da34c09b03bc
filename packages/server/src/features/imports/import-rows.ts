/** From the lines of a CSV file to rows, every line's faults with its number. */
import { TRANSACTION_TYPES, type CategoryType, type TransactionType } from '@fintrack/contract/choices'
import { rearm } from '@fintrack/contract/csv-cell'
import { day, isDay } from '@fintrack/contract/dates'
import { IGNORED_COLUMNS, OPTIONAL_COLUMNS, REQUIRED_COLUMNS } from '@fintrack/contract/imports'
import {
  CATEGORY_NAME_MAX_CHARACTERS, DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS,
} from '@fintrack/contract/limits'
import { isCurrency, parseAmount } from '@fintrack/contract/money'
import { faultOfName, lastPartsOf, pathName } from '@fintrack/contract/paths'
import { Faults, Problem } from '@fintrack/contract/problem'
import type { TextPart } from '@fintrack/contract/split-text'
import { counted, foldName, isName, isProse, listed, nearest, normalName, quote } from '@fintrack/contract/text'
import type { CategoryRow } from '../categories/category-repository.ts'
import { describeConflict, typesOfNames } from '../categories/category-types.ts'
import { describeArchived, describeSeveral } from '../categories/find-category.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'
import { rejectedLine, type CsvLine } from './csv-lines.ts'
import {
  accountFinder, partsOfRow, splitsOf, tagsOf, transferOfCells, type AccountFinder, type FileAccount, type FileCategory,
  type FilePart,
} from './row-details.ts'

type ColumnName = (typeof REQUIRED_COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number]
const COLUMNS: readonly string[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]

/** A row whose categories have no ids yet: the categories of the file come first. So do its tags. */
interface FileRow extends
  Omit<TransactionValues, 'category' | 'splits' | 'tags'> {
  readonly category: FileCategory | null
  readonly parts: readonly FilePart[]
  readonly tags: readonly string[]
}

export interface ImportFile {
  readonly rows: readonly FileRow[]
  /** Whether a row of it names no currency, and was read in the user's. */
  readonly isInUsersCurrency: boolean
  /** The accounts that its rows name. */
  readonly accounts: readonly FileAccount[]
}

/** Where each column stands. @throws Problem import_rejected for a header that an import cannot use */
function readHeader ({ number, cells }: CsvLine): ReadonlyMap<string, number> {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const wanted = `the header must name ${listed(REQUIRED_COLUMNS)}, and may name ${listed(OPTIONAL_COLUMNS)}, ` +
    'separated by commas'
  const missing = REQUIRED_COLUMNS.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    throw rejectedLine(number, `The header ${quote(cells.join(','))} has no column ${listed(missing)}; ${wanted}.`)
  }
  const at = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    if (IGNORED_COLUMNS.includes(name)) continue
    if (!COLUMNS.includes(name)) {
      const meant = nearest(name, COLUMNS)
      const suggestion = meant === undefined ? '' : `; did you mean ${meant}`
      throw rejectedLine(
        number,
        `The header has a column ${quote(cells[index])}, which an import does not know${suggestion}; ${wanted}.`
      )
    }
    if (at.has(name)) throw rejectedLine(number, `The header names ${name} twice; ${wanted}.`)
    at.set(name, index)
  }
  return at
}

/** The categories by all last parts of their names; those that are archived come last. */
function endsOf (categories: readonly CategoryRow[]): ReadonlyMap<string, CategoryRow[]> {
  const ends = new Map<string, CategoryRow[]>()
  for (const category of categories.toSorted((one, other) => one.archived - other.archived)) {
    for (const key of lastPartsOf(category.name)) {
      const several = ends.get(key)
      if (several === undefined) ends.set(key, [category])
      else several.push(category)
    }
  }
  return ends
}

/** Reads one line after the other; the book's categories and those of earlier lines are known to it. */
function lineReader (currency: string, bookCategories: readonly CategoryRow[], accounts: AccountFinder) {
  const categories = new Map<string, FileCategory>(bookCategories.map((one) => [foldName(one.name), one]))
  const types = typesOfNames(bookCategories)
  /** The book's own by their last parts: those of a file are not yet there to be meant. */
  const ends = endsOf(bookCategories)
  const categoryOf = (
    cell: string, type: CategoryType | undefined, fault: (sentence: string) => void
  ): FileCategory | null | undefined => {
    const name = normalName(cell)
    if (name === '') return null
    if (!isName(cell, CATEGORY_NAME_MAX_CHARACTERS)) {
      fault(`${quote(cell)} is not a category name: 1 to ${CATEGORY_NAME_MAX_CHARACTERS} characters on one line.`)
      return undefined
    }
    if (/^[0-9]+$/.test(name)) {
      fault(`${quote(cell)} is only digits; name the category by its name.`)
      return undefined
    }
    const path = pathName(name)
    const all = ends.get(foldName(path)) ?? []
    const several = all.filter((one) => one.archived === 0)
    const whole = categories.get(foldName(name)) ?? categories.get(foldName(path))
    if (whole === undefined && several.length > 1) {
      fault(describeSeveral(name, several))
      return undefined
    }
    const [archived] = all
    if (whole === undefined && several.length === 0 && archived !== undefined) {
      fault(describeArchived(name, archived))
      return undefined
    }
    const existing = whole ?? several[0]
    if (existing !== undefined) {
      if (type !== undefined && type !== existing.type) {
        fault(`${quote(existing.name)} is of type ${existing.type}, not ${type}.`)
      }
      return existing
    }
    if (type === undefined) return undefined
    const created = { name: path, type }
    const conflict = types.conflictOf(created)
    const wrong = faultOfName(path) ?? (conflict === undefined ? undefined : describeConflict(created, conflict))
    if (wrong !== undefined) {
      fault(wrong)
      return undefined
    }
    types.add(created)
    categories.set(foldName(path), created)
    return created
  }

  /** The type of a row that names none and is split: that of the first part whose category is there. */
  const typeOfParts = (parts: readonly TextPart[]): CategoryType | undefined => {
    for (const { name: given, isAccount } of parts) {
      const name = normalName(given)
      if (isAccount || name === '') continue
      // Where several may be meant, the part itself is refused.
      const key = foldName(pathName(name))
      const found = categories.get(foldName(name)) ?? categories.get(key) ?? ends.get(key)?.[0]
      if (found !== undefined) return found.type
    }
    return undefined
  }

  /** The row of a line, or its faults. */
  return (cell: (name: ColumnName) => string, faults: string[]): FileRow | undefined => {
    const fault = (sentence: string) => { faults.push(sentence) }
    const date = cell('date').trim()
    if (!isDay(date)) fault(`${quote(date)} is not a day as YYYY-MM-DD, such as 2024-02-29.`)
    const given = cell('type').trim().toLowerCase()
    const named = TRANSACTION_TYPES.find((one) => one === given)
    const categoryCell = rearm(cell('category'))
    const category = named === 'transfer' ? null : categoryOf(categoryCell, named, fault)
    const splits = splitsOf(rearm(cell('splits')), fault)
    const type: TransactionType | undefined = given === '' ? category?.type ?? typeOfParts(splits) : named
    if (type === undefined) fault(`${quote(given)} is not a type; write income, expense or transfer.`)

    const account = accounts(rearm(cell('account')), fault)
    const code = cell('currency').trim()
    const inCurrency = code === '' ? account?.currency ?? currency : code
    if (!isCurrency(inCurrency)) fault(`${quote(code)} is not an ISO 4217 currency code, such as EUR.`)
    if (account !== undefined && account.currency !== inCurrency) {
      fault(`The account ${quote(account.name)} is in ${account.currency}, and the row in ${inCurrency}.`)
    }
    const amount = isCurrency(inCurrency) ? parseAmount(cell('amount').trim(), inCurrency) : undefined
    if (amount !== undefined && 'fault' in amount) fault(amount.fault)

    const payee = rearm(cell('payee'))
    const isNoPayee = payee.trim() === ''
    if (!isNoPayee && !isName(payee, PAYEE_MAX_CHARACTERS)) {
      fault(`${quote(payee)} is not a payee: up to ${PAYEE_MAX_CHARACTERS} characters on one line.`)
    }
    const description = rearm(cell('description'))
    if (!isProse(description, DESCRIPTION_MAX_CHARACTERS)) {
      const wanted = `up to ${DESCRIPTION_MAX_CHARACTERS} characters without control characters`
      fault(`${quote(description)} is not a description: ${wanted}.`)
    }
    const tags = tagsOf(rearm(cell('tags')), fault)
    if (
      faults.length > 0 || !isDay(date) || type === undefined || category === undefined || amount === undefined ||
      'fault' in amount
    ) return undefined
    const money = { amount: amount.minor, currency: inCurrency }
    const isWhole = splits.length === 0
    const namedCategory = categoryCell.trim() === '' ? [] : ['category' as const]
    const row = { type, account, ...money, named: isWhole ? namedCategory : [...namedCategory, 'splits' as const] }
    const transfer = transferOfCells(
      row,
      {
        to_account: rearm(cell('to_account')), to_amount: cell('to_amount').trim(), to_date: cell('to_date').trim(),
      },
      accounts, fault
    )
    const parts = type === 'transfer' || isWhole
      ? []
      : partsOfRow(splits, row, { categoryOf: (name) => categoryOf(name, type, fault) ?? null, accounts, fault })
    if (faults.length > 0 || transfer === undefined) return undefined
    return {
      date: day(date), type, category, ...money, payee: isNoPayee ? null : normalName(payee), description,
      account: account?.id ?? null, ...transfer, parts, tags,
    }
  }
}

interface Reading {
  /** Of rows that name none. */
  readonly currency: string
  readonly bookCategories: readonly CategoryRow[]
  readonly bookAccounts: readonly FileAccount[]
  readonly mostRows: number
}

function tooLong (mostRows: number): Problem {
  return new Problem(
    'limit_reached', `The file has more than ${counted(mostRows, 'row')}, the most that one import takes; ` +
      'import it in parts, or ask the operator for more (FINTRACK_ROWS_PER_CHANGE).'
  )
}

/**
 * Every row of a file.
 * @throws Problem import_rejected with the first faults of the bad lines
 */
export async function readImport (
  lines: AsyncIterable<CsvLine>, { currency, bookCategories, bookAccounts, mostRows }: Reading
): Promise<ImportFile> {
  const used = new Set<FileAccount>()
  const readLine = lineReader(currency, bookCategories, accountFinder(bookAccounts, used))
  let read = 0
  const rows: FileRow[] = []
  const faulty = new Faults()
  let header: ReadonlyMap<string, number> | undefined
  let width = 0
  let bad = 0
  let isInUsersCurrency = false
  for await (const line of lines) {
    if (header === undefined) {
      header = readHeader(line)
      width = line.cells.length
      continue
    }
    if ((read += 1) > mostRows) throw tooLong(mostRows)
    const at = header
    const faults: string[] = []
    if (line.cells.length !== width) {
      const cells = counted(line.cells.length, 'cell')
      faults.push(`This line has ${cells}, but the header has ${width}; put a cell that holds a comma in quotes.`)
    }
    const cell = (name: ColumnName) => line.cells[at.get(name) ?? -1] ?? ''
    if (cell('currency').trim() === '' && cell('account').trim() === '') isInUsersCurrency = true
    const row = faults.length > 0 ? undefined : readLine(cell, faults)
    if (row !== undefined) {
      rows.push(row)
    } else {
      bad += 1
      for (const fault of faults) faulty.add(`line ${line.number}`, fault)
    }
  }
  if (bad > 0) {
    const { extras } = faulty.problem()
    const [[first, sentences] = ['', []]] = Object.entries(faulty.errors)
    const lines = bad === 1 ? '' : ` (${counted(bad, 'line')} have errors)`
    throw new Problem('import_rejected', `${first}: ${sentences.join(' ')}${lines}`, extras)
  }
  if (header === undefined) throw new Problem('import_rejected', 'The file is empty.')
  if (rows.length === 0) {
    throw new Problem('import_rejected', 'The file has a header and no lines after it: there is nothing to import.')
  }
  return { rows, isInUsersCurrency, accounts: [...used] }
}
