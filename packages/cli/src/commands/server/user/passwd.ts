import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { localBook } from '../../../api/embedded-transport.ts'
import type { Context } from '../../../context.ts'
import { asksForRows, newOutput, say } from '../../../output/output.ts'
import { streamOf, type View } from '../../../render/view.ts'
import { findLocalUser } from '../../../shapes/find-user.ts'
import { localOnly, operatedBook } from '../../../shapes/local-only.ts'
import { newPassword, passwordStdinOption } from '../../../shapes/ask.ts'
import { takes } from '../../../shapes/takes.ts'

interface PasswdOptions {
  readonly username: string
  readonly passwordStdin: boolean
}

interface NewPassword {
  readonly id?: never
  readonly username: string
  /** The sessions that ended by it. */
  readonly sessions: number
  /** Access tokens that are still valid. */
  readonly tokens: number
}

const PASSWD_VIEW: View<NewPassword> = {
  noun: { one: 'new password', many: 'new passwords' },
  columns: [
    { name: 'username', value: ({ username }) => username, free: true },
    { name: 'sessions', value: ({ sessions }) => sessions, align: 'right' },
    { name: 'tokens', value: ({ tokens }) => tokens, align: 'right' },
  ],
  keys: ['username', 'sessions', 'tokens'],
}

async function setUserPassword (cx: Context, options: PasswdOptions): Promise<void> {
  localOnly(cx, 'server user passwd')
  const output = newOutput(cx, PASSWD_VIEW)
  const { username } = await findLocalUser(cx, options.username)
  const password = await newPassword(cx, options.passwordStdin)
  const { sessions, tokens } = await (await localBook(cx)).setPassword(username, password)
  if (asksForRows(cx)) await output.written(streamOf({ username, sessions, tokens }), true)
  const ended = sessions === 0 ? 'no session was open' : `${counted(sessions, 'session')} ended`
  const valid = tokens === 0
    ? 'there are no access tokens'
    : `${counted(tokens, 'access token')} ${tokens === 1 ? 'stays' : 'stay'} valid`
  say(cx, `Set a new password for ${username} in ${operatedBook(cx)}: ${ended}, ${valid}.`)
}

const EXAMPLES = `
Examples:
  fintrack server user passwd bela
  fintrack server user passwd bela --password-stdin < password.txt
`

export function define (command: Command, cx: Context, run = setUserPassword): void {
  takes(command, { name: 'text' })
  command
    .argument('<name>', 'the name of the user')
    .addOption(passwordStdinOption())
    .addHelpText('after', EXAMPLES)
    .action((username: string, { passwordStdin = false }: { passwordStdin?: boolean }) =>
      run(cx, { username, passwordStdin }))
}
