/** `fintrack log` */
import { listChanges, listRowChanges } from '@fintrack/contract/changes'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { parseIds, parseLimit } from '../options/numbers.ts'
import { withoutUndefined } from '../options/without-undefined.ts'
import { CHANGE_VIEW, FIELD_CHANGE_VIEW, fieldChangesIn } from '../shapes/change-view.ts'
import { listLines, listRows } from '../shapes/list-command.ts'
import { takes } from '../shapes/takes.ts'

interface LogOptions {
  /** The change whose rows are shown; undefined lists the changes. */
  readonly id?: number
  /** Stops after this many changes, or rows; undefined lists them all. */
  readonly most?: number
}

function showLog (cx: Context, { id, most }: LogOptions): Promise<void> {
  if (id === undefined) {
    return listRows(cx, CHANGE_VIEW, {
      fetch: (api, query) => api.call(listChanges, { query }),
      empty: 'The book has no changes yet; `fintrack tx add 12.50` adds a transaction.',
      most,
      more: 'There are older changes',
    })
  }
  return listLines(cx, FIELD_CHANGE_VIEW, {
    fetch: (api, query) => api.call(listRowChanges, { id, query }),
    empty: `Change ${id} changed no field.`,
    most,
    more: `Change ${id} touched more rows`,
  }, fieldChangesIn)
}

const EXAMPLES = `
Examples:
  fintrack log --limit 10
  fintrack log 17                     what change 17 did, field by field
  fintrack log -o csv > changes.csv
`

export function define (command: Command, cx: Context, run = showLog): void {
  takes(command, { limit: 'text' })
  command
    .argument('[id]', 'a change: each field that it changed, before and after')
    .option('--limit <n>', 'stop after this many changes; with an id, after this many rows')
    .addHelpText('after', EXAMPLES)
    .action((text: string | undefined, { limit }: { limit?: string }) => {
      const [id] = parseIds(text === undefined ? [] : [text], 'change', 'log')
      return run(cx, withoutUndefined({ id, most: limit === undefined ? undefined : parseLimit(limit) }))
    })
}
