import { SORTS, TRANSACTION_TYPES, type Sort, type TransactionType } from '@fintrack/contract/choices'
import { listTransactions, type Transaction, type TransactionFilters } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { withHints } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { parseCurrency, readAmount, typedAmount } from '../../options/amount.ts'
import { dayRange } from '../../options/day-range.ts'
import { DAY_FORMS } from '../../options/day.ts'
import { compareAmounts } from '../../options/decimals.ts'
import { MONTH_FORMS } from '../../options/month.ts'
import { parseLimit } from '../../options/numbers.ts'
import { repeated } from '../../options/repeated.ts'
import { parseTags } from '../../options/tags.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { isTableOnTerminal, say } from '../../output/output.ts'
import { askedOnce, currencyIn } from '../../shapes/book-currency.ts'
import { uncategorizedHints } from '../../shapes/find-rows.ts'
import { listLines, type List } from '../../shapes/list-command.ts'
import { categoriesMeant } from './meant-categories.ts'
import { linesOf, type Filters } from './parts.ts'
import { TOTAL_VIEW, Totals } from './totals.ts'
import { TRANSACTION_VIEW } from './view.ts'

interface ListOptions {
  readonly filters: TransactionFilters
  /** Stops after this many rows; undefined lists them all. */
  readonly most?: number
  /** A line for each part of a split transaction. */
  readonly parts?: true
  /** The sums in the place of the rows. */
  readonly total?: true
}

/** What the filters mean of split transactions: what their categories are is asked once there is one. */
function partFiltersOf (cx: Context, { account, category, uncategorized }: TransactionFilters) {
  let categories: Filters['categories']
  return async (rows: readonly Transaction[]): Promise<Filters> => {
    if (category !== undefined && rows.some(({ splits }) => splits.length > 0)) {
      categories ??= await categoriesMeant(cx, category)
    }
    return withoutUndefined({ account, uncategorized, categories })
  }
}

async function listMatching (cx: Context, { filters, most, parts, total }: ListOptions): Promise<void> {
  const hints = uncategorizedHints(filters.category ?? [], 'Use --uncategorized for transactions without a category.')
  const list: List<Transaction> = {
    fetch: (api, page) => withHints(api.call(listTransactions, { query: { ...filters, ...page } }), hints),
    empty: Object.keys(filters).length === 0
      ? 'There are no transactions yet; `fintrack tx add 12.50 groceries --create` adds one.'
      : 'No transactions match.',
    most,
    more: 'More transactions match',
  }
  const totals = new Totals()
  const partFilters = partFiltersOf(cx, filters)
  if (total === true) {
    return listLines(cx, TOTAL_VIEW, list, async function * (pages) {
      for await (const rows of pages) {
        const meant = await partFilters(rows)
        for (const row of rows) totals.add(row, meant)
      }
      yield totals.rows()
    })
  }
  await listLines(cx, TRANSACTION_VIEW, list, async function * (pages) {
    for await (const rows of pages) {
      const meant = parts === true || isTableOnTerminal(cx) ? await partFilters(rows) : {}
      for (const row of rows) totals.add(row, meant)
      yield parts === true ? rows.flatMap((row) => linesOf(row, meant)) : rows
    }
  })
  if (totals.count > 1 && isTableOnTerminal(cx)) for (const sentence of totals.sentences()) say(cx, sentence)
}

interface Flags {
  readonly month?: string
  readonly from?: string
  readonly to?: string
  readonly category?: string[]
  readonly uncategorized?: true
  readonly type?: TransactionType
  readonly search?: string
  readonly currency?: string
  readonly min?: string
  readonly max?: string
  readonly sort?: Sort
  readonly limit?: string
  readonly account?: string
  readonly tag?: string[]
  readonly parts?: true
  readonly total?: true
}

async function optionsOf (cx: Context, flags: Flags): Promise<ListOptions> {
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const bound = (name: 'min' | 'max') => {
    const text = flags[name]
    return text === undefined ? undefined : typedAmount(text, `--${name}`)
  }
  const { category, uncategorized, type, search, sort, limit, account, parts, total } = flags
  const tag = parseTags(flags.tag, '--tag')
  const bounds = [bound('min'), bound('max')]
  const days = dayRange(flags, cx.today())
  const most = limit === undefined ? undefined : parseLimit(limit)
  const currencyOf = askedOnce(async () => currency ?? currencyIn(cx, account))
  const [min, max] = await Promise.all(bounds.map(async (typed) => typed && readAmount(typed, currencyOf)))
  if (min !== undefined && max !== undefined && compareAmounts(min, max) > 0) {
    throw usage(`--min ${min} is more than --max ${max}.`, 'Give the smaller amount as --min; both are included.')
  }
  return {
    filters: {
      ...days,
      ...withoutUndefined({ category, uncategorized, account, tag, type, q: search, currency, min, max, sort }),
    },
    ...withoutUndefined({ most, parts, total }),
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
    .option(
      '--category <category>', 'in this category or below it, by name or id; =NAME for it alone; repeatable', repeated
    )
    .option('--uncategorized', 'without a category')
    .option('--account <name>', 'in this account, or to it')
    .option('--tag <tag>', 'with this tag or one below it; repeatable: with all of them', repeated)
    .addOption(new Option('--type <type>', 'of this type').choices(TRANSACTION_TYPES))
    .option('--search <text>', 'with all of these words, in payee, description, category, tags or parts')
    .option('--currency <code>', 'in this currency')
    .option('--min <amount>', 'with at least this amount, each row in its own currency')
    .option('--max <amount>', 'with at most this amount')
    .addOption(new Option('--sort <field>', 'the order, such as -date for the latest first; amounts by currency')
      .choices(SORTS))
    .option('--limit <rows>', 'stop after this many rows')
    .option('--parts', 'a line for each part of a split transaction; not for `fintrack import`')
    .addOption(new Option('--total', 'the sums by currency, and no rows').conflicts('parts'))
    .addHelpText('after', EXAMPLES)
    .action(async (flags: Flags) => run(cx, await optionsOf(cx, flags)))
}
