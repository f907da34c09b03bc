/** `fintrack account show` */
import { listBalanceChecks } from '@fintrack/contract/accounts'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { asksForRows, newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { findAccount } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'
import { accountDocument, EVERY_ACCOUNT_VIEW } from './view.ts'

async function showAccount (cx: Context, reference: string): Promise<void> {
  const output = newOutput(cx, EVERY_ACCOUNT_VIEW)
  const account = await findAccount(cx, reference)
  if (asksForRows(cx)) return output.written(streamOf(account), true)
  const { body: [last] } = await (await cx.api()).call(listBalanceChecks, { id: account.id, query: { limit: 1 } })
  await cx.io.out(accountDocument(account, last))
}

export function define (command: Command, cx: Context, run = showAccount): void {
  takes(command, { name: 'account' })
  command
    .argument('<name>', 'its name or id')
    .addHelpText('after', '\nExamples:\n  fintrack account show checking\n')
    .action((reference: string) => run(cx, reference))
}
