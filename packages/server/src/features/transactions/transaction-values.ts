/** The values of a transaction from what a request gives, with all faults at once. */
import { CATEGORY_TYPES, type CategoryType, type TransactionType } from '@fintrack/contract/choices'
import { day } from '@fintrack/contract/dates'
import { minor, parseAmount, type Minor } from '@fintrack/contract/money'
import type { Faults } from '@fintrack/contract/problem'
import { normalName, quote } from '@fintrack/contract/text'
import type { TransactionChange, TransactionInput } from '@fintrack/contract/transactions'
import type { AccountRow } from '../accounts/account-repository.ts'
import { accountFor, type AccountFinder } from '../accounts/find-account.ts'
import { categoryFor, type CategoryFinder, type RowCategory } from '../categories/find-category.ts'
import type { Repositories } from '../repositories.ts'
import { splitsOf } from '../transaction-json.ts'
import { RowFaults } from '../unknown-name.ts'
import { currencyOf } from '../users/user-service.ts'
import { requireNoCategory, splitsFor, type Splits } from './split-values.ts'
import type { TransactionRow, TransactionValues } from './transaction-repository.ts'
import { NO_TRANSFER, requireNoTransfer, transferOf, type AddFault } from './transfer-values.ts'

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

/** Whether a request gives something, and does not only say that there is none. */
function isSaid (value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
}

/** Whether a row is to be a transfer: the request says so, or gives an account to go to, or the row stays one. */
function isTransfer ({ given, before }: Source): boolean {
  if (given.type !== undefined) return given.type === 'transfer'
  if (given.to_account !== undefined) return given.to_account !== null
  return before?.type === 'transfer' && !isSaid(given.category) && !isSaid(given.splits)
}

