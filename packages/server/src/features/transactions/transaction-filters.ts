/** From the filters of a list of transactions to the selection of the rows. */
import { boundAfter, day, daysOfMonth, isDay, isMonth, type Day } from '@fintrack/contract/dates'
import { parseAmount, type Minor } from '@fintrack/contract/money'
import { Faults } from '@fintrack/contract/problem'
import type { TransactionFilters } from '@fintrack/contract/transactions'
import { requireAccount } from '../accounts/find-account.ts'
import { categoriesIn } from '../categories/find-category.ts'
import type { Repositories } from '../repositories.ts'
import { currencyOf } from '../users/user-service.ts'
import type { TransactionSelection } from './transaction-repository.ts'

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

/** @throws Problem validation_failed, unknown_category, unknown_account */
export async function selectionOf (
  repos: Pick<Repositories, 'accounts' | 'categories' | 'tags' | 'users'>, user: number, filters: TransactionFilters
): Promise<TransactionSelection> {
  const faults = new Faults()
  const { type, q, uncategorized, sort = '-date' } = filters
  checkDays(filters, faults)
  const byAmount = sort.endsWith('amount') || filters.min !== undefined || filters.max !== undefined
  const currency = filters.currency ?? (byAmount ? await currencyOf(repos, user) : undefined)
  const bound = (field: 'min' | 'max'): Minor | undefined => {
    const text = filters[field]
    if (text === undefined || currency === undefined) return undefined
    const parsed = parseAmount(text, currency)
    if ('minor' in parsed) return parsed.minor
    faults.add(field, parsed.fault)
    return undefined
  }
  const [least, most] = [bound('min'), bound('max')]
  if (faults.count > 0) throw faults.problem()

  const categories = new Set<number>()
  for (const reference of filters.category ?? []) {
    for (const id of await categoriesIn(repos, user, 'category', reference)) categories.add(id)
  }
  const account = filters.account === undefined
    ? undefined
    : (await requireAccount(repos, user, 'account', filters.account)).id
  const tags: number[][] = []
  for (const name of filters.tag ?? []) tags.push(await repos.tags.below(user, name))
  return {
    ...daysOf(filters),
    ...(account === undefined ? {} : { account }),
    ...(filters.tag === undefined ? {} : { tags }),
    ...(filters.category === undefined ? {} : { categories: [...categories] }),
    ...(uncategorized === undefined ? {} : { uncategorized }),
    ...(type === undefined ? {} : { type }),
    ...(q === undefined || q === '' ? {} : { search: q }),
    ...(currency === undefined ? {} : { currency }),
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
    sort,
  }
}
