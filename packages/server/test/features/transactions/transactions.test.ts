import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import {
  changeTransaction, createTransaction, deleteTransaction, getTransaction, listTransactions, replaceTransaction
} from '@fintrack/contract/transactions'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, missing, plain, refused, unknownCategory } from '../../helpers/expected.ts'

const AMOUNT = 'an amount: digits with at most one point, such as 12.50'
const DAY = 'a day as YYYY-MM-DD, such as 2024-02-29'
const CATEGORY = 'a category: its id or its name, or null with a type'
const NEEDS_CATEGORY = 'This field is required unless a type is given: a category: its id or its name.'
const PROSE = 'a text of up to 20000 characters, without control characters except tabs and line breaks'
const PAYEE = 'a payee: up to 200 characters on one line, or null'

/** A user with the expense category Food (1) and the income category Salary (2). */
async function household (api: TestApi, currency = 'USD'): Promise<TestUser> {
  const user = await api.user('ada', currency)
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  return user
}

function fieldsOf (body: unknown): string[] {
  return Object.keys((body as { errors: object }).errors)
}

everyWay(t, 'a transaction is added, listed, shown, replaced, changed and deleted', async (t, api) => {
  const user = await household(api)
  const made = api.clock.now()
  t.strictSame(await user.answer(listTransactions), { status: 200, body: [] })
  const lunch = plain({
    id: 1,
    date: '2024-05-03',
    type: 'expense',
    category: 1,
    category_name: 'Food',
    amount: '12.50',
    currency: 'USD',
    payee: null,
    description: '',
    created_at: made,
    updated_at: made,
  })
  t.strictSame(await user.answer(
    createTransaction, { body: { amount: '12.5', date: '2024-05-03', category: 'food' } }
  ), {
    status: 201, body: lunch, location: '/api/transactions/1/',
  })
  const pay = plain({
    id: 2,
    date: '2024-05-31',
    type: 'income',
    category: 2,
    category_name: 'Salary',
    amount: '3000.00',
    currency: 'USD',
    payee: 'ACME Ltd.',
    description: 'May',
    created_at: made,
    updated_at: made,
  })
  t.strictSame(await user.answer(createTransaction, {
    body: {
      amount: 3000, date: '2024-05-31', category: 2, type: 'income', description: 'May', payee: ' ACME Ltd. ',
      currency: 'USD',
    },
  }), { status: 201, body: pay, location: '/api/transactions/2/' })
  t.strictSame(await user.answer(listTransactions), { status: 200, body: [pay, lunch] }, 'the latest first')
  t.strictSame(await user.answer(getTransaction, { id: '1' }), { status: 200, body: lunch })
  t.strictSame(
    await user.answer(getTransaction, { id: '0001' }), { status: 200, body: lunch }, 'leading zeros are allowed'
  )

  api.clock.advance(5)
  const dinner = plain({ ...lunch, date: '2024-05-04', amount: '30.00', updated_at: api.clock.now() })
  t.strictSame(await user.answer(replaceTransaction, {
    id: '1', body: { amount: '30', date: '2024-05-04', category: 1 },
  }), {
    status: 200, body: dinner,
  })
  api.clock.advance(5)
  const told = { ...dinner, description: 'with Ben', updated_at: api.clock.now() }
  t.strictSame(await user.answer(changeTransaction, { id: '1', body: { description: 'with Ben' } }), {
    status: 200, body: told,
  })
  t.strictSame(await user.answer(getTransaction, { id: '1' }), { status: 200, body: told })
  t.strictSame(await user.answer(listTransactions), { status: 200, body: [pay, told] })

  t.strictSame(await user.answer(deleteTransaction, { id: '2' }), { status: 204, body: undefined })
  t.strictSame(await user.answer(deleteTransaction, { id: '2' }), missing('transaction', 2))
  t.strictSame(await user.answer(listTransactions), { status: 200, body: [told] })
  t.equal((await user.answer(createTransaction, { body: { amount: 1, date: '2024-05-01', category: 1 } })).location,
    '/api/transactions/3/', 'an id is never used again')
})

