/** A month's report for people. The same document goes to a terminal and to a pipe; only colour is the terminal's. */
import { month, monthTitle } from '@fintrack/contract/dates'
import type { MonthlyReport } from '@fintrack/contract/reports'
import { breakdownSections } from './breakdown-sections.ts'
import { budgetSections, overBudgetLines } from './budget-sections.ts'
import { sectionBlocks } from './section.ts'
import { documentOf, heading, NAME_CELLS, otherCurrencies, paperOf, totals, type Look } from './summary.ts'

export interface DocumentLook extends Look {
  /** Whether the categories are drawn as a tree. */
  readonly tree: boolean
}

export function monthDocument (report: MonthlyReport, { tree, ...look }: DocumentLook): string {
  const paper = paperOf(look)
  const sections = [
    ...budgetSections(report, paper), ...breakdownSections(report, tree, paper), otherCurrencies(report, paper),
  ].filter(({ lines }) => lines.length > 0)
  return documentOf([
    heading(month(report.month), report.currency, paper),
    report.category_breakdown.length === 0 ? [emptyMonthSentence(report)] : totals(report, paper),
    ...sectionBlocks(sections, paper.roomy ? NAME_CELLS : 0, paper),
    overBudgetLines(report, paper),
  ])
}

function emptyMonthSentence (report: MonthlyReport): string {
  const ofMonth = monthTitle(month(report.month))
  if (report.other_currencies.length > 0) return `There are no transactions in ${report.currency} in ${ofMonth}.`
  return `There are no transactions${report.budget_status.length > 0 ? '' : ' and no budgets'} in ${ofMonth}.`
}
