import { Command } from 'commander'
import type { Context } from '../context.ts'
import { parseLimit } from '../options/limit.ts'
import { newOutput, say } from '../output.ts'
import { pagesOf } from '../paging.ts'
import { CHANGE_VIEW } from './change-view.ts'

interface LogOptions {
  /** Stops after so many; undefined lists them all. */
  readonly most?: number
}

async function showLog (cx: Context, { most }: LogOptions): Promise<void> {
  const output = newOutput(cx, CHANGE_VIEW)
  const { listChanges } = await import('@fintrack/contract/changes')
  const api = await cx.api()
  let isCut = false
  await output.list(pagesOf((query) => api.call(listChanges, { query }), most, () => { isCut = true }),
    'Nothing was done to the book yet; `fintrack tx add 12.50` is a beginning.')
  if (isCut && most !== undefined) say(cx, `There are older changes: --limit ${most} cut the list.`)
}

const EXAMPLES = `
Examples:
  fintrack log --limit 10
  fintrack log -o csv > changes.csv
`

export function newLogCommand (cx: Context, run = showLog): Command {
  return new Command('log')
    .description('list what was done to the book, the latest first; `fintrack undo` takes it back')
    .option('--limit <n>', 'stop after so many')
    .addHelpText('after', EXAMPLES)
    .action(({ limit }: { limit?: string }) => run(cx, limit === undefined ? {} : { most: parseLimit(limit) }))
}
