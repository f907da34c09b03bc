import t from 'tap'
import {
  changeBudget, createBudget, deleteBudget, getBudget, getBudgetStatus, listBudgets, replaceBudget,
} from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createTransaction } from '@fintrack/contract/transactions'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, missing, refused, unknownCategory } from '../../helpers/expected.ts'
import { idsOf } from '../../helpers/walk.ts'

const CATEGORY = 'a category: its id or its name'
const MONTH = 'a month as YYYY-MM (or any day of it), such as 2024-05'
const AMOUNT = 'an amount: digits with at most one point, such as 12.50'
const TAKEN = refused(
  409, 'already_exists', 'There is a budget for this category, month and currency already; change that one.'
)

/** A user with the expense categories Food (1) and Rent (2) and the income category Salary (3). */
async function household (api: TestApi, currency = 'EUR'): Promise<TestUser> {
  const user = await api.user('ada', currency)
  for (const [name, type] of [['Food', 'expense'], ['Rent', 'expense'], ['Salary', 'income']] as const) {
    await user.call(createCategory, { body: { name, type } })
  }
  return user
}

everyWay(t, 'a budget is set, listed, shown, replaced, changed and deleted', async (t, api) => {
  const user = await household(api)
  t.strictSame(await user.answer(listBudgets), { status: 200, body: [] })
  const food = { id: 1, category: 1, category_name: 'Food', month: '2024-05', monthly_limit: '400.00', currency: 'EUR' }
  t.strictSame(await user.answer(
    createBudget, { body: { category: 'food', month: '2024-05', monthly_limit: '400' } }
  ), {
    status: 201, body: food, location: '/api/budgets/1/',
  })
  const pay = { id: 2, category: 3, category_name: 'Salary', month: '2024-04', monthly_limit: '0.00', currency: 'EUR' }
  t.strictSame(await user.answer(createBudget, { body: { category: 3, month: '2024-04', monthly_limit: 0 } }), {
    status: 201, body: pay, location: '/api/budgets/2/',
  }, 'a category of either type may have one, and 0 is a limit')
  t.strictSame(await user.answer(listBudgets), { status: 200, body: [pay, food] }, 'by month and id')
  t.strictSame(await user.answer(getBudget, { id: '001' }), { status: 200, body: food })

  const rent = { ...food, category: 2, category_name: 'Rent', month: '2024-06', monthly_limit: '980.00' }
  t.strictSame(await user.answer(replaceBudget, {
    id: '1', body: { category: 'Rent', month: '2024-06', monthly_limit: '980' },
  }), {
    status: 200, body: rent,
  })
  t.strictSame(await user.answer(getBudget, { id: '1' }), { status: 200, body: rent })
  t.strictSame(await user.answer(changeBudget, { id: '1', body: {} }), { status: 200, body: rent })
  t.strictSame(await user.answer(changeBudget, { id: '1', body: { monthly_limit: 981.5 } }), {
    status: 200, body: { ...rent, monthly_limit: '981.50' },
  })
  t.strictSame(await user.answer(changeBudget, { id: '1', body: { category: 'Salary' } }), {
    status: 200, body: { ...rent, category: 3, category_name: 'Salary', monthly_limit: '981.50' },
  }, 'also to a category of the other type')
  t.strictSame(await user.answer(changeBudget, { id: '1', body: { month: '2024-07' } }), {
    status: 200, body: { ...rent, category: 3, category_name: 'Salary', monthly_limit: '981.50', month: '2024-07' },
  })
  t.strictSame(await user.answer(deleteBudget, { id: '1' }), { status: 204, body: undefined })
  t.strictSame(await user.answer(deleteBudget, { id: '1' }), missing('budget', 1))
  t.strictSame(await user.answer(listBudgets), { status: 200, body: [pay] })
  t.equal(
    (await user.answer(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: 1 } })).location,
    '/api/budgets/3/', 'an id is never used again'
  )
})

everyWay(t, 'a budget as it was read can be sent back unchanged', async (t, api) => {
  const user = await household(api)
  await user.call(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: '400.00' } })
  const { body } = await user.call(getBudget, { id: 1 })
  t.strictSame(await user.answer(replaceBudget, { id: '1', body }), { status: 200, body })
  t.strictSame(await user.answer(changeBudget, { id: '1', body }), { status: 200, body })
  const odd = { ...body, id: 9, user: 1, category_name: 'x', currency: 'JPY', created_at: 1, updated_at: null }
  t.strictSame(
    await user.answer(replaceBudget, { id: '1', body: odd }), { status: 200, body },
    'what the server writes is not looked at'
  )
  t.strictSame(await user.answer(createBudget, { body: { ...odd, month: '2024-06' } }), {
    status: 201, body: { ...body, id: 2, month: '2024-06' }, location: '/api/budgets/2/',
  })
})

