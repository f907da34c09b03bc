import { getChange, listChanges, undoChange, type Change } from '@fintrack/contract/changes'
import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { pagesOf, type PageQuery } from '../api/pages.ts'
import type { Context } from '../context.ts'
import { HintedProblem } from '../errors/hints.ts'
import { parseIds } from '../options/numbers.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { askerOf, CHANGE_VIEW } from '../shapes/change-view.ts'

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

/**
 * The latest change that is in force and is no undo itself.
 * @param filter which changes count
 * @param known one that is known to be so
 */
async function latestChange (
  cx: Context, filter: { readonly mine?: true }, known?: Change
): Promise<Change | undefined> {
  const api = await cx.api()
  const fetch = (query: PageQuery) => api.call(listChanges, { query: { ...query, ...filter, limit: PAGE_ROWS } })
  for await (const page of pagesOf(fetch)) {
    for (const change of page) {
      if (change.id === known?.id) return known
      if (change.undone_by === null && change.action !== 'undo' && await isInForce(cx, change)) return change
    }
  }
  return undefined
}

/**
 * The latest change, where it was made here: by this session or token, or on this machine.
 * @throws UserError where there is none; Problem not_undoable where another login made a later one, which is taken back
 * only by its id
 */
async function ownLatestChange (cx: Context): Promise<Change> {
  const own = await latestChange(cx, { mine: true })
  const latest = await latestChange(cx, {}, own)
  if (latest === undefined) {
    throw new UserError('not_found', 'There is nothing of yours to take back.', {
      hint: '`fintrack log` shows what was done.',
    })
  }
  if (own?.id === latest.id) return latest
  const who = askerOf(latest)
  const made = who === '' ? 'was made on the machine of the book' : `${who} made`
  const what = `change ${latest.id}, ${quote(latest.summary)}, which ${made}`
  const remedy = `\`fintrack undo ${latest.id}\` takes that back`
  throw new HintedProblem(
    new Problem('not_undoable', `There is nothing of yours to take back since ${what}.`),
    own === undefined
      ? `${remedy}.`
      : `${remedy}; \`fintrack undo ${own.id}\` takes back your own latest, ${quote(own.summary)}.`
  )
}

/** Asks nothing: an undo can itself be undone. @param ids none means the latest change, where it was made here */
async function undo (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, CHANGE_VIEW)
  const api = await cx.api()
  const changes = ids.length === 0 ? [(await ownLatestChange(cx)).id] : ids
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
    .argument('[ids...]', 'as `fintrack log` shows them (default: the latest, if you made it here)')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[]) => run(cx, parseIds(ids, 'change', 'log')))
}
