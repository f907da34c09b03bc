/** `fintrack` alone: this month at a glance, and what to type next. The same on a terminal and in a pipe. */
import { month, monthOf } from '@fintrack/contract/dates'
import { getMonthlyReport, type MonthlyReport } from '@fintrack/contract/reports'
import { counted } from '@fintrack/contract/text'
import { listTransactions } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import { hasEmbeddedBook } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { terminalWidth } from '../output/output.ts'
import { budgetsOver } from '../render/report/budget-sections.ts'
import { documentOf, DOCUMENT_CELLS, heading, paperOf, totals } from '../render/report/summary.ts'
import type { Paper } from '../render/report/section.ts'
import { cut } from '../render/width.ts'

/** More are counted. */
const OVER_SHOWN = 3

const FIRST_STEPS = [
  { term: 'fintrack tx add 12.50 groceries --create', text: 'what you spent' },
  { term: 'fintrack import bank.csv', text: 'what you have as a CSV file' },
  { term: 'fintrack report', text: 'where the money of this month went' },
]

const NEXT_STEPS = [
  { term: 'fintrack report', text: 'the whole month' },
  { term: 'fintrack tx add 12.50 groceries', text: 'something that you bought' },
  { term: 'fintrack tx list --limit 10', text: 'the latest transactions' },
  { term: 'fintrack budget set groceries 400', text: 'a limit for the month' },
  { term: 'fintrack help', text: 'everything else' },
]

const STEP_CELLS = Math.max(...[...FIRST_STEPS, ...NEXT_STEPS].map(({ term }) => term.length))

/** A command on a line of its own, with what it shows behind it where there is room. */
function steps (of: typeof NEXT_STEPS, { cells, roomy }: Paper): string[] {
  return of.map(({ term, text }) => roomy ? `  ${term.padEnd(STEP_CELLS)}  ${text}` : cut(`  ${term}`, cells))
}

function budgetLines (report: MonthlyReport, { cells, paint }: Paper): string[] {
  const over = budgetsOver(report)
  const shown = over.slice(0, OVER_SHOWN).map((text) => paint.red(cut(`! ${text}`, cells)))
  return over.length > OVER_SHOWN
    ? [...shown, `  and ${counted(over.length - OVER_SHOWN, 'more budget')} over`]
    : shown
}

async function monthOrNothing (cx: Context): Promise<MonthlyReport | undefined> {
  // To look is no reason to make a book.
  if (cx.destination().kind === 'embedded' && !hasEmbeddedBook(cx)) return undefined
  const api = await cx.api()
  const { body: report } = await api.call(getMonthlyReport, { query: { month: monthOf(cx.today()) } })
  if (report.category_breakdown.length > 0) return report
  const { body: rows } = await api.call(listTransactions, { query: { limit: 1 } })
  return rows.length === 0 ? undefined : report
}

async function showOverview (cx: Context): Promise<void> {
  if (cx.globals.output !== undefined && cx.globals.output !== 'table') {
    throw usage('`fintrack` alone is a page to read.', '`fintrack report` has every format.')
  }
  const report = await monthOrNothing(cx)
  const paper = paperOf({
    width: terminalWidth(cx) ?? DOCUMENT_CELLS, ascii: cx.globals.ascii, paint: await cx.paint(),
  })
  await cx.io.out(documentOf(report === undefined
    ? [['Your book is empty. Three first steps:'], steps(FIRST_STEPS, paper), ['All commands: fintrack help']]
    : [
        heading(month(report.month), report.currency, paper),
        totals(report, paper),
        budgetLines(report, paper),
        ['Next:', ...steps(NEXT_STEPS, paper)],
      ]))
}

export function define (command: Command, cx: Context, run = showOverview): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack\n')
    .action(() => run(cx))
}
