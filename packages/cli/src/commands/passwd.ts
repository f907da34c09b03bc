import { USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { isUsername, quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { localBook } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { say } from '../output/output.ts'
import { localOnly } from '../shapes/local-only.ts'
import { newPassword, passwordStdinOption } from '../shapes/ask.ts'
import { takes } from '../shapes/takes.ts'

interface PasswdOptions {
  readonly username: string | undefined
  readonly passwordStdin: boolean
}

async function setPassword (
  cx: Context, { username = cx.machine.account, passwordStdin }: PasswdOptions
): Promise<void> {
  localOnly(cx, 'passwd')
  if (!isUsername(username, USERNAME_MAX_CHARACTERS)) {
    throw usage(
      `${quote(username)} is not a username: it takes letters, digits and @ . + - _.`,
      'Give another one with --username.'
    )
  }
  const password = await newPassword(cx, passwordStdin)
  await (await localBook(cx)).setEmbeddedLogin(username, password)
  say(cx, `You can log in to the book of this machine as ${username} while \`fintrack serve\` runs.`)
}

const EXAMPLES = `
Examples:
  fintrack passwd
  fintrack passwd --username anna --password-stdin < password.txt
`

export function define (command: Command, cx: Context, run = setPassword): void {
  takes(command, { username: 'text' })
  command
    .option('--username <name>', 'the name to log in with (default: the name of your account on this machine)')
    .addOption(passwordStdinOption())
    .addHelpText('after', EXAMPLES)
    .action(({ username, passwordStdin = false }: { username?: string, passwordStdin?: boolean }) =>
      run(cx, { username, passwordStdin }))
}
