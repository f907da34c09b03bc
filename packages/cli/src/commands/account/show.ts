import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { asksForRows, newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { readAccount } from '../../shapes/find-user.ts'
import { ACCOUNT_VIEW, accountDocument } from './view.ts'

export async function showAccount (cx: Context): Promise<void> {
  const output = newOutput(cx, ACCOUNT_VIEW)
  const { row: account } = await readAccount(cx)
  if (asksForRows(cx)) await output.written(streamOf(account), true)
  else await cx.io.out(accountDocument(account))
}

export function define (command: Command, cx: Context, run = showAccount): void {
  command.action(() => run(cx))
}
