/** `fintrack tx join` */
import { joinTransactions } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { describeTransfer } from '../../shapes/describe-transfer.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'
import { TRANSACTION_VIEW } from './view.ts'
import { warnOfCheck } from './warn-of-check.ts'

async function joinHalves (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  // What is not there is not found; that two rows are no halves is a fault of what was typed.
  const halves = await readTransactions(cx, ids)
  const { body: row } = await (await cx.api()).call(joinTransactions, { body: { ids: [...ids] } })
  await output.written(streamOf(row), true)
  say(cx, `Joined transactions ${ids.join(' and ')} as transaction ${row.id}: ${describeTransfer(row)}.`)
  for (const half of halves) await warnOfCheck(cx, half.row, row)
}

function idsOf (texts: readonly string[]): number[] {
  const ids = parseIds(texts)
  if (ids.length !== 2) {
    throw usage('The two halves of a transfer are two transactions, and these are one.',
      'Give the ids of both, such as `fintrack tx join 17 21`.')
  }
  return ids
}

const HELP = `
An expense in one account and an income in another become one transfer, which is neither. It keeps the id, the payee and
the description of the expense, and the tags of both. \`fintrack undo\` brings both back.

Examples:
  fintrack tx join 17 21
`

export function define (command: Command, cx: Context, run = joinHalves): void {
  takes(command, { other: 'text' })
  command
    .argument('<id>', 'one half, as `fintrack tx list` shows it')
    .argument('<other>', 'the other half')
    .addHelpText('after', HELP)
    .action((id: string, other: string) => run(cx, idsOf([id, other])))
}
