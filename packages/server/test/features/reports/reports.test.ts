import fc from 'fast-check'
import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import { changeCategory, createCategory } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import { getMonthlyReport, type MonthlyReport } from '@fintrack/contract/reports'
import { createTransaction } from '@fintrack/contract/transactions'
import { changeMe } from '@fintrack/contract/users'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { reportService } from '../../../src/features/reports/report-service.ts'
import { bothDatabases, everyWay, bytesOf, type TestUser } from '../../helpers/api.ts'
import { between } from '../../helpers/between.ts'
import { faulty } from '../../helpers/expected.ts'
import { anyLimits, anyMoves, faultsOf, NAMES, textOf } from '../../helpers/report-oracle.ts'

const EMPTY = { category_breakdown: [], budget_status: [], other_currencies: [] }

async function report (user: TestUser, month = '2024-05', currency?: string): Promise<MonthlyReport> {
  const { body } = await user.call(
    getMonthlyReport, { query: { month, ...currency === undefined ? {} : { currency } } }
  )
  return body
}

async function categories (
  user: TestUser, ...names: Array<readonly [name: string, type: 'income' | 'expense']>
): Promise<void> {
  for (const [name, type] of names) await user.call(createCategory, { body: { name, type } })
}

async function addAll (
  user: TestUser, rows: ReadonlyArray<readonly [date: string, amount: string, place: object, currency?: string]>
): Promise<void> {
  for (const [date, amount, place, currency] of rows) {
    await user.call(
      createTransaction, { body: { date, amount, ...place, ...currency === undefined ? {} : { currency } } }
    )
  }
}

bothDatabases(t, 'a row that is written during a report is in all of it or in none of it', async (t, api) => {
  const user = await api.user()
  await categories(user, ['Food', 'expense'])
  const writes = async () => {
    await addAll(user, [['2024-05-01', '1.00', { category: 'Food' }]])
    await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '5' } })
    await user.call(changeMe, { body: { currency: 'EUR' } })
  }
  let afterCurrency = async () => {}
  let afterTotals = async () => {}
  const uow = between(openUnitOfWork(api.served), (repos) => ({
    ...repos,
    users: { ...repos.users, get: async (...given) => repos.users.get(...given).finally(() => afterCurrency()) },
    reports: {
      ...repos.reports, totals: async (...given) => repos.reports.totals(...given).finally(() => afterTotals()),
    },
  }))
  const { monthly } = reportService({ uow })
  const before = await report(user)
  afterTotals = writes
  t.strictSame(await monthly({ user: user.id, origin: {} }, { month: '2024-05' }), before)
  afterTotals = async () => {}
  t.match(
    await report(user, '2024-05', 'USD'), { total_expense: '1.00', budget_status: [{ category_name: 'Food' }] },
    'it was written'
  )
  const next = await report(user)
  afterCurrency = async () => { await user.call(changeMe, { body: { currency: 'JPY' } }) }
  t.strictSame(await monthly({ user: user.id, origin: {} }, { month: '2024-05' }), next)
})

everyWay(t, 'the report of a month without data has zeros and empty lists', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ['Food', 'expense'])
  await addAll(user, [['2024-04-30', '1.00', { category: 'Food' }], ['2024-06-01', '1.00', { category: 'Food' }]])
  t.strictSame(await report(user), {
    month: '2024-05', currency: 'EUR', total_income: '0.00', total_expense: '0.00', net_savings: '0.00',
    unbudgeted_expense: '0.00', ...EMPTY,
  })
  t.strictSame(await report(user, '9999-12', 'JPY'), {
    month: '9999-12', currency: 'JPY', total_income: '0', total_expense: '0', net_savings: '0',
    unbudgeted_expense: '0', ...EMPTY,
  })
})