/** The type of a row that is no transfer. */
function typeFor (
  { given, before, whole }: Source, category: RowCategory | undefined, splits: Splits | undefined, faults: Faults
): CategoryType | undefined {
  if (whole && given.type === undefined && !isSaid(given.category) && !isSaid(given.splits)) {
    faults.add('category', 'This field is required unless a type is given: a category: its id or its name.')
  }
  const givenType = CATEGORY_TYPES.find((one) => one === given.type)
  const typeBefore = before?.type === 'transfer' ? undefined : before?.type
  const type = givenType ?? category?.type ?? splits?.type ?? typeBefore
  if (category !== undefined && type !== undefined && type !== category.type) {
    faults.add(
      'type', `${quote(category.name)} is of type ${category.type}, so a transaction in it cannot be of type ${type}.`
    )
  }
  if (!whole && givenType === undefined && before !== undefined && type !== undefined && type !== before.type) {
    faults.add(
      splits === undefined ? 'category' : 'type', `${category === undefined ? 'A part' : quote(category.name)} is ` +
        `of type ${type}, and the transaction of type ${before.type}; give the type as well.`
    )
  }
  if (type === undefined && faults.count === 0) faults.add('type', 'Say whether it is income or an expense.')
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
    // Income that becomes an expense did the opposite: its sign turns, so that the balance stays. What a transfer did
    // to the account that it comes from is what an expense does.
    const turns = !whole && before !== undefined && type !== undefined && type !== 'transfer' &&
      (type === 'income') !== (before.type === 'income')
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

/** The fields that say of a split row alone what they cannot say without its parts. */
function fieldsWithoutParts ({ given }: Source, before: TransactionRow, currency: string): string[] {
  const fields: string[] = []
  if (given.amount !== undefined && currency === before.currency) {
    const parsed = parseAmount(given.amount, currency)
    if ('minor' in parsed && parsed.minor !== before.amount) fields.push('amount')
  }
  if (isSaid(given.category)) fields.push('category')
  if (given.type !== undefined && given.type !== before.type) fields.push('type')
  else if (isSaid(given.to_account) && given.type === undefined) fields.push('to_account')
  if (currency !== before.currency) fields.push(given.currency === undefined ? 'account' : 'currency')
  return fields
}

/** The parts of a split row stay as they are where the request does not give them. */
function requireWholeSplit (
  source: Source, account: AccountRow | undefined, currency: string, faults: Faults
): void {
  const { given, before } = source
  if (before === undefined || before.splits === null || given.splits !== undefined) return
  for (const field of fieldsWithoutParts(source, before, currency)) {
    faults.add(field, `This transaction is split: ${field} alone does not say what its parts are; give its splits ` +
      'as well, or an empty list for none.')
  }
  if (account !== undefined && splitsOf(before).some((part) => part.to_account === account.id)) {
    faults.add(
      'account', `A part of this transaction goes to ${quote(account.name)}; give its splits as well, or another ` +
        'account.'
    )
  }
}

/** @throws Problem validation_failed, or unknown_category or unknown_account where that is the only fault */
export async function transactionValues (repos: Finders, user: number, source: Source): Promise<UntaggedValues> {
  const { given, before } = source
  const faults = new RowFaults()
  const account = await accountFor(repos, user, given.account, before?.account, faults, 'account')
  const currency = currencyFor(source, account, account === undefined ? await currencyOf(repos, user) : '', faults)
  requireWholeSplit(source, account, currency, faults)
  const common = {
    date: day(source.before === undefined ? source.given.date : source.given.date ?? source.before.date),
    currency,
    payee: given.payee === undefined ? before?.payee ?? null : normalPayee(given.payee),
    description: given.description ?? before?.description ?? '',
    account: account?.id ?? null,
    tags: before?.tags ?? null,
  }
  const rest = isTransfer(source)
    ? await transferValues(repos, user, source, account, currency, faults)
    : await categorizedValues(repos, user, source, account, currency, faults)
  if (faults.count > 0 || rest === undefined) throw faults.problem()
  return { values: { ...common, ...rest }, tags: given.tags }
}

/** What depends on whether a row is a transfer. */
type ValuesOfType = Omit<TransactionValues, 'date' | 'currency' | 'payee' | 'description' | 'account' | 'tags'>

async function transferValues (
  repos: Finders, user: number, source: Source, account: AccountRow | undefined, currency: string, faults: RowFaults
): Promise<ValuesOfType | undefined> {
  const { given, before } = source
  if (!source.whole && before?.type === 'income' && given.account === undefined) {
    faults.add('account', 'An income came into its account; give the account that the transfer comes from as well.')
  }
  const amount = amountFor(source, 'transfer', currency, faults)
  const to = await accountFor(repos, user, given.to_account, before?.to_account, faults, 'to_account')
  const isNowhere = (given.to_account === undefined ? before?.to_account ?? null : given.to_account) === null
  const isFromNowhere = (given.account === undefined ? before?.account ?? null : given.account) === null
  // What arrives in another currency stays as long as nothing that it depends on changes.
  const isSameArrival = before?.to_account === to?.id && given.to_amount === undefined && given.amount === undefined
  const arrivesOn = given.to_date === undefined ? before?.to_date ?? null : given.to_date
  const transfer = transferOf({
    from: isFromNowhere ? null : account,
    to: isNowhere ? null : to,
    amount,
    arriving: given.to_amount ?? null,
    /* c8 ignore next -- of a transfer to the same account something arrives */
    arrivedBefore: isSameArrival ? before?.to_amount ?? undefined : undefined,
    arrivesOn: arrivesOn === null ? null : day(arrivesOn),
    named: (['category', 'splits'] as const).filter((field) => isSaid(given[field])),
  }, addingTo(faults))
  if (transfer === undefined || amount === undefined) return undefined
  return { type: 'transfer', category: null, amount, splits: null, ...transfer }
}

function addingTo (faults: Faults): AddFault {
  return (field, sentence) => { faults.add(field, sentence) }
}

async function categorizedValues (
  repos: Finders, user: number, source: Source, account: AccountRow | undefined, currency: string, faults: RowFaults
): Promise<ValuesOfType | undefined> {
  const { given, before } = source
  requireNoTransfer((['to_account', 'to_amount', 'to_date'] as const).filter((field) => isSaid(given[field])),
    addingTo(faults))
  const category = await categoryFor(repos, user, given.category, categoryOf(before), faults)
  const splits = given.splits === undefined || given.splits.length === 0
    ? undefined
    : await splitsFor(repos, user, given.splits, { currency, account: account?.id ?? null }, faults)
  if (splits !== undefined && isSaid(given.category)) requireNoCategory(addingTo(faults))
  const type = typeFor(source, splits === undefined ? category : undefined, splits, faults)
  const amount = amountFor(source, type, currency, faults)
  if (faults.count > 0 || type === undefined || amount === undefined) return undefined
  if (splits !== undefined) splits.check(type, amount, currency, faults)
  // A split row stays as it is split unless the request says something of its parts.
  const partsBefore = given.splits === undefined ? before?.splits ?? null : null
  return {
    type,
    category: splits === undefined && partsBefore === null ? category?.id ?? null : null,
    amount,
    splits: splits?.text ?? partsBefore,
    ...NO_TRANSFER,
  }
}
