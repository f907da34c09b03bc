import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import { changeTransaction, type Transaction, type TransactionChange } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import { isUnchanged, type Versioned } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { withHints } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { parseIds } from '../../options/numbers.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { readTransactions, uncategorizedHints } from '../../shapes/find-rows.ts'
import { describeTransaction, TRANSACTION_VIEW } from './view.ts'

interface EditOptions {
  readonly ids: readonly number[]
  readonly change: TransactionChange
}

async function editTransactions (cx: Context, { ids, change }: EditOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  // Before any of several is changed, all of them are there.
  const read = await readTransactions(cx, ids)
  await output.written(edited(cx, read, change), ids.length === 1)
}

async function * edited (
  cx: Context, read: ReadonlyArray<Versioned<Transaction>>, change: TransactionChange
): AsyncGenerator<Transaction> {
  const api = await cx.api()
  const hints = uncategorizedHints([change.category], 'Use --uncategorized for a transaction without a category.')
  for (const before of read) {
    const { id } = before.row
    const { body, etag } = await withHints(
      api.call(changeTransaction, { id, body: change, ...before.condition }), hints
    )
    const description = describeTransaction(body)
    say(cx, isUnchanged(before, etag)
      ? `Transaction ${id} is like that already: ${description}.`
      : `Changed transaction ${id}: ${description}.`)
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
  const { amount, date, category, uncategorized, type, payee, text } = flags
  const change: TransactionChange = withoutUndefined({
    amount: amount === undefined ? undefined : parseAmountText(amount, currency ?? bookCurrency, '--amount'),
    date: date === undefined ? undefined : parseDay(date, today, '--date'),
    category: uncategorized === true ? null : category,
    type,
    payee,
    description: text,
    currency,
  })
  if (Object.keys(change).length === 0) {
    throw usage('There is nothing to change.',
      'Give at least one of --amount, --date, --category, --uncategorized, --type, --payee, --text, --currency.')
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
    .addOption(new Option('--uncategorized', 'remove its category').conflicts('category'))
    .addOption(new Option('--type <type>', 'of a transaction without a category').choices(CATEGORY_TYPES))
    .option('--payee <name>', 'who was paid or who paid; "" removes it')
    .option('--text <text>', 'what it was for')
    .option('--currency <code>', 'the currency of --amount')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], flags: Flags) => run(cx, optionsOf(ids, flags, cx.today(), cx.settings.FINTRACK_CURRENCY)))
}