everyWay(t, 'a transaction as it was read can be sent back unchanged', async (t, api) => {
  const user = await household(api)
  for (const body of [
    { amount: '12.50', date: '2024-05-03', category: 1, payee: 'Kin Soy', description: 'a\tb\r\nc ' },
    { amount: '-0.01', date: '0001-01-01', category: null, type: 'income', currency: 'KWD' },
  ] as const) {
    const { body: { id } } = await user.call(createTransaction, { body })
    const { body: row } = await user.call(getTransaction, { id })
    t.strictSame(await user.answer(replaceTransaction, { id: String(id), body: row }), { status: 200, body: row })
    t.strictSame(await user.answer(changeTransaction, { id: String(id), body: row }), { status: 200, body: row })
    const odd = { ...row, id: 'x', user: 9, category_name: 7, created_at: null, updated_at: [] }
    t.strictSame(await user.answer(replaceTransaction, { id: String(id), body: odd }), { status: 200, body: row })
    t.strictSame(await user.answer(changeTransaction, { id: String(id), body: odd }), { status: 200, body: row })
    t.strictSame((await user.answer(createTransaction, { body: odd })).status, 201)
  }
})

everyWay(t, 'PUT of a transaction keeps an optional field that is left out, and clears a null', async (t, api) => {
  const user = await household(api)
  const full = {
    amount: '12.500', date: '2024-05-03', category: 1, payee: 'Kin Soy', description: 'lunch', currency: 'KWD',
  } as const
  const { body: row } = await user.call(createTransaction, { body: full })
  t.strictSame(await user.answer(replaceTransaction, {
    id: '1', body: { amount: '1.001', date: '2024-05-03', category: 1 },
  }), {
    status: 200, body: plain({ ...row, amount: '1.001' }),
  }, 'the amount is in the currency that it keeps')
  t.strictSame(await user.answer(replaceTransaction, {
    id: '1', body: { amount: '1.001', date: '2024-05-03', type: 'expense' },
  }), {
    status: 200, body: plain({ ...row, amount: '1.001' }),
  }, 'a type in place of the category keeps the category')
  t.strictSame(await user.answer(replaceTransaction, {
    id: '1', body: { amount: '1.001', date: '2024-05-03', type: 'income' },
  }), faulty({
    type: ['"Food" is of type expense, so a transaction in it cannot be of type income.'],
  }))
  t.strictSame(await user.answer(replaceTransaction, {
    id: '1', body: { amount: '2', date: '2024-05-03', category: 1, payee: null, description: '' },
  }), {
    status: 200, body: plain({ ...row, amount: '2.000', payee: null, description: '' }),
  })
})

everyWay(t, 'a transaction that does not exist is 404, but the faults of a body are reported first', async (t, api) => {
  const user = await household(api)
  const body = { amount: '1.00', date: '2024-05-01', category: 1 }
  for (const id of ['1', '0', '9007199254740991']) {
    const expected = missing('transaction', Number(id))
    t.strictSame(await user.answer(getTransaction, { id }), expected)
    t.strictSame(await user.answer(replaceTransaction, { id, body }), expected)
    t.strictSame(await user.answer(changeTransaction, { id, body: {} }), expected)
    t.strictSame(await user.answer(deleteTransaction, { id }), expected)
  }
  const huge = '9'.repeat(17)
  t.strictSame(
    await user.answer(deleteTransaction, { id: huge }), refused(404, 'not_found', `There is no "${huge}" here.`)
  )
  t.strictSame(
    await user.answer(changeTransaction, { id: '1', body: { date: '2024-02-30' } }),
    faulty({ date: [`"2024-02-30" is not ${DAY}.`] })
  )
})

