/** Finds the category that a reference means: an id, a text of digits (an id too), or a name. */
import type { CategoryRef } from '@fintrack/contract/fields'
import { Problem, type FieldFaults } from '@fintrack/contract/problem'
import { nearest, normalName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../../db/unit-of-work.ts'
import type { CategoryRow } from './category-repository.ts'

/** A reference that means none of the user's categories. Another user's is told exactly like one that is not there. */
export interface UnknownCategory { readonly sentence: string, readonly suggestion?: string }

export type FoundCategory = { readonly category: CategoryRow } | { readonly unknown: UnknownCategory }

export async function findCategory (repos: Repositories, userId: number, reference: CategoryRef): Promise<FoundCategory> {
  const text = normalName(String(reference))
  if (/^[0-9]+$/.test(text)) {
    const id = Number(text)
    const category = Number.isSafeInteger(id) ? await repos.categories.get(userId, id) : undefined
    return category === undefined ? { unknown: { sentence: `There is no category ${quote(text)}.` } } : { category }
  }
  return findByName(repos, userId, text)
}

async function findByName (repos: Repositories, userId: number, name: string): Promise<FoundCategory> {
  const category = await repos.categories.byName(userId, name)
  if (category !== undefined) return { category }
  const suggestion = nearest(name, (await repos.categories.all(userId)).map(({ name }) => name))
  return {
    unknown: suggestion === undefined
      ? { sentence: `There is no category ${quote(name)}.` }
      : { sentence: `There is no category ${quote(name)}; did you mean ${quote(suggestion)}?`, suggestion },
  }
}

export function unknownCategory (field: string, { sentence, suggestion }: UnknownCategory): Problem {
  const errors: FieldFaults = { [field]: [sentence] }
  return new Problem('unknown_category', sentence, suggestion === undefined ? { errors } : { errors, suggestion })
}

/** @throws Problem unknown_category */
export async function requireCategory (
  repos: Repositories, userId: number, field: string, reference: CategoryRef
): Promise<CategoryRow> {
  const found = await findCategory(repos, userId, reference)
  if ('unknown' in found) throw unknownCategory(field, found.unknown)
  return found.category
}

/** A text of digits is no name. @throws Problem unknown_category */
export async function categoryNamed (repos: Repositories, userId: number, field: string, name: string): Promise<CategoryRow> {
  const found = await findByName(repos, userId, normalName(name))
  if ('unknown' in found) throw unknownCategory(field, found.unknown)
  return found.category
}