everyWay(t, 'the month of a budget may be given as any day of it', async (t, api) => {
  const user = await household(api)
  const first = await user.call(createBudget, { body: { category: 1, month: '2024-02-29', monthly_limit: 1 } })
  t.equal(first.body.month, '2024-02')
  t.strictSame(await user.answer(createBudget, { body: { category: 1, month: '2024-02-01', monthly_limit: 1 } }), TAKEN)
  t.equal((await user.call(changeBudget, { id: 1, body: { month: '9999-12-31' } })).body.month, '9999-12')
  t.equal(
    (await user.call(replaceBudget, {
      id: 1, body: { category: 1, month: '0001-01-31', monthly_limit: 1 },
    })).body.month,
    '0001-01'
  )
  for (const month of [
    '2024-13', '2023-02-29', '2024-00', '0000-01', '2024-5', '2024-05-1', '2024', '', ' 2024-05', 'May 2024', 202405,
    null,
  ]) {
    const wrong = faulty({ month: [`${JSON.stringify(month)} is not ${MONTH}.`] })
    t.strictSame(await user.answer(createBudget, { body: { category: 1, month, monthly_limit: 1 } }), wrong)
    t.strictSame(await user.answer(changeBudget, { id: '1', body: { month } }), wrong)
  }
})

everyWay(t, 'there is one budget for a category, month and currency', async (t, api) => {
  const user = await household(api)
  const set = (category: unknown, month: string) => user.answer(
    createBudget, { body: { category, month, monthly_limit: '1.00' } }
  )
  t.equal((await set(1, '2024-05')).status, 201)
  t.equal((await set(2, '2024-05')).status, 201)
  t.equal((await set(1, '2024-06')).status, 201)
  t.strictSame(await set('FOOD', '2024-05'), TAKEN)
  t.strictSame(
    await user.answer(replaceBudget, { id: '2', body: { category: 1, month: '2024-05', monthly_limit: 5 } }), TAKEN
  )
  t.strictSame(await user.answer(changeBudget, { id: '2', body: { category: 1 } }), TAKEN)
  t.strictSame(await user.answer(changeBudget, { id: '3', body: { month: '2024-05-17' } }), TAKEN)
  t.strictSame((await user.call(listBudgets, {})).body.map(
    ({ id, category, month, monthly_limit: limit }) => [id, category, month, limit]
  ), [
    [1, 1, '2024-05', '1.00'], [2, 2, '2024-05', '1.00'], [3, 1, '2024-06', '1.00'],
  ])
  const other = await api.user('other', 'EUR')
  await other.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  t.equal(
    (await other.answer(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: 1 } })).status, 201,
    'another user\'s do not count'
  )
})

everyWay(t, 'a budget keeps the currency that its user had when it was created', async (t, api) => {
  const user = await household(api, 'EUR')
  await user.call(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: '400.50' } })
  // No request changes a user's currency yet.
  await api.databases.writer('users').where({ id: user.id }).update({ currency: 'JPY' })
  const second = {
    id: 2, category: 1, category_name: 'Food', month: '2024-05', monthly_limit: '60000', currency: 'JPY',
  }
  t.strictSame(await user.answer(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: '60000' } }), {
    status: 201, body: second, location: '/api/budgets/2/',
  }, 'one for each currency')
  t.strictSame(await user.answer(changeBudget, { id: '1', body: { monthly_limit: '400.75' } }), {
    status: 200, body: {
      id: 1, category: 1, category_name: 'Food', month: '2024-05', monthly_limit: '400.75', currency: 'EUR',
    },
  })
  t.strictSame(await user.answer(changeBudget, { id: '2', body: { monthly_limit: '400.75' } }), faulty({
    monthly_limit: ['"400.75" has 2 decimals; JPY takes none.'],
  }))
})

everyWay(t, 'the limit of a budget is an amount that is not negative', async (t, api) => {
  const user = await household(api)
  await user.call(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: '100000000000.00' } })
  t.equal((await user.call(getBudget, { id: 1 })).body.monthly_limit, '100000000000.00')
  for (const [limit, sentence] of [
    ['-0.01', '"-0.01" is negative; a limit is 0 or more.'],
    [-5, '-5 is negative; a limit is 0 or more.'],
    ['-0', '"-0" is not an amount: write 0 without a sign.'],
    ['1.234', '"1.234" has 3 decimals; EUR takes at most 2.'],
    ['100000000000.01', '"100000000000.01" is too large: the most is 100000000000.00 EUR.'],
    ['1e3', `"1e3" is not ${AMOUNT}.`], [1e21, `1e+21 is not ${AMOUNT}.`], ['', `"" is not ${AMOUNT}.`],
    [null, `null is not ${AMOUNT}.`],
    [true, `true is not ${AMOUNT}.`],
  ] as const) {
    const wrong = faulty({ monthly_limit: [sentence] })
    t.strictSame(
      await user.answer(createBudget, { body: { category: 2, month: '2024-05', monthly_limit: limit } }), wrong
    )
    t.strictSame(
      await user.answer(replaceBudget, { id: '1', body: { category: 1, month: '2024-05', monthly_limit: limit } }),
      wrong
    )
    t.strictSame(await user.answer(changeBudget, { id: '1', body: { monthly_limit: limit } }), wrong)
  }
  t.equal((await user.call(listBudgets, {})).body.length, 1)
})