everyWay(t, 'the monthly report has the month by category, by budget and in total', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(
    user, ['Rent', 'expense'], ['Groceries', 'expense'], ['Transport', 'expense'], ['Salary', 'income'],
    ['Interest', 'income'], ['Unused', 'expense']
  )
  await addAll(user, [
    ['2024-05-01', '980.00', { category: 'Rent' }],
    ['2024-05-01', '400.00', { category: 'Groceries' }], ['2024-05-31', '40.00', { category: 'Groceries' }],
    ['2024-05-12', '-8.28', { category: 'Groceries' }],
    ['2024-05-02', '86.40', { category: 'Transport' }], ['2024-05-03', '18.00', { type: 'expense' }],
    ['2024-05-15', '3200.00', { category: 'Salary' }], ['2024-05-15', '12.50', { category: 'Interest' }],
    ['2024-05-15', '200.00', { type: 'income' }],
    ['2024-04-30', '77.00', { category: 'Rent' }], ['2024-06-01', '77.00', { type: 'income' }],
    ['2024-05-20', '12.00', { category: 'Rent' }, 'USD'], ['2024-05-20', '500', { type: 'income' }, 'JPY'],
    ['2024-05-20', '-0.001', { type: 'expense' }, 'KWD'],
  ])
  for (const [category, month, limit] of [
    ['Transport', '2024-05', '90'], ['Groceries', '2024-05', '400'], ['Rent', '2024-05', '980'],
    ['Salary', '2024-05', '3500'],
    ['Unused', '2024-05', '50'], ['Interest', '2024-05', '0'], ['Rent', '2024-06', '1'],
  ]) {
    await user.call(
      createBudget, { body: { category: String(category), month: String(month), monthly_limit: String(limit) } }
    )
  }

  t.strictSame(await report(user), {
    month: '2024-05',
    currency: 'EUR',
    total_income: '3412.50',
    total_expense: '1516.12',
    net_savings: '1896.38',
    category_breakdown: [
      { category: 4, category_name: 'Salary', type: 'income', total: '3200.00', share: '93.8', count: 1 },
      { category: 1, category_name: 'Rent', type: 'expense', total: '980.00', share: '64.6', count: 1 },
      { category: 2, category_name: 'Groceries', type: 'expense', total: '431.72', share: '28.5', count: 3 },
      { category: null, category_name: null, type: 'income', total: '200.00', share: '5.8', count: 1 },
      { category: 3, category_name: 'Transport', type: 'expense', total: '86.40', share: '5.7', count: 1 },
      { category: null, category_name: null, type: 'expense', total: '18.00', share: '1.2', count: 1 },
      { category: 5, category_name: 'Interest', type: 'income', total: '12.50', share: '0.4', count: 1 },
    ],
    budget_status: [
      {
        category: 2, category_name: 'Groceries', type: 'expense', monthly_limit: '400.00', spent: '431.72',
        remaining: '-31.72', used: '107.9', status: 'over',
      },
      {
        category: 5, category_name: 'Interest', type: 'income', monthly_limit: '0.00', spent: '12.50',
        remaining: '-12.50', used: null, status: 'over',
      },
      {
        category: 1, category_name: 'Rent', type: 'expense', monthly_limit: '980.00', spent: '980.00',
        remaining: '0.00', used: '100.0', status: 'under',
      },
      {
        category: 4, category_name: 'Salary', type: 'income', monthly_limit: '3500.00', spent: '3200.00',
        remaining: '300.00', used: '91.4', status: 'under',
      },
      {
        category: 3, category_name: 'Transport', type: 'expense', monthly_limit: '90.00', spent: '86.40',
        remaining: '3.60', used: '96.0', status: 'under',
      },
      {
        category: 6, category_name: 'Unused', type: 'expense', monthly_limit: '50.00', spent: '0.00',
        remaining: '50.00', used: '0.0', status: 'under',
      },
    ],
    unbudgeted_expense: '18.00',
    other_currencies: [
      { currency: 'JPY', total_income: '500', total_expense: '0', net_savings: '500' },
      { currency: 'KWD', total_income: '0.000', total_expense: '-0.001', net_savings: '0.001' },
      { currency: 'USD', total_income: '0.00', total_expense: '12.00', net_savings: '-12.00' },
    ],
  })
})

everyWay(t, 'a report\'s rows are sorted by total, then name, and no category is last among equals', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ['b', 'expense'], ['Ä', 'expense'], ['a', 'income'], ['Z', 'expense'], ['x', 'income'])
  await addAll(user, [
    ['2024-05-01', '1', { category: 'b' }], ['2024-05-01', '1', { category: 'Ä' }],
    ['2024-05-01', '1', { category: 'a' }],
    ['2024-05-01', '1', { category: 'Z' }], ['2024-05-01', '1', { type: 'income' }],
    ['2024-05-01', '1', { type: 'expense' }],
    ['2024-05-01', '-5', { category: 'x' }],
  ])
  t.strictSame((await report(user)).category_breakdown.map((row) => [row.category_name, row.type, row.total]), [
    ['Z', 'expense', '1.00'], ['a', 'income', '1.00'], ['b', 'expense', '1.00'], ['Ä', 'expense', '1.00'],
    [null, 'expense', '1.00'], [null, 'income', '1.00'], ['x', 'income', '-5.00'],
  ])
})

