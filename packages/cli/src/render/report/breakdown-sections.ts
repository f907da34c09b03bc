/** Where the month's money went to and came from, by category. */
import type { MonthlyReport } from '@fintrack/contract/reports'
import { grouped, unitsOf } from '../format.ts'
import { namedRow, treeRows, type ShownRow } from './tree-rows.ts'
import { bar, type Line, type NumberColumn, type Paper, type Section } from './section.ts'

type BreakdownRow = MonthlyReport['category_breakdown'][number]

const BAR = { at: 3, gap: 2, least: 8, most: 28 }

/** @param tree draws the categories as a tree, with subtotals */
export function breakdownSections (report: MonthlyReport, tree: boolean, { roomy, ascii }: Paper): Section[] {
  const gap = roomy ? 2 : 1
  const columns: NumberColumn[] = [
    { header: 'amount', kind: 'amount', gap: roomy ? 3 : 1, least: roomy ? 8 : 0 },
    { header: 'share', kind: 'share', gap, least: 0 },
    { header: 'n', kind: 'count', gap, least: 0 },
  ]
  const linesOf = (wanted: BreakdownRow['type'], total: string) => {
    const rows = report.category_breakdown.filter(({ type }) => type === wanted)
    return rows.length === 0 ? [] : breakdownLines(rows, total, tree ? treeRows(rows, report.currency) : rows.map(namedRow), ascii)
  }
  const expenses = linesOf('expense', report.total_expense)
  const incomes = linesOf('income', report.total_income)
  return [
    { title: 'Expenses by category', short: 'Expenses', columns, bar: BAR, header: true, lines: expenses },
    { title: 'Income by category', short: 'Income', columns, header: expenses.length === 0, lines: incomes },
  ]
}

function breakdownLines (
  rows: readonly BreakdownRow[], total: string, shown: readonly ShownRow[], ascii: boolean
): Line[] {
  const most = shown.map((row) => unitsOf(row.total)).reduce((a, b) => b > a ? b : a, 0n)
  const lines = shown.map((row): Line => ({
    name: row.name,
    numbers: [grouped(row.total), row.share === null ? '' : `${grouped(row.share)}%`, grouped(String(row.count))],
    bar: (cells) => bar(unitsOf(row.total), most, cells, ascii),
  }))
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  // A share is null where the total is 0, and then all of them are; else they sum to 100.0.
  const share = rows.some((row) => row.share !== null) ? '100.0%' : ''
  return [...lines, { name: 'Total', numbers: [grouped(total), share, grouped(String(count))] }]
}
