/** A split transaction as lines of their own, and the parts that the filters of a list mean. */
import { foldName } from '@fintrack/contract/text'
import type { Split, Transaction, TransactionFilters } from '@fintrack/contract/transactions'
import { amountLess, negated } from '../../options/decimals.ts'

export interface Filters extends Pick<TransactionFilters, 'account' | 'uncategorized'> {
  /** The ids of all that the list is of; undefined where it is of every category. */
  readonly categories?: ReadonlySet<number> | undefined
}

/** The parts of a split transaction that the filters of its list mean: all of them, where none is meant by itself. */
function partsMeant ({ splits }: Transaction, { categories, uncategorized }: Filters): readonly Split[] {
  const meant = splits.filter(({ category, to_account: account }) => category === null
    ? uncategorized === true && account === null
    : categories?.has(category) === true)
  return meant.length === 0 ? splits : meant
}

function isAccount (id: number | null, name: string | null, reference: string | number): boolean {
  if (id === null) return false
  return String(reference) === String(id) || foldName(String(name)) === foldName(String(reference)).trim()
}

/** What a part does to what one has, to which a transfer does nothing, or to the account that the list is of. */
function signedAmount (row: Transaction, part: Split, account: string | number | undefined): string {
  const effect = row.type === 'income' ? part.amount : negated(part.amount)
  if (account === undefined ? part.to_account === null : isAccount(row.account, row.account_name, account)) {
    return effect
  }
  if (account !== undefined && isAccount(part.to_account, part.to_account_name, account)) return negated(effect)
  return amountLess(effect, [effect])
}

/** A line for each part that is meant; a transaction that is not split is its own line. */
export function linesOf (row: Transaction, filters: Filters): readonly Transaction[] {
  if (row.splits.length === 0) return [row]
  return partsMeant(row, filters).map((part) => ({
    ...row,
    category: part.category,
    category_name: part.category_name,
    to_account: part.to_account,
    to_account_name: part.to_account_name,
    amount: part.amount,
    description: part.description === '' ? row.description : part.description,
    splits: [],
    signed_amount: signedAmount(row, part, filters.account),
  }))
}
