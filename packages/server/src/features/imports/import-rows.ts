/** From the lines of a CSV file to rows, every line's faults told with its number. */
import type { Category } from '@fintrack/contract/categories'
import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import { rearm } from '@fintrack/contract/csv-cell'
import { isDay } from '@fintrack/contract/dates'
import { OPTIONAL_COLUMNS, REQUIRED_COLUMNS } from '@fintrack/contract/imports'
import {
  CATEGORY_NAME_MAX_CHARACTERS, DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS,
} from '@fintrack/contract/limits'
import { isCurrency, parseAmount } from '@fintrack/contract/money'
import { Faults, Problem } from '@fintrack/contract/problem'
import { counted, fold, isName, isProse, listed, nearest, normalName, quote } from '@fintrack/contract/text'
import type { TransactionValues } from '../transactions/transaction-repository.ts'
import { rejectedLine, type CsvLine } from './csv-lines.ts'

type ColumnName = (typeof REQUIRED_COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number]
const COLUMNS: readonly string[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]

/** A category that rows of the file are in: the book's, or one that is to be made. */
export type FileCategory = Omit<Category, 'id'>

/** A row whose category has no id yet: the categories of the file come first. */
interface FileRow extends Omit<TransactionValues, 'category'> { readonly category: FileCategory | null }

export interface ImportFile {
  readonly rows: readonly FileRow[]
  /** Whether a row of it names no currency, and was read in the account's. */
  readonly isInAccountsCurrency: boolean
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
    if (name === 'id') continue
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

/** Reads one line after the other; the book's categories and those of earlier lines are known to it. */
function lineReader (currency: string, categories: Map<string, FileCategory>) {
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
    const key = fold(name)
    const existing = categories.get(key)
    if (existing !== undefined) {
      if (type !== undefined && type !== existing.type) {
        fault(`${quote(existing.name)} is of type ${existing.type}, not ${type}.`)
      }
      return existing
    }
    if (type === undefined) return undefined
    const created = { name, type }
    categories.set(key, created)
    return created
  }

  /** The row of a line, or its faults. */
  return (cell: (name: ColumnName) => string, faults: string[]): FileRow | undefined => {
    const fault = (sentence: string) => { faults.push(sentence) }
    const date = cell('date').trim()
    if (!isDay(date)) fault(`${quote(date)} is not a day as YYYY-MM-DD, such as 2024-02-29.`)
    const given = cell('type').trim().toLowerCase()
    const named = CATEGORY_TYPES.find((one) => one === given)
    const category = categoryOf(rearm(cell('category')), named, fault)
    const type = given === '' ? category?.type : named
    if (type === undefined) fault(`${quote(given)} is not a type; write income or expense.`)

    const code = cell('currency').trim()
    const inCurrency = code === '' ? currency : code
    if (!isCurrency(inCurrency)) fault(`${quote(code)} is not an ISO 4217 currency code, such as EUR.`)
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
    if (
      faults.length > 0 || !isDay(date) || type === undefined || category === undefined || amount === undefined ||
      'fault' in amount
    ) return undefined
    return {
      date, type, category, amount: amount.minor, currency: inCurrency, payee: isNoPayee ? null : normalName(payee),
      description,
    }
  }
}

interface Reading {
  /** Of rows that name none. */
  readonly currency: string
  readonly bookCategories: readonly Category[]
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
  lines: AsyncIterable<CsvLine>, { currency, bookCategories, mostRows }: Reading
): Promise<ImportFile> {
  const categories = new Map<string, FileCategory>(bookCategories.map((category) => [fold(category.name), category]))
  const readLine = lineReader(currency, categories)
  let read = 0
  const rows: FileRow[] = []
  const faulty = new Faults()
  let header: ReadonlyMap<string, number> | undefined
  let width = 0
  let bad = 0
  let isInAccountsCurrency = false
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
    if (cell('currency').trim() === '') isInAccountsCurrency = true
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
  return { rows, isInAccountsCurrency }
}
