/** The values of a transaction from what a request gives, with all faults at once. */
import { CATEGORY_TYPES, type CategoryType, type TransactionType } from '@fintrack/contract/choices'
import { day, type Day } from '@fintrack/contract/dates'
import { formatAmount, minor, parseAmount, type Minor } from '@fintrack/contract/money'
import type { Faults } from '@fintrack/contract/problem'
import { normalName, quote } from '@fintrack/contract/text'
import type { TransactionChange, TransactionInput } from '@fintrack/contract/transactions'
import type { AccountRow } from '../accounts/account-repository.ts'
import { accountFor, type AccountFinder } from '../accounts/find-account.ts'
import { categoryFor, type CategoryFinder, type RowCategory } from '../categories/find-category.ts'
import type { Repositories } from '../repositories.ts'
import { RowFaults } from '../unknown-name.ts'
import { currencyOf } from '../users/user-service.ts'
import { splitsFor, type Splits } from './split-values.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'
import { transferFor, type Transfer } from './transfer-values.ts'

/** POST makes a row of an input; PUT and PATCH change one, and PUT is as whole as POST. */
export type Source =
  | { readonly given: TransactionInput, readonly before?: undefined, readonly whole: true }
  | { readonly given: TransactionChange, readonly before: TransactionRow, readonly whole: boolean }

export type Finders = CategoryFinder & AccountFinder & Pick<Repositories, 'users'>

/** The values of a row but for its tags, which may have to be made first: undefined leaves them as they are. */
export interface UntaggedValues {
  readonly values: TransactionValues
  readonly tags: readonly string[] | undefined
}

/** A payee as it is stored: a blank one is none. */
function normalPayee (payee: string | null): string | null {
  return payee === null || normalName(payee) === '' ? null : normalName(payee)
}

/** A row and its category are of one type. */
function categoryOf (row: TransactionRow | undefined): RowCategory | undefined {
  if (row === undefined || row.category === null || row.type === 'transfer') return undefined
  return { id: row.category, name: String(row.category_name), type: row.type }
}

/** Whether a row is to be a transfer: it is told so, or gets an account to go to, or stays one. */
function isTransfer ({ given, before }: Source): boolean {
  if (given.type !== undefined) return given.type === 'transfer'
  if (given.to_account !== undefined) return given.to_account !== null
  const isNamed = (given.category !== undefined && given.category !== null) || (given.splits ?? []).length > 0
  return before?.type === 'transfer' && !isNamed
}

/** The type of a row that is no transfer. */
function typeFor (
  { given, before, whole }: Source, category: RowCategory | undefined, splits: Splits | undefined, faults: Faults
): CategoryType | undefined {
  const isNamed = given.type !== undefined || (given.category !== undefined && given.category !== null) ||
    (given.splits ?? []).length > 0
  if (whole && !isNamed) {
    faults.add('category', 'This field is required unless a type is given: a category: its id or its name.')
  }
  const told = CATEGORY_TYPES.find((one) => one === given.type)
  const was = before?.type === 'transfer' ? undefined : before?.type
  const type = told ?? category?.type ?? splits?.type ?? was
  if (category !== undefined && type !== undefined && type !== category.type) {
    faults.add(
      'type', `${quote(category.name)} is of type ${category.type}, so a transaction in it cannot be of type ${type}.`
    )
  }
  if (!whole && told === undefined && before !== undefined && type !== undefined && type !== before.type) {
    faults.add(
      splits === undefined ? 'category' : 'type', `${category === undefined ? 'A part' : quote(category.name)} is ` +
        `of type ${type}, and the transaction of type ${before.type}; give the type as well.`
    )
  }
  if (type === undefined && faults.count === 0) {
    faults.add('type', 'This field is required here: a type: income, expense.')
  }
  return type
}

function amountFor (
  { given, before, whole }: Source, type: TransactionType | undefined, currency: string, faults: Faults
): Minor | undefined {
  if (given.amount === undefined) {
    if (currency !== before?.currency) {
      faults.add(
        'currency', `The currency changes only together with the amount; give the amount in ${currency} as well.`
      )
    }
    // Income that becomes an expense did the opposite: its sign turns, so that the balance stays.
    const turns = !whole && before !== undefined && type !== undefined && type !== before.type &&
      type !== 'transfer' && before.type !== 'transfer'
    return turns ? minor(0 - before.amount) : before?.amount
  }
  const parsed = parseAmount(given.amount, currency)
  if ('minor' in parsed) return parsed.minor
  faults.add('amount', parsed.fault)
  return undefined
}

/** A row in an account is in its currency. */
function currencyFor ({ given, before }: Source, account: AccountRow | undefined, own: string, faults: Faults): string {
  const currency = given.currency ?? account?.currency ?? before?.currency ?? own
  if (account !== undefined && currency !== account.currency) {
    faults.add(
      'currency',
      `The account ${quote(account.name)} is in ${account.currency}, so a transaction in it cannot be in ${currency}.`
    )
  }
  return currency
}

