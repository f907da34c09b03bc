/** Finds the category that a reference means: an id, a text of digits (an id too), or a name. */
import type { Category } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { Faults, Problem, type FieldFaults } from '@fintrack/contract/problem'
import { nearest, normalName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'
import type { CategoryRow } from './category-repository.ts'

type Readable = Pick<Repositories, 'categories'>

/** A reference to no category of the user; another user's category is as unknown as one that is not there. */
interface UnknownCategory { readonly sentence: string, readonly suggestion?: string }

type FoundCategory = { readonly category: CategoryRow } | { readonly unknown: UnknownCategory }

async function findCategory (repos: Readable, userId: number, reference: CategoryRef): Promise<FoundCategory> {
  const text = normalName(String(reference))
  if (!/^[0-9]+$/.test(text)) return findByName(repos, userId, text)
  const id = Number(text)
  const category = Number.isSafeInteger(id) ? await repos.categories.get(userId, id) : undefined
  return category === undefined ? { unknown: { sentence: `There is no category ${quote(text)}.` } } : { category }
}

async function findByName (repos: Readable, userId: number, name: string): Promise<FoundCategory> {
  const category = await repos.categories.byName(userId, name)
  if (category !== undefined) return { category }
  const sentence = `There is no category ${quote(name)}.`
  const suggestion = nearest(name, (await repos.categories.all(userId)).map((one) => one.name))
  return { unknown: suggestion === undefined ? { sentence } : { sentence, suggestion } }
}

/** The fault of a field names the suggestion itself: an answer with several faults has no `suggestion`. */
function faultOf ({ sentence, suggestion }: UnknownCategory): string {
  return suggestion === undefined ? sentence : `${sentence} Did you mean ${quote(suggestion)}?`
}

function unknownCategory (field: string, unknown: UnknownCategory): Problem {
  const { sentence, suggestion } = unknown
  const errors: FieldFaults = { [field]: [faultOf(unknown)] }
  return new Problem('unknown_category', sentence, suggestion === undefined ? { errors } : { errors, suggestion })
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
  #unknown: UnknownCategory | undefined

  addUnknownCategory (unknown: UnknownCategory): void {
    this.#unknown = unknown
    this.add('category', faultOf(unknown))
  }

  override problem (): Problem {
    return this.#unknown !== undefined && this.count === 1
      ? unknownCategory('category', this.#unknown)
      : super.problem()
  }
}

/**
 * The category of a row that is written.
 * @param given undefined leaves the category as it is, null takes it away
 * @param before the row's category before, if it had one
 * @param faults gets the fault of a reference to no category
 */
export async function categoryFor (
  repos: Readable, userId: number, given: CategoryRef | null | undefined, before: Category | undefined,
  faults: RowFaults
): Promise<Category | undefined> {
  if (given === undefined) return before
  if (given === null) return undefined
  const found = await findCategory(repos, userId, given)
  if ('category' in found) return found.category
  faults.addUnknownCategory(found.unknown)
  return undefined
}
