/** What a change is told to have done, beside what the rows' own endpoints showed before it and after it. */
import { listAccounts, listBalanceChecks } from '@fintrack/contract/accounts'
import { listBudgets } from '@fintrack/contract/budgets'
import { listCategories } from '@fintrack/contract/categories'
import { LOGGED_ROWS, type RowChange } from '@fintrack/contract/changes'
import type { RowOperation } from '@fintrack/contract/choices'
import { listTags } from '@fintrack/contract/tags'
import { listTransactions } from '@fintrack/contract/transactions'
import { pickNamedFields } from '@fintrack/contract/validate'
import type { TestUser } from './api.ts'

/** The rows of a book by what they are called, such as `transaction 7`, without what belongs to other rows. */
type Shown = ReadonlyMap<string, object>

const LISTS = {
  account: listAccounts, tag: listTags, transaction: listTransactions, category: listCategories, budget: listBudgets,
} as const

/** A row as the log holds it: it names the tags by their ids. */
function logged (entity: keyof typeof LISTS, row: object, tags: ReadonlyMap<string, number>): object {
  const own = pickNamedFields(LOGGED_ROWS[entity].schema, { ...row })
  const { splits, tags: names } = own
  if (!Array.isArray(splits) || !Array.isArray(names)) return own
  return {
    ...own,
    splits: splits.map(({ category_name: _, to_account_name: __, ...part }) => part),
    tags: names.map((name) => tags.get(String(name)) ?? 0).sort((one, other) => one - other),
  }
}

export async function shownTo (user: TestUser): Promise<Shown> {
  const rows = new Map<string, object>()
  const tags = new Map((await user.call(listTags, {})).body.map(({ id, name }) => [name, id]))
  for (const [noun, list] of Object.entries(LISTS)) {
    for (const row of (await user.call(list, {})).body) {
      rows.set(`${noun} ${row.id}`, logged(noun as keyof typeof LISTS, row, tags))
    }
  }
  for (const { id } of (await user.call(listAccounts, {})).body) {
    for (const check of (await user.call(listBalanceChecks, { id })).body) rows.set(`balance_check ${check.id}`, check)
  }
  return rows
}

interface Fate {
  readonly was: 'there' | 'changed' | 'gone'
  readonly before: object | null
  readonly after: object | null
}

/** What became of the rows that are not as they were. */
export function fates (before: Shown, after: Shown): Record<string, Fate> {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return Object.fromEntries(names.flatMap((name): Array<[string, Fate]> => {
    const [old, now] = [before.get(name) ?? null, after.get(name) ?? null]
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    return [[name, { was: old === null ? 'there' : now === null ? 'gone' : 'changed', before: old, after: now }]]
  }))
}

const WAS: Readonly<Record<RowOperation, Fate['was']>> = {
  created: 'there', restored: 'there', updated: 'changed', deleted: 'gone',
}

/** The same as the log tells it; of rows that were made it only says which they are. */
export function fatesTold (rows: readonly RowChange[], after: Shown): Record<string, Fate> {
  return Object.fromEntries(rows.flatMap(({ entity, operation, first_id: first, last_id: last, ...row }) =>
    Array.from({ length: last - first + 1 }, (_, at): [string, Fate] => {
      const name = `${entity} ${first + at}`
      return [
        name,
        {
          was: WAS[operation], before: row.before, after: operation === 'created' ? after.get(name) ?? null : row.after,
        },
      ]
    })))
}