everyWay(t, 'every fault of a transaction is reported at once [V2.2.1]', async (t, api) => {
  const user = await household(api)
  t.strictSame(await user.answer(createTransaction, { body: { amout: '1', note: 'x' } }), faulty({
    amout: ['"amout" is not a field here; did you mean "amount"?'],
    note: ['"note" is not a field here; there are: amount, date, category, type, description, payee, currency, ' +
      'account, to_account, to_amount, to_date, splits, tags.'],
    amount: [`This field is required: ${AMOUNT}.`],
    date: [`This field is required: ${DAY}.`],
  }))
  const bad = {
    amount: '1,50', date: '2023-02-29', category: 0, type: 'Income', description: 'a\u0000b', payee: 'a\nb',
    currency: 'eur',
  }
  const faults = faulty({
    amount: [`"1,50" is not ${AMOUNT}.`],
    date: [`"2023-02-29" is not ${DAY}.`],
    category: [`0 is not ${CATEGORY}.`],
    type: ['"Income" is not a type: income, expense, transfer.'],
    description: [`"a\\u0000b" is not ${PROSE}.`],
    payee: [`"a\\nb" is not ${PAYEE}.`],
    currency: ['"eur" is not an ISO 4217 currency code, such as EUR.'],
  })
  await user.call(createTransaction, { body: { amount: '1', date: '2024-05-01', category: 1 } })
  for (const [endpoint, request] of [
    [createTransaction, {}], [replaceTransaction, { id: '1' }], [changeTransaction, { id: '1' }],
  ] as const) {
    const { status, body } = await user.answer(endpoint, { ...request, body: bad })
    const { errors, ...rest } = body as { errors: Record<string, string[]> }
    const expected = faults.body as { errors: Record<string, string[]>, detail: string }
    t.strictSame({ status, errors }, { status: 400, errors: expected.errors }, endpoint.method)
    t.match(rest, { code: 'validation_failed', detail: / \(and 6 more\)$/ })
  }
  // What only the book can tell comes at once as well.
  t.strictSame(await user.answer(
    createTransaction, { body: { amount: '1.234', date: '2024-05-01', category: 'Fodo', currency: 'USD' } }
  ), faulty({
    category: ['There is no category "Fodo". Did you mean "Food"?'],
    amount: ['"1.234" has 3 decimals; USD takes at most 2.'],
  }))
  t.strictSame(await user.answer(changeTransaction, {
    id: '1', body: { category: 2, type: 'expense', currency: 'JPY' },
  }), faulty({
    type: ['"Salary" is of type income, so a transaction in it cannot be of type expense.'],
    currency: ['The currency changes only together with the amount; give the amount in JPY as well.'],
  }))
  t.equal((await user.call(listTransactions, {})).body.length, 1)
})

everyWay(t, 'a transaction\'s category is an id or a name, and an unknown one suggests the nearest', async (t, api) => {
  const user = await household(api)
  const add = (category: unknown) => user.answer(
    createTransaction, { body: { amount: '1', date: '2024-05-01', category } }
  )
  for (const category of [1, '1', '001', ' 1 ', 'Food', 'FOOD', 'ｆood', '  food ']) {
    const { status, body } = await add(category)
    t.strictSame([status, (body as { category: number }).category], [201, 1], JSON.stringify(category))
  }
  const { body: rows } = await user.call(listTransactions, {})
  for (const [category, typed, suggestion] of [
    ['Foood', 'Foood', 'Food'], ['sal', 'sal', 'Salary'], ['Travel', 'Travel', undefined],
    ['  Rent ', 'Rent', undefined],
    [3, '3', undefined], ['3', '3', undefined], ['0', '0', undefined],
    ['99999999999999999999', '99999999999999999999', undefined],
  ] as const) {
    t.strictSame(await add(category), unknownCategory('category', typed, suggestion))
    t.strictSame(
      await user.answer(replaceTransaction, { id: '1', body: { amount: '1', date: '2024-05-01', category } }),
      unknownCategory('category', typed, suggestion)
    )
    t.strictSame(
      await user.answer(changeTransaction, { id: '1', body: { category } }),
      unknownCategory('category', typed, suggestion)
    )
  }
  for (const category of [0, -1, 1.5, '', '  ', 'a\nb', true, [1], { id: 1 }, 'x'.repeat(101)]) {
    const { status, body } = await add(category)
    t.strictSame([status, fieldsOf(body)], [400, ['category']], `${typeof category} is no category`)
  }
  t.strictSame((await user.call(listTransactions, {})).body, rows)
})

