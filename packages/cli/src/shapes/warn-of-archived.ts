/**
 * Of what is archived, an account or a category takes rows all the same where its id or whole name is written: the book
 * does as it is told, and the command says so.
 */
import { listAccounts } from '@fintrack/contract/accounts'
import { listCategories } from '@fintrack/contract/categories'
import { quote } from '@fintrack/contract/text'
import type { Transaction } from '@fintrack/contract/transactions'
import { pagesOf } from '../api/pages.ts'
import type { Context } from '../context.ts'
import { say } from '../output/output.ts'

interface Named { readonly id: number, readonly name: string, readonly archived: boolean }

const ARCHIVED = { archived: true }

export function warnIfArchived (cx: Context, noun: 'account' | 'category', rows: readonly Named[]): void {
  for (const { id, name, archived } of rows) {
    if (!archived) continue
    say(cx, `warning: the ${noun} ${quote(name)} is archived; \`fintrack ${noun} edit ${id} --unarchive\` ends that.`)
  }
}

function used (ids: ReadonlyArray<number | null>, rows: readonly Named[]): Named[] {
  return rows.filter(({ id }) => ids.includes(id))
}

/**
 * @param rows as they are stored now
 * @param named what of them the command has named: nothing else is asked for
 */
export async function warnOfArchived (
  cx: Context, rows: readonly Transaction[], named: { readonly accounts: boolean, readonly categories: boolean }
): Promise<void> {
  const api = await cx.api()
  const parts = rows.flatMap(({ splits }) => splits)
  const accounts = [...rows.flatMap((row) => [row.account, row.to_account]), ...parts.map((part) => part.to_account)]
  if (named.accounts && accounts.some((id) => id !== null)) {
    for await (const page of pagesOf((query) => api.call(listAccounts, { query: { ...ARCHIVED, ...query } }))) {
      warnIfArchived(cx, 'account', used(accounts, page))
    }
  }
  const categories = [...rows, ...parts].map(({ category }) => category)
  if (named.categories && categories.some((id) => id !== null)) {
    for await (const page of pagesOf((query) => api.call(listCategories, { query: { ...ARCHIVED, ...query } }))) {
      warnIfArchived(cx, 'category', used(categories, page))
    }
  }
}
