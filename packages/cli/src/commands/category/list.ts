/** `fintrack category list` */
import { listCategories, type Category } from '@fintrack/contract/categories'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { listLines, listRows, type List } from '../../shapes/list-command.ts'
import { ALL_TREE_VIEW, treeLines, TREE_VIEW } from './tree.ts'
import { ALL_CATEGORIES_VIEW, CATEGORY_VIEW } from './view.ts'

interface ListOptions {
  /** With the archived ones. */
  readonly all: boolean
  readonly tree: boolean
}

async function listThem (cx: Context, { all, tree }: ListOptions): Promise<void> {
  const list: List<Category> = {
    fetch: (api, page) => api.call(listCategories, { query: { ...all ? {} : { archived: false }, ...page } }),
    empty: 'There are no categories yet; `fintrack category add groceries` adds one.',
  }
  if (!tree) return listRows(cx, all ? ALL_CATEGORIES_VIEW : CATEGORY_VIEW, list)
  const { output = 'table', fields } = cx.globals
  if (output !== 'table' || fields !== undefined) {
    throw usage(`--tree draws a table, and has no ${fields === undefined ? `-o ${output}` : '--fields'}.`,
      'Leave --tree out: the names say what lies below what.')
  }
  // A tree is for people, and the same in a pipe.
  await listLines({ ...cx, globals: { ...cx.globals, output } }, all ? ALL_TREE_VIEW : TREE_VIEW, list, treeLines)
}

const EXAMPLES = `
Examples:
  fintrack category list --tree
  fintrack category list --all      with the archived ones
`

export function define (command: Command, cx: Context, run = listThem): void {
  command
    .option('--all', 'with the archived ones')
    .option('--tree', 'draw what lies below what')
    .addHelpText('after', EXAMPLES)
    .action(({ all = false, tree = false }: { all?: boolean, tree?: boolean }) => run(cx, { all, tree }))
}
