import { Command } from 'commander'
import { localBook } from '../../../api/embedded-transport.ts'
import type { Context } from '../../../context.ts'
import { newOutput } from '../../../output/output.ts'
import { streamOf } from '../../../render/view.ts'
import { localOnly } from '../../../shapes/local-only.ts'
import { USER_VIEW } from './view.ts'

async function listAllUsers (cx: Context): Promise<void> {
  localOnly(cx, 'server user list')
  const output = newOutput(cx, USER_VIEW)
  const users = await (await localBook(cx)).users()
  await output.list(streamOf(users), 'There are no users yet.')
}

export function newListCommand (cx: Context, run = listAllUsers): Command {
  return new Command('list')
    .description('list the users, with how many sessions and access tokens they have; times are UTC')
    .action(() => run(cx))
}
