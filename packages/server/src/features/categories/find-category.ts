/** Finds the category that a reference means: an id, a text of digits (an id too), or a name. */
import type { Category } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { foldName, normalName } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'
import { isId, unknownName, type RowFaults } from '../unknown-name.ts'
import type { CategoryRow } from './category-repository.ts'

type Readable = Pick<Repositories, 'categories'>

/** What finds a category: the repository, or what was read from it before. */
export interface CategoryFinder { readonly categories: Pick<Repositories['categories'], 'get' | 'byName'> }

/** Another user's category is as unknown as one that is not there. */
type FoundCategory = { readonly category: CategoryRow } | { readonly unknown: string }

async function findCategory (repos: CategoryFinder, userId: number, reference: CategoryRef): Promise<FoundCategory> {
  const text = normalName(String(reference))
  if (!isId(text)) return findByName(repos, userId, text)
  const id = Number(text)
  const category = Number.isSafeInteger(id) ? await repos.categories.get(userId, id) : undefined
  return category === undefined ? { unknown: text } : { category }
}

async function findByName (repos: CategoryFinder, userId: number, name: string): Promise<FoundCategory> {
  const category = await repos.categories.byName(userId, name)
  return category === undefined ? { unknown: name } : { category }
}

function required (field: string, found: FoundCategory): CategoryRow {
  if ('unknown' in found) throw unknownName({ entity: 'category', field, name: found.unknown })
  return found.category
}

/** @throws Problem unknown_category */
export async function requireCategory (
  repos: Readable, userId: number, field: string, reference: CategoryRef
): Promise<CategoryRow> {
  return required(field, await findCategory(repos, userId, reference))
}

/** A text of digits is no name. @throws Problem unknown_category */
export async function requireCategoryNamed (
  repos: Readable, userId: number, field: string, name: string
): Promise<CategoryRow> {
  return required(field, await findByName(repos, userId, normalName(name)))
}

/**
 * The category of a row that is written.
 * @param given undefined leaves the category as it is, null takes it away
 * @param before the row's category before, if it had one
 * @param faults gets the fault of a reference to no category
 */
export async function categoryFor (
  repos: CategoryFinder, userId: number, given: CategoryRef | null | undefined, before: Category | undefined,
  faults: RowFaults, field = 'category'
): Promise<Category | undefined> {
  if (given === undefined) return before
  if (given === null) return undefined
  const found = await findCategory(repos, userId, given)
  if ('category' in found) return found.category
  faults.addUnknown({ entity: 'category', field, name: found.unknown })
  return undefined
}

/** Reads all categories that these references may mean. */
export async function categoriesNamed (
  repos: Readable, userId: number, references: readonly CategoryRef[]
): Promise<CategoryFinder['categories']> {
  const texts = [...new Set(references.map((reference) => normalName(String(reference))))]
  const ids = texts.filter(isId).map(Number).filter(Number.isSafeInteger)
  const names = texts.filter((text) => !isId(text)).map(foldName)
  const [byId, byKey] = [new Map<number, CategoryRow>(), new Map<string, CategoryRow>()]
  for (const row of await repos.categories.some(userId, ids, names)) {
    byId.set(row.id, row)
    byKey.set(foldName(row.name), row)
  }
  return { get: async (_, id) => byId.get(id), byName: async (_, name) => byKey.get(foldName(name)) }
}
