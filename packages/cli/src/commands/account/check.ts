/** `fintrack account check` */
import { checkBalance, type Account, type CheckResult } from '@fintrack/contract/accounts'
import { addDays, day, type Day } from '@fintrack/contract/dates'
import { UserError } from '@fintrack/contract/errors'
import { listTransactions } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { parseAmountText } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf, type RowView } from '../../render/view.ts'
import { findAccount } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'
import { TRANSACTION_VIEW } from '../tx/view.ts'
import { money } from './view.ts'

interface CheckOptions {
  /** Its name or id. */
  readonly account: string
  readonly amount: string
  readonly date: Day
}

type Kept = NonNullable<CheckResult['check']>

const CHECK_VIEW: RowView<Kept> = {
  noun: { one: 'check', many: 'checks' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'date', value: ({ date }) => date },
    { name: 'amount', value: ({ amount }) => amount, align: 'right' },
    { name: 'currency', value: ({ currency }) => currency },
  ],
  keys: ['id', 'account', 'date', 'amount', 'currency', 'created_at'],
}

/** Lists what may be wrong: the rows since the last check that agreed. @returns what to look at where none can be */
async function listSuspects (
  cx: Context, { id, name }: Account, since: string | null, date: Day
): Promise<string | undefined> {
  if (since === date) return 'A check of that day agreed with another amount; `fintrack log` shows what was done since.'
  const api = await cx.api()
  say(cx, since === null
    ? `No check of ${name} has agreed before. These are its rows up to ${date}:`
    : `The last check of ${name} that agreed was of ${since}. These are its rows since then, up to ${date}:`)
  const from = since === null ? {} : { from: addDays(day(since), 1) }
  await newOutput(cx, TRANSACTION_VIEW).list(pagesOf((page) => api.call(listTransactions, {
    query: { account: id, ...from, to: date, sort: 'date', ...page },
  })), 'There are none.')
  return undefined
}

async function checkAccount (cx: Context, { account: reference, amount, date }: CheckOptions): Promise<void> {
  const account = await findAccount(cx, reference)
  const { name, currency } = account
  const output = newOutput(cx, CHECK_VIEW)
  const { body: { balance, difference, since, check } } = await (await cx.api()).call(checkBalance, {
    id: account.id, body: { amount: parseAmountText(amount, currency, 'The amount'), date },
  })
  if (check !== null) {
    await output.written(streamOf(check), true)
    return say(cx, `The account ${name} holds ${money(balance, currency)} on ${date}, as it should.`)
  }
  const hint = await listSuspects(cx, account, since, date)
  const off = `${money(difference.replace('-', ''), currency)} too ${difference.startsWith('-') ? 'much' : 'little'}`
  throw new UserError(
    'check_failed', `The account ${name} holds ${money(balance, currency)} in the book on ${date}: ${off}.`, { hint }
  )
}

const HELP = `
Compares the balance at the end of the day with what the bank says. A check that agrees is kept. If one does not, the
rows since the last one that agreed are listed, and the exit code is 9.

Examples:
  fintrack account check checking 1204.17
  fintrack account check card -310 --date 2024-05-31
`

export function define (command: Command, cx: Context, run = checkAccount): void {
  takes(command, { name: 'account' })
  command
    .argument('<name>', 'its name or id')
    .argument('<amount>', 'its balance as the bank says it')
    .option('--date <day>', `${DAY_FORMS} (default: today)`)
    .addHelpText('after', HELP)
    .action((account: string, amount: string, { date }: { date?: string }) =>
      run(cx, { account, amount, date: date === undefined ? cx.today() : parseDay(date, cx.today(), '--date') }))
}
