import { changeMe, type UserChange } from '@fintrack/contract/users'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { parseCurrency } from '../../options/amount.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { USER_VIEW, nameUser } from './view.ts'

async function editUser (cx: Context, change: UserChange): Promise<void> {
  const output = newOutput(cx, USER_VIEW)
  const { body: user } = await (await cx.api()).call(changeMe, { body: change })
  await output.written(streamOf(user), true)
  const email = change.email === undefined
    ? []
    : [user.email === '' ? 'the e-mail address was removed' : `the e-mail address is ${user.email}`]
  const currency = change.currency === undefined ? [] : [`the currency is ${user.currency}`]
  say(cx, `Changed ${nameUser(user)}: ${[...email, ...currency].join(', ')}.`)
  if (change.currency !== undefined) {
    say(cx, `Transactions that are stored keep their currency. New ones and the report are in ${user.currency}; ` +
      '`fintrack report --currency CODE` shows another.')
  }
}

function changeOf ({ email, currency }: UserChange): UserChange {
  if (email === undefined && currency === undefined) {
    throw usage('There is nothing to change.', 'Give --email, --currency or both.')
  }
  return withoutUndefined({ email, currency })
}

const EXAMPLES = `
Examples:
  fintrack user edit --email anna@example.org
  fintrack user edit --currency EUR
`

export function define (command: Command, cx: Context, run = editUser): void {
  command
    .option('--email <address>', 'the e-mail address; "" removes it')
    .option('--currency <code>', 'the currency of new transactions and of the report, such as EUR', parseCurrency)
    .addHelpText('after', EXAMPLES)
    .action((change: UserChange) => run(cx, changeOf(change)))
}
