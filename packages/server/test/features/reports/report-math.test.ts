import fc from 'fast-check'
import t from 'tap'
import { month } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import { monthlyReport, type CategoryTotal, type MonthBudget } from '../../../src/features/reports/report-math.ts'
import { anyLimits, anyMoves, faultsOf, NAMES, sum, type Move } from '../../helpers/report-oracle.ts'

const MAY = month('2024-05')

/** The sums that the database makes of moves. */
function totalsOf (moves: readonly Move[]): CategoryTotal[] {
  const key = ({ currency, type, category }: Move) => `${currency} ${type} ${category}`
  return [...new Set(moves.map(key))].map((group) => moves.filter((move) => key(move) === group)).flatMap((members) => {
    const [first] = members
    return first === undefined
      ? []
      : [{
          currency: first.currency,
          type: first.type,
          category: first.category,
          category_name: first.category === null ? null : String(NAMES[first.category - 1]?.[0]),
          total: sum(members.map((move) => move.minor)),
          count: members.length,
        }]
  })
}

function budgetsOf (limits: ReadonlyArray<{ category: number, limit: bigint }>): MonthBudget[] {
  return limits.map(({ category, limit }) => {
    const [name, type] = NAMES[category - 1] ?? ['', 'expense']
    return { category, category_name: name, type, monthly_limit: minor(Number(limit)) }
  })
}

t.test('for any month the report has rows that sum to totals, shares of 100.0 and right budgets', async (t) => {
  fc.assert(fc.property(anyMoves, anyLimits, (moves, limits) => {
    const faults = faultsOf(monthlyReport(MAY, 'EUR', totalsOf(moves), budgetsOf(limits)), moves, limits)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }), { numRuns: 1000 })
})

t.test('a report does not depend on the order of the sums and budgets that come in', async (t) => {
  fc.assert(fc.property(anyMoves, anyLimits, fc.infiniteStream(fc.nat()), (moves, limits, numbers) => {
    const shuffled = <Item>(items: readonly Item[]): Item[] => items.map(
      (item) => ({ item, at: Number(numbers.next().value) })
    )
      .sort((a, b) => a.at - b.at).map(({ item }) => item)
    const [totals, budgets] = [totalsOf(moves), budgetsOf(limits)]
    return JSON.stringify(
      monthlyReport(MAY, 'EUR', shuffled(totals), shuffled(budgets))
    ) === JSON.stringify(monthlyReport(MAY, 'EUR', totals, budgets))
  }), { numRuns: 300 })
})
