/** What every report of a month begins and ends with: its days, its sums, what moved in other currencies. */
import { daysOfMonth, lastDayOf, monthTitle, type Month } from '@fintrack/contract/dates'
import { percentOf } from '@fintrack/contract/money'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { Paint } from '../../world.ts'
import { grouped, unitsOf } from '../format.ts'
import { padLeft, padRight, widthOf } from '../width.ts'
import { bar, type NumberColumn, type Paper, type Section } from './section.ts'

/** The width in a pipe, and the most on a terminal. */
export const DOCUMENT_CELLS = 80
const MARGIN_CELLS = 2
/** A narrower document has no bars, and single spaces between its numbers. */
const ROOMY_FROM_CELLS = 60
/** What names have at least, where there is room. */
export const NAME_CELLS = 21

type Sums = Pick<
  MonthlyReport, 'currency' | 'total_income' | 'total_expense' | 'net_savings' | 'other_currencies'
>

export interface Look {
  readonly width: number
  readonly ascii: boolean
  readonly paint: Paint
}

export function paperOf ({ width, ascii, paint }: Look): Paper {
  const roomy = width >= ROOMY_FROM_CELLS
  return { cells: Math.min(width, DOCUMENT_CELLS) - (roomy ? MARGIN_CELLS : 0), roomy, ascii, paint }
}

/** The blocks that have lines, with an empty line between them. */
export function documentOf (blocks: ReadonlyArray<readonly string[]>): string {
  return blocks.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`).join('\n')
}

export function heading (ofMonth: Month, currency: string, { cells, paint }: Paper): string[] {
  const title = monthTitle(ofMonth)
  const days = `${daysOfMonth(ofMonth).from} to ${lastDayOf(ofMonth)}   ${currency}`
  const room = cells - widthOf(title)
  return room > widthOf(days) ? [paint.bold(title) + padLeft(days, room)] : [paint.bold(title), days]
}

export function totals (report: Sums, { cells, roomy, ascii }: Paper): string[] {
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

export function otherCurrencies ({ other_currencies: others }: Sums, { roomy }: Paper): Section {
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
