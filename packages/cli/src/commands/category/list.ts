import { listCategories } from '@fintrack/contract/categories'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { CATEGORY_VIEW } from './view.ts'

async function listAllCategories (cx: Context): Promise<void> {
  const output = newOutput(cx, CATEGORY_VIEW)
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listCategories, { query })),
    'There are no categories yet; `fintrack category add groceries` adds one.')
}

export function define (command: Command, cx: Context, run = listAllCategories): void {
  command.action(() => run(cx))
}
