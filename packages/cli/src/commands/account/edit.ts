/** `fintrack account edit` */
import { changeAccount, type Account, type AccountChange } from '@fintrack/contract/accounts'
import { quote } from '@fintrack/contract/text'
import { Option, type Command } from 'commander'
import { isUnchanged } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { withHints, type Hints } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { parseAmountText } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { addAccountOptions, type AccountFlags } from '../../shapes/account-fields.ts'
import { readAccount } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'
import { ACCOUNT_VIEW, money } from './view.ts'

interface EditOptions {
  /** Its name or id. */
  readonly account: string
  readonly change: AccountChange
}

/** Its rows are in its currency. */
const HINTS: Hints = {
  account_in_use: '`fintrack account add NAME --currency CODE` adds an account in another currency.',
}

/** What is said of each field that was given. */
function changesOf (change: AccountChange, after: Account): string[] {
  const { name, currency, opening_balance: balance, opening_date: date, bank_ids: bankIds, archived } = change
  return [
    ...name === undefined ? [] : [`the name is ${after.name}`],
    ...currency === undefined ? [] : [`the currency is ${after.currency}`],
    ...balance === undefined ? [] : [`the opening balance is ${money(after.opening_balance, after.currency)}`],
    ...date === undefined ? [] : [`the opening day is ${after.opening_date ?? 'removed'}`],
    ...bankIds === undefined ? [] : [`the bank ids are ${after.bank_ids.join(', ') || 'removed'}`],
    ...archived === undefined ? [] : [after.archived ? 'it is archived' : 'it is not archived any more'],
  ]
}

/** ` It still holds 50.00 USD.`, of one that goes out of sight. */
function heldBy ({ balance, currency }: Account): string {
  return /[1-9]/.test(balance) ? ` It still holds ${money(balance, currency)}.` : ''
}

async function editAccount (cx: Context, { account: reference, change }: EditOptions): Promise<void> {
  const output = newOutput(cx, ACCOUNT_VIEW)
  const read = await readAccount(cx, reference)
  const { row: before, condition } = read
  const { opening_balance: balance } = change
  const currency = change.currency ?? before.currency
  const body = balance === undefined
    ? change
    : { ...change, opening_balance: parseAmountText(String(balance), currency, '--opening-balance') }
  const { body: after, etag } = await withHints(
    (await cx.api()).call(changeAccount, { id: before.id, body, ...condition }), HINTS)
  await output.written(streamOf(after), true)
  say(cx, isUnchanged(read, etag)
    ? `The account ${after.name} is like that already.`
    : `Changed the account ${before.name}: ${changesOf(change, after).join(', ')}.` +
      (change.archived === true ? heldBy(after) : ''))
}

interface Flags extends AccountFlags {
  readonly name?: string
  readonly archive?: true
  readonly unarchive?: true
}

function optionsOf (cx: Context, account: string, flags: Flags): EditOptions {
  const { name, currency, openingBalance, openingDate, bankId, archive, unarchive } = flags
  const change: AccountChange = withoutUndefined({
    name,
    currency,
    opening_balance: openingBalance,
    opening_date: openingDate === undefined
      ? undefined
      : openingDate === '' ? null : parseDay(openingDate, cx.today(), '--opening-date'),
    bank_ids: bankId === undefined ? undefined : bankId === false ? [] : [...bankId],
    archived: archive ?? (unarchive === true ? false : undefined),
  })
  if (Object.keys(change).length === 0) {
    throw usage(`There is nothing to change in the account ${quote(account)}.`,
      'Give at least one of --name, --currency, --opening-balance, --opening-date, --bank-id, --no-bank-id, ' +
      '--archive, --unarchive.')
  }
  return { account, change }
}

const EXAMPLES = `
Examples:
  fintrack account edit checking --name "Joint account"
  fintrack account edit card --opening-balance -310 --opening-date 2024-05-01
  fintrack account edit cash --archive
`

export function define (command: Command, cx: Context, run = editAccount): void {
  takes(command, { name: 'account' })
  addAccountOptions(command.argument('<name>', 'its name or id').option('--name <name>', 'its new name'), {
    currency: 'its currency, while nothing uses it',
    openingDate: `the day at whose start that was there: ${DAY_FORMS}; "" for none`,
    bankId: 'what the bank calls it, in the place of its bank ids; repeatable',
  })
    .option('--no-bank-id', 'remove its bank ids')
    .option('--archive', 'hide it; its history and its money stay')
    .addOption(new Option('--unarchive', 'show it again').conflicts('archive'))
    .addHelpText('after', EXAMPLES)
    .action((account: string, flags: Flags) => run(cx, optionsOf(cx, account, flags)))
}
