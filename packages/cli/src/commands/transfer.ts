/** `fintrack transfer` */
import type { Account } from '@fintrack/contract/accounts'
import type { Day } from '@fintrack/contract/dates'
import { createTransaction } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { parseAmountText } from '../options/amount.ts'
import { DAY_FORMS, parseDay } from '../options/day.ts'
import { repeated } from '../options/repeated.ts'
import { parseTags } from '../options/tags.ts'
import { withoutUndefined } from '../options/without-undefined.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { streamOf } from '../render/view.ts'
import { accountFor } from '../shapes/default-account.ts'
import { describeTransfer } from '../shapes/describe-transfer.ts'
import { findAccount } from '../shapes/find-rows.ts'
import { TRANSACTION_VIEW } from './tx/view.ts'

interface TransferOptions {
  readonly amount: string
  /** Names or ids; without the first one the default account. */
  readonly from?: string
  readonly to: string
  readonly date: Day
  readonly toDate?: Day
  readonly toAmount?: string
  readonly description?: string
  readonly tags?: readonly string[]
}

const NEEDED = 'Write `fintrack transfer AMOUNT FROM TO`; `fintrack config set account NAME` sets a default to ' +
  'transfer from.'

/** @throws UserError where neither the command nor a setting names it */
async function sourceFor (cx: Context, from: string | undefined): Promise<string> {
  const account = await accountFor(cx, from, undefined)
  if (account !== undefined) return String(account)
  throw usage('A transfer needs two accounts, and this names one.', NEEDED)
}

/** @throws UserError where nothing can go from the one to the other, in the words of the options */
function requirePair (from: Account, to: Account, toAmount: string | undefined): void {
  if (from.id === to.id) throw usage(`${from.name} is both ends of this transfer.`, 'Name two accounts.')
  if (toAmount === undefined && from.currency !== to.currency) {
    throw usage(
      `${from.name} is in ${from.currency} and ${to.name} in ${to.currency}.`,
      `Give what arrives as well, in ${to.currency}: --to-amount AMOUNT.`
    )
  }
  if (toAmount !== undefined && from.currency === to.currency) {
    throw usage(
      `--to-amount is what arrives in another currency, and ${from.name} and ${to.name} are both in ${to.currency}.`,
      'Leave it out.'
    )
  }
}

async function transfer (
  cx: Context, { amount, from: reference, to, date, toDate, toAmount, description, tags }: TransferOptions
): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  const from = await findAccount(cx, await sourceFor(cx, reference))
  const target = await findAccount(cx, to)
  requirePair(from, target, toAmount)
  const { body: row } = await (await cx.api()).call(createTransaction, {
    body: withoutUndefined({
      type: 'transfer' as const,
      amount: parseAmountText(amount, from.currency, 'The amount'),
      date,
      account: from.id,
      to_account: target.id,
      to_amount: toAmount === undefined ? undefined : parseAmountText(toAmount, target.currency, '--to-amount'),
      to_date: toDate,
      description,
      tags: tags === undefined ? undefined : [...tags],
    }),
  })
  await output.written(streamOf(row), true)
  const id = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` (transaction ${row.id})` : ''
  say(cx, `Transferred ${describeTransfer(row)}${id}.`)
}

interface Flags {
  readonly date?: string
  readonly toDate?: string
  readonly toAmount?: string
  readonly tag?: string[]
}

/** @throws UserError where there is no account among the words */
function optionsOf (words: readonly string[], flags: Flags, today: Day): TransferOptions {
  const [amount = '', one, other, ...texts] = words
  if (one === undefined) throw usage('A transfer needs two accounts, and this names none.', NEEDED)
  return {
    amount,
    to: other ?? one,
    date: flags.date === undefined ? today : parseDay(flags.date, today, '--date'),
    ...withoutUndefined({
      from: other === undefined ? undefined : one,
      toDate: flags.toDate === undefined ? undefined : parseDay(flags.toDate, today, '--to-date'),
      toAmount: flags.toAmount,
      description: texts.length === 0 ? undefined : texts.join(' '),
      tags: parseTags(flags.tag, '--tag'),
    }),
  }
}

const HELP = `
With one account the money leaves the default account, if one is set.

Examples:
  fintrack transfer 500 checking savings
  fintrack transfer 500 checking savings for the trip --tag trip
  fintrack transfer 200 checking travel --to-amount 184.10 --to-date 2024-05-05
`

export function define (command: Command, cx: Context, run = transfer): void {
  command
    .usage('[options] <amount> <from> <to> [text]')
    // One argument: its name and those of four would not fit into the list of all commands.
    .argument('<amount...>', 'what leaves, such as 500; the account that it leaves and the one that it goes to, each ' +
      'by name or id; what it is for')
    .option('--date <day>', `when it leaves: ${DAY_FORMS} (default: today)`)
    .option('--to-date <day>', 'when it arrives (default: the same day)')
    .option('--to-amount <amount>', 'what arrives, where that is in another currency')
    .option('--tag <tag>', 'a tag; repeatable', repeated)
    .addHelpText('after', HELP)
    .action((words: string[], flags: Flags) => run(cx, optionsOf(words, flags, cx.today())))
}
