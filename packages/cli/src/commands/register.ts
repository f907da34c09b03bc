import { call } from '@fintrack/contract/call'
import { register } from '@fintrack/contract/users'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { parseCurrency } from '../options/amount.ts'
import { newOutput, say } from '../output/output.ts'
import { streamOf } from '../render/view.ts'
import { askedFor, newPassword, passwordStdinOption } from '../shapes/ask.ts'
import { beginAnew, logInAt, serverToUse } from '../shapes/stored-login.ts'
import { takes } from '../shapes/takes.ts'
import { USER_VIEW } from './user/view.ts'

interface RegisterOptions {
  readonly username: string | undefined
  readonly passwordStdin: boolean
  readonly email: string | undefined
  readonly currency: string | undefined
}

async function registerAt (cx: Context, options: RegisterOptions): Promise<void> {
  beginAnew(cx)
  const output = newOutput(cx, USER_VIEW)
  const server = await serverToUse(cx)
  const username = await askedFor(cx, options.username, '--username', 'Username')
  const password = await newPassword(cx, options.passwordStdin)
  const send = await cx.connect(server)
  const { body: user } = await call(register, {
    body: {
      username,
      password,
      ...(options.email === undefined ? {} : { email: options.email }),
      ...(options.currency === undefined ? {} : { currency: options.currency }),
    },
  }, send)
  // The name that was typed: what the server calls it is offered by the next login's question.
  await logInAt(cx, server, send, username, password)
  say(cx, `Registered ${user.username} at ${server.address} and logged in; the currency is ${user.currency}.`)
  await output.written(streamOf(user), true)
}

const EXAMPLES = `
Examples:
  fintrack register --server https://money.example
  fintrack register --server http://127.0.0.1:8787 --currency EUR
`

export function define (command: Command, cx: Context, run = registerAt): void {
  takes(command, { username: 'text' })
  command
    .option('--username <name>', 'the name to log in with')
    .addOption(passwordStdinOption())
    .option('--email <address>', 'an e-mail address')
    .option('--currency <code>', 'the currency of your book, such as EUR', parseCurrency)
    .addHelpText('after', EXAMPLES)
    .action(({ username, passwordStdin = false, email, currency }: {
      username?: string, passwordStdin?: boolean, email?: string, currency?: string
    }) => run(cx, { username, passwordStdin, email, currency }))
}
