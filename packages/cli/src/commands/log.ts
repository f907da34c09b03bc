import { listChanges, listRowChanges, type RowChange } from '@fintrack/contract/changes'
import type { Command } from 'commander'
import { pagesOf } from '../api/pages.ts'
import type { Context } from '../context.ts'
import { parseIds, parseLimit } from '../options/numbers.ts'
import { newOutput, say } from '../output/output.ts'
import type { Pages } from '../render/view.ts'
import { CHANGE_VIEW, FIELD_CHANGE_VIEW, fieldChangesOf, type FieldChange } from '../shapes/change-view.ts'

interface LogOptions {
  /** The change whose rows are shown; undefined lists the changes. */
  readonly id?: number
  /** Stops after so many changes, or rows; undefined lists them all. */
  readonly most?: number
}

async function showChanges (cx: Context, most: number | undefined): Promise<void> {
  const output = newOutput(cx, CHANGE_VIEW)
  const api = await cx.api()
  let isCut = false
  await output.list(pagesOf((query) => api.call(listChanges, { query }), most, () => { isCut = true }),
    'Nothing was done to the book yet; `fintrack tx add 12.50` is a beginning.')
  if (isCut && most !== undefined) say(cx, `There are older changes: --limit ${most} cut the list.`)
}

async function * fieldChangesIn (pages: Pages<RowChange>): AsyncGenerator<readonly FieldChange[]> {
  for await (const rows of pages) yield rows.flatMap(fieldChangesOf)
}

async function showRows (cx: Context, id: number, most: number | undefined): Promise<void> {
  const output = newOutput(cx, FIELD_CHANGE_VIEW)
  const api = await cx.api()
  let isCut = false
  await output.list(fieldChangesIn(pagesOf((query) => api.call(listRowChanges, { id, query }), most, () => { isCut = true })),
    `Change ${id} left every field as it was.`)
  if (isCut && most !== undefined) say(cx, `Change ${id} touched more rows: --limit ${most} cut the list.`)
}

function showLog (cx: Context, { id, most }: LogOptions): Promise<void> {
  return id === undefined ? showChanges(cx, most) : showRows(cx, id, most)
}

const EXAMPLES = `
Examples:
  fintrack log --limit 10
  fintrack log 17                     what change 17 did, field by field
  fintrack log -o csv > changes.csv
`

export function define (command: Command, cx: Context, run = showLog): void {
  command
    .argument('[id]', 'a change, as the list shows it: each field that it changed, before and after')
    .option('--limit <n>', 'stop after so many changes; with an id, after so many rows')
    .addHelpText('after', EXAMPLES)
    .action((text: string | undefined, { limit }: { limit?: string }) => {
      const [id] = parseIds(text === undefined ? [] : [text], 'change', 'log')
      return run(cx, { ...(id === undefined ? {} : { id }), ...(limit === undefined ? {} : { most: parseLimit(limit) }) })
    })
}
