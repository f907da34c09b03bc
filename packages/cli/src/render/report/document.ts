/** A month's report for people. The same document goes to a terminal and to a pipe; only colour is the terminal's. */
import { daysOfMonth, lastDayOf, month, monthTitle } from '@fintrack/contract/dates'
import { percentOf } from '@fintrack/contract/money'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { Paint } from '../../world.ts'
import { grouped, unitsOf } from '../format.ts'
import { padLeft, padRight, widthOf } from '../width.ts'
import { breakdownSections } from './breakdown-sections.ts'
import { budgetSections, overBudgetLines } from './budget-sections.ts'
import { bar, sectionBlocks, type NumberColumn, type Paper, type Section } from './section.ts'

/** The width in a pipe, and the most on a terminal. */
export const DOCUMENT_CELLS = 80
const MARGIN_CELLS = 2
/** A narrower document has no bars, and single spaces between its numbers. */
const ROOMY_FROM_CELLS = 60
const NAME_CELLS = 21

export interface DocumentLook {
  readonly width: number
  readonly ascii: boolean
  /** Whether the categories are drawn as a tree. */
  readonly tree: boolean
  readonly paint: Paint
}

export function monthDocument (report: MonthlyReport, { width, ascii, tree, paint }: DocumentLook): string {
  const roomy = width >= ROOMY_FROM_CELLS
  const paper: Paper = { cells: Math.min(width, DOCUMENT_CELLS) - (roomy ? MARGIN_CELLS : 0), roomy, ascii, paint }
  const sections = [
    ...budgetSections(report, paper), ...breakdownSections(report, tree, paper), otherCurrencies(report, paper),
  ].filter(({ lines }) => lines.length > 0)
  const blocks = [
    heading(report, paper),
    report.category_breakdown.length === 0 ? [emptyMonthSentence(report)] : totals(report, paper),
    ...sectionBlocks(sections, roomy ? NAME_CELLS : 0, paper),
    overBudgetLines(report, paper),
  ]
  return blocks.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function heading ({ month: text, currency }: MonthlyReport, { cells, paint }: Paper): string[] {
  const ofMonth = month(text)
  const title = monthTitle(ofMonth)
  const days = `${daysOfMonth(ofMonth).from} to ${lastDayOf(ofMonth)}   ${currency}`
  const room = cells - widthOf(title)
  return room > widthOf(days) ? [paint.bold(title) + padLeft(days, room)] : [paint.bold(title), days]
}

function emptyMonthSentence (report: MonthlyReport): string {
  const ofMonth = monthTitle(month(report.month))
  if (report.other_currencies.length > 0) return `There are no transactions in ${report.currency} in ${ofMonth}.`
  return `There are no transactions${report.budget_status.length > 0 ? '' : ' and no budgets'} in ${ofMonth}.`
}

function totals (report: MonthlyReport, { cells, roomy, ascii }: Paper): string[] {
  const amounts = [report.total_income, report.total_expense, report.net_savings].map(grouped)
  const amountCells = Math.max(roomy ? 8 : 0, ...amounts.map(widthOf))
  const gap = ' '.repeat(roomy ? 3 : 1)
  const lineOf = (label: string, amount: string, behind: string) => {
    const line = `  ${padRight(label, roomy ? 11 : 8)}${gap}${padLeft(grouped(amount), amountCells)}`
    return behind === '' ? line : line + gap + behind
  }

  const [income, expense] = [unitsOf(report.total_income), unitsOf(report.total_expense)]
  const most = income > expense ? income : expense
  const barCells = Math.min(40, cells - widthOf(lineOf('', '', '|')) + 1)
  const drawn = (part: bigint) => roomy && barCells >= 8 ? bar(part, most, barCells, ascii) : ''
  const share = describeSavings(income, expense)
  const net = lineOf('Net', report.net_savings, share)
  return [
    lineOf('Income', report.total_income, drawn(income)),
    lineOf('Expenses', report.total_expense, drawn(expense)),
    ...widthOf(net) <= cells ? [net] : [lineOf('Net', report.net_savings, ''), `  ${share}`],
  ]
}

/** The share of the income that was saved or spent; nothing where there was no income. */
function describeSavings (income: bigint, expense: bigint): string {
  if (income <= 0n) return ''
  return income < expense
    ? `${grouped(String(percentOf(expense, income)))}% of income spent`
    : `${grouped(String(percentOf(income - expense, income)))}% of income kept`
}

function otherCurrencies ({ other_currencies: others }: MonthlyReport, { roomy }: Paper): Section {
  const column = (header: string): NumberColumn => ({ header, kind: 'other', gap: roomy ? 3 : 1, least: 0 })
  return {
    title: 'Other currencies',
    short: 'Others',
    header: true,
    columns: [column('income'), column('expenses'), column('net')],
    lines: others.map(({ currency, total_income: income, total_expense: expense, net_savings: net }) =>
      ({ name: currency, numbers: [income, expense, net].map(grouped) })),
  }
}
