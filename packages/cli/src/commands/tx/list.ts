import { CATEGORY_TYPES, SORTS, type CategoryType, type Sort } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import { listTransactions, type TransactionFilters } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { withHints } from '../../errors/hints.ts'
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { dayRange } from '../../options/day-range.ts'
import { DAY_FORMS } from '../../options/day.ts'
import { MONTH_FORMS } from '../../options/month.ts'
import { parseLimit } from '../../options/numbers.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { uncategorizedHints } from '../../shapes/find-rows.ts'
import { listRows } from '../../shapes/list-command.ts'
import { TRANSACTION_VIEW } from './view.ts'

interface ListOptions {
  readonly filters: TransactionFilters
  /** Stops after this many rows; undefined lists them all. */
  readonly most?: number
}

function listMatching (cx: Context, { filters, most }: ListOptions): Promise<void> {
  const hints = uncategorizedHints(filters.category ?? [], 'Use --uncategorized for transactions without a category.')
  return listRows(cx, TRANSACTION_VIEW, {
    fetch: (api, page) => withHints(api.call(listTransactions, { query: { ...filters, ...page } }), hints),
    empty: Object.keys(filters).length === 0
      ? 'There are no transactions yet; `fintrack tx add 12.50 groceries --create` adds one.'
      : 'No transactions match.',
    most,
    more: 'More transactions match',
  })
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
    return text === undefined ? undefined : parseAmountText(text, currency ?? bookCurrency, `--${name}`)
  }
  const { category, uncategorized, type, search, sort, limit } = flags
  return {
    filters: {
      ...dayRange(flags, today),
      ...withoutUndefined({
        category, uncategorized, type, q: search, currency, min: bound('min'), max: bound('max'), sort,
      }),
    },
    ...withoutUndefined({ most: limit === undefined ? undefined : parseLimit(limit) }),
  }
}

const EXAMPLES = `
Examples:
  fintrack tx list --month last --category groceries
  fintrack tx list --category food --category =health
  fintrack tx list --from -7d --sort -amount --limit 10
  fintrack tx list --search coffee -o csv > coffee.csv
  fintrack tx list -o csv | fintrack import - --dry-run --again
`

export function define (command: Command, cx: Context, run = listMatching): void {
  command
    .option('--month <month>', MONTH_FORMS)
    .option('--from <day>', `the first day: ${DAY_FORMS}`)
    .option('--to <day>', 'the last day')
    .option('--category <category>', 'in this category or below it, by name or id; =NAME for it alone; repeatable',
      (category: string, before: string[] | undefined) => [...before ?? [], category])
    .option('--uncategorized', 'without a category')
    .addOption(new Option('--type <type>', 'of this type').choices(CATEGORY_TYPES))
    .option('--search <text>', 'with this text in the payee or the description')
    .option('--currency <code>', 'in this currency')
    .option('--min <amount>', 'with at least this amount')
    .option('--max <amount>', 'with at most this amount')
    .addOption(new Option('--sort <field>', 'the order, such as date or -date for the latest first').choices(SORTS))
    .option('--limit <rows>', 'stop after this many rows')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => run(cx, optionsOf(flags, cx.today(), cx.settings.FINTRACK_CURRENCY)))
}
