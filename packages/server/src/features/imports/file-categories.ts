/** The categories of a file: those that the book has, by their ids, and those that are to be made. */
import { Problem } from '@fintrack/contract/problem'
import { fold, quote } from '@fintrack/contract/text'
import { typesOfNames } from '../categories/category-types.ts'
import type { RecordingRepositories, Repositories } from '../repositories.ts'
import { idsIn } from '../row-repository.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'
import type { FileCategory, ImportFile } from './import-rows.ts'

export interface FileCategories {
  readonly ids: ReadonlyMap<FileCategory | null, number>
  /** Those that the book has not. */
  readonly missing: readonly FileCategory[]
}

/** What a row of a file does not say. */
const PLAIN = {
  account: null, to_account: null, to_amount: null, to_currency: null, to_date: null, splits: null, tags: null,
}

export function changedMeanwhile (what: string): Problem {
  return new Problem('import_rejected', `While the file was read, ${what}; import the file again.`)
}

/** @throws Problem import_rejected where one of them, or one above or below it, has become one of the other type */
export async function matchCategories (
  repos: Pick<Repositories, 'categories'>, user: number, { rows }: ImportFile
): Promise<FileCategories> {
  const categories = await repos.categories.all(user)
  const book = new Map(categories.map((category) => [fold(category.name), category]))
  const types = typesOfNames(categories)
  const ids = new Map<FileCategory | null, number>()
  const missing: FileCategory[] = []
  for (const category of new Set(rows.map((row) => row.category))) {
    if (category === null) continue
    const existing = book.get(fold(category.name))
    if (existing === undefined) {
      const conflict = types.conflictOf(category)
      if (conflict !== undefined) throw changedMeanwhile(`${quote(conflict.name)} became a category of type ${conflict.type}`)
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
  const ranges = await repos.categories.insertMany(missing.map(({ name, type }) => ({ name, type, archived: 0 as const })))
  const made = idsIn(ranges)
  return { ids: new Map([...ids, ...missing.map((category, at) => [category, Number(made[at])] as const)]), missing }
}

/** The rows with the ids of their categories. */
export function valuesOf ({ rows }: ImportFile, { ids }: FileCategories): TransactionValues[] {
  return rows.map((row): TransactionValues => ({ ...PLAIN, ...row, category: ids.get(row.category) ?? null }))
}
