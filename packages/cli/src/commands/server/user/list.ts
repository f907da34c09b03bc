import type { Command } from 'commander'
import { localBook } from '../../../api/embedded-transport.ts'
import type { Context } from '../../../context.ts'
import { newOutput } from '../../../output/output.ts'
import { streamOf } from '../../../render/view.ts'
import { announceBook, localOnly } from '../../../shapes/local-only.ts'
import { USER_VIEW } from './view.ts'

async function listAllUsers (cx: Context): Promise<void> {
  localOnly(cx, 'server user list')
  const output = newOutput(cx, USER_VIEW)
  const users = await (await localBook(cx)).users()
  announceBook(cx)
  await output.list(streamOf(users), 'There are no users yet.')
}

export function define (command: Command, cx: Context, run = listAllUsers): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack server user list\n  fintrack server user list -o json\n')
    .action(() => run(cx))
}
