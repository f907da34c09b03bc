/** The values of a transaction from what a request gives, with all faults at once. */
import type { Category } from '@fintrack/contract/categories'
import type { CategoryType } from '@fintrack/contract/choices'
import { day } from '@fintrack/contract/dates'
import { parseAmount, type Minor } from '@fintrack/contract/money'
import type { Faults } from '@fintrack/contract/problem'
import { normalName, quote } from '@fintrack/contract/text'
import type { TransactionChange, TransactionInput } from '@fintrack/contract/transactions'
import { categoryFor, RowFaults, type CategoryFinder } from '../categories/find-category.ts'
import type { Repositories } from '../repositories.ts'
import { currencyOf } from '../users/user-service.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'

/** POST makes a row of an input; PUT and PATCH change one, and PUT is as whole as POST. */
export type Source =
  | { readonly given: TransactionInput, readonly before?: undefined, readonly whole: true }
  | { readonly given: TransactionChange, readonly before: TransactionRow, readonly whole: boolean }

/** A payee as it is stored: a blank one is none. */
function normalPayee (payee: string | null): string | null {
  return payee === null || normalName(payee) === '' ? null : normalName(payee)
}

/** A row and its category are of one type. */
function categoryOf (row: TransactionRow | undefined): Category | undefined {
  if (row === undefined || row.category === null) return undefined
  return { id: row.category, name: String(row.category_name), type: row.type }
}

function typeFor (
  { given, before, whole }: Source, category: Category | undefined, faults: Faults
): CategoryType | undefined {
  const isNamed = given.type !== undefined || (given.category !== undefined && given.category !== null)
  if (whole && !isNamed) {
    faults.add('category', 'This field is required unless a type is given: a category: its id or its name.')
  }
  const type = given.type ?? category?.type ?? before?.type
  if (category !== undefined && type !== undefined && type !== category.type) {
    faults.add(
      'type', `${quote(category.name)} is of type ${category.type}, so a transaction in it cannot be of type ${type}.`
    )
  }
  return type
}

function amountFor ({ given, before }: Source, currency: string, faults: Faults): Minor | undefined {
  if (given.amount === undefined) {
    if (currency !== before?.currency) {
      faults.add(
        'currency', `The currency changes only together with the amount; give the amount in ${currency} as well.`
      )
    }
    return before?.amount
  }
  const parsed = parseAmount(given.amount, currency)
  if ('minor' in parsed) return parsed.minor
  faults.add('amount', parsed.fault)
  return undefined
}

/** @throws Problem validation_failed, or unknown_category where that is the only fault */
export async function transactionValues (
  repos: CategoryFinder & Pick<Repositories, 'users'>, user: number, source: Source
): Promise<TransactionValues> {
  const { given, before } = source
  const faults = new RowFaults()
  const category = await categoryFor(repos, user, given.category, categoryOf(before), faults)
  const type = typeFor(source, category, faults)
  const currency = given.currency ?? before?.currency ?? await currencyOf(repos, user)
  const amount = amountFor(source, currency, faults)
  if (faults.count > 0 || amount === undefined || type === undefined) throw faults.problem()
  return {
    date: day(source.before === undefined ? source.given.date : source.given.date ?? source.before.date),
    type,
    category: category?.id ?? null,
    amount,
    currency,
    payee: given.payee === undefined ? before?.payee ?? null : normalPayee(given.payee),
    description: given.description ?? before?.description ?? '',
  }
}
