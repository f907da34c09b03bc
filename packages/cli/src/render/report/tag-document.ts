/** A month by its tags, for people. */
import { monthTitle, type Month } from '@fintrack/contract/dates'
import type { Report } from '@fintrack/contract/reports'
import { grouped, unitsOf } from '../format.ts'
import { visible } from '../safe-text.ts'
import { bar, sectionBlocks, type Line, type NumberColumn, type Paper, type Section } from './section.ts'
import { documentOf, heading, NAME_CELLS, otherCurrencies, paperOf, totals, type Look } from './summary.ts'

type TagRow = Report['rows'][number]

/** A line that is no tag's: a tag has no parentheses. */
const UNTAGGED = '(untagged)'
const BAR = { at: 2, gap: 2, least: 8, most: 28 }

/** @param ofMonth whose days the report has */
export function tagDocument (ofMonth: Month, report: Report, look: Look): string {
  const paper = paperOf(look)
  const sections = [...tagSections(report, paper), otherCurrencies(report, paper)]
    .filter(({ lines }) => lines.length > 0)
  return documentOf([
    heading(ofMonth, report.currency, paper),
    report.rows.length === 0
      ? [`There are no transactions in ${report.currency} in ${monthTitle(ofMonth)}.`]
      : totals(report, paper),
    ...sectionBlocks(sections, paper.roomy ? NAME_CELLS : 0, paper),
    report.overlapping ? overlapLines(paper) : [],
  ])
}

function tagSections (report: Report, { roomy, ascii }: Paper): Section[] {
  const columns: NumberColumn[] = [
    { header: 'amount', kind: 'amount', gap: roomy ? 3 : 1, least: roomy ? 8 : 0 },
    { header: 'n', kind: 'count', gap: roomy ? 2 : 1, least: 0 },
  ]
  const linesOf = (wanted: TagRow['type'], total: string, count: number): Line[] => {
    const rows = report.rows.filter(({ type }) => type === wanted)
    if (rows.length === 0) return []
    const most = rows.map((row) => unitsOf(row.total)).reduce((a, b) => b > a ? b : a, 0n)
    return [
      ...rows.map((row): Line => ({
        name: row.name === null ? UNTAGGED : visible(row.name),
        numbers: [grouped(row.total), grouped(String(row.count))],
        bar: (cells) => bar(unitsOf(row.total), most, cells, ascii),
      })),
      { name: 'Total', numbers: [grouped(total), grouped(String(count))] },
    ]
  }
  const expenses = linesOf('expense', report.total_expense, report.expense_count)
  const incomes = linesOf('income', report.total_income, report.income_count)
  return [
    { title: 'Expenses by tag', short: 'Expenses', columns, bar: BAR, header: true, lines: expenses },
    { title: 'Income by tag', short: 'Income', columns, header: expenses.length === 0, lines: incomes },
  ]
}

function overlapLines ({ roomy }: Paper): string[] {
  const [first, second] = ['A transaction counts in each', 'of its tags, and in the total once.']
  return roomy ? [`${first} ${second}`] : [first, second]
}