everyWay(t, 'the type of a new transaction is its category\'s, and must agree with it [V2.2.3]', async (t, api) => {
  const user = await household(api)
  const disagree = (name: string, is: string, not: string) => faulty({
    type: [`"${name}" is of type ${is}, so a transaction in it cannot be of type ${not}.`],
  })
  const row = { amount: '1.00', date: '2024-05-01' }
  const outcome = async (more: object) => {
    const answer = await user.answer(createTransaction, { body: { ...row, ...more } })
    if (answer.status !== 201) return answer
    const { type, category, category_name: name } = answer.body as Record<string, unknown>
    return [type, category, name]
  }
  t.strictSame(await outcome({ category: 1 }), ['expense', 1, 'Food'])
  t.strictSame(await outcome({ category: 'salary' }), ['income', 2, 'Salary'])
  t.strictSame(await outcome({ category: 1, type: 'expense' }), ['expense', 1, 'Food'])
  t.strictSame(await outcome({ category: 1, type: 'income' }), disagree('Food', 'expense', 'income'))
  t.strictSame(await outcome({ category: 'Salary', type: 'expense' }), disagree('Salary', 'income', 'expense'))
  t.strictSame(await outcome({ type: 'income' }), ['income', null, null])
  t.strictSame(await outcome({ type: 'expense', category: null }), ['expense', null, null])
  t.strictSame(await outcome({}), faulty({ category: [NEEDS_CATEGORY] }))
  t.strictSame(await outcome({ category: null }), faulty({ category: [NEEDS_CATEGORY] }))
  t.strictSame(await outcome({ type: null }), faulty({ type: ['null is not a type: income, expense, transfer.'] }))
})

everyWay(t, 'PUT of a transaction requires a category or a type, as POST does', async (t, api) => {
  const user = await household(api)
  const row = { amount: '1.00', date: '2024-05-01' }
  const outcome = async (before: object, more: object) => {
    const { body: { id } } = await user.call(createTransaction, { body: { ...row, ...before } })
    const answer = await user.answer(replaceTransaction, { id: String(id), body: { ...row, ...more } })
    if (answer.status !== 200) return answer
    const { type, category } = answer.body as Record<string, unknown>
    return [type, category]
  }
  const disagree = (name: string, is: string, not: string) => faulty({
    type: [`"${name}" is of type ${is}, so a transaction in it cannot be of type ${not}.`],
  })
  for (const before of [{ category: 1 }, { category: 2 }, { type: 'income' }, { type: 'expense' }]) {
    t.strictSame(await outcome(before, { category: 2 }), ['income', 2])
    t.strictSame(await outcome(before, { category: 1, type: 'expense' }), ['expense', 1])
    t.strictSame(await outcome(before, { category: 1, type: 'income' }), disagree('Food', 'expense', 'income'))
    t.strictSame(await outcome(before, { category: null, type: 'income' }), ['income', null])
    t.strictSame(await outcome(before, { category: null }), faulty({ category: [NEEDS_CATEGORY] }))
    t.strictSame(await outcome(before, {}), faulty({ category: [NEEDS_CATEGORY] }))
  }
  t.strictSame(await outcome({ type: 'income' }, { type: 'expense' }), ['expense', null])
  t.strictSame(await outcome({ category: 1 }, { type: 'expense' }), ['expense', 1])
  t.strictSame(await outcome({ category: 2 }, { type: 'expense' }), disagree('Salary', 'income', 'expense'))
})

