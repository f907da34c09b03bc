/**
 * Many transactions in one request. Each row is checked as a single one is; what they refer to is looked up for all of
 * them together, and all are stored by one statement.
 */
import { FAULTS_SHOWN } from '@fintrack/contract/limits'
import { Faults, Problem, type ProblemCode, type ProblemExtras } from '@fintrack/contract/problem'
import { createTransaction, type TransactionChange, type TransactionInput } from '@fintrack/contract/transactions'
import { faultsOf, pickNamedFields } from '@fintrack/contract/validate'
import { accountsNamed } from '../accounts/find-account.ts'
import { categoriesNamed } from '../categories/find-category.ts'
import type { RecordingRepositories } from '../repositories.ts'
import { idsIn } from '../row-repository.ts'
import { allWithTags } from '../tags/tag-values.ts'
import type { TransactionRow } from './transaction-repository.ts'
import { transactionValues, type UntaggedValues } from './transaction-values.ts'

type Fields = Readonly<Record<string, unknown>>

/** Why a row was not stored. */
export interface Refusal {
  readonly code: ProblemCode
  readonly detail: string
  readonly errors: Record<string, string[]>
}

function refusalOf ({ code, message, extras }: Problem): Refusal {
  const errors: Record<string, string[]> = Object.fromEntries(
    Object.entries({ ...extras.errors }).map(([field, sentences]) => [field, [...sentences]])
  )
  return { code, detail: message, errors }
}

/** Of a row without a fault. */
function inputOf (row: Fields): TransactionInput {
  return pickNamedFields(createTransaction.body, row) as TransactionInput
}

/** The rows as far as each can be checked by itself. Of all faults 20 are named, and of each further row its first. */
export function checkRows (rows: readonly Fields[]): Array<TransactionInput | Problem> {
  let shown = FAULTS_SHOWN
  return rows.map((row) => {
    const faults = faultsOf(createTransaction.body, row, createTransaction.readOnly, 'field', new Faults(shown))
    if (faults === undefined) return inputOf(row)
    shown = Math.max(1, shown - faults.count)
    return faults.problem()
  })
}

/** A fault of the row is its answer; any other error is thrown. */
export function faultOfRow (error: unknown): Problem {
  if (error instanceof Problem && error.extras.errors !== undefined) return error
  throw error
}

/** What many rows refer to, looked up for all of them together. */
export async function findersFor (
  repos: RecordingRepositories, user: number, given: ReadonlyArray<Readonly<TransactionChange>>
) {
  const owner = await repos.users.get(user)
  const references = given.flatMap(({ category, splits = [] }) =>
    [category, ...splits.map((split) => split.category)].flatMap((one) => one ?? []))
  const accounts = given.flatMap(({ account: from, to_account: to, splits = [] }) =>
    [from, to, ...splits.map((split) => split.to_account)].flatMap((one) => one ?? []))
  return {
    categories: await categoriesNamed(repos, user, references),
    accounts: await accountsNamed(repos, user, accounts),
    users: { ...repos.users, get: async () => owner },
  }
}

/** The values of each row, or its problem. */
async function valuesOf (
  repos: RecordingRepositories, user: number, rows: ReadonlyArray<TransactionInput | Problem>
): Promise<Array<UntaggedValues | Problem>> {
  const found = await findersFor(repos, user, rows.flatMap((row) => row instanceof Problem ? [] : row))
  const all: Array<UntaggedValues | Problem> = []
  for (const row of rows) {
    all.push(row instanceof Problem
      ? row
      : await transactionValues(found, user, { given: row, whole: true }).catch(faultOfRow))
  }
  return all
}

/** @throws Problem with the faults of the rows, each by its place */
function requireNoFault (rows: ReadonlyArray<UntaggedValues | Problem>): void {
  const faults = new Faults()
  let unknown: ProblemExtras['unknown']
  for (const [at, one] of rows.entries()) {
    if (!(one instanceof Problem)) continue
    const place = `transactions[${at}].`
    for (const [field, sentences] of Object.entries({ ...one.extras.errors })) {
      for (const text of sentences) faults.add(`${place}${field}`, text)
    }
    const { unknown: ofRow, more = 0 } = one.extras
    faults.addUnnamed(more)
    // Of all unknown ones only the first is looked for.
    if (ofRow !== undefined) unknown ??= { ...ofRow, field: `${place}${ofRow.field}` }
  }
  if (faults.count === 0) return
  const { code, message, extras } = faults.problem()
  // Nobody would see what is meant by a fault that is only counted.
  const isShown = Object.hasOwn(faults.errors, unknown?.field ?? '')
  const ofUnknown = isShown && unknown !== undefined ? { unknown } : {}
  throw new Problem(code, message, { ...extras, ...ofUnknown })
}

/**
 * @param partial stores the rows that are right, though others are not
 * @returns each row that was stored, or why it was not
 * @throws Problem validation_failed, with the faults of the rows, each by its place
 */
export async function storeRows (
  repos: RecordingRepositories, user: number, rows: ReadonlyArray<TransactionInput | Problem>, partial: boolean
): Promise<Array<TransactionRow | Refusal>> {
  const all = await valuesOf(repos, user, rows)
  if (!partial) requireNoFault(all)
  const right = all.flatMap((one) => one instanceof Problem ? [] : one)
  const ranges = await repos.transactions.insertMany(await allWithTags(repos, user, right))
  const stored = await repos.transactions.some(user, idsIn(ranges))
  const places = all.flatMap((one, at) => one instanceof Problem ? [] : at)
  const results = [
    ...all.flatMap((one, at) => one instanceof Problem ? [{ at, row: refusalOf(one) }] : []),
    ...stored.map((row, nth) => ({ at: Number(places[nth]), row })),
  ]
  return results.sort((one, other) => one.at - other.at).map(({ row }) => row)
}
