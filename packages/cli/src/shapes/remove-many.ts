/** The shape of a command that removes rows: it looks for all of them, asks once, and removes one after the other. */
import { counted } from '@fintrack/contract/text'
import type { Api, Context } from '../context.ts'
import type { Versioned } from '../api/versioned.ts'
import { newOutput, say } from '../output/output.ts'
import type { RowView, View } from '../render/view.ts'
import { confirmed } from './confirm.ts'

interface Removed { readonly id: number }

/** What is printed of a row that is gone: its id. */
export function removedView ({ noun }: Pick<View<never>, 'noun'>): RowView<Removed> {
  return { noun, idOf: ({ id }) => id, columns: [{ name: 'id', value: ({ id }) => id, align: 'right' }], keys: ['id'] }
}

export interface Removal<Row> {
  readonly verb?: 'Remove' | 'Revoke' | 'End'
  /** Finds all of the rows, or throws for the first that is not there: then none is removed. */
  readonly find: () => Promise<ReadonlyArray<Versioned<Row>>>
  /** A row in the question and in the sentence, such as `the category Groceries`. */
  readonly name: (row: Row) => string
  /** A row on its line, where there are several. */
  readonly line?: (row: Row) => string
  /** What happens to other rows, as a sentence that begins with a space. */
  readonly consequence?: () => string
  readonly remove: (api: Api, row: Versioned<Row>) => Promise<unknown>
}

const DONE = { Remove: 'Removed', Revoke: 'Revoked', End: 'Ended' } as const
const DOING = { Remove: 'Removing', Revoke: 'Revoking', End: 'Ending' } as const

/** @returns the rows that are gone; none where the user said no */
export async function removeMany<Row> (
  cx: Context, view: RowView<Row>, removal: Removal<Row>
): Promise<readonly Row[]> {
  const { verb = 'Remove', find, name, line = name, consequence = () => '', remove } = removal
  const output = newOutput(cx, removedView(view))
  const found = await find()
  const rows = found.map(({ row }) => row)
  const [only, ...others] = rows
  const { one, many } = view.noun
  const what = only !== undefined && others.length === 0 ? name(only) : counted(rows.length, one, many)
  const details = others.length === 0 ? [] : rows.map((row) => `  ${view.idOf(row)}  ${line(row)}`)
  const question = `${verb} ${what}?${consequence()}`
  if (!await confirmed(cx, { question, deed: `${DOING[verb]} ${what}`, details })) {
    say(cx, `Nothing was ${DONE[verb].toLowerCase()}.`)
    return []
  }
  const api = await cx.api()
  const removed = async function * (): AsyncGenerator<Removed> {
    for (const one of found) {
      await remove(api, one)
      yield { id: view.idOf(one.row) }
    }
  }
  await output.written(removed(), others.length === 0)
  say(cx, `${DONE[verb]} ${what}.${consequence()}`)
  return rows
}