everyWay(t, 'PATCH of a transaction to a category takes its type, and to null keeps the row\'s', async (t, api) => {
  const user = await household(api)
  const outcome = async (before: object, change: object) => {
    const { body: { id } } = await user.call(
      createTransaction, { body: { amount: '1.00', date: '2024-05-01', ...before } }
    )
    const answer = await user.answer(changeTransaction, { id: String(id), body: change })
    if (answer.status !== 200) return answer
    const { type, category } = answer.body as Record<string, unknown>
    return [type, category]
  }
  const disagree = (name: string, is: string, not: string) => faulty({
    type: [`"${name}" is of type ${is}, so a transaction in it cannot be of type ${not}.`],
  })
  const untold = (name: string, is: string, was: string) => faulty({
    category: [`"${name}" is of type ${is}, and the transaction of type ${was}; give the type as well.`],
  })
  for (const before of [{ category: 1 }, { category: 2 }, { type: 'income' }, { type: 'expense' }]) {
    const type = 'type' in before ? before.type : before.category === 1 ? 'expense' : 'income'
    t.strictSame(await outcome(before, {}), [type, before.category ?? null])
    t.strictSame(await outcome(before, { category: null }), [type, null])
    // A category of the other type would turn income into an expense: that is said, not guessed.
    t.strictSame(
      await outcome(before, { category: 1 }), type === 'expense' ? ['expense', 1] : untold('Food', 'expense', type)
    )
    t.strictSame(await outcome(before, { category: 1, type: 'expense' }), ['expense', 1])
    const taken = await outcome(before, { category: 'Salary' })
    t.strictSame(taken, type === 'income' ? ['income', 2] : untold('Salary', 'income', type))
    t.strictSame(await outcome(before, { category: 2, type: 'income' }), ['income', 2])
    t.strictSame(await outcome(before, { category: 2, type: 'expense' }), disagree('Salary', 'income', 'expense'))
    t.strictSame(await outcome(before, { category: null, type: 'income' }), ['income', null])
    t.strictSame(await outcome(before, { category: null, type: 'expense' }), ['expense', null])
  }
  t.strictSame(await outcome({ category: 1 }, { type: 'expense' }), ['expense', 1])
  t.strictSame(await outcome({ category: 1 }, { type: 'income' }), disagree('Food', 'expense', 'income'))
  t.strictSame(await outcome({ type: 'expense' }, { type: 'income' }), ['income', null])
})

everyWay(t, 'the currency of a transaction changes only together with its amount [V2.2.3]', async (t, api) => {
  const user = await household(api, 'EUR')
  const { body: row } = await user.call(
    createTransaction, { body: { amount: '12.50', date: '2024-05-01', category: 1 } }
  )
  t.equal(row.currency, 'EUR', 'the user\'s, where none is given')
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  const alone = (code: string) => faulty(
    { currency: [`The currency changes only together with the amount; give the amount in ${code} as well.`] }
  )
  t.strictSame(await change({ currency: 'EUR' }), { status: 200, body: row }, 'the same is no change')
  t.strictSame(await change({ currency: 'USD' }), alone('USD'))
  t.strictSame(await change({ currency: 'JPY' }), alone('JPY'))
  t.strictSame(
    await change({ currency: 'JPY', amount: '12.50' }), faulty({ amount: ['"12.50" has 2 decimals; JPY takes none.'] })
  )
  t.strictSame(await change({ currency: 'JPY', amount: '1250' }), {
    status: 200, body: plain({ ...row, currency: 'JPY', amount: '1250' }),
  })
  t.strictSame(
    await change({ amount: '12.50' }), faulty({ amount: ['"12.50" has 2 decimals; JPY takes none.'] }),
    'it keeps its own'
  )
  t.strictSame(await change({ currency: 'EUR', amount: 12.5 }), { status: 200, body: row })
  for (const currency of ['EURO', 'eur', 'XAU', 'ZZZ', '', null, 978]) {
    const { status, body } = await change({ currency, amount: '1' })
    t.strictSame([status, fieldsOf(body)], [400, ['currency']], `${currency} is no currency`)
  }
})

everyWay(t, 'the description of a transaction is stored exactly as it was given', async (t, api) => {
  const user = await household(api)
  for (const description of [
    '', ' ', '  lunch\twith\r\nBen\n', 'e\u0301 stays two', 'ﬁ', '=1+1', '\'=1+1', '"', '\\', '<b>', '👩‍👩‍👧',
    '\u202e', '\ufeff', '\u2028', 'null',
    'x'.repeat(20_000), '🏠'.repeat(15_000),
  ]) {
    const { body: { id } } = await user.call(
      createTransaction, { body: { amount: '1', date: '2024-05-01', category: 1, description } }
    )
    t.ok((await user.call(getTransaction, { id })).body.description === description, `${description.length} characters`)
    await user.call(changeTransaction, { id, body: { description: 'other' } })
    const { body } = await user.call(replaceTransaction, {
      id, body: { amount: '1', date: '2024-05-01', category: 1, description },
    })
    t.ok(body.description === description)
  }
  for (const description of [
    'x'.repeat(20_001), '🏠'.repeat(14_000) + 'x'.repeat(6001), 'a\u0000', '\u001b[31m', '\u0085', 'a\ud800', null, 5,
  ]) {
    const { status, body } = await user.answer(
      createTransaction, { body: { amount: '1', date: '2024-05-01', category: 1, description } }
    )
    t.strictSame([status, fieldsOf(body)], [400, ['description']])
  }
})

