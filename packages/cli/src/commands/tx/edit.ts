import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import { changeTransaction, type Transaction, type TransactionChange } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import { findTransactions, isAsRead, type AsRead } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/user-error.ts'
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { inWords, TRANSACTION_VIEW } from './view.ts'

interface EditOptions {
  readonly ids: readonly number[]
  readonly change: TransactionChange
}

async function editTransactions (cx: Context, { ids, change }: EditOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  // One that is not there is told before any of several is changed.
  const read = await findTransactions(cx, ids)
  await output.written(changed(cx, read, change), ids.length === 1)
}

async function * changed (cx: Context, read: ReadonlyArray<AsRead<Transaction>>, change: TransactionChange): AsyncGenerator<Transaction> {
  const api = await cx.api()
  for (const before of read) {
    const { id } = before.row
    const { body, etag } = await api.call(changeTransaction, { id, body: change, ...before.condition })
    say(cx, `${isAsRead(before, etag) ? 'Nothing to change in' : 'Changed'} transaction ${id}: ${inWords(body)}.`)
    yield body
  }
}

interface Flags {
  readonly amount?: string
  readonly date?: string
  readonly category?: string
  readonly uncategorized?: true
  readonly type?: CategoryType
  readonly payee?: string
  readonly text?: string
  readonly currency?: string
}

function optionsOf (ids: readonly string[], flags: Flags, today: Day, bookCurrency: string): EditOptions {
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const change: TransactionChange = {
    ...(flags.amount === undefined ? {} : { amount: parseAmountText(flags.amount, currency ?? bookCurrency, '--amount') }),
    ...(flags.date === undefined ? {} : { date: parseDay(flags.date, today, '--date') }),
    ...(flags.category === undefined ? {} : { category: flags.category }),
    ...(flags.uncategorized === undefined ? {} : { category: null }),
    ...(flags.type === undefined ? {} : { type: flags.type }),
    ...(flags.payee === undefined ? {} : { payee: flags.payee }),
    ...(flags.text === undefined ? {} : { description: flags.text }),
    ...(currency === undefined ? {} : { currency }),
  }
  if (Object.keys(change).length === 0) {
    throw usage('Nothing is said to change.', 'Give at least one of --amount, --date, --category, --uncategorized, --type, --payee, --text, --currency.')
  }
  return { ids: parseIds(ids), change }
}

const EXAMPLES = `
Examples:
  fintrack tx edit 17 --amount 13.20
  fintrack tx edit 17 18 19 --category "eating out"
  fintrack tx list --search coffee --fields id -o tsv | xargs fintrack tx edit --category coffee
`

export function define (command: Command, cx: Context, run = editTransactions): void {
  command
    .argument('<id...>', 'as `fintrack tx list` shows them')
    .option('--amount <amount>', 'such as 12.50; a negative amount is a refund')
    .option('--date <day>', DAY_FORMS)
    .option('--category <category>', 'its name or id')
    .addOption(new Option('--uncategorized', 'without a category').conflicts('category'))
    .addOption(new Option('--type <type>', 'of what has no category').choices(CATEGORY_TYPES))
    .option('--payee <name>', 'who was paid, or paid; "" for nobody')
    .option('--text <text>', 'what it was for')
    .option('--currency <code>', 'together with --amount')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], flags: Flags) => run(cx, optionsOf(ids, flags, cx.today(), cx.settings.FINTRACK_CURRENCY)))
}
