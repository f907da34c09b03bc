/** Finds the account that a reference means: an id, a text of digits (an id too), or a name. */
import type { AccountRef } from '@fintrack/contract/fields'
import { foldName, normalName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'
import { isId, unknownName, type RowFaults } from '../unknown-name.ts'
import type { AccountRow } from './account-repository.ts'

/** What finds an account: the repository, or what was read from it before. */
export interface AccountFinder { readonly accounts: Pick<Repositories['accounts'], 'get' | 'byName'> }

async function findAccount (
  repos: AccountFinder, userId: number, reference: AccountRef
): Promise<AccountRow | undefined> {
  const text = normalName(String(reference))
  if (!isId(text)) return repos.accounts.byName(userId, text)
  const id = Number(text)
  return Number.isSafeInteger(id) ? repos.accounts.get(userId, id) : undefined
}

/** @throws Problem unknown_account */
export async function requireAccount (
  repos: AccountFinder, userId: number, field: string, reference: AccountRef
): Promise<AccountRow> {
  const account = await findAccount(repos, userId, reference)
  if (account === undefined) throw unknownName({ entity: 'account', field, name: normalName(String(reference)) })
  return account
}

/**
 * The account of a row that is written.
 * @param given undefined leaves the account as it is, null takes it away
 * @param before the id of the row's account before, if it had one
 * @param faults gets the fault of a reference to no account, or to an archived one that the row is not in
 */
export async function accountFor (
  repos: AccountFinder, userId: number, given: AccountRef | null | undefined, before: number | null | undefined,
  faults: RowFaults, field: string
): Promise<AccountRow | undefined> {
  const reference = given === undefined ? before : given
  if (reference === null || reference === undefined) return undefined
  const found = await findAccount(repos, userId, reference)
  if (found === undefined) faults.addUnknown({ entity: 'account', field, name: normalName(String(reference)) })
  if (found?.archived === 1 && found.id !== before) {
    faults.add(field, `The account ${quote(found.name)} is archived; unarchive it first.`)
  }
  return found
}

/** Reads all accounts that these references may mean. */
export async function accountsNamed (
  repos: Pick<Repositories, 'accounts'>, userId: number, references: readonly AccountRef[]
): Promise<AccountFinder['accounts']> {
  const all = references.length === 0 ? [] : await repos.accounts.all(userId)
  const byId = new Map(all.map((row) => [row.id, row]))
  const byKey = new Map(all.map((row) => [foldName(row.name), row]))
  return { get: async (_, id) => byId.get(id), byName: async (_, name) => byKey.get(foldName(name)) }
}
