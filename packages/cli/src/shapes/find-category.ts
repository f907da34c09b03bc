import { getCategory, listCategories, type Category } from '@fintrack/contract/categories'
import { Problem } from '@fintrack/contract/problem'
import { fold, nearest, normalName, quote } from '@fintrack/contract/text'
import { pagesOf } from '../api/pages.ts'
import { asRead, type AsRead } from '../api/versioned.ts'
import type { Context } from '../context.ts'

/** The category of a name, whatever its case, or of an id. @throws Problem not_found, or unknown_category with the nearest name */
export async function findCategory (cx: Context, reference: string): Promise<Category> {
  const api = await cx.api()
  const name = normalName(reference)
  if (/^[0-9]+$/.test(name)) return (await api.call(getCategory, { id: name })).body
  const names: string[] = []
  for await (const page of pagesOf((query) => api.call(listCategories, { query }))) {
    const found = page.find((category) => fold(category.name) === fold(name))
    if (found !== undefined) return found
    names.push(...page.map((category) => category.name))
  }
  const suggestion = nearest(name, names)
  throw new Problem('unknown_category', `There is no category ${quote(name)}.`, suggestion === undefined ? {} : { suggestion })
}

/** The same with its version, which a list does not tell. */
export async function readCategory (cx: Context, reference: string): Promise<AsRead<Category>> {
  const name = normalName(reference)
  const id = /^[0-9]+$/.test(name) ? name : (await findCategory(cx, name)).id
  return asRead(await (await cx.api()).call(getCategory, { id }))
}
