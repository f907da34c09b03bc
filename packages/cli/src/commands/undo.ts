import { getChange, listChanges, undoChange, type Change } from '@fintrack/contract/changes'
import { UserError } from '@fintrack/contract/errors'
import type { Command } from 'commander'
import { pagesOf } from '../api/pages.ts'
import type { Context } from '../context.ts'
import { parseIds } from '../options/numbers.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { CHANGE_VIEW } from '../shapes/change-view.ts'

/** Changes asked for at once: the one that is looked for is mostly the first. */
const PAGE_ROWS = 20

/** Whether what a change did, or redid, is in force: a chain of undos may end in one that another change undid. */
async function isInForce (cx: Context, change: Change): Promise<boolean> {
  const api = await cx.api()
  let below = change
  let id = change.id
  // A change that is undone came before.
  while (below.undoes !== null && below.undoes < id) {
    id = below.undoes
    below = (await api.call(getChange, { id })).body
  }
  return below.undone_by === null
}

/** The latest change that is in force and is no undo itself. @throws UserError where there is none */
async function latestChange (cx: Context): Promise<Change> {
  const api = await cx.api()
  for await (const page of pagesOf((query) => api.call(listChanges, { query: { ...query, limit: PAGE_ROWS } }))) {
    for (const change of page) {
      if (change.undone_by === null && change.action !== 'undo' && await isInForce(cx, change)) return change
    }
  }
  throw new UserError('not_found', 'There is nothing to undo.', { hint: '`fintrack log` shows what was done.' })
}

/** Asks nothing: an undo can itself be undone. @param ids none means the latest change that is in force */
async function undo (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, CHANGE_VIEW)
  const api = await cx.api()
  const changes = ids.length === 0 ? [(await latestChange(cx)).id] : ids
  const done: Change[] = []
  // One after the other; the first that is refused ends it.
  const undone = async function * (): AsyncGenerator<Change> {
    for (const id of changes) {
      const { body } = await api.call(undoChange, { id })
      done.push(body)
      yield body
    }
  }
  try {
    await output.written(undone(), changes.length === 1)
  } finally {
    for (const { id, summary } of done) {
      const back = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` \`fintrack undo ${id}\` undoes this.` : ''
      say(cx, `${summary}.${back}`)
    }
  }
}

const EXAMPLES = `
Examples:
  fintrack undo
  fintrack undo 17
  fintrack undo 19 18 17              # in this order: the latest first
  fintrack undo $(fintrack undo -q)    # undone, and done again
`

export function define (command: Command, cx: Context, run = undo): void {
  command
    .argument('[ids...]', 'as `fintrack log` shows them (default: the latest that is not undone)')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[]) => run(cx, parseIds(ids, 'change', 'log')))
}
