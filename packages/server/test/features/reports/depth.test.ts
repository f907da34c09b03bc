import fc from 'fast-check'
import t from 'tap'
import { createBudget, getBudgetStatus, listBudgets } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import type { CategoryType } from '@fintrack/contract/choices'
import { month } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { foldName } from '@fintrack/contract/text'
import { createTransaction } from '@fintrack/contract/transactions'
import { monthlyReport, type CategoryTotal, type MonthBudget } from '../../../src/features/reports/report-math.ts'
import { everyWay, type TestUser } from '../../helpers/api.ts'
import { unknownCategory } from '../../helpers/expected.ts'

const MAY = month('2024-05')

async function add (user: TestUser, name: string, type: CategoryType = 'expense'): Promise<number> {
  return (await user.call(createCategory, { body: { name, type } })).body.id
}

async function move (user: TestUser, category: string | null, amount: string, type: CategoryType = 'expense') {
  await user.call(createTransaction, { body: { amount, date: '2024-05-03', category, type } })
}

async function plan (user: TestUser, category: string, limit: string): Promise<void> {
  await user.call(createBudget, { body: { category, month: MAY, monthly_limit: limit } })
}

everyWay(t, 'a report of a depth sums categories by the first parts of their names', async (t, api) => {
  const user = await api.user()
  const food = await add(user, 'Food')
  for (const name of ['Food:Out:Bar', 'Food:Out:Inn', 'Food:Market', 'trip:Bus', 'Trip:Inn']) await add(user, name)
  await add(user, 'Trip:Refund', 'income')
  await move(user, 'bar', '1.00')
  await move(user, 'food:out:inn', '2.00')
  await move(user, 'market', '3.00')
  await move(user, 'bus', '4.00')
  await move(user, 'trip:inn', '5.00')
  await move(user, null, '1.00')
  await move(user, 'refund', '7.00', 'income')
  await user.call(createTransaction, {
    body: {
      amount: '10.00', date: '2024-05-03', type: 'expense',
      splits: [{ category: 'food', amount: '4.00' }, { category: 'bus', amount: '6.00' }],
    },
  })
  const rows = async (depth?: number) => {
    const { body } = await user.call(
      getMonthlyReport, { query: { month: MAY, ...depth === undefined ? {} : { depth } } }
    )
    return body.category_breakdown.map(
      (row) => [row.category, row.category_name, row.type, row.total, row.share, row.count]
    )
  }
  t.strictSame(await rows(1), [
    [null, 'Trip', 'expense', '15.00', '57.7', 3],
    [food, 'Food', 'expense', '10.00', '38.5', 4],
    [null, 'Trip', 'income', '7.00', '100.0', 1],
    [null, null, 'expense', '1.00', '3.8', 1],
  ])
  t.strictSame((await rows(2)).map(([id, name, , total]) => [id, name, total]), [
    [5, 'trip:Bus', '10.00'], [7, 'Trip:Refund', '7.00'], [6, 'Trip:Inn', '5.00'], [food, 'Food', '4.00'],
    [4, 'Food:Market', '3.00'], [null, 'Food:Out', '3.00'], [null, null, '1.00'],
  ])
  t.strictSame(await rows(100), await rows(), 'deep enough it is the whole report')
  t.equal((await user.answer(getMonthlyReport, { query: [['month', MAY], ['depth', '0']] })).status, 400)
})

everyWay(t, 'a budget covers all below its category, and each expense counts once in the total', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Food:Out:Bar', 'Rent', 'Fun']) await add(user, name)
  await add(user, 'Pay', 'income')
  await move(user, 'food', '1.00')
  await move(user, 'out', '2.00')
  await move(user, 'bar', '4.00')
  await move(user, 'rent', '8.00')
  await move(user, 'fun', '16.00')
  await move(user, null, '32.00')
  await plan(user, 'food', '10.00')
  await plan(user, 'bar', '3.00')
  await plan(user, 'rent', '9.00')
  await plan(user, 'pay', '1.00')
  const { body } = await user.call(getMonthlyReport, { query: { month: MAY } })
  const spent = (rows: typeof body.budget_status) => rows.map((row) => [row.category_name, row.spent, row.remaining])
  t.strictSame(spent(body.budget_status), [
    ['Food', '7.00', '3.00'], ['Food:Out:Bar', '4.00', '-1.00'], ['Pay', '0.00', '1.00'], ['Rent', '8.00', '1.00'],
  ])
  t.equal(body.unbudgeted_expense, '48.00')

  const status = async (query: { category?: string, covers?: string }) =>
    spent((await user.call(getBudgetStatus, { query: { month: MAY, ...query } })).body)
  t.strictSame(await status({}), spent(body.budget_status))
  t.strictSame(await status({ category: 'food' }), [['Food', '7.00', '3.00'], ['Food:Out:Bar', '4.00', '-1.00']])
  t.strictSame(await status({ category: '=food' }), [['Food', '7.00', '3.00']])
  t.strictSame(await status({ covers: 'out' }), [['Food', '7.00', '3.00']])
  t.strictSame(await status({ covers: 'bar' }), [['Food', '7.00', '3.00'], ['Food:Out:Bar', '4.00', '-1.00']])
  t.strictSame(await status({ covers: 'bar', category: 'out' }), [['Food:Out:Bar', '4.00', '-1.00']])
  t.strictSame(await status({ covers: 'fun' }), [])
  t.strictSame(
    await user.answer(getBudgetStatus, { query: [['month', MAY], ['covers', 'x']] }), unknownCategory('covers', 'x')
  )
  const listed = async (category: string) =>
    (await user.call(listBudgets, { query: { category } })).body.map((row) => row.category_name)
  t.strictSame(await listed('food'), ['Food', 'Food:Out:Bar'])
  t.strictSame(await listed('=food'), ['Food'])
})

