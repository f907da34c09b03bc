/** Finds the category that a reference means: an id, a text of digits (an id too), or a name. */
import type { Category } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { Faults, Problem } from '@fintrack/contract/problem'
import { fold, nearest, NEAREST_MAX_CANDIDATES, normalName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'
import type { CategoryRow } from './category-repository.ts'

type Readable = Pick<Repositories, 'categories'>

/** What finds a category: the repository, or what was read from it before. */
export interface CategoryFinder { readonly categories: Pick<Repositories['categories'], 'get' | 'byName'> }

/** Another user's category is as unknown as one that is not there. */
type FoundCategory = { readonly category: CategoryRow } | { readonly unknown: string }

function unknownSentence (name: string): string {
  return `There is no category ${quote(name)}.`
}

/** A text of digits is an id. */
function isId (text: string): boolean {
  return /^[0-9]+$/.test(text)
}

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

function unknownCategory (field: string, name: string): Problem {
  const sentence = unknownSentence(name)
  const errors = { [field]: [sentence] }
  return new Problem('unknown_category', sentence, { errors, unknownCategory: { field, name } })
}

/**
 * A problem with the category that the user may have meant, where it is about one that is not there. The name is looked
 * for once in a request and after its transaction, because it takes the longer the more categories there are.
 */
export async function suggestCategory (repos: Readable, userId: number, problem: Problem): Promise<Problem> {
  const { code, message, extras } = problem
  const { unknownCategory: unknown, errors = {} } = extras
  if (unknown === undefined || isId(unknown.name)) return problem
  const suggestion = nearest(unknown.name, await repos.categories.names(userId, NEAREST_MAX_CANDIDATES))
  if (suggestion === undefined) return problem
  const sentence = `${unknownSentence(unknown.name)} Did you mean ${quote(suggestion)}?`
  const suggested = { ...errors, [unknown.field]: [sentence] }
  // Of several faults only their sentences say what is meant.
  if (code === 'unknown_category') return new Problem(code, message, { ...extras, errors: suggested, suggestion })
  const detail = message.replace(unknownSentence(unknown.name), () => sentence)
  return new Problem(code, detail, { ...extras, errors: suggested })
}

function required (field: string, found: FoundCategory): CategoryRow {
  if ('unknown' in found) throw unknownCategory(field, found.unknown)
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

/** Faults of a row with a category. An unknown category that is the only fault has a code of its own. */
export class RowFaults extends Faults {
  #unknown: string | undefined

  addUnknownCategory (name: string): void {
    this.#unknown = name
    this.add('category', unknownSentence(name))
  }

  override problem (): Problem {
    if (this.#unknown === undefined) return super.problem()
    if (this.count === 1) return unknownCategory('category', this.#unknown)
    const { code, message, extras } = super.problem()
    return new Problem(code, message, { ...extras, unknownCategory: { field: 'category', name: this.#unknown } })
  }
}

/**
 * The category of a row that is written.
 * @param given undefined leaves the category as it is, null takes it away
 * @param before the row's category before, if it had one
 * @param faults gets the fault of a reference to no category
 */
export async function categoryFor (
  repos: CategoryFinder, userId: number, given: CategoryRef | null | undefined, before: Category | undefined,
  faults: RowFaults
): Promise<Category | undefined> {
  if (given === undefined) return before
  if (given === null) return undefined
  const found = await findCategory(repos, userId, given)
  if ('category' in found) return found.category
  faults.addUnknownCategory(found.unknown)
  return undefined
}

/** Reads all categories that these references may mean. */
export async function categoriesNamed (
  repos: Readable, userId: number, references: readonly CategoryRef[]
): Promise<CategoryFinder['categories']> {
  const texts = [...new Set(references.map((reference) => normalName(String(reference))))]
  const ids = texts.filter(isId).map(Number).filter(Number.isSafeInteger)
  const names = texts.filter((text) => !isId(text)).map(fold)
  const [byId, byKey] = [new Map<number, CategoryRow>(), new Map<string, CategoryRow>()]
  for (const row of await repos.categories.some(userId, ids, names)) {
    byId.set(row.id, row)
    byKey.set(fold(row.name), row)
  }
  return { get: async (_, id) => byId.get(id), byName: async (_, name) => byKey.get(fold(name)) }
}
