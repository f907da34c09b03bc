/** The categories of a file: those that the book has, by their ids, and those that are to be made. */
import { Problem } from '@fintrack/contract/problem'
import { foldName, quote } from '@fintrack/contract/text'
import { typesOfNames } from '../categories/category-types.ts'
import type { RecordingRepositories, Repositories } from '../repositories.ts'
import { idsIn } from '../row-repository.ts'
import type { StoredSplit } from '../transaction-json.ts'
import type { UntaggedValues } from '../transactions/transaction-values.ts'
import type { ImportFile } from './import-rows.ts'
import type { FileCategory, FilePart } from './row-details.ts'

export interface FileCategories {
  readonly ids: ReadonlyMap<FileCategory | null, number>
  /** Those that the book has not. */
  readonly missing: readonly FileCategory[]
}

export function changedMeanwhile (what: string): Problem {
  return new Problem('import_rejected', `While the file was read, ${what}; import the file again.`)
}

/** @throws Problem import_rejected where one of them, or one above or below it, has become one of the other type */
export async function matchCategories (
  repos: Pick<Repositories, 'categories'>, user: number, { rows }: ImportFile
): Promise<FileCategories> {
  const categories = await repos.categories.all(user)
  const book = new Map(categories.map((category) => [foldName(category.name), category]))
  const types = typesOfNames(categories)
  const ids = new Map<FileCategory | null, number>()
  const missing: FileCategory[] = []
  for (const category of new Set(rows.flatMap((row) => [row.category, ...row.parts.map((part) => part.category)]))) {
    if (category === null) continue
    const existing = book.get(foldName(category.name))
    if (existing === undefined) {
      const conflict = types.conflictOf(category)
      if (conflict !== undefined) {
        throw changedMeanwhile(`${quote(conflict.name)} became a category of type ${conflict.type}`)
      }
      missing.push(category)
    } else if (existing.type === category.type) {
      ids.set(category, existing.id)
    } else {
      throw changedMeanwhile(`${quote(existing.name)} became a category of type ${existing.type}`)
    }
  }
  return { ids, missing }
}

/** Makes those that the book has not. */
export async function createMissing (
  repos: RecordingRepositories, { ids, missing }: FileCategories
): Promise<FileCategories> {
  const rows = missing.map(({ name, type }) => ({ name, type, archived: 0 as const }))
  const ranges = await repos.categories.insertMany(rows)
  const newIds = idsIn(ranges)
  return { ids: new Map([...ids, ...missing.map((category, at) => [category, Number(newIds[at])] as const)]), missing }
}

/** @throws Problem import_rejected where an account of the file is not there any more as it was */
export async function checkAccounts (
  repos: Pick<Repositories, 'accounts'>, user: number, { accounts }: ImportFile
): Promise<void> {
  for (const { id, name, currency } of accounts) {
    const now = await repos.accounts.get(user, id)
    if (now?.currency !== currency) throw changedMeanwhile(`the account ${quote(name)} was changed`)
  }
}

function splitsText (parts: readonly FilePart[], ids: FileCategories['ids']): string | null {
  if (parts.length === 0) return null
  return JSON.stringify(parts.map(({ category, to_account: to, amount, description }): StoredSplit =>
    ({ category: ids.get(category) ?? null, to_account: to, amount, description })))
}

/** The rows with the ids of their categories, and the names of their tags. */
export function valuesOf ({ rows }: ImportFile, { ids }: FileCategories): UntaggedValues[] {
  return rows.map(({ parts, tags, ...row }): UntaggedValues => ({
    values: { ...row, category: ids.get(row.category) ?? null, splits: splitsText(parts, ids), tags: null }, tags,
  }))
}
