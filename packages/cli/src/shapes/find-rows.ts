/** Finding rows before a command shows, changes or removes them. */
import { getAccount, listAccounts, type Account } from '@fintrack/contract/accounts'
import { getCategory, listCategories, type Category } from '@fintrack/contract/categories'
import { lastPartsOf, pathName } from '@fintrack/contract/paths'
import { Problem } from '@fintrack/contract/problem'
import { foldName, normalName, quote } from '@fintrack/contract/text'
import { getTransaction, type Transaction } from '@fintrack/contract/transactions'
import { versioned, type Versioned } from '../api/versioned.ts'
import type { Api, Context } from '../context.ts'
import type { Hints } from '../errors/hints.ts'

interface Named { readonly id: number, readonly name: string }

interface Lookup<Row extends Named> {
  readonly byId: (api: Api, id: string) => Promise<{ readonly body: Row }>
  /** Refuses a name that is not there with the nearest one. */
  readonly byName: (api: Api, name: string) => Promise<{ readonly body: readonly Row[] }>
}

/** Whether a text is a name in whatever case, or its last parts. */
function isMeant (name: string, text: string): boolean {
  const wanted = [foldName(text), foldName(pathName(text))]
  return [foldName(name), ...lastPartsOf(name)].some((one) => wanted.includes(one))
}

/** The row that a user means by an id, or by a name: one request. */
async function findByName<Row extends Named> (
  cx: Context, reference: string, { byId, byName }: Lookup<Row>
): Promise<Row> {
  const api = await cx.api()
  const name = normalName(reference)
  if (/^[0-9]+$/.test(name)) return (await byId(api, name)).body
  const { body } = await byName(api, name)
  const found = body.find((row) => isMeant(row.name, name))
  if (found === undefined) throw new Problem('not_found', `There is no ${quote(name)}.`)
  return found
}

const CATEGORY: Lookup<Category> = {
  byId: (api, id) => api.call(getCategory, { id }),
  byName: (api, name) => api.call(listCategories, { query: { name } }),
}

export function findCategory (cx: Context, reference: string): Promise<Category> {
  return findByName(cx, reference, CATEGORY)
}

/** The same with its version, which a list does not tell. */
export async function readCategory (cx: Context, reference: string): Promise<Versioned<Category>> {
  const name = normalName(reference)
  const id = /^[0-9]+$/.test(name) ? name : (await findCategory(cx, name)).id
  return versioned(await (await cx.api()).call(getCategory, { id }))
}

const ACCOUNT: Lookup<Account> = {
  byId: (api, id) => api.call(getAccount, { id }),
  byName: (api, name) => api.call(listAccounts, { query: { name } }),
}

/** An account of money, by its id or name. */
export function findAccount (cx: Context, reference: string): Promise<Account> {
  return findByName(cx, reference, ACCOUNT)
}

/** The same with its version, which a list does not tell. */
export async function readAccount (cx: Context, reference: string): Promise<Versioned<Account>> {
  const name = normalName(reference)
  const id = /^[0-9]+$/.test(name) ? name : (await findAccount(cx, name)).id
  return versioned(await (await cx.api()).call(getAccount, { id }))
}

/** What a report calls the transactions without a category, and no category is called. */
const UNCATEGORIZED = '(uncategorized)'

/** The hint for who takes a report's word for a name. @param instead what to write, as a sentence */
export function uncategorizedHints (names: readonly unknown[], instead: string): Hints {
  return names.includes(UNCATEGORIZED) ? { unknown_category: instead } : {}
}

/** The transactions of all these ids, in their order. @throws Problem not_found for the first that is not there */
export async function readTransactions (cx: Context, ids: readonly number[]): Promise<Array<Versioned<Transaction>>> {
  const api = await cx.api()
  const rows: Array<Versioned<Transaction>> = []
  for (const id of ids) rows.push(versioned(await api.call(getTransaction, { id })))
  return rows
}
