import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { asksForRows, newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { readUser } from '../../shapes/find-user.ts'
import { USER_VIEW, userDocument } from './view.ts'

export async function showUser (cx: Context): Promise<void> {
  const output = newOutput(cx, USER_VIEW)
  const { row: user } = await readUser(cx)
  if (asksForRows(cx)) await output.written(streamOf(user), true)
  else await cx.io.out(userDocument(user))
}

export function define (command: Command, cx: Context, run = showUser): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack user\n  fintrack user show -o json\n')
    .action(() => run(cx))
}
