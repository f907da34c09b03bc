/** `fintrack tx part` */
import { partTransaction } from '@fintrack/contract/transactions'
import { listed } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import { TRANSACTION_VIEW } from './view.ts'
import { warnOfCheck } from './warn-of-check.ts'

async function partTransfer (cx: Context, text: string): Promise<void> {
  const ids = parseIds([text])
  const [id] = ids
  const output = newOutput(cx, TRANSACTION_VIEW)
  const read = await readTransactions(cx, ids)
  const { body: rows } = await (await cx.api()).call(partTransaction, { id: Number(id) })
  await output.written(streamOf(...rows), false)
  const halves = rows.map((row) => `an ${row.type} of ${grouped(row.amount)} ${row.currency} in ${row.account_name} ` +
    `on ${row.date} (transaction ${row.id})`)
  say(cx, `Parted transaction ${id}: ${listed(halves)}.`)
  for (const { row: before } of read) await warnOfCheck(cx, before, rows[0])
}

const HELP = `
The reverse of \`fintrack tx join\`: the transfer becomes an expense in the account that it leaves, with its id, and an
income in the account that it goes to.

Examples:
  fintrack tx part 17
`

export function define (command: Command, cx: Context, run = partTransfer): void {
  command
    .argument('<id>', 'a transfer, as `fintrack tx list` shows it')
    .addHelpText('after', HELP)
    .action((text: string) => run(cx, text))
}
