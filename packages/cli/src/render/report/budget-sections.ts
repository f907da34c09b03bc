/** What was planned for the month beside what moved, and the categories that went over. */
import { formatAmount } from '@fintrack/contract/money'
import { keysAlong } from '@fintrack/contract/paths'
import type { MonthlyReport } from '@fintrack/contract/reports'
import { counted, foldName } from '@fintrack/contract/text'
import { grouped, unitsOf } from '../format.ts'
import { widthOf } from '../width.ts'
import { bar, categoryLabel, shortened, type Line, type NumberColumn, type Paper, type Section } from './section.ts'

type BudgetStatus = MonthlyReport['budget_status'][number]

const BAR = { at: 3, gap: 3, least: 10, most: 10 }

function budgetsOf ({ budget_status: budgets }: MonthlyReport): { spending: BudgetStatus[], income: BudgetStatus[] } {
  return {
    spending: budgets.filter(({ type }) => type === 'expense'),
    income: budgets.filter(({ type }) => type === 'income'),
  }
}

export function budgetSections (report: MonthlyReport, { roomy, ascii }: Paper): Section[] {
  const gap = roomy ? 3 : 1
  const amount = (header: string): NumberColumn => ({ header, kind: 'amount', gap, least: roomy ? 8 : 0 })
  const columnsOf = (first: string): NumberColumn[] =>
    [amount(first), amount('budget'), amount('left'), { header: 'used', kind: 'used', gap: roomy ? 2 : 1, least: 0 }]
  const { spending, income } = budgetsOf(report)
  const unbudgeted: Line = { name: 'Not budgeted', numbers: [grouped(report.unbudgeted_expense)] }
  return [
    {
      title: 'Budget vs actual',
      short: 'Budgets',
      columns: columnsOf('spent'),
      bar: BAR,
      header: true,
      lines: spending.length === 0
        ? []
        : [
            ...spending.map((budget) => ({ ...lineOf(budget, ascii), over: budget.status === 'over' })),
            totalOf(topmost(spending), report.currency, ascii),
            unbudgeted,
          ],
    },
    {
      // More income than planned is no fault: nothing is marked.
      title: 'Income vs budget',
      short: 'Income',
      columns: columnsOf('earned'),
      bar: BAR,
      header: true,
      lines: income.map((budget) => lineOf(budget, ascii)),
    },
  ]
}

/** A whole percentage, halves up; empty where there is nothing to compare with. */
function percent (part: bigint, whole: bigint): string {
  if (whole === 0n) return ''
  const [sign, size] = part < 0n ? ['-', -part] : ['', part]
  return `${sign}${grouped(String((size * 200n + whole) / (whole * 2n)))}%`
}

function lineOf (
  budget: Pick<BudgetStatus, 'category_name' | 'spent' | 'monthly_limit' | 'remaining'>, ascii: boolean
): Line {
  const [spent, limit] = [unitsOf(budget.spent), unitsOf(budget.monthly_limit)]
  return {
    name: categoryLabel(budget.category_name),
    numbers: [grouped(budget.spent), grouped(budget.monthly_limit), grouped(budget.remaining), percent(spent, limit)],
    bar: (cells) => bar(spent, limit, cells, ascii),
  }
}

/** Those that lie below no other: what is spent of a budget counts in the one above it. */
function topmost (budgets: readonly BudgetStatus[]): BudgetStatus[] {
  const keys = new Set(budgets.map(({ category_name: name }) => foldName(name)))
  return budgets.filter(({ category_name: name }) => keysAlong(name).slice(0, -1).every((key) => !keys.has(key)))
}

function totalOf (budgets: readonly BudgetStatus[], currency: string, ascii: boolean): Line {
  const spent = budgets.reduce((sum, budget) => sum + unitsOf(budget.spent), 0n)
  const limit = budgets.reduce((sum, budget) => sum + unitsOf(budget.monthly_limit), 0n)
  const line = lineOf({
    category_name: '',
    spent: formatAmount(spent, currency),
    monthly_limit: formatAmount(limit, currency),
    remaining: formatAmount(limit - spent, currency),
  }, ascii)
  return { ...line, name: 'Total' }
}

/** `Groceries is over budget by 31.72`, for each that is. */
export function budgetsOver (report: MonthlyReport): string[] {
  return budgetsOf(report).spending.filter(({ status }) => status === 'over').map(
    ({ category_name: name, remaining }) =>
      `${categoryLabel(name)} is over budget by ${grouped(remaining.replace('-', ''))}`
  )
}

/** `1 category over budget: Groceries by 31.72`, on as many lines as it takes. */
export function overBudgetLines (report: MonthlyReport, paper: Paper): string[] {
  const over = budgetsOf(report).spending.filter(({ status }) => status === 'over')
  const parts = over.map(({ category_name: name, remaining }, at) => {
    const by = ` by ${grouped(remaining.replace('-', ''))}${at < over.length - 1 ? ',' : ''}`
    return shortened(categoryLabel(name), Math.max(8, paper.cells - 2 - widthOf(by)), paper) + by
  })
  const lines: string[] = []
  let line = `${counted(over.length, 'category', 'categories')} over budget:`
  for (const part of parts) {
    if (widthOf(`${line} ${part}`) > paper.cells) {
      lines.push(line)
      line = `  ${part}`
    } else {
      line += ` ${part}`
    }
  }
  return over.length === 0 ? [] : [...lines, line].map((one) => paper.paint.red(one))
}
