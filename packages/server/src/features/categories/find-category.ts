/**
 * Finds the category that a reference means: an id, a text of digits (an id too), a whole name, or the last parts of a
 * name where one category has them that is not archived. One that is archived is meant by its id or whole name alone.
 */
import type { CategoryType } from '@fintrack/contract/choices'
import type { CategoryRef } from '@fintrack/contract/fields'
import { cutTo, lastPartsOf, partsOf, pathName } from '@fintrack/contract/paths'
import { invalid } from '@fintrack/contract/problem'
import { foldName, listed, normalName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'
import { isId, unknownName, type RowFaults } from '../unknown-name.ts'
import type { CategoryRow } from './category-repository.ts'

type Readable = Pick<Repositories, 'categories'>

/** What finds a category: the repository, or what was read from it before. */
export interface CategoryFinder {
  readonly categories: Pick<Repositories['categories'], 'get' | 'byName' | 'withLastParts'>
}

/** Another user's category is as unknown as one that is not there. */
type FoundCategory =
  | { readonly category: CategoryRow }
  | { readonly unknown: string }
  | { readonly name: string, readonly several: readonly CategoryRow[] }
  | { readonly name: string, readonly archived: CategoryRow }

/** Of several that may be meant, so many are named. */
const SEVERAL_SHOWN = 5

async function findCategory (repos: CategoryFinder, userId: number, reference: CategoryRef): Promise<FoundCategory> {
  const text = normalName(String(reference))
  if (!isId(text)) return findByName(repos, userId, text)
  const id = Number(text)
  const category = Number.isSafeInteger(id) ? await repos.categories.get(userId, id) : undefined
  return category === undefined ? { unknown: text } : { category }
}

/** By the whole name as it is, or as a new one would be written. */
async function findByWholeName (
  repos: CategoryFinder, userId: number, name: string
): Promise<CategoryRow | undefined> {
  return await repos.categories.byName(userId, name) ??
    (pathName(name) === name ? undefined : repos.categories.byName(userId, pathName(name)))
}

async function findByLastParts (repos: CategoryFinder, userId: number, name: string): Promise<FoundCategory> {
  const all = await repos.categories.withLastParts(userId, foldName(pathName(name)))
  const several = all.filter((one) => one.archived === 0)
  const [category, ...others] = several
  if (category !== undefined) return others.length === 0 ? { category } : { name, several }
  const [archived] = all
  return archived === undefined ? { unknown: name } : { name, archived }
}

async function findByName (repos: CategoryFinder, userId: number, name: string): Promise<FoundCategory> {
  const category = await findByWholeName(repos, userId, name)
  return category === undefined ? findByLastParts(repos, userId, name) : { category }
}

/** `"restaurant" may be "Food:Restaurant" or "Trip:Restaurant"; write more of the name.` */
export function describeSeveral (name: string, several: ReadonlyArray<{ readonly name: string }>): string {
  const names = several.slice(0, SEVERAL_SHOWN).map((one) => quote(one.name))
  const more = several.length > names.length ? [`${several.length - names.length} others`] : []
  return `${quote(name)} may be ${listed([...names, ...more], 'or')}; write more of the name.`
}

/** `"restaurant" is archived as "Food:Restaurant"; write its whole name, or unarchive it first.` */
export function describeArchived (name: string, archived: { readonly name: string }): string {
  return `${quote(name)} is archived as ${quote(archived.name)}; write its whole name, or unarchive it first.`
}

function required (field: string, found: FoundCategory): CategoryRow {
  if ('unknown' in found) throw unknownName({ entity: 'category', field, name: found.unknown })
  if ('several' in found) throw invalid({ [field]: [describeSeveral(found.name, found.several)] })
  if ('archived' in found) throw invalid({ [field]: [describeArchived(found.name, found.archived)] })
  return found.category
}

/** @throws Problem unknown_category; validation_failed where several may be meant */
export async function requireCategory (
  repos: Readable, userId: number, field: string, reference: CategoryRef
): Promise<CategoryRow> {
  return required(field, await findCategory(repos, userId, reference))
}

/** A text of digits is no name. @throws Problem unknown_category; validation_failed where several may be meant */
export async function requireCategoryNamed (
  repos: Readable, userId: number, field: string, name: string
): Promise<CategoryRow> {
  return required(field, await findByName(repos, userId, normalName(name)))
}

/** What a reference to a category and all below it means: its name, where it is one, and the categories. */
export interface Branch {
  readonly name: string
  /** Undefined where only names of others begin with it. */
  readonly top: CategoryRow | undefined
  readonly below: readonly CategoryRow[]
}

/**
 * A category with all below it, or what names of categories begin with.
 * @throws Problem unknown_category; validation_failed where several may be meant
 */
export async function requireBranch (
  repos: Readable, userId: number, field: string, reference: CategoryRef
): Promise<Branch> {
  const text = normalName(String(reference))
  if (!isId(text) && await findByWholeName(repos, userId, text) === undefined) {
    const prefix = pathName(text)
    const below = await repos.categories.below(userId, prefix)
    const [first] = below
    if (first !== undefined) return { name: cutTo(first.name, partsOf(prefix).length), top: undefined, below }
  }
  const top = await requireCategory(repos, userId, field, text)
  return { name: top.name, top, below: await repos.categories.below(userId, top.name) }
}

/**
 * The ids that a filter means: of a category and all below it, or of itself alone with `=` before it.
 * @throws Problem unknown_category; validation_failed where several may be meant
 */
export async function categoriesIn (
  repos: Readable, userId: number, field: string, reference: CategoryRef
): Promise<number[]> {
  const text = normalName(String(reference))
  if (text.startsWith('=') && text.length > 1) {
    // A name may begin with that sign.
    const whole = await repos.categories.byName(userId, text)
    return [(whole ?? await requireCategory(repos, userId, field, text.slice(1))).id]
  }
  const { top, below } = await requireBranch(repos, userId, field, text)
  return [...top === undefined ? [] : [top], ...below].map(({ id }) => id)
}

/** What a row says of its category, as far as others need it. */
export type RowCategory = Pick<CategoryRow, 'id' | 'name'> & { readonly type: CategoryType }

/**
 * The category of a row that is written.
 * @param given undefined leaves the category as it is, null takes it away
 * @param before the row's category before, if it had one
 * @param faults gets the fault of a reference to no category
 */
export async function categoryFor (
  repos: CategoryFinder, userId: number, given: CategoryRef | null | undefined, before: RowCategory | undefined,
  faults: RowFaults, field = 'category'
): Promise<RowCategory | undefined> {
  if (given === undefined) return before
  if (given === null) return undefined
  const found = await findCategory(repos, userId, given)
  if ('category' in found) return found.category
  if ('unknown' in found) faults.addUnknown({ entity: 'category', field, name: found.unknown })
  else if ('several' in found) faults.add(field, describeSeveral(found.name, found.several))
  else faults.add(field, describeArchived(found.name, found.archived))
  return undefined
}

/** Reads all categories that these references may mean. */
export async function categoriesNamed (
  repos: Readable, userId: number, references: readonly CategoryRef[]
): Promise<CategoryFinder['categories']> {
  const texts = [...new Set(references.map((reference) => normalName(String(reference))))]
  const ids = texts.filter(isId).map(Number).filter(Number.isSafeInteger)
  const names = texts.filter((text) => !isId(text))
  const keys = new Set(names.flatMap((name) => [foldName(name), foldName(pathName(name))]))
  const [byId, byKey] = [new Map<number, CategoryRow>(), new Map<string, CategoryRow>()]
  for (const row of await repos.categories.some(userId, ids, [...keys])) {
    byId.set(row.id, row)
    byKey.set(foldName(row.name), row)
  }
  const ends = new Map<string, CategoryRow[]>()
  if ([...keys].some((key) => !byKey.has(key))) {
    for (const row of await repos.categories.all(userId)) {
      for (const key of lastPartsOf(row.name)) {
        const several = ends.get(key)
        if (several !== undefined) several.push(row)
        else if (keys.has(key)) ends.set(key, [row])
      }
    }
  }
  return {
    get: async (_, id) => byId.get(id),
    byName: async (_, name) => byKey.get(foldName(name)),
    withLastParts: async (_, key) => ends.get(key) ?? [],
  }
}