/** What a row of today says of its amount or category alone says nothing of its parts. */
function requireWholeSplit ({ given, before }: Source, faults: Faults): void {
  if (before === undefined || before.splits === null || given.splits !== undefined) return
  for (const field of ['amount', 'category', 'type', 'currency'] as const) {
    const isGiven = given[field] !== undefined && given[field] !== null && given[field] !== before[field]
    const isSame = field === 'amount' && given.amount !== undefined &&
      String(given.amount) === formatAmount(before.amount, before.currency)
    if (isGiven && !isSame) {
      faults.add(field, `This transaction is split: ${field} alone does not say what its parts are; give its splits ` +
        'as well, or an empty list for none.')
    }
  }
}

/** @throws Problem validation_failed, or unknown_category or unknown_account where that is the only fault */
export async function transactionValues (repos: Finders, user: number, source: Source): Promise<UntaggedValues> {
  const { given, before } = source
  const faults = new RowFaults()
  const account = await accountFor(repos, user, given.account, before?.account, faults, 'account')
  const currency = currencyFor(source, account, account === undefined ? await currencyOf(repos, user) : '', faults)
  const common = {
    date: day(source.before === undefined ? source.given.date : source.given.date ?? source.before.date),
    currency,
    payee: given.payee === undefined ? before?.payee ?? null : normalPayee(given.payee),
    description: given.description ?? before?.description ?? '',
    account: account?.id ?? null,
    tags: before?.tags ?? null,
  }
  const rest = isTransfer(source)
    ? await transferValues(repos, user, source, { account, currency, date: common.date }, faults)
    : await categorizedValues(repos, user, source, currency, faults)
  if (faults.count > 0 || rest === undefined) throw faults.problem()
  return { values: { ...common, ...rest }, tags: given.tags }
}

type Rest = Omit<TransactionValues, 'date' | 'currency' | 'payee' | 'description' | 'account' | 'tags'>

/** Where a transfer comes from, and when. */
interface From { readonly account: AccountRow | undefined, readonly currency: string, readonly date: Day }

async function transferValues (
  repos: Finders, user: number, source: Source, { account, currency, date }: From, faults: RowFaults
): Promise<Rest | undefined> {
  const { given, before } = source
  for (const field of ['category', 'splits'] as const) {
    const value = given[field]
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue
    faults.add(field, 'A transfer between accounts has no category; leave this out.')
  }
  if (!source.whole && before?.type === 'income' && given.account === undefined) {
    faults.add('account', 'An income came into its account; give the account that the transfer comes from as well.')
  }
  const amount = amountFor(source, 'transfer', currency, faults)
  if (amount !== undefined && amount < 0) {
    faults.add('amount', 'What is transferred is 0 or more; exchange the two accounts for the other direction.')
  }
  const transfer: Transfer | undefined = await transferFor(
    repos, user, { given, before, account, date, amount: amount ?? minor(0) }, faults
  )
  if (transfer === undefined || amount === undefined) return undefined
  return { type: 'transfer', category: null, amount, splits: null, ...transfer }
}

const NO_TRANSFER = { to_account: null, to_amount: null, to_currency: null, to_date: null }

async function categorizedValues (
  repos: Finders, user: number, source: Source, currency: string, faults: RowFaults
): Promise<Rest | undefined> {
  const { given, before } = source
  for (const field of ['to_account', 'to_amount', 'to_date'] as const) {
    if (given[field] === undefined || given[field] === null) continue
    faults.add(field, 'Only a transfer has this; give type=transfer, or leave it out.')
  }
  const category = await categoryFor(repos, user, given.category, categoryOf(before), faults)
  const splits = given.splits === undefined || given.splits.length === 0
    ? undefined
    : await splitsFor(repos, user, given.splits, currency, faults)
  if (splits !== undefined && given.category !== undefined && given.category !== null) {
    faults.add('category', 'A split transaction has its categories in its parts; leave this out, or give no splits.')
  }
  requireWholeSplit(source, faults)
  const type = typeFor(source, splits === undefined ? category : undefined, splits, faults)
  const amount = amountFor(source, type, currency, faults)
  if (faults.count > 0 || type === undefined || amount === undefined) return undefined
  if (splits !== undefined) splits.check(type, amount, currency, faults)
  // A split row stays as it is split unless the request says something of its parts.
  const kept = given.splits === undefined ? before?.splits ?? null : null
  return {
    type,
    category: splits === undefined && kept === null ? category?.id ?? null : null,
    amount,
    splits: splits?.text ?? kept,
    ...NO_TRANSFER,
  }
}
