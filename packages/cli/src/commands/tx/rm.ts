/** `fintrack tx rm` */
import { deleteTransaction } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { describeTransaction, TRANSACTION_VIEW } from './view.ts'
import { warnOfCheck } from './warn-of-check.ts'

async function removeTransactions (cx: Context, ids: readonly number[]): Promise<void> {
  const removed = await removeMany(cx, TRANSACTION_VIEW, {
    find: () => readTransactions(cx, ids),
    name: (row) => `transaction ${row.id} (${describeTransaction(row)})`,
    line: describeTransaction,
    remove: (api, { row: { id }, condition }) => api.call(deleteTransaction, { id, ...condition }),
  })
  for (const row of removed) await warnOfCheck(cx, row)
}

export function define (command: Command, cx: Context, run = removeTransactions): void {
  command
    .argument('<id...>', 'as `fintrack tx list` shows them')
    .addHelpText('after', '\nExamples:\n  fintrack tx rm 17\n  fintrack tx rm 17 18 --yes\n')
    .action((ids: string[]) => run(cx, parseIds(ids)))
}
