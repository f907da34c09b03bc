import { Command } from 'commander'
import { tokenSource } from '../../api/token-source.ts'
import { confirmedByName } from '../../confirmed.ts'
import type { Context } from '../../context.ts'
import { password, passwordStdinOption } from '../../options/secret.ts'
import { newOutput, say } from '../../output.ts'
import { streamOf } from '../../stream-of.ts'
import { removedView } from '../removed-view.ts'
import { forgetLogin } from '../stored-login.ts'
import { findNamedAccount } from './find-account.ts'
import { ACCOUNT_VIEW } from './view.ts'

async function deleteAccount (cx: Context, { passwordStdin }: { readonly passwordStdin: boolean }): Promise<void> {
  const output = newOutput(cx, removedView(ACCOUNT_VIEW.noun))
  const { row: { id, username }, condition } = await findNamedAccount(cx)
  const destination = cx.destination()
  const where = destination.kind === 'server' ? destination.address : 'this machine'
  const question = `Everything of ${username} at ${where} will be gone. Type ${username} to go on`
  if (!await confirmedByName(cx, question, username, 'Deleting an account')) return say(cx, 'Nothing was deleted.')
  const secret = await password(cx, passwordStdin)
  const { deleteMe } = await import('@fintrack/contract/users')
  await (await cx.api()).call(deleteMe, { body: { password: secret }, ...condition })
  const isStored = tokenSource(cx) === 'stored'
  if (isStored) await forgetLogin(cx)
  await output.written(streamOf({ id }), true)
  say(cx, `Deleted the account of ${username} at ${where}, with everything in it.`)
  if (isStored) say(cx, 'The login that was stored for it is gone too.')
}

export function newDeleteCommand (cx: Context, run = deleteAccount): Command {
  return new Command('delete')
    .description('delete your account with everything in it, for good')
    .addOption(passwordStdinOption())
    .action(({ passwordStdin = false }: { passwordStdin?: boolean }) => run(cx, { passwordStdin }))
}
