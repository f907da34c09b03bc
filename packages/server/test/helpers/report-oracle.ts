/** The monthly report once more, from single moves and by hand: what any report must be. */
import type { MonthlyReport } from '@fintrack/contract/reports'
import fc from 'fast-check'

/** One move of money; its category is a number from 1 on, in the order of `NAMES`. */
export interface Move {
  readonly category: number | null
  readonly type: 'income' | 'expense'
  readonly minor: bigint
  readonly currency: 'EUR' | 'JPY'
}

export const NAMES = [
  ['Food', 'expense'], ['Rent', 'expense'], ['Fun', 'expense'], ['Salary', 'income'], ['Gifts', 'income'],
] as const

export const anyMoves = fc.array(fc.record({
  place: fc.integer({ min: 0, max: 6 }),
  minor: fc.oneof(fc.bigInt(-5n, 5n), fc.bigInt(-10_000_000_000_000n, 10_000_000_000_000n), fc.bigInt(0n, 100_000n)),
  currency: fc.constantFrom('EUR' as const, 'EUR' as const, 'JPY' as const),
}), { maxLength: 40 }).map((moves) => moves.map(({ place, ...move }): Move => {
  const named = NAMES[place]
  return named === undefined
    ? { ...move, category: null, type: place === 5 ? 'income' : 'expense' }
    : { ...move, category: place + 1, type: named[1] }
}))
export const anyLimits = fc.uniqueArray(
  fc.record({
    category: fc.integer({ min: 1, max: 5 }), limit: fc.oneof(fc.constant(0n), fc.bigInt(0n, 10_000_000_000_000n)),
  }),
  { selector: ({ category }) => category }
)

/** Minor units of EUR or JPY as text, by hand. */
export function textOf (minor: bigint, currency: 'EUR' | 'JPY'): string {
  if (currency === 'JPY') return String(minor)
  const digits = String(minor < 0n ? -minor : minor).padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export function sum (values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n)
}

/** What is wrong with a report, held against the moves and limits that it is made of, by what the contract says. */
export function faultsOf (
  body: MonthlyReport, moves: readonly Move[], limits: ReadonlyArray<{ category: number, limit: bigint }>
): string[] {
  const faults: string[] = []
  const same = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      faults.push(
      `${what}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`
      )
    }
  }
  const own = moves.filter(({ currency }) => currency === 'EUR')
  const total = (list: readonly Move[], type: string) => sum(
    list.filter((move) => move.type === type).map(({ minor }) => minor)
  )
  const [income, expense] = [total(own, 'income'), total(own, 'expense')]
  same('total_income', body.total_income, textOf(income, 'EUR'))
  same('total_expense', body.total_expense, textOf(expense, 'EUR'))
  same('net_savings', body.net_savings, textOf(income - expense, 'EUR'))

  const groups = new Map<string, Move[]>()
  for (const move of own) {
    groups.set(`${move.category} ${move.type}`, [
      ...groups.get(`${move.category} ${move.type}`) ?? [], move,
    ])
  }
  same('groups', body.category_breakdown.map((row) => `${row.category} ${row.type}`).sort(), [...groups.keys()].sort())
  let last: bigint | undefined
  for (const row of body.category_breakdown) {
    const group = groups.get(`${row.category} ${row.type}`) ?? []
    const units = sum(group.map(({ minor }) => minor))
    same('total', row.total, textOf(units, 'EUR'))
    same('count', row.count, group.length)
    same('name', row.category_name, row.category === null ? null : NAMES[row.category - 1]?.[0])
    if (last !== undefined && units > last) faults.push('the rows are not in the order of their totals')
    last = units
    const whole = row.type === 'income' ? income : expense
    if (whole === 0n) same('share', row.share, null)
    else {
      // Within a tenth of a percent of the true share: |share * whole - 1000 * units| < |whole|.
      const distance = BigInt(String(row.share).replace('.', '')) * whole - 1000n * units
      const bound = whole < 0n ? -whole : whole
      if (distance >= bound || distance <= -bound) {
        faults.push(
        `${row.share} % is not the share of ${units} in ${whole}`
        )
      }
    }
  }
  for (const [type, whole] of [['income', income], ['expense', expense]] as const) {
    const shares = body.category_breakdown.filter(
      (row) => row.type === type
    ).map(({ share }) => BigInt(String(share ?? '0').replace('.', '')))
    if (whole !== 0n) same(`shares of ${type}`, String(sum(shares)), '1000')
  }

  same('budgets', body.budget_status.map(({ category }) => category),
    limits.map(
      ({ category }) => category
    ).sort((a, b) => String(NAMES[a - 1]?.[0]) < String(NAMES[b - 1]?.[0]) ? -1 : 1))
  let budgeted = 0n
  for (const row of body.budget_status) {
    const limit = limits.find(({ category }) => category === row.category)?.limit ?? -1n
    const spent = sum(own.filter(({ category }) => category === row.category).map(({ minor }) => minor))
    same('type of a budget', row.type, NAMES[row.category - 1]?.[1])
    same('limit', row.monthly_limit, textOf(limit, 'EUR'))
    same('spent', row.spent, textOf(spent, 'EUR'))
    same('remaining', row.remaining, textOf(limit - spent, 'EUR'))
    same('status', row.status, spent <= limit ? 'under' : 'over')
    if (limit === 0n) same('used', row.used, null)
    else {
      // The nearest tenth: |2 * (used * limit - 1000 * spent)| <= limit.
      const distance = 2n * (BigInt(String(row.used).replace('.', '')) * limit - 1000n * spent)
      if (distance > limit || distance < -limit) faults.push(`${row.used} % is not ${spent} of ${limit}`)
    }
    if (NAMES[row.category - 1]?.[1] === 'expense') budgeted += spent
  }
  same('unbudgeted_expense', body.unbudgeted_expense, textOf(expense - budgeted, 'EUR'))

  const yen = moves.filter(({ currency }) => currency === 'JPY')
  const [earned, paid] = [total(yen, 'income'), total(yen, 'expense')]
  same('other_currencies', body.other_currencies, yen.length === 0
    ? []
    : [
        {
          currency: 'JPY', total_income: String(earned), total_expense: String(paid),
          net_savings: String(earned - paid),
        },
      ])
  return faults
}
