import { changeMe, type UserChange } from '@fintrack/contract/users'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { parseCurrency } from '../../options/amount.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { ACCOUNT_VIEW, nameAccount } from './view.ts'

async function editAccount (cx: Context, change: UserChange): Promise<void> {
  const output = newOutput(cx, ACCOUNT_VIEW)
  const { body: account } = await (await cx.api()).call(changeMe, { body: change })
  await output.written(streamOf(account), true)
  const email = change.email === undefined
    ? []
    : [account.email === '' ? 'the e-mail address was removed' : `the e-mail address is ${account.email}`]
  const currency = change.currency === undefined ? [] : [`the currency is ${account.currency}`]
  say(cx, `Changed ${nameAccount(account)}: ${[...email, ...currency].join(', ')}.`)
  if (change.currency !== undefined) {
    say(cx, `Transactions that are stored keep their currency. New ones and the report are in ${account.currency}; ` +
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
  fintrack account edit --email anna@example.org
  fintrack account edit --currency EUR
`

export function define (command: Command, cx: Context, run = editAccount): void {
  command
    .option('--email <address>', 'the e-mail address; "" removes it')
    .option('--currency <code>', 'the currency of new transactions and of the report, such as EUR', parseCurrency)
    .addHelpText('after', EXAMPLES)
    .action((change: UserChange) => run(cx, changeOf(change)))
}
