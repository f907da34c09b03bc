import { daysOfMonth, lastDayOf, monthOf, type Day, type Month } from '@fintrack/contract/dates'
import { getMonthlyReport, getReport, type MonthlyReport } from '@fintrack/contract/reports'
import { Option, type Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { parseCurrency } from '../options/amount.ts'
import { MONTH_FORMS, parseMonth } from '../options/month.ts'
import { parseDepth } from '../options/numbers.ts'
import { withoutUndefined } from '../options/without-undefined.ts'
import { fieldsOf, newOutput, only, say, terminalWidth } from '../output/output.ts'
import { json } from '../render/json.ts'
import { monthDocument } from '../render/report/document.ts'
import { REPORT_VIEW, reportLines } from '../render/report/lines.ts'
import { DOCUMENT_CELLS, type Look } from '../render/report/summary.ts'
import { tagDocument } from '../render/report/tag-document.ts'
import { TAG_REPORT_VIEW, tagLines } from '../render/report/tag-lines.ts'
import { streamOf, type View } from '../render/view.ts'

interface ReportOptions {
  readonly month: Month
  /** undefined is the user's own. */
  readonly currency?: string
  /** How many parts of categories' names are told apart; undefined for all. */
  readonly depth?: number
  readonly tree?: true
  /** The rows are tags; undefined for categories, with the budgets. */
  readonly by?: 'tag'
}

const KEYS = [
  'month', 'currency', 'total_income', 'total_expense', 'net_savings', 'category_breakdown', 'budget_status',
  'unbudgeted_expense', 'other_currencies',
] as const

const TAG_KEYS = [
  'from', 'to', 'by', 'currency', 'total_income', 'total_expense', 'net_savings', 'income_count', 'expense_count',
  'rows', 'overlapping', 'other_currencies',
] as const

/** The ways in which one kind of report is shown. */
interface Shown<Answer extends object, Line extends object> {
  readonly fetch: () => Promise<Answer>
  readonly keys: ReadonlyArray<keyof Answer & string>
  readonly view: View<Line>
  readonly lines: (answer: Answer) => Line[]
  readonly document: (answer: Answer, look: Look) => string
}

/** @returns the report that was printed */
async function show<Answer extends object, Line extends object> (
  cx: Context, shown: Shown<Answer, Line>
): Promise<Answer> {
  const format = cx.globals.output ?? 'table'
  if (format === 'table' && cx.globals.fields !== undefined) {
    throw usage('--fields chooses columns, and a report for people has none.', 'Add -o csv, tsv, ndjson or json.')
  }
  const fields = format === 'json' ? fieldsOf(cx, shown.keys, 'reports') : undefined
  const output = format === 'table' || format === 'json' ? undefined : newOutput(cx, shown.view)

  const report = await shown.fetch()
  if (output !== undefined) {
    await output.list(streamOf(shown.lines(report)), '')
  } else if (format === 'json') {
    await cx.io.out(json(fields === undefined ? report : only(report, fields)))
  } else {
    const look = { width: terminalWidth(cx) ?? DOCUMENT_CELLS, ascii: cx.globals.ascii, paint: await cx.paint() }
    await cx.io.out(shown.document(report, look))
  }
  return report
}

async function showByTag (cx: Context, { month, currency }: ReportOptions): Promise<void> {
  const query = {
    from: daysOfMonth(month).from, to: lastDayOf(month), by: 'tag' as const, ...withoutUndefined({ currency }),
  }
  await show(cx, {
    fetch: async () => (await (await cx.api()).call(getReport, { query })).body,
    keys: TAG_KEYS,
    view: TAG_REPORT_VIEW,
    lines: (report) => tagLines(month, report),
    document: (report, look) => tagDocument(month, report, look),
  })
}

/** Where everything is in another currency, that of the book was mostly never chosen. */
function hintAtCurrency (
  cx: Context, { category_breakdown: moved, other_currencies: [other], currency }: MonthlyReport
): void {
  if (moved.length > 0 || other === undefined) return
  say(cx, `Nothing is in ${currency}, the currency of your book; ` +
    `\`fintrack user edit --currency ${other.currency}\` makes it ${other.currency}.`)
}

async function showReport (cx: Context, options: ReportOptions): Promise<void> {
  const { tree, by, ...query } = options
  const format = cx.globals.output ?? 'table'
  if (by === 'tag') {
    await showByTag(cx, options)
    return
  }
  if (tree === true && format !== 'table') {
    throw usage(`--tree draws a table, and has no -o ${format}.`, 'Leave it out, or give --depth 1.')
  }
  const report = await show(cx, {
    fetch: async () => (await (await cx.api()).call(getMonthlyReport, { query })).body,
    keys: KEYS,
    view: REPORT_VIEW,
    lines: reportLines,
    document: (shown, look) => monthDocument(shown, { ...look, tree: tree === true }),
  })
  if (options.currency === undefined) hintAtCurrency(cx, report)
}

interface Flags {
  readonly currency?: string
  readonly depth?: string
  readonly tree?: true
  readonly by?: 'category' | 'tag'
}

function optionsOf (month: string | undefined, { currency, depth, tree, by }: Flags, today: Day): ReportOptions {
  if (by === 'tag' && (depth !== undefined || tree !== undefined)) {
    throw usage('--depth and --tree are of categories; --by tag has a line for each tag.', 'Leave one of them out.')
  }
  return {
    month: month === undefined ? monthOf(today) : parseMonth(month, today, 'The month'),
    ...(currency === undefined ? {} : { currency: parseCurrency(currency) }),
    ...(depth === undefined ? {} : { depth: parseDepth(depth) }),
    ...withoutUndefined({ tree, by: by === 'tag' ? by : undefined }),
  }
}

const EXAMPLES = `
Examples:
  fintrack report                      this month
  fintrack report 2024-05              May 2024
  fintrack report last --currency EUR  last month, in euros
  fintrack report --depth 1            Food:Restaurant and Food:Coffee as Food
  fintrack report --tree               the same, with what lies below it
  fintrack report --by tag             a line for each tag
  fintrack report -o csv > month.csv   the breakdown, with the budgets beside it
`

export function define (command: Command, cx: Context, run = showReport): void {
  command
    .argument('[month]', `${MONTH_FORMS} (default: this month)`)
    .option('--currency <code>', 'in this currency (default: your own)')
    .option('--depth <parts>', 'sum categories by so many first parts of their names')
    .option('--tree', 'draw the categories as a tree, with subtotals')
    .addOption(new Option('--by <rows>', 'what the lines are (default: category)').choices(['category', 'tag']))
    .addHelpText('after', EXAMPLES)
    .action((month: string | undefined, flags: Flags) => run(cx, optionsOf(month, flags, cx.today())))
}
