import { monthOf, type Day, type Month } from '@fintrack/contract/dates'
import { getMonthlyReport } from '@fintrack/contract/reports'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { parseCurrency } from '../options/amount.ts'
import { MONTH_FORMS, parseMonth } from '../options/month.ts'
import { parseDepth } from '../options/numbers.ts'
import { fieldsOf, newOutput, only, terminalWidth } from '../output/output.ts'
import { json } from '../render/json.ts'
import { DOCUMENT_CELLS, monthDocument } from '../render/report/document.ts'
import { REPORT_VIEW, reportLines } from '../render/report/lines.ts'
import { streamOf } from '../render/view.ts'

interface ReportOptions {
  readonly month: Month
  /** undefined is the user's own. */
  readonly currency?: string
  /** How many parts of categories' names are told apart; undefined for all. */
  readonly depth?: number
  readonly tree?: true
}

const KEYS = [
  'month', 'currency', 'total_income', 'total_expense', 'net_savings', 'category_breakdown', 'budget_status',
  'unbudgeted_expense', 'other_currencies',
] as const

async function showReport (cx: Context, { tree, ...query }: ReportOptions): Promise<void> {
  const format = cx.globals.output ?? 'table'
  if (tree === true && format !== 'table') {
    throw usage(`--tree draws a table, and has no -o ${format}.`, 'Leave it out, or give --depth 1 for the first parts.')
  }
  if (format === 'table' && cx.globals.fields !== undefined) {
    throw usage('--fields chooses columns, and a report for people has none.', 'Add -o csv, tsv, ndjson or json.')
  }
  const fields = format === 'json' ? fieldsOf(cx, KEYS, 'reports') : undefined
  const output = format === 'table' || format === 'json' ? undefined : newOutput(cx, REPORT_VIEW)

  const { body: report } = await (await cx.api()).call(getMonthlyReport, { query })
  if (output !== undefined) return output.list(streamOf(reportLines(report)), '')
  if (format === 'json') {
    return cx.io.out(json(fields === undefined ? report : only(report, fields)))
  }
  await cx.io.out(monthDocument(report, {
    width: terminalWidth(cx) ?? DOCUMENT_CELLS,
    ascii: cx.globals.ascii,
    tree: tree === true,
    paint: await cx.paint(),
  }))
}

interface Flags { readonly currency?: string, readonly depth?: string, readonly tree?: true }

function optionsOf (month: string | undefined, { currency, depth, tree }: Flags, today: Day): ReportOptions {
  return {
    month: month === undefined ? monthOf(today) : parseMonth(month, today, 'The month'),
    ...(currency === undefined ? {} : { currency: parseCurrency(currency) }),
    ...(depth === undefined ? {} : { depth: parseDepth(depth) }),
    ...(tree === undefined ? {} : { tree }),
  }
}

const EXAMPLES = `
Examples:
  fintrack report                      this month
  fintrack report 2024-05              May 2024
  fintrack report last --currency EUR  last month, in euros
  fintrack report --depth 1            Food:Restaurant and Food:Coffee as Food
  fintrack report --tree               the same, with what lies below it
  fintrack report -o csv > month.csv   the breakdown, with the budgets beside it
`

export function define (command: Command, cx: Context, run = showReport): void {
  command
    .argument('[month]', `${MONTH_FORMS} (default: this month)`)
    .option('--currency <code>', 'in this currency (default: your own)')
    .option('--depth <parts>', 'sum categories by so many first parts of their names')
    .option('--tree', 'draw the categories as a tree, with subtotals')
    .addHelpText('after', EXAMPLES)
    .action((month: string | undefined, flags: Flags) => run(cx, optionsOf(month, flags, cx.today())))
}
