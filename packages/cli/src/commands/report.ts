import { monthOf, type Day, type Month } from '@fintrack/contract/dates'
import { getMonthlyReport } from '@fintrack/contract/reports'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { parseCurrency } from '../options/amount.ts'
import { MONTH_FORMS, parseMonth } from '../options/month.ts'
import { fieldsOf, newOutput, only, terminalWidth } from '../output/output.ts'
import { json } from '../render/json.ts'
import { DOCUMENT_CELLS, monthDocument } from '../render/report/document.ts'
import { REPORT_VIEW, reportLines } from '../render/report/lines.ts'
import { streamOf } from '../render/view.ts'

interface ReportOptions {
  readonly month: Month
  /** undefined is the user's own. */
  readonly currency?: string
}

const KEYS = [
  'month', 'currency', 'total_income', 'total_expense', 'net_savings', 'category_breakdown', 'budget_status',
  'unbudgeted_expense', 'other_currencies',
] as const

async function showReport (cx: Context, options: ReportOptions): Promise<void> {
  const format = cx.globals.output ?? 'table'
  if (format === 'table' && cx.globals.fields !== undefined) {
    throw usage('--fields chooses columns, and a report for people has none.', 'Add -o csv, tsv, ndjson or json.')
  }
  const fields = format === 'json' ? fieldsOf(cx, KEYS, 'reports') : undefined
  const output = format === 'table' || format === 'json' ? undefined : newOutput(cx, REPORT_VIEW)

  const { body: report } = await (await cx.api()).call(getMonthlyReport, { query: options })
  if (output !== undefined) return output.list(streamOf(reportLines(report)), '')
  if (format === 'json') {
    return cx.io.out(json(fields === undefined ? report : only(report, fields)))
  }
  await cx.io.out(monthDocument(report, {
    width: terminalWidth(cx) ?? DOCUMENT_CELLS,
    ascii: cx.globals.ascii,
    paint: await cx.paint(),
  }))
}

function optionsOf (month: string | undefined, currency: string | undefined, today: Day): ReportOptions {
  return {
    month: month === undefined ? monthOf(today) : parseMonth(month, today, 'The month'),
    ...(currency === undefined ? {} : { currency: parseCurrency(currency) }),
  }
}

const EXAMPLES = `
Examples:
  fintrack report                      this month
  fintrack report 2024-05              May 2024
  fintrack report last --currency EUR  last month, in euros
  fintrack report -o csv > month.csv   the breakdown, with the budgets beside it
`

export function define (command: Command, cx: Context, run = showReport): void {
  command
    .argument('[month]', `${MONTH_FORMS} (default: this month)`)
    .option('--currency <code>', 'in this currency (default: your own)')
    .addHelpText('after', EXAMPLES)
    .action((month: string | undefined, { currency }: { currency?: string }) =>
      run(cx, optionsOf(month, currency, cx.today())))
}