everyWay(t, 'shares sum to 100.0 for each type, may be negative or over 100, and are null of zero', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ['A', 'expense'], ['B', 'expense'], ['C', 'expense'], ['P', 'income'], ['Q', 'income'])
  await addAll(user, [
    ['2024-01-01', '1', { category: 'A' }], ['2024-01-01', '1', { category: 'B' }],
    ['2024-01-01', '1', { category: 'C' }],
    ['2024-02-01', '30', { category: 'A' }], ['2024-02-01', '-10', { category: 'B' }],
    ['2024-03-01', '10', { category: 'A' }], ['2024-03-01', '-10', { category: 'B' }],
    ['2024-03-01', '5', { category: 'P' }],
    ['2024-04-01', '-30', { category: 'A' }], ['2024-04-01', '10', { category: 'B' }],
    ['2024-06-01', '0', { category: 'A' }], ['2024-06-01', '-5', { category: 'Q' }],
  ])
  const shares = async (month: string) => (await report(user, month)).category_breakdown.map(
    (row) => [row.category_name, row.total, row.share]
  )
  t.strictSame(await shares('2024-01'), [['A', '1.00', '33.4'], ['B', '1.00', '33.3'], ['C', '1.00', '33.3']])
  t.strictSame(await shares('2024-02'), [['A', '30.00', '150.0'], ['B', '-10.00', '-50.0']])
  t.strictSame(await shares('2024-03'), [['A', '10.00', null], ['P', '5.00', '100.0'], ['B', '-10.00', null]])
  t.strictSame(await shares('2024-04'), [['B', '10.00', '-50.0'], ['A', '-30.00', '150.0']])
  t.strictSame(await shares('2024-06'), [['A', '0.00', null], ['Q', '-5.00', '100.0']])
  const refunds = await report(user, '2024-04')
  t.strictSame(
    [refunds.total_expense, refunds.net_savings, refunds.unbudgeted_expense], ['-20.00', '20.00', '-20.00'],
    'more came back than was spent'
  )
})

everyWay(t, 'a budget is under up to its limit, and refunds can leave more than all of it', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(
    user, ['Exact', 'expense'], ['Over', 'expense'], ['Back', 'expense'], ['Zero', 'expense'], ['Free', 'expense'],
    ['Pay', 'income']
  )
  await addAll(user, [
    ['2024-05-01', '10.00', { category: 'Exact' }], ['2024-05-01', '10.01', { category: 'Over' }],
    ['2024-05-01', '-2.50', { category: 'Back' }],
    ['2024-05-01', '0', { category: 'Zero' }], ['2024-05-01', '7', { category: 'Free' }],
    ['2024-05-01', '40', { category: 'Pay' }],
  ])
  for (const [category, limit] of [['Exact', '10'], ['Over', '10'], ['Back', '10'], ['Zero', '0'], ['Pay', '30']]) {
    await user.call(
      createBudget, { body: { category: String(category), month: '2024-05', monthly_limit: String(limit) } }
    )
  }
  const body = await report(user)
  t.strictSame(body.budget_status.map(
    (row) => [row.category_name, row.type, row.spent, row.remaining, row.used, row.status]
  ), [
    ['Back', 'expense', '-2.50', '12.50', '-25.0', 'under'],
    ['Exact', 'expense', '10.00', '0.00', '100.0', 'under'],
    ['Over', 'expense', '10.01', '-0.01', '100.1', 'over'],
    ['Pay', 'income', '40.00', '-10.00', '133.3', 'over'],
    ['Zero', 'expense', '0.00', '0.00', null, 'under'],
  ])
  t.equal(body.unbudgeted_expense, '7.00', 'income budgets do not count')
})

everyWay(t, 'a report in another currency has its rows and budgets, and the user\'s own beside it', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ['Food', 'expense'])
  await addAll(user, [['2024-05-01', '5.00', { category: 'Food' }], ['2024-05-01', '700', { category: 'Food' }, 'JPY']])
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '4.00' } })
  t.strictSame(await report(user, '2024-05', 'JPY'), {
    month: '2024-05',
    currency: 'JPY',
    total_income: '0',
    total_expense: '700',
    net_savings: '-700',
    category_breakdown: [
      { category: 1, category_name: 'Food', type: 'expense', total: '700', share: '100.0', count: 1 },
    ],
    budget_status: [],
    unbudgeted_expense: '700',
    other_currencies: [{ currency: 'EUR', total_income: '0.00', total_expense: '5.00', net_savings: '-5.00' }],
  })
  const own = await report(user)
  t.strictSame(own, await report(user, '2024-05', 'EUR'))
  t.strictSame(own.budget_status, [
    {
      category: 1, category_name: 'Food', type: 'expense', monthly_limit: '4.00', spent: '5.00', remaining: '-1.00',
      used: '125.0', status: 'over',
    },
  ], 'what was spent in yen is no part of it')
})

