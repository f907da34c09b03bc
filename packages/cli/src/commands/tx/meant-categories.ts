/** Which categories the filter of a list means: as the book itself finds them, for the parts of split transactions. */
import { listCategories, type Category } from '@fintrack/contract/categories'
import { isBelow, lastPartsOf, pathName } from '@fintrack/contract/paths'
import { foldName, normalName } from '@fintrack/contract/text'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'

function byIdOrName (categories: readonly Category[], text: string): Category | undefined {
  if (/^[0-9]+$/.test(text)) return categories.find(({ id }) => id === Number(text))
  const [key, path] = [foldName(text), foldName(pathName(text))]
  return categories.find(({ name }) => foldName(name) === key) ?? categories.find(({ name }) => foldName(name) === path)
}

function byLastParts (categories: readonly Category[], text: string): Category | undefined {
  const path = foldName(pathName(text))
  return categories.find(({ name, archived }) => !archived && lastPartsOf(name).includes(path))
}

function idsMeant (categories: readonly Category[], reference: string | number): readonly number[] {
  const text = normalName(String(reference))
  const below = (above: string) => categories.filter(({ name }) => isBelow(name, above)).map(({ id }) => id)
  if (text.startsWith('=') && text.length > 1) {
    const alone = text.slice(1)
    // A name may begin with that sign.
    const one = byIdOrName(categories, text) ?? byIdOrName(categories, alone) ?? byLastParts(categories, alone)
    return one === undefined ? [] : [one.id]
  }
  const named = byIdOrName(categories, text)
  const ofPrefix = named === undefined ? below(pathName(text)) : []
  const top = named ?? (ofPrefix.length === 0 ? byLastParts(categories, text) : undefined)
  return top === undefined ? ofPrefix : [top.id, ...below(top.name)]
}

/** @param references as the book has taken them in a filter */
export async function categoriesMeant (
  cx: Context, references: ReadonlyArray<string | number>
): Promise<ReadonlySet<number>> {
  const api = await cx.api()
  const categories: Category[] = []
  for await (const page of pagesOf((query) => api.call(listCategories, { query }))) categories.push(...page)
  return new Set(references.flatMap((reference) => idsMeant(categories, reference)))
}
