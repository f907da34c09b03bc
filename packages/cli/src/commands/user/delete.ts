import { deleteMe } from '@fintrack/contract/users'
import type { Command } from 'commander'
import { tokenSource } from '../../api/destination.ts'
import type { Context } from '../../context.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { confirmedByName } from '../../shapes/confirm.ts'
import { readNamedUser } from '../../shapes/find-user.ts'
import { removedView } from '../../shapes/remove-many.ts'
import { password, passwordStdinOption } from '../../shapes/ask.ts'
import { forgetLogin } from '../../shapes/stored-login.ts'
import { USER_VIEW } from './view.ts'

async function deleteOwnUser (cx: Context, { passwordStdin }: { readonly passwordStdin: boolean }): Promise<void> {
  const output = newOutput(cx, removedView(USER_VIEW))
  const { row: { id, username }, condition } = await readNamedUser(cx)
  const destination = cx.destination()
  const where = destination.kind === 'server' ? destination.address : 'this machine'
  const what = `This deletes the user ${username} at ${where} and everything in their book, for good.`
  const question = `${what} Type ${username} to go on`
  if (!await confirmedByName(cx, { question, deed: `Deleting the user ${username} for good` }, username)) {
    return say(cx, 'Nothing was deleted.')
  }
  const secret = await password(cx, passwordStdin)
  await (await cx.api()).call(deleteMe, { body: { password: secret }, ...condition })
  const isStored = tokenSource(cx) === 'stored'
  if (isStored) await forgetLogin(cx)
  await output.written(streamOf({ id }), true)
  say(cx, `Deleted the user ${username} at ${where} and everything in their book.`)
  if (isStored) say(cx, 'The login stored on this machine was removed too.')
}

export function define (command: Command, cx: Context, run = deleteOwnUser): void {
  command
    .addOption(passwordStdinOption())
    .addHelpText('after', '\nExamples:\n  fintrack user delete\n')
    .action(({ passwordStdin = false }: { passwordStdin?: boolean }) => run(cx, { passwordStdin }))
}
