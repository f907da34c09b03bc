/** Categories as the tree that their names make. */
import type { Category } from '@fintrack/contract/categories'
import { cutTo, partsOf } from '@fintrack/contract/paths'
import { foldName } from '@fintrack/contract/text'
import type { Pages, View } from '../../render/view.ts'

/** A name, with the category that has it; undefined where only names of others begin with it. */
interface TreeLine { readonly name: string, readonly category: Category | undefined }

export const TREE_VIEW: View<TreeLine> = {
  noun: { one: 'category', many: 'categories' },
  columns: [
    {
      name: 'name',
      value: ({ name }) => `${'  '.repeat(partsOf(name).length - 1)}${partsOf(name).at(-1) ?? ''}`,
      free: true,
      shrinks: true,
    },
    { name: 'type', value: ({ category }) => category?.type ?? '' },
    { name: 'id', value: ({ category }) => category?.id ?? '', align: 'right' },
  ],
  keys: [],
}

/** With the archived ones, which are told apart. */
export const ALL_TREE_VIEW: View<TreeLine> = {
  ...TREE_VIEW,
  columns: [
    ...TREE_VIEW.columns,
    { name: 'archived', value: ({ category }) => category?.archived === true ? 'archived' : '' },
  ],
}

/** What comes after the parts of a name that it lies below, part by part. */
function compare ({ name: a }: TreeLine, { name: b }: TreeLine): number {
  const [one, other] = [a, b].map((name) => partsOf(name).map(foldName).join('\u0000'))
  return String(one) < String(other) ? -1 : 1
}

/** All of them in the order of a tree, with the names that no category has. */
export async function * treeLines (pages: Pages<Category>): Pages<TreeLine> {
  const lines = new Map<string, TreeLine>()
  for await (const page of pages) {
    for (const category of page) {
      for (let depth = 1; depth < partsOf(category.name).length; depth += 1) {
        const name = cutTo(category.name, depth)
        if (!lines.has(foldName(name))) lines.set(foldName(name), { name, category: undefined })
      }
      lines.set(foldName(category.name), { name: category.name, category })
    }
  }
  yield [...lines.values()].sort(compare)
}