everyWay(t, 'a payee is one line, stored trimmed and in NFC, and null where it is blank', async (t, api) => {
  const user = await household(api)
  await user.call(createTransaction, { body: { amount: '1', date: '2024-05-01', category: 1 } })
  const change = async (payee: unknown) => user.answer(changeTransaction, { id: '1', body: { payee } })
  for (const [payee, stored] of [
    ['Kin Soy', 'Kin Soy'], ['  Kin Soy ', 'Kin Soy'], ['Cafe\u0301', 'Café'], ['', null], ['  ', null], [null, null],
    ['007', '007'],
    ['x'.repeat(200), 'x'.repeat(200)], ['🏠'.repeat(200), '🏠'.repeat(200)],
  ] as const) {
    const { status, body } = await change(payee)
    t.strictSame([status, (body as { payee: string | null }).payee], [200, stored])
  }
  for (const payee of [
    'a\nb', 'a\tb', 'a\u0000', 'a\u2028b', '\udc00', 'x'.repeat(201), '🏠'.repeat(201), 5, ['Kin'],
  ]) {
    const { status, body } = await change(payee)
    t.strictSame([status, fieldsOf(body)], [400, ['payee']])
  }
})

everyWay(t, 'the day of a transaction is a real one of the years 0001 to 9999', async (t, api) => {
  const user = await household(api)
  for (const date of ['0001-01-01', '2024-02-29', '2000-02-29', '9999-12-31']) {
    t.equal((await user.call(createTransaction, { body: { amount: '1', date, category: 1 } })).body.date, date)
  }
  for (const date of [
    '2023-02-29', '1900-02-29', '2024-04-31', '2024-13-01', '2024-00-10', '2024-05-00', '0000-01-01', '10000-01-01',
    '2024-5-1',
    '2024-05', ' 2024-05-01', '2024-05-01T00:00:00Z', '20240501', '', '٢٠٢٤-٠٥-٠١', 20240501, null,
  ]) {
    const { status, body } = await user.answer(createTransaction, { body: { amount: '1', date, category: 1 } })
    t.strictSame([status, fieldsOf(body)], [400, ['date']], `${date} is no day`)
  }
})

everyWay(t, 'another user\'s transaction answers, byte for byte, as one that is not there', async (t, api) => {
  const [owner, other] = [await household(api), await api.user('other')]
  await owner.call(createTransaction, { body: { amount: '12.50', date: '2024-05-01', category: 1, payee: 'Secret' } })
  await other.call(createCategory, { body: { name: 'Own', type: 'expense' } })
  const before = await owner.answer(listTransactions)
  const id = '1'
  const ask = async () => JSON.stringify([
    await other.answer(getTransaction, { id }),
    await other.answer(replaceTransaction, { id, body: { amount: '1', date: '2024-05-01', category: 'Own' } }),
    await other.answer(replaceTransaction, { id, body: { amount: '1', date: '2024-05-01', type: 'expense' } }),
    await other.answer(changeTransaction, { id, body: { payee: 'Mine' } }),
    await other.answer(changeTransaction, { id, body: { category: 'Own', currency: 'JPY' } }),
    await other.answer(deleteTransaction, { id }),
    await other.answer(listTransactions),
    await other.answer(listTransactions, { query: [['q', 'Secret']] }),
  ])
  const there = await ask()
  t.strictSame(await owner.answer(listTransactions), before)
  t.equal((await owner.answer(deleteTransaction, { id })).status, 204)
  t.equal(await ask(), there)
})

everyWay(t, 'transactions need a login', async (t, api) => {
  for (const [endpoint, request] of [
    [listTransactions, {}], [getTransaction, { id: '1' }], [createTransaction, { body: {} }],
    [replaceTransaction, { id: '1', body: {} }],
    [changeTransaction, { id: '1', body: {} }], [deleteTransaction, { id: '1' }],
  ] as const) {
    const { status, body } = await api.anonymous.answer(endpoint, request)
    t.strictSame(
      [status, (body as { code: string }).code], [401, 'not_authenticated'], `${endpoint.method} ${endpoint.path}`
    )
  }
})
