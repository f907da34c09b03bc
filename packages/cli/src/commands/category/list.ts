import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { pagesOf } from '../../api/pages.ts'
import { CATEGORY_VIEW } from './view.ts'

async function listAllCategories (cx: Context): Promise<void> {
  const output = newOutput(cx, CATEGORY_VIEW)
  const { listCategories } = await import('@fintrack/contract/categories')
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listCategories, { query })),
    'There are no categories yet; `fintrack category add groceries` adds one.')
}

export function newListCommand (cx: Context, run = listAllCategories): Command {
  return new Command('list')
    .description('list the categories')
    .action(() => run(cx))
}