everyWay(t, 'all faults of a budget are reported at once', async (t, api) => {
  const user = await household(api)
  t.strictSame(await user.answer(createBudget, { body: {} }), faulty({
    category: [`This field is required: ${CATEGORY}.`],
    month: [`This field is required: ${MONTH}.`],
    monthly_limit: [`This field is required: ${AMOUNT}.`],
  }))
  t.strictSame(await user.answer(
    createBudget, { body: { limit: 5, category: null, month: 5, monthly_limit: '5,00' } }
  ), faulty({
    limit: ['"limit" is not a field here; did you mean "monthly_limit"?'],
    category: [`null is not ${CATEGORY}.`],
    month: [`5 is not ${MONTH}.`],
    monthly_limit: [`"5,00" is not ${AMOUNT}.`],
  }))
  t.strictSame(await user.answer(
    createBudget, { body: { category: 'Fodo', month: '2024-05', monthly_limit: '-1' } }
  ), faulty({
    category: ['There is no category "Fodo". Did you mean "Food"?'],
    monthly_limit: ['"-1" is negative; a limit is 0 or more.'],
  }))
  t.strictSame(await user.answer(createBudget, { body: { category: 'Fodo', month: '2024-05', monthly_limit: '1' } }),
    unknownCategory('category', 'Fodo', 'Food'))
  await user.call(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: 1 } })
  t.strictSame(
    await user.answer(replaceBudget, { id: '1', body: { category: 9, month: '2024-05', monthly_limit: '1' } }),
    unknownCategory('category', '9')
  )
  t.strictSame(await user.answer(changeBudget, { id: '1', body: { category: '4' } }), unknownCategory('category', '4'))
  t.strictSame(await user.answer(replaceBudget, { id: '1', body: { month: '2024-05' } }), faulty({
    category: [`This field is required: ${CATEGORY}.`],
    monthly_limit: [`This field is required: ${AMOUNT}.`],
  }))
})

everyWay(t, 'a budget that does not exist is 404, but the faults of a body are reported first', async (t, api) => {
  const user = await household(api)
  const body = { category: 1, month: '2024-05', monthly_limit: 1 }
  for (const id of ['1', '0']) {
    const expected = missing('budget', Number(id))
    t.strictSame(await user.answer(getBudget, { id }), expected)
    t.strictSame(await user.answer(replaceBudget, { id, body }), expected)
    t.strictSame(await user.answer(changeBudget, { id, body: {} }), expected)
    t.strictSame(await user.answer(deleteBudget, { id }), expected)
  }
  t.strictSame(
    await user.answer(changeBudget, { id: '1', body: { month: 'May' } }), faulty({ month: [`"May" is not ${MONTH}.`] })
  )
})

everyWay(t, 'budgets are listed by month and category', async (t, api) => {
  const user = await household(api)
  for (const [category, month] of [
    ['Food', '2024-06'], ['Food', '2024-05'], ['Rent', '2024-05'], ['Salary', '2024-04'],
  ]) {
    await user.call(createBudget, { body: { category: String(category), month: String(month), monthly_limit: 1 } })
  }
  t.strictSame(await idsOf(user, listBudgets), [4, 2, 3, 1])
  t.strictSame(await idsOf(user, listBudgets, { month: '2024-05' }), [2, 3])
  t.strictSame(await idsOf(user, listBudgets, { category: 'food' }), [2, 1])
  t.strictSame(await idsOf(user, listBudgets, { category: '01' }), [2, 1])
  t.strictSame(await idsOf(user, listBudgets, { category: 1, month: '2024-05' }), [2])
  t.strictSame(await idsOf(user, listBudgets, { category: 3, month: '2024-05' }), [])
  t.strictSame(await idsOf(user, listBudgets, { month: '1999-01' }), [])
  const answer = (...query: Array<readonly [string, string]>) => user.answer(listBudgets, { query })
  t.strictSame(await answer(['category', 'Fod']), unknownCategory('category', 'Fod', 'Food'))
  t.strictSame(await answer(['month', '2024-05-17'], ['category', ''], ['type', 'income']), faulty({
    type: ['"type" is not a query parameter here; there are: month, category, limit, cursor.'],
    month: ['"2024-05-17" is not a month as YYYY-MM, such as 2024-05.'],
    category: [`"" is not ${CATEGORY}.`],
  }))
  t.strictSame(await answer(['category', '1'], ['category', '2']), faulty({
    category: ['This parameter was given more than once; give it once.'],
  }))
})

