import { USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { isUsername } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { streamOf, type View } from '../render/view.ts'
import { askedFor, password, passwordStdinOption } from '../shapes/ask.ts'
import { beginAnew, logInAt, serverToUse } from '../shapes/stored-login.ts'
import { takes } from '../shapes/takes.ts'

interface LoginOptions {
  readonly username: string | undefined
  readonly passwordStdin: boolean
}

export interface LoginRow {
  readonly id?: never
  readonly server: string
  readonly username: string
  readonly profile: string
}

export const LOGIN_VIEW: View<LoginRow> = {
  noun: { one: 'login', many: 'logins' },
  columns: [
    { name: 'server', value: ({ server }) => server },
    { name: 'username', value: ({ username }) => username },
    { name: 'profile', value: ({ profile }) => profile },
  ],
  keys: ['server', 'username', 'profile'],
}

async function logIn (cx: Context, options: LoginOptions): Promise<void> {
  beginAnew(cx)
  const output = newOutput(cx, LOGIN_VIEW)
  const server = await serverToUse(cx)
  const { profile } = cx.globals
  const stored = cx.store.config().profiles.get(profile)?.username
  const fallback = stored !== undefined && isUsername(stored, USERNAME_MAX_CHARACTERS) ? stored : undefined
  const username = await askedFor(cx, options.username, '--username', 'Username', fallback)
  await logInAt(cx, server, await cx.connect(server), username, await password(cx, options.passwordStdin))
  say(cx, `Logged in to ${server.address} as ${username}.`)
  if (asksForRows(cx)) await output.written(streamOf({ server: server.address, username, profile }), true)
}

const EXAMPLES = `
Examples:
  fintrack login --server https://money.example
  fintrack login --server http://127.0.0.1:8787 --username anna
`

export function define (command: Command, cx: Context, run = logIn): void {
  takes(command, { username: 'text' })
  command
    .option('--username <name>', 'the name to log in with')
    .addOption(passwordStdinOption())
    .addHelpText('after', EXAMPLES)
    .action(({ username, passwordStdin = false }: { username?: string, passwordStdin?: boolean }) =>
      run(cx, { username, passwordStdin }))
}
