import { isUsername, quote } from '@fintrack/contract/text'
import { USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { Command } from 'commander'
import { localBook } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/user-error.ts'
import { newPassword, passwordStdinOption } from '../shapes/secret.ts'
import { say } from '../output/output.ts'
import { localOnly } from '../shapes/local-only.ts'

interface PasswdOptions {
  readonly username: string | undefined
  readonly passwordStdin: boolean
}

async function setPassword (cx: Context, { username = cx.machine.account, passwordStdin }: PasswdOptions): Promise<void> {
  localOnly(cx, 'passwd')
  if (!isUsername(username, USERNAME_MAX_CHARACTERS)) {
    throw usage(`${quote(username)} is not a username: it takes letters, digits and @ . + - _.`, '--username names another.')
  }
  const password = await newPassword(cx, passwordStdin)
  await (await localBook(cx)).setEmbeddedLogin(username, password)
  say(cx, `The book of this machine can be logged in to as ${username}, once \`fintrack serve\` runs.`)
}

export function newPasswdCommand (cx: Context, run = setPassword): Command {
  return new Command('passwd')
    .description('give the book of this machine a name and a password, to log in to it over `fintrack serve`')
    .option('--username <name>', 'the name to log in with (default: the name of your account here)')
    .addOption(passwordStdinOption())
    .action(({ username, passwordStdin = false }: { username?: string, passwordStdin?: boolean }) => run(cx, { username, passwordStdin }))
}
