import { counted } from '@fintrack/contract/text'
import { deleteTransaction, type Transaction } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import { findTransactions, type AsRead } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { confirmed } from '../../shapes/confirm.ts'
import { removedView, type Removed } from '../../shapes/remove-many.ts'
import { inWords, TRANSACTION_VIEW } from './view.ts'

/** Removes all of them, or none where one is not there. */
async function removeTransactions (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, removedView(TRANSACTION_VIEW.noun))
  const read = await findTransactions(cx, ids)
  const rows = read.map(({ row }) => row)
  const [first] = rows.map((row) => `transaction ${row.id} (${inWords(row)})`)
  const what = first !== undefined && rows.length === 1 ? first : counted(rows.length, 'transaction')
  const details = rows.length === 1 ? [] : rows.map((row) => `  ${row.id}  ${inWords(row)}`)
  if (!await confirmed(cx, `Remove ${what}?`, details)) return say(cx, 'Nothing was removed.')
  await output.written(removed(cx, read), rows.length === 1)
  say(cx, `Removed ${what}.`)
}

async function * removed (cx: Context, read: ReadonlyArray<AsRead<Transaction>>): AsyncGenerator<Removed> {
  const api = await cx.api()
  for (const { row: { id }, condition } of read) {
    await api.call(deleteTransaction, { id, ...condition })
    yield { id }
  }
}

export function define (command: Command, cx: Context, run = removeTransactions): void {
  command
    .argument('<id...>', 'as `fintrack tx list` shows them')
    .action((ids: string[]) => run(cx, parseIds(ids)))
}
