import { CATEGORY_TYPES, SORTS, type CategoryType, type Sort } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import { listTransactions, type TransactionFilters } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { dayRange } from '../../options/day-range.ts'
import { DAY_FORMS } from '../../options/day.ts'
import { MONTH_FORMS } from '../../options/month.ts'
import { parseLimit } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { TRANSACTION_VIEW } from './view.ts'

interface ListOptions {
  readonly filters: TransactionFilters
  /** Stops after so many rows; undefined lists them all. */
  readonly most?: number
}

async function listTransactionsOf (cx: Context, { filters, most }: ListOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  const api = await cx.api()
  let isCut = false
  const pages = pagesOf((page) => api.call(listTransactions, { query: { ...filters, ...page } }), most, () => { isCut = true })
  await output.list(pages, Object.keys(filters).length === 0
    ? 'There are no transactions yet; `fintrack tx add 12.50 groceries --create` adds one.'
    : 'No transactions match.')
  if (isCut && most !== undefined) say(cx, `More transactions match: --limit ${most} cut the list.`)
}

interface Flags {
  readonly month?: string
  readonly from?: string
  readonly to?: string
  readonly category?: string[]
  readonly uncategorized?: true
  readonly type?: CategoryType
  readonly search?: string
  readonly currency?: string
  readonly min?: string
  readonly max?: string
  readonly sort?: Sort
  readonly limit?: string
}

function optionsOf (flags: Flags, today: Day, bookCurrency: string): ListOptions {
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const bound = (name: 'min' | 'max') => {
    const text = flags[name]
    return text === undefined ? {} : { [name]: parseAmountText(text, currency ?? bookCurrency, `--${name}`) }
  }
  return {
    filters: {
      ...dayRange(flags, today),
      ...(flags.category === undefined ? {} : { category: flags.category }),
      ...(flags.uncategorized === undefined ? {} : { uncategorized: true }),
      ...(flags.type === undefined ? {} : { type: flags.type }),
      ...(flags.search === undefined ? {} : { q: flags.search }),
      ...(currency === undefined ? {} : { currency }),
      ...bound('min'),
      ...bound('max'),
      ...(flags.sort === undefined ? {} : { sort: flags.sort }),
    },
    ...(flags.limit === undefined ? {} : { most: parseLimit(flags.limit) }),
  }
}

const EXAMPLES = `
Examples:
  fintrack tx list --month last --category groceries
  fintrack tx list --from -7d --sort -amount --limit 10
  fintrack tx list --search coffee -o csv > coffee.csv
  fintrack tx list -o csv | fintrack import - --dry-run --again
`

export function define (command: Command, cx: Context, run = listTransactionsOf): void {
  command
    .option('--month <month>', MONTH_FORMS)
    .option('--from <day>', `the first day: ${DAY_FORMS}`)
    .option('--to <day>', 'the last day')
    .option('--category <category>', 'of this category, by name or id; may be given again',
      (category: string, before: string[] | undefined) => [...before ?? [], category])
    .option('--uncategorized', 'without a category')
    .addOption(new Option('--type <type>', 'of this type').choices(CATEGORY_TYPES))
    .option('--search <text>', 'with this text in payee or description')
    .option('--currency <code>', 'in this currency')
    .option('--min <amount>', 'of at least this amount')
    .option('--max <amount>', 'of at most this amount')
    .addOption(new Option('--sort <field>', 'the order; a minus turns it round').choices(SORTS))
    .option('--limit <rows>', 'at most so many')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => run(cx, optionsOf(flags, cx.today(), cx.settings.FINTRACK_CURRENCY)))
}
