/** `fintrack account add` */
import { createAccount } from '@fintrack/contract/accounts'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { readAmount, typedAmount } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { addAccountOptions, type AccountFlags } from '../../shapes/account-fields.ts'
import { bookCurrency } from '../../shapes/book-currency.ts'
import { takes } from '../../shapes/takes.ts'
import { ACCOUNT_VIEW, money } from './view.ts'

interface AddOptions {
  readonly name: string
  readonly currency?: string
  readonly openingBalance?: string
  readonly openingDate?: string
  readonly bankIds?: readonly string[]
}

async function addAccount (
  cx: Context, { name, currency, openingBalance, openingDate, bankIds }: AddOptions
): Promise<void> {
  const output = newOutput(cx, ACCOUNT_VIEW)
  const balance = openingBalance === undefined
    ? undefined
    : await readAmount(typedAmount(openingBalance, '--opening-balance'), async () => currency ?? bookCurrency(cx))
  const { body: account } = await (await cx.api()).call(createAccount, {
    body: withoutUndefined({
      name, currency, opening_balance: balance, opening_date: openingDate,
      bank_ids: bankIds === undefined ? undefined : [...bankIds],
    }),
  })
  await output.written(streamOf(account), true)
  const id = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` as account ${account.id}` : ''
  say(cx, `Added the account ${account.name} with ${money(account.opening_balance, account.currency)}${id}.`)
}

/** Here there are none to remove. */
interface Flags extends AccountFlags { readonly bankId?: readonly string[] }

const EXAMPLES = `
Examples:
  fintrack account add checking --opening-balance 1240.50
  fintrack account add card --opening-balance -310 --opening-date 2024-05-01
  fintrack account add travel --currency EUR --bank-id "DE89 3704 0044 0532 0130 00"
`

export function define (command: Command, cx: Context, run = addAccount): void {
  takes(command, { name: 'text' })
  addAccountOptions(command.argument('<name>', 'its name; not only digits'), {
    currency: 'its currency (default: your own)',
    openingDate: `the day at whose start that was there: ${DAY_FORMS}`,
    bankId: 'what the bank calls it, such as an IBAN; repeatable',
  })
    .addHelpText('after', EXAMPLES)
    .action((name: string, { currency, openingBalance, openingDate, bankId }: Flags) =>
      run(cx, withoutUndefined({
        name, currency, openingBalance, bankIds: bankId,
        openingDate: openingDate === undefined ? undefined : parseDay(openingDate, cx.today(), '--opening-date'),
      })))
}
