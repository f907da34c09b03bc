/** From the filters of a list of transactions to the selection of the rows. */
import { boundAfter, day, daysOfMonth, isDay, isMonth, type Day } from '@fintrack/contract/dates'
import { SEARCH_MAX_WORDS } from '@fintrack/contract/limits'
import { boundIn, isLess, parseAmount, parseDecimal, type Decimal } from '@fintrack/contract/money'
import { Faults } from '@fintrack/contract/problem'
import { quote, searchWords } from '@fintrack/contract/text'
import type { TransactionFilters } from '@fintrack/contract/transactions'
import { requireAccount } from '../accounts/find-account.ts'
import { categoriesIn } from '../categories/find-category.ts'
import type { Repositories } from '../repositories.ts'
import { holding } from '../search-keys.ts'
import { unknownName } from '../unknown-name.ts'
import type { ListedAccount } from '../transaction-order.ts'
import type { AmountRange, SearchWord, TransactionSelection } from './transaction-repository.ts'

function checkDays ({ month, from, to }: TransactionFilters, faults: Faults): void {
  if (month !== undefined && (from !== undefined || to !== undefined)) {
    faults.add('month', 'Give month, or from and to, not both.')
  }
  if (from !== undefined && to !== undefined && from > to) {
    faults.add('to', `${to} is before ${from}; the range would be empty.`)
  }
}

function daysOf ({ month, from, to }: TransactionFilters): { from?: Day, before?: string } {
  if (month !== undefined && isMonth(month)) return daysOfMonth(month)
  return {
    ...(from === undefined ? {} : { from: day(from) }),
    ...(to !== undefined && isDay(to) ? { before: boundAfter(to) } : {}),
  }
}

/** The words of a search; more than that is a text that somebody pasted. */
function wordsOf ({ q = '' }: TransactionFilters, faults: Faults): string[] {
  const words = searchWords(q)
  if (words.length === 0 && q.trim() !== '') {
    faults.add('q', `${quote(q)} has no word to search for; write a letter, a digit or a sign.`)
  }
  if (words.length > SEARCH_MAX_WORDS) {
    faults.add('q', `${quote(q)} has ${words.length} words; a search takes at most ${SEARCH_MAX_WORDS}.`)
  }
  return words
}

interface Bounds { readonly min: Decimal | undefined, readonly max: Decimal | undefined }

/** The bounds as they are written. With a currency they have no more decimals than it takes. */
function boundsOf (filters: TransactionFilters, faults: Faults): Bounds {
  const bound = (field: 'min' | 'max'): Decimal | undefined => {
    const text = filters[field]
    if (text === undefined) return undefined
    const checked = filters.currency === undefined ? undefined : parseAmount(text, filters.currency)
    const parsed = checked !== undefined && 'fault' in checked ? checked : parseDecimal(text)
    if (!('fault' in parsed)) return parsed
    faults.add(field, parsed.fault)
    return undefined
  }
  const [min, max] = [bound('min'), bound('max')]
  if (min !== undefined && max !== undefined && isLess(max, min)) {
    faults.add('max', `${filters.max} is less than ${filters.min}; no amount would be left.`)
  }
  return { min, max }
}

/**
 * What the amounts of each currency are within. A bound is the number as it is written, in each row's own currency:
 * 10.5 is 1050 cents of EUR, and lies between 10 and 11 JPY.
 */
function rangesOf (currencies: readonly string[], { min, max }: Bounds): AmountRange[] {
  return currencies.map((currency) => ({
    currency,
    ...(min === undefined ? {} : { least: boundIn(currency, min, 'least') }),
    ...(max === undefined ? {} : { most: boundIn(currency, max, 'most') }),
  }))
}

/** The currencies that are listed; undefined for all, where their amounts do not matter. */
async function currenciesOf (
  repos: Pick<Repositories, 'transactions'>, user: number, currency: string | undefined, byAmount: boolean,
  account: ListedAccount | undefined
): Promise<readonly string[] | undefined> {
  // Whatever a row is in elsewhere, in an account it is in that one's currency.
  if (account !== undefined) {
    if (currency !== undefined && currency !== account.currency) return []
    return byAmount ? [account.currency] : undefined
  }
  if (currency !== undefined) return [currency]
  return byAmount ? repos.transactions.currencies(user) : undefined
}

async function searchOf (
  repos: Pick<Repositories, 'categories' | 'tags'>, user: number, words: readonly string[]
): Promise<SearchWord[]> {
  const [categories, tags] = [await repos.categories.searchKeys(user), await repos.tags.searchKeys(user)]
  return words.map((text) => ({ text, categories: holding(categories, text), tags: holding(tags, text) }))
}

/** @throws Problem validation_failed, unknown_category, unknown_account, unknown_tag */
export async function selectionOf (
  repos: Pick<Repositories, 'accounts' | 'categories' | 'tags' | 'transactions'>, user: number,
  filters: TransactionFilters
): Promise<TransactionSelection> {
  const faults = new Faults()
  const { type, currency, uncategorized, sort = '-date' } = filters
  checkDays(filters, faults)
  const words = wordsOf(filters, faults)
  const bounds = boundsOf(filters, faults)
  if (faults.count > 0) throw faults.problem()

  const categories = new Set<number>()
  for (const reference of filters.category ?? []) {
    for (const id of await categoriesIn(repos, user, 'category', reference)) categories.add(id)
  }
  const account = filters.account === undefined
    ? undefined
    : await requireAccount(repos, user, 'account', filters.account)
  const tags: number[][] = []
  for (const name of filters.tag ?? []) {
    const ids = await repos.tags.below(user, name)
    if (ids.length === 0) throw unknownName({ entity: 'tag', field: 'tag', name })
    tags.push(ids)
  }
  const byAmount = sort.endsWith('amount') || bounds.min !== undefined || bounds.max !== undefined
  const currencies = await currenciesOf(repos, user, currency, byAmount, account)
  return {
    ...daysOf(filters),
    ...(account === undefined ? {} : { account: { id: account.id, currency: account.currency } }),
    ...(filters.tag === undefined ? {} : { tags }),
    ...(filters.category === undefined ? {} : { categories: [...categories] }),
    ...(uncategorized === undefined ? {} : { uncategorized }),
    ...(type === undefined ? {} : { type }),
    ...(words.length === 0 ? {} : { search: await searchOf(repos, user, words) }),
    ...(currencies === undefined ? {} : { amounts: rangesOf(currencies, bounds) }),
    sort,
  }
}
