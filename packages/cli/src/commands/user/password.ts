import { changePassword } from '@fintrack/contract/users'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { say } from '../../output/output.ts'
import { readNamedUser } from '../../shapes/find-user.ts'
import { passwordChange } from '../../shapes/ask.ts'

async function changeOwnPassword (cx: Context, { passwordStdin }: { readonly passwordStdin: boolean }): Promise<void> {
  const { row: { username } } = await readNamedUser(cx)
  const { before, after } = await passwordChange(cx, passwordStdin)
  await (await cx.api()).call(changePassword, { body: { old_password: before, new_password: after } })
  say(cx, `Changed the password of ${username}. Every other session has ended; ` +
    'access tokens stay valid (`fintrack token list` shows them).')
}

const EXAMPLES = `
Examples:
  fintrack user password
  printf '%s\\n' "$OLD" "$NEW" | fintrack user password --password-stdin
`

export function define (command: Command, cx: Context, run = changeOwnPassword): void {
  command
    .addOption(new Option(
      '--password-stdin', 'read the old password from the first line of standard input and the new one from the second'
    ))
    .addHelpText('after', EXAMPLES)
    .action(({ passwordStdin = false }: { passwordStdin?: boolean }) => run(cx, { passwordStdin }))
}