everyWay(t, 'the status of one or all budgets of a month is that of the month\'s report', async (t, api) => {
  const user = await household(api)
  for (const [category, month, limit] of [
    ['Rent', '2024-05', '980'], ['Food', '2024-05', '10'], ['Salary', '2024-05', '0'], ['Food', '2024-06', '5'],
  ] as const) {
    await user.call(createBudget, { body: { category, month, monthly_limit: limit } })
  }
  for (const [category, date, amount, currency] of [
    ['Food', '2024-05-01', '7.50', 'EUR'], ['Food', '2024-05-31', '4', 'EUR'], ['Food', '2024-06-01', '100', 'EUR'],
    ['Food', '2024-04-30', '100', 'EUR'],
    ['Food', '2024-05-02', '50', 'USD'], ['Salary', '2024-05-01', '90071992547.41', 'EUR'],
  ] as const) await user.call(createTransaction, { body: { category, date, amount, currency } })
  const { body } = await user.call(getBudgetStatus, { query: { month: '2024-05' } })
  const food = {
    category: 1, category_name: 'Food', type: 'expense', monthly_limit: '10.00', spent: '11.50', remaining: '-1.50',
    used: '115.0', status: 'over',
  }
  t.strictSame(body.map(({ category_name: name }) => name), ['Food', 'Rent', 'Salary'])
  t.strictSame(body[0], food)
  t.strictSame(body, (await user.call(getMonthlyReport, { query: { month: '2024-05' } })).body.budget_status)
  for (const category of [1, '1', 'food']) {
    t.strictSame((await user.call(getBudgetStatus, { query: { month: '2024-05', category } })).body, [food])
  }
  t.strictSame(
    (await user.call(getBudgetStatus, { query: { month: '2024-05', category: 1, currency: 'USD' } })).body, [],
    'a budget has one currency'
  )
  t.strictSame((await user.call(getBudgetStatus, { query: { month: '2024-07' } })).body, [])
  for (const name of ['Food:Bar', 'Food:Out']) {
    await user.call(createCategory, { body: { name, type: 'expense' } })
    await user.call(createBudget, { body: { category: name, month: '2024-09', monthly_limit: '5' } })
  }
  const { body: below } = await user.call(getBudgetStatus, { query: { month: '2024-09', category: 'Food' } })
  t.strictSame(below.map(({ category_name: name }) => name), ['Food:Bar', 'Food:Out'], 'neither is below the other')
  t.strictSame(
    await user.answer(getBudgetStatus, { query: [['month', '2024-05'], ['category', 'Fod']] }),
    unknownCategory('category', 'Fod', 'Food')
  )
  t.match(await user.answer(getBudgetStatus), {
    status: 400, body: { errors: { month: ['This field is required: a month as YYYY-MM, such as 2024-05.'] } },
  })
})

everyWay(t, 'another user\'s budget answers, byte for byte, as one that is not there', async (t, api) => {
  const [owner, other] = [await household(api), await api.user('other')]
  await owner.call(createBudget, { body: { category: 1, month: '2024-05', monthly_limit: 5 } })
  await other.call(createCategory, { body: { name: 'Own', type: 'expense' } })
  const before = await owner.answer(listBudgets)
  const id = '1'
  const ask = async () => JSON.stringify([
    await other.answer(getBudget, { id }),
    await other.answer(replaceBudget, { id, body: { category: 'Own', month: '2024-05', monthly_limit: 1 } }),
    await other.answer(changeBudget, { id, body: { monthly_limit: '0.001' } }),
    await other.answer(changeBudget, { id, body: { category: 'Own' } }),
    await other.answer(deleteBudget, { id }),
    await other.answer(listBudgets),
    await other.answer(listBudgets, { query: [['month', '2024-05']] }),
  ])
  const there = await ask()
  t.strictSame(await owner.answer(listBudgets), before)
  t.equal((await owner.answer(deleteBudget, { id })).status, 204)
  t.equal(await ask(), there)
})

everyWay(t, 'budgets need a login', async (t, api) => {
  for (const [endpoint, request] of [
    [listBudgets, {}], [getBudget, { id: '1' }], [createBudget, { body: {} }], [replaceBudget, { id: '1', body: {} }],
    [changeBudget, { id: '1', body: {} }], [deleteBudget, { id: '1' }],
  ] as const) {
    const { status, body } = await api.anonymous.answer(endpoint, request)
    t.strictSame(
      [status, (body as { code: string }).code], [401, 'not_authenticated'], `${endpoint.method} ${endpoint.path}`
    )
  }
})