everyWay(t, 'budgets and depths find a category by its name in every script', async (t, api) => {
  const user = await api.user()
  const [fun, rent] = [await add(user, 'Spaß'), await add(user, 'Έξοδος')]
  await add(user, 'SPASS:Kino')
  await move(user, 'spass', '50.00')
  await move(user, 'kino', '5.00')
  await move(user, 'ΈΞΟΔΟΣ', '20.00')
  await plan(user, 'Spaß', '60.00')
  await plan(user, 'Έξοδος', '30.00')
  const { body } = await user.call(getMonthlyReport, { query: { month: MAY, depth: 1 } })
  t.strictSame(body.budget_status.map((row) => [row.category, row.spent]), [[fun, '55.00'], [rent, '20.00']])
  t.equal(body.unbudgeted_expense, '0.00')
  t.strictSame(body.category_breakdown.map((row) => [row.category, row.category_name, row.total]), [
    [fun, 'Spaß', '55.00'], [rent, 'Έξοδος', '20.00'],
  ])
})

/** A tree of names, each of one type, and the sums in them. */
const anyName = fc.array(fc.constantFrom('a', 'B', 'b', 'Spaß', 'SPASS', 'Έξοδος'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(':'))
const anyTotals = fc.uniqueArray(fc.record({
  name: fc.option(anyName), type: fc.constantFrom('income' as const, 'expense' as const),
  total: fc.oneof(fc.bigInt(-5n, 5n), fc.bigInt(-10_000_000n, 10_000_000n)), count: fc.integer({ min: 1, max: 9 }),
  isThere: fc.boolean(), limit: fc.option(fc.integer({ min: 0, max: 1000 })),
}), { selector: ({ name, type }) => `${type} ${name === null ? '' : foldName(name)}`, maxLength: 20 })

t.test('at every depth rows sum to the totals, shares to 100.0, and each expense is budgeted once', async (t) => {
  fc.assert(fc.property(anyTotals, fc.integer({ min: 1, max: 5 }), (rows, depth) => {
    const categories = rows.flatMap(({ name, type, isThere }, at) =>
      name === null || !isThere ? [] : [{ id: at + 1, name, type }])
    const totals = rows.map(({ name, type, total, count }, at): CategoryTotal => ({
      currency: 'EUR', type, category: name === null ? null : at + 1, category_name: name, total, count,
    }))
    const budgets = rows.flatMap(({ name, type, limit }, at): MonthBudget[] =>
      name === null || limit === null
        ? []
        : [{ category: at + 1, category_name: name, type, monthly_limit: minor(limit) }])
    const report = monthlyReport(MAY, 'EUR', totals, budgets, { depth, categories })
    const same = (what: string, found: unknown, wanted: unknown): void => {
      const [one, other] = [String(found), String(wanted)]
      if (one !== other) throw new Error(`${what}: ${one} is not ${other}`)
    }
    const units = (text: string) => BigInt(text.replace('.', ''))
    const first = (name: string) => foldName(name).split(':').slice(0, depth).join(':')
    const seen = new Set<string>()
    for (const type of ['income', 'expense'] as const) {
      const shown = report.category_breakdown.filter((row) => row.type === type)
      const own = rows.filter((row) => row.type === type)
      const whole = own.reduce((sum, row) => sum + row.total, 0n)
      same(`the rows of ${type}`, shown.reduce((sum, row) => sum + units(row.total), 0n), whole)
      same('the total', units(type === 'income' ? report.total_income : report.total_expense), whole)
      same('the counts', shown.reduce((sum, row) => sum + row.count, 0), own.reduce((sum, row) => sum + row.count, 0))
      if (whole !== 0n) same('the shares', shown.reduce((sum, row) => sum + units(String(row.share)), 0n), 1000n)
      for (const row of shown) {
        const key = row.category_name === null ? null : first(row.category_name)
        if (seen.has(`${type} ${key}`)) throw new Error(`there are two rows of ${type} ${key}`)
        seen.add(`${type} ${key}`)
        const members = own.filter(({ name }) => (name === null ? null : first(name)) === key)
        same(`the row ${key}`, units(row.total), members.reduce((sum, one) => sum + one.total, 0n))
        const there = categories.find((one) => one.type === type && foldName(one.name) === key)
        same('its category', row.category, there?.id ?? null)
      }
    }
    const covered = (name: string, type: string, above: MonthBudget) =>
      type === above.type && `${foldName(name)}:`.startsWith(`${foldName(above.category_name)}:`)
    for (const budget of budgets) {
      const spent = rows.filter(({ name, type }) => name !== null && covered(name, type, budget))
        .reduce((sum, row) => sum + row.total, 0n)
      const status = report.budget_status.find((row) => row.category === budget.category)
      same(`spent of ${budget.category_name}`, units(status?.spent ?? ''), spent)
    }
    const open = rows.filter(({ name, type }) =>
      type === 'expense' && (name === null || budgets.every((budget) => !covered(name, type, budget))))
    same('not budgeted', units(report.unbudgeted_expense), open.reduce((sum, row) => sum + row.total, 0n))
  }), { numRuns: 1000 })
  t.pass('1000 trees')
})