everyWay(t, 'sums of a report beyond 2^53 are exact to the last digit [P3.8]', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const most = '100000000000.00'
  const rows = Array.from({ length: 1001 }, (_, at) => `2024-05-01,expense,Big,${at === 1000 ? '0.01' : most}`)
  const income = Array.from({ length: 901 }, (_, at) => `2024-05-01,income,,${at === 900 ? '0.03' : most}`)
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount', ...rows, ...income].join('\n')) })
  await user.call(createBudget, { body: { category: 'Big', month: '2024-05', monthly_limit: most } })
  const body = await report(user)
  t.ok(100000000000001 * 100 > Number.MAX_SAFE_INTEGER)
  t.strictSame([body.total_expense, body.total_income, body.net_savings], [
    '100000000000000.01', '90000000000000.03', '-9999999999999.98',
  ])
  t.strictSame(body.budget_status, [{
    category: 1, category_name: 'Big', type: 'expense', monthly_limit: most, spent: '100000000000000.01',
    remaining: '-99900000000000.01', used: '100000.0', status: 'over',
  }])
})

everyWay(t, 'a category keeps its rows in the report under its new name', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ['Food', 'expense'])
  await addAll(user, [['2024-05-01', '5.00', { category: 'Food' }]])
  await user.call(changeCategory, { id: 1, body: { name: 'Meals' } })
  t.equal((await report(user)).category_breakdown[0]?.category_name, 'Meals')
})

everyWay(t, 'the monthly report requires a month, and reports every fault of its query', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const answer = (...query: Array<readonly [string, string]>) => user.answer(getMonthlyReport, { query })
  const month = 'a month as YYYY-MM, such as 2024-05'
  t.strictSame(await answer(), faulty({ month: [`This field is required: ${month}.`] }))
  for (const text of ['2024-13', '2024-00', '0000-01', '2024-5', '2024-05-01', '', '10000-01', 'May']) {
    t.strictSame(await answer(['month', text]), faulty({ month: [`"${text}" is not ${month}.`] }))
  }
  t.strictSame(await answer(['month', '2024-05'], ['month', '2024-06'], ['currency', 'XXX'], [
    'currecy', 'EUR',
  ]), faulty({
    currecy: ['"currecy" is not a query parameter here; did you mean "currency"?'],
    currency: ['"XXX" is not an ISO 4217 currency code, such as EUR.'],
    month: ['This parameter was given more than once; give it once.'],
  }))
  const { status, body } = await api.anonymous.answer(getMonthlyReport, { query: [['month', '2024-05']] })
  t.strictSame([status, (body as { code: string }).code], [401, 'not_authenticated'])
})

everyWay(t, 'a report holds nothing of another user\'s book', async (t, api) => {
  const [owner, other] = [await api.user('owner', 'EUR'), await api.user('other', 'EUR')]
  const empty = await report(other)
  await categories(owner, ['Food', 'expense'])
  await addAll(owner, [['2024-05-01', '5.00', { category: 'Food' }], ['2024-05-01', '5.00', { type: 'income' }, 'USD']])
  await owner.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '4.00' } })
  t.strictSame(await report(other), empty)
})

everyWay(t, 'for any month the API\'s report has rows that sum to totals, and shares of 100.0', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await categories(user, ...NAMES)
  let year = 2000
  await fc.assert(fc.asyncProperty(anyMoves, anyLimits, async (moves, limits) => {
    const month = `${year += 1}-05`
    const lines = moves.map(({ category, type, minor, currency }, at) => {
      const [date, name] = [String(at % 31 + 1).padStart(2, '0'), category === null ? '' : NAMES[category - 1]?.[0]]
      return `${month}-${date},${type},${name},${textOf(minor, currency)},${currency}`
    })
    const csv = ['date,type,category,amount,currency', ...lines].join('\n')
    if (moves.length > 0) await user.call(importTransactions, { body: bytesOf(csv) })
    for (const { category, limit } of limits) {
      await user.call(createBudget, { body: { category, month, monthly_limit: textOf(limit, 'EUR') } })
    }
    const faults = faultsOf(await report(user, month), moves, limits)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }), { numRuns: 25, seed: 3 })
  t.equal(year, 2025)
})
