/** The parts of a split transaction from what a request gives. */
import type { CategoryType } from '@fintrack/contract/choices'
import { formatAmount, parseAmount, type Minor } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { SPLIT_READ_ONLY, SplitInputSchema, type SplitInput } from '@fintrack/contract/transactions'
import { faultsOf } from '@fintrack/contract/validate'
import { accountFor, type AccountFinder } from '../accounts/find-account.ts'
import { categoryFor, type CategoryFinder } from '../categories/find-category.ts'
import type { StoredSplit } from '../transaction-json.ts'
import type { RowFaults } from '../unknown-name.ts'

/** The parts of a row, and the type that their categories have. */
export interface Splits {
  readonly type: CategoryType | undefined
  /** As they are stored. */
  readonly text: string
  /** Adds a fault where the parts do not fit their row. */
  readonly check: (type: CategoryType, amount: Minor, currency: string, faults: RowFaults) => void
}

/** One part with the type of its category. */
interface Part extends StoredSplit { readonly type: CategoryType | undefined, readonly name: string }

async function partFor (
  repos: CategoryFinder & AccountFinder, user: number, given: SplitInput, at: number, currency: string,
  faults: RowFaults
): Promise<Part | undefined> {
  const place = (field: string) => `splits[${at}].${field}`
  const wrong = faultsOf(SplitInputSchema, given, SPLIT_READ_ONLY)
  if (wrong !== undefined) {
    for (const [field, sentences] of Object.entries(wrong.errors)) {
      for (const text of sentences) faults.add(place(field), text)
    }
    return undefined
  }
  const seen = faults.count
  const category = await categoryFor(repos, user, given.category, undefined, faults, place('category'))
  const account = await accountFor(repos, user, given.to_account, undefined, faults, place('to_account'))
  if (category !== undefined && account !== undefined) {
    faults.add(place('to_account'), 'A part is in a category or goes to an account, not both.')
  }
  if (account !== undefined && account.currency !== currency) {
    faults.add(
      place('to_account'), `${quote(account.name)} is in ${account.currency}, and the transaction in ${currency}.`
    )
  }
  const parsed = parseAmount(given.amount, currency)
  if ('fault' in parsed) faults.add(place('amount'), parsed.fault)
  if (faults.count > seen || 'fault' in parsed) return undefined
  return {
    category: category?.id ?? null,
    to_account: account?.id ?? null,
    amount: parsed.minor,
    description: given.description ?? '',
    type: category?.type,
    name: category?.name ?? '',
  }
}

/** @returns undefined where there are faults */
export async function splitsFor (
  repos: CategoryFinder & AccountFinder, user: number, given: readonly SplitInput[], currency: string,
  faults: RowFaults
): Promise<Splits | undefined> {
  const seen = faults.count
  if (given.length < 2) faults.add('splits', 'A split has two parts or more.')
  const parts: Part[] = []
  for (const [at, one] of given.entries()) {
    const part = await partFor(repos, user, one, at, currency, faults)
    if (part !== undefined) parts.push(part)
  }
  if (faults.count > seen) return undefined
  return {
    type: parts.find(({ type }) => type !== undefined)?.type,
    text: JSON.stringify(parts.map(({ category, to_account: to, amount, description }): StoredSplit =>
      ({ category, to_account: to, amount, description }))),
    check: (type, amount, code, found) => {
      for (const [at, part] of parts.entries()) {
        if (part.type === undefined || part.type === type) continue
        found.add(
          `splits[${at}].category`, `${quote(part.name)} is of type ${part.type}, and the transaction of type ${type}.`
        )
      }
      const sum = parts.reduce((all, part) => all + BigInt(part.amount), 0n)
      if (sum !== BigInt(amount)) {
        found.add('splits', `The parts sum to ${formatAmount(sum, code)} ${code}, and the amount is ` +
          `${formatAmount(amount, code)} ${code}; make them the same.`)
      }
    },
  }
}
