import type { Change } from '@fintrack/contract/changes'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { Fault } from '../fault.ts'
import { parseChangeId } from '../options/change-id.ts'
import { asksForRows, newOutput, say } from '../output.ts'
import { pagesOf } from '../paging.ts'
import { streamOf } from '../stream-of.ts'
import { CHANGE_VIEW } from './change-view.ts'

/** Changes asked for at once: the one that is looked for is mostly the first. */
const PAGE_ROWS = 20

interface UndoOptions {
  /** undefined is the latest change that can be meant. */
  readonly id?: number
}

/** The latest change that is in force and is no undo itself. @throws Fault where there is none */
async function latestChange (cx: Context): Promise<Change> {
  const { listChanges } = await import('@fintrack/contract/changes')
  const api = await cx.api()
  for await (const page of pagesOf((query) => api.call(listChanges, { query: { ...query, limit: PAGE_ROWS } }))) {
    const found = page.find((change) => change.undone_by === null && change.undoes === null)
    if (found !== undefined) return found
  }
  throw new Fault('not_found', 'There is nothing to take back.', '`fintrack log` shows what was done.')
}

/** Asks nothing: what it does can itself be taken back. */
async function undo (cx: Context, { id }: UndoOptions): Promise<void> {
  const output = newOutput(cx, CHANGE_VIEW)
  const { undoChange } = await import('@fintrack/contract/changes')
  const { body: done } = await (await cx.api()).call(undoChange, { id: id ?? (await latestChange(cx)).id })
  await output.written(streamOf(done), true)
  const back = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` \`fintrack undo ${done.id}\` takes this back.` : ''
  say(cx, `${done.summary.replace(/\.?$/, '.')}${back}`)
}

const EXAMPLES = `
Examples:
  fintrack undo
  fintrack undo 17
  fintrack undo $(fintrack undo -q)    # and it is as it was
`

export function newUndoCommand (cx: Context, run = undo): Command {
  return new Command('undo')
    .description('take a change back: every row is again as it was, ids included')
    .argument('[id]', 'as `fintrack log` shows it (default: the latest that is not taken back)')
    .addHelpText('after', EXAMPLES)
    .action((id: string | undefined) => run(cx, id === undefined ? {} : { id: parseChangeId(id) }))
}
