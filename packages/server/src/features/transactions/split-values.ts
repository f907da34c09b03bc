/** The parts of a split transaction: the same rules for a request and for a line of a file. */
import type { CategoryType } from '@fintrack/contract/choices'
import { formatMoney, parseAmount, type Minor } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { SPLIT_READ_ONLY, SplitInputSchema, type SplitInput } from '@fintrack/contract/transactions'
import { faultsOf } from '@fintrack/contract/validate'
import { accountFor, type AccountFinder } from '../accounts/find-account.ts'
import { categoryFor, type CategoryFinder, type RowCategory } from '../categories/find-category.ts'
import type { StoredSplit } from '../transaction-json.ts'
import type { RowFaults } from '../unknown-name.ts'
import type { AccountOfRow, AddFault } from './transfer-values.ts'

/** A part whose category is found, or is still to be made. */
export interface Part<Category> {
  readonly category: Category | null
  readonly to_account: number | null
  readonly amount: Minor
  readonly description: string
}

interface PartInput<Category> {
  readonly category: Category | null
  readonly account: AccountOfRow | undefined
  readonly amount: string | number
  readonly description: string
}

/** Of a row, what its parts have to fit. */
export interface RowOfParts {
  readonly currency: string
  /** The account that the row is in. */
  readonly account: number | null
}

/** @param addFault gets the field of the part. @returns undefined where there are faults */
export function partOf<Category> (
  { category, account, amount, description }: PartInput<Category>, row: RowOfParts, addFault: AddFault
): Part<Category> | undefined {
  let isRight = true
  const wrong = (field: string, sentence: string) => {
    isRight = false
    addFault(field, sentence)
  }
  if (category !== null && account !== undefined) {
    wrong('to_account', 'A part is in a category or goes to an account, not both.')
  }
  if (account !== undefined && account.id === row.account) {
    wrong('to_account', `${quote(account.name)} is the account of the transaction itself.`)
  } else if (account !== undefined && account.currency !== row.currency) {
    wrong('to_account', `${quote(account.name)} is in ${account.currency}, and the transaction in ${row.currency}.`)
  }
  const parsed = parseAmount(amount, row.currency)
  if ('fault' in parsed) wrong('amount', parsed.fault)
  if (!isRight || 'fault' in parsed) return undefined
  return { category, to_account: account?.id ?? null, amount: parsed.minor, description }
}

/** One part is no split. */
export function requireSeveral (count: number, addFault: AddFault): void {
  if (count < 2) addFault('splits', 'A split has two parts or more.')
}

/** The category of a split row stands in its parts. */
export function requireNoCategory (addFault: AddFault): void {
  addFault('category', 'A split transaction has its categories in its parts; leave this out, or give no splits.')
}

/** The parts sum to the amount of their row. */
export function requireSum (
  parts: ReadonlyArray<Pick<Part<unknown>, 'amount'>>, amount: Minor, currency: string, addFault: AddFault
): void {
  const sum = parts.reduce((all, part) => all + BigInt(part.amount), 0n)
  if (sum === BigInt(amount)) return
  addFault('splits', `The parts sum to ${formatMoney(sum, currency)}, and the amount is ` +
    `${formatMoney(amount, currency)}; make them the same.`)
}

/** The parts of a row, and the type that their categories have. */
export interface Splits {
  readonly type: CategoryType | undefined
  /** As they are stored. */
  readonly text: string
  /** Adds a fault where the parts do not fit their row. */
  readonly check: (type: CategoryType, amount: Minor, currency: string, faults: RowFaults) => void
}

async function partFor (
  repos: CategoryFinder & AccountFinder, user: number, given: SplitInput, at: number, row: RowOfParts,
  faults: RowFaults
): Promise<Part<RowCategory> | undefined> {
  const place = (field: string) => `splits[${at}].${field}`
  const wrong = faultsOf(SplitInputSchema, given, SPLIT_READ_ONLY)
  if (wrong !== undefined) {
    for (const [field, sentences] of Object.entries(wrong.errors)) {
      for (const text of sentences) faults.add(place(field), text)
    }
    return undefined
  }
  const category = await categoryFor(repos, user, given.category, undefined, faults, place('category'))
  const account = await accountFor(repos, user, given.to_account, undefined, faults, place('to_account'))
  return partOf(
    { category: category ?? null, account, amount: given.amount, description: given.description ?? '' }, row,
    (field, sentence) => { faults.add(place(field), sentence) }
  )
}

/** @returns undefined where there are faults */
export async function splitsFor (
  repos: CategoryFinder & AccountFinder, user: number, given: readonly SplitInput[], row: RowOfParts,
  faults: RowFaults
): Promise<Splits | undefined> {
  const seen = faults.count
  requireSeveral(given.length, (field, sentence) => { faults.add(field, sentence) })
  const parts: Array<Part<RowCategory>> = []
  for (const [at, one] of given.entries()) {
    const part = await partFor(repos, user, one, at, row, faults)
    if (part !== undefined) parts.push(part)
  }
  if (faults.count > seen) return undefined
  return {
    type: parts.find(({ category }) => category !== null)?.category?.type,
    text: JSON.stringify(parts.map((part): StoredSplit => ({ ...part, category: part.category?.id ?? null }))),
    check: (type, amount, currency, found) => {
      for (const [at, { category }] of parts.entries()) {
        if (category === null || category.type === type) continue
        found.add(
          `splits[${at}].category`,
          `${quote(category.name)} is of type ${category.type}, and the transaction of type ${type}.`
        )
      }
      requireSum(parts, amount, currency, (field, sentence) => { found.add(field, sentence) })
    },
  }
}
