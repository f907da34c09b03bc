import type { Command } from 'commander'
import { localBook } from '../../../api/embedded-transport.ts'
import type { Context } from '../../../context.ts'
import { newOutput, say } from '../../../output/output.ts'
import { streamOf } from '../../../render/view.ts'
import { confirmedByName } from '../../../shapes/confirm.ts'
import { findLocalUser } from '../../../shapes/find-user.ts'
import { localOnly, operatedBook } from '../../../shapes/local-only.ts'
import { removedView } from '../../../shapes/remove-many.ts'
import { takes } from '../../../shapes/takes.ts'
import { USER_VIEW } from './view.ts'

async function removeUser (cx: Context, name: string): Promise<void> {
  localOnly(cx, 'server user rm')
  const output = newOutput(cx, removedView(USER_VIEW))
  const { id, username, embedded } = await findLocalUser(cx, name)
  const whose = embedded ? ', whose book the commands on this machine use,' : ''
  const what = `This removes ${username}${whose} from ${operatedBook(cx)}, with everything that they have, for good.`
  const question = `${what} Type ${username} to go on`
  if (!await confirmedByName(cx, { question, deed: `Removing the user ${username} for good` }, username)) {
    return say(cx, 'Nothing was removed.')
  }
  await (await localBook(cx)).removeUser(username)
  await output.written(streamOf({ id }), true)
  say(cx, `Removed the user ${username} from ${operatedBook(cx)}, with everything that they had.`)
}

export function define (command: Command, cx: Context, run = removeUser): void {
  takes(command, { name: 'text' })
  command
    .argument('<name>', 'the name of the user')
    .addHelpText('after', '\nExamples:\n  fintrack server user rm bela\n')
    .action((name: string) => run(cx, name))
}
