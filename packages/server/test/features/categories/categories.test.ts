import t from 'tap'
import { createBudget, deleteBudget, listBudgets } from '@fintrack/contract/budgets'
import {
  changeCategory, createCategory, deleteCategory, getCategory, listCategories, replaceCategory
} from '@fintrack/contract/categories'
import {
  changeTransaction, createTransaction, deleteTransaction, listTransactions, replaceTransaction
} from '@fintrack/contract/transactions'
import { everyWay, type TestUser } from '../../helpers/api.ts'
import { faulty, missing, refused, unknownCategory } from '../../helpers/expected.ts'

const NAME = 'a category name: 1 to 100 characters on one line, without control characters'
const TYPE = 'a type: income, expense'
const REMEDY = 'Say what becomes of them: reassign_to=<category> or uncategorize=true.'

async function add (user: TestUser, name: string, type: 'income' | 'expense' = 'expense'): Promise<number> {
  const { body } = await user.call(createCategory, { body: { name, type } })
  return body.id
}

async function spend (user: TestUser, category: number): Promise<number> {
  const { body } = await user.call(createTransaction, { body: { amount: '1.00', date: '2024-05-01', category } })
  return body.id
}

async function plan (user: TestUser, category: number): Promise<number> {
  const { body } = await user.call(createBudget, { body: { category, month: '2024-05', monthly_limit: '10.00' } })
  return body.id
}

everyWay(t, 'a category is added, listed, shown, replaced, changed and deleted', async (t, api) => {
  const user = await api.user()
  t.strictSame(await user.answer(listCategories), { status: 200, body: [] }, 'a new user has none')

  const food = { id: 1, name: 'Food', type: 'expense', archived: false }
  t.strictSame(await user.answer(createCategory, { body: { name: 'Food', type: 'expense' } }), {
    status: 201, body: food, location: '/api/categories/1/',
  })
  const pay = { id: 2, name: 'Salary', type: 'income', archived: false }
  t.strictSame(await user.answer(createCategory, { body: { name: 'Salary', type: 'income' } }), {
    status: 201, body: pay, location: '/api/categories/2/',
  })
  t.strictSame(await user.answer(listCategories), { status: 200, body: [food, pay] })
  t.strictSame(await user.answer(getCategory, { id: '1' }), { status: 200, body: food })
  t.strictSame(await user.answer(getCategory, { id: '0001' }), { status: 200, body: food }, 'leading zeros are allowed')

  const eating = { id: 1, name: 'Eating', type: 'expense', archived: false }
  t.strictSame(
    await user.answer(replaceCategory, { id: '1', body: { name: 'Eating', type: 'expense' } }),
    { status: 200, body: eating }
  )
  t.strictSame(await user.answer(getCategory, { id: '1' }), { status: 200, body: eating })
  const refunds = { id: 1, name: 'Eating', type: 'income', archived: false }
  t.strictSame(await user.answer(changeCategory, { id: '1', body: { type: 'income' } }), { status: 200, body: refunds })
  t.strictSame(
    await user.answer(changeCategory, { id: '01', body: {} }), { status: 200, body: refunds }, 'nothing changed'
  )
  const renamed = { id: 1, name: 'Refunds', type: 'income', archived: false }
  t.strictSame(await user.answer(changeCategory, { id: '1', body: { name: 'Refunds' } }), {
    status: 200, body: renamed,
  })
  t.strictSame(await user.answer(listCategories), { status: 200, body: [renamed, pay] })

  t.strictSame(await user.answer(deleteCategory, { id: '1' }), { status: 204, body: undefined })
  t.strictSame(await user.answer(listCategories), { status: 200, body: [pay] })
  t.strictSame(await user.answer(createCategory, { body: { name: 'Rent', type: 'expense' } }), {
    status: 201, body: { id: 3, name: 'Rent', type: 'expense', archived: false }, location: '/api/categories/3/',
  }, 'an id is never used again')
})

everyWay(t, 'a list of categories finds one by its name, or suggests the nearest', async (t, api) => {
  const user = await api.user()
  for (const name of ['Groceries', 'Ärger', 'Fun']) await add(user, name)
  const byName = (name: string, limit?: string) => user.answer(
    listCategories, { query: [['name', name], ...(limit === undefined ? [] : [['limit', limit] as const])] }
  )
  const groceries = { status: 200, body: [{ id: 1, name: 'Groceries', type: 'expense', archived: false }] }
  t.strictSame(await byName('Groceries'), groceries)
  t.strictSame(await byName('  gROCERIES '), groceries)
  t.strictSame(await byName('groceries', '1'), groceries)
  t.strictSame((await byName('a\u0308RGER')).body, [{ id: 2, name: 'Ärger', type: 'expense', archived: false }])
  t.strictSame(await byName('grocries'), unknownCategory('name', 'grocries', 'Groceries'))
  t.strictSame(await byName('Zeppelins'), unknownCategory('name', 'Zeppelins'))
  t.strictSame(await byName('1'), unknownCategory('name', '1'), 'an id is no name')
  t.strictSame(await byName(''), faulty({ name: [`"" is not ${NAME}.`] }))
})

everyWay(t, 'a category as it was read can be sent back unchanged', async (t, api) => {
  const user = await api.user()
  await add(user, 'Food')
  const { body } = await user.call(getCategory, { id: 1 })
  t.strictSame(await user.answer(replaceCategory, { id: '1', body }), { status: 200, body })
  const more = { ...body, id: 99, user: 5, created_at: 'never', updated_at: null }
  t.strictSame(await user.answer(replaceCategory, { id: '1', body: more }), { status: 200, body })
  t.strictSame(await user.answer(changeCategory, { id: '1', body: more }), { status: 200, body })
  t.strictSame(await user.answer(createCategory, { body: { ...more, name: 'Rent' } }), {
    status: 201, body: { id: 2, name: 'Rent', type: 'expense', archived: false }, location: '/api/categories/2/',
  })
})

everyWay(t, 'a category that does not exist is 404, but the faults of a body are reported first', async (t, api) => {
  const user = await api.user()
  const body = { name: 'Food', type: 'expense' }
  for (const id of ['1', '0', '9007199254740991']) {
    const expected = missing('category', Number(id))
    t.strictSame(await user.answer(getCategory, { id }), expected)
    t.strictSame(await user.answer(replaceCategory, { id, body }), expected)
    t.strictSame(await user.answer(changeCategory, { id, body: {} }), expected)
    t.strictSame(await user.answer(deleteCategory, { id }), expected)
    t.strictSame(await user.answer(deleteCategory, { id, query: [['uncategorize', 'true']] }), expected)
  }
  const huge = '9'.repeat(40)
  t.strictSame(await user.answer(getCategory, { id: huge }), refused(404, 'not_found', `There is no "${huge}" here.`))
  t.strictSame(
    await user.answer(replaceCategory, { id: '1', body: { name: 'Food' } }),
    faulty({ type: [`This field is required: ${TYPE}.`] })
  )
  t.strictSame(await user.answer(changeCategory, { id: '1', body: { name: '12' } }), faulty({
    name: ['"12" is only digits, which would be read as an id; add a letter.'],
  }))
  t.strictSame(await user.answer(deleteCategory, { id: '1', query: [['uncategorize', 'yes']] }), faulty({
    uncategorize: ['"yes" is not true or false.'],
  }))
  t.strictSame(await user.answer(listCategories), { status: 200, body: [] })
})

everyWay(t, 'all faults of a category are reported at once', async (t, api) => {
  const user = await api.user()
  t.strictSame(await user.answer(createCategory, { body: {} }), faulty({
    name: [`This field is required: ${NAME}.`],
    type: [`This field is required: ${TYPE}.`],
  }))
  t.strictSame(await user.answer(
    createCategory, { body: { name: 5, type: 'Expense', nmae: 'x', colour: 'red' } }
  ), faulty({
    nmae: ['"nmae" is not a field here; did you mean "name"?'],
    colour: ['"colour" is not a field here; there are: name, type, archived.'],
    name: [`5 is not ${NAME}.`],
    type: [`"Expense" is not ${TYPE}.`],
  }))
  t.strictSame(await user.answer(
    listCategories, { query: [['limt', '5'], ['type', 'income'], ['limit', '0'], ['cursor', '']] }
  ), faulty({
    limt: ['"limt" is not a query parameter here; did you mean "limit"?'],
    type: ['"type" is not a query parameter here; there are: name, archived, limit, cursor.'],
    limit: ['0 is not a number of rows from 1 to 1000 (leave it out for the whole list).'],
    cursor: ['"" is not a cursor from the Link header of the page before.'],
  }))
  t.strictSame(await user.answer(createCategory, { query: [['dry_run', 'true']], body: { name: 'Food' } }), faulty({
    dry_run: ['"dry_run" is not a query parameter here; there are none.'],
    type: [`This field is required: ${TYPE}.`],
  }), 'those of query and body together')
  for (const type of ['INCOME', ' income', '', 'transfer', null, 1, true, ['income']]) {
    const { body } = await user.answer(createCategory, { body: { name: 'Food', type } })
    t.strictSame(Object.keys((body as { errors: object }).errors), ['type'], `${JSON.stringify(type)} is no type`)
  }
  t.strictSame(await user.answer(listCategories), { status: 200, body: [] })
})

everyWay(t, 'a category name is one line of 1 to 100 characters, kept trimmed and in NFC', async (t, api) => {
  const user = await api.user()
  const kept: Array<[given: string, stored: string]> = [
    ['  Food \u00a0', 'Food'],
    ['Cafe\u0301', 'Café'],
    ['Food / Dining / Out', 'Food / Dining / Out'],
    ['/', '/'],
    ['7 Eleven', '7 Eleven'],
    ['١٢', '١٢'],
    ['日本語', '日本語'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['🏠'.repeat(100), '🏠'.repeat(100)],
    [` ${'e\u0301'.repeat(100)} `, 'é'.repeat(100)],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
    ['"; DROP TABLE categories; --', '"; DROP TABLE categories; --'],
    ['=1+1', '=1+1'],
    ['null', 'null'],
    ['__proto__', '__proto__'],
  ]
  for (const [name, stored] of kept) {
    const { body } = await user.call(createCategory, { body: { name, type: 'expense' } })
    t.equal(body.name, stored)
    const read = await user.call(getCategory, { id: body.id })
    t.equal(read.body.name, stored)
  }
  const { body: before } = await user.call(listCategories, {})
  t.equal(before.length, kept.length)

  const lines = [
    '', '   ', '\u00a0', 'a\nb', 'Food\n', '\tFood', 'a\u0000b', 'a\u0085b', 'a\u2028b', 'a\ud800b', 'y'.repeat(101),
    '🏠'.repeat(101),
  ]
  for (const [at, name] of [...lines, 12, null, true, [], {}].entries()) {
    for (const [endpoint, request] of [
      [createCategory, {}], [replaceCategory, { id: '1' }], [changeCategory, { id: '1' }],
    ] as const) {
      const answer = await user.answer(endpoint, { ...request, body: { name, type: 'expense' } })
      t.equal(answer.status, 400, `${endpoint.method} with bad name ${at}`)
      t.strictSame(Object.keys((answer.body as { errors: object }).errors), ['name'])
    }
  }
  for (const name of ['0', '42', ' 007 ']) {
    t.strictSame(await user.answer(createCategory, { body: { name, type: 'expense' } }), faulty({
      name: [`"${name.trim()}" is only digits, which would be read as an id; add a letter.`],
    }))
  }
  t.strictSame((await user.call(listCategories, {})).body, before)
})

everyWay(t, 'category names are unique over both types, whatever their case, width or composition', async (t, api) => {
  const user = await api.user()
  await add(user, 'Café')
  await add(user, 'Straße')
  const taken = (name: string) => refused(
    409, 'already_exists', `There is a category "${name}" already; choose another name.`
  )
  for (const name of ['Café', 'CAFÉ', 'café', 'Cafe\u0301', 'Ｃａｆé']) {
    t.strictSame(await user.answer(createCategory, { body: { name, type: 'income' } }), taken(name.normalize('NFC')))
    t.strictSame(
      await user.answer(replaceCategory, { id: '2', body: { name, type: 'expense' } }), taken(name.normalize('NFC'))
    )
    t.strictSame(await user.answer(changeCategory, { id: '2', body: { name } }), taken(name.normalize('NFC')))
  }
  t.strictSame((await user.call(listCategories, {})).body, [
    { id: 1, name: 'Café', type: 'expense', archived: false },
    { id: 2, name: 'Straße', type: 'expense', archived: false },
  ])
  t.strictSame(await user.answer(changeCategory, { id: '1', body: { name: 'CAFÉ' } }), {
    status: 200, body: { id: 1, name: 'CAFÉ', type: 'expense', archived: false },
  }, 'a category may change the case of its own name')
  const other = await api.user()
  await add(other, 'Café')
  t.equal((await other.call(listCategories, {})).body.length, 1, 'another user has names of their own')
})

everyWay(t, 'the type of a category cannot change while a transaction or budget uses it', async (t, api) => {
  const user = await api.user()
  const id = await add(user, 'Food')
  const budget = await plan(user, id)
  const inUse = (transactions: number, budgets: number, uses: string) => refused(409, 'category_in_use',
    `"Food" is used by ${uses}, so that its type cannot change.`, { counts: { transactions, budgets } })
  t.strictSame(await user.answer(changeCategory, { id: String(id), body: { type: 'income' } }), inUse(0, 1, '1 budget'))
  const first = await spend(user, id)
  const second = await spend(user, id)
  const both = inUse(2, 1, '2 transactions and 1 budget')
  t.strictSame(await user.answer(changeCategory, { id: String(id), body: { type: 'income' } }), both)
  t.strictSame(await user.answer(replaceCategory, { id: String(id), body: { name: 'Pay', type: 'income' } }), both)
  t.strictSame(
    (await user.call(getCategory, { id })).body, { id, name: 'Food', type: 'expense', archived: false }, 'nothing of it was done'
  )

  t.strictSame(await user.answer(replaceCategory, { id: String(id), body: { name: 'Meals', type: 'expense' } }), {
    status: 200, body: { id, name: 'Meals', type: 'expense', archived: false },
  }, 'its name can')
  const { body: [row] } = await user.call(listTransactions, {})
  t.equal(row?.category_name, 'Meals')
  const { body: [planned] } = await user.call(listBudgets, {})
  t.equal(planned?.category_name, 'Meals')

  await user.answer(deleteTransaction, { id: String(first) })
  await user.answer(deleteTransaction, { id: String(second) })
  await user.answer(deleteBudget, { id: String(budget) })
  t.strictSame(await user.answer(changeCategory, { id: String(id), body: { type: 'income' } }), {
    status: 200, body: { id, name: 'Meals', type: 'income', archived: false },
  }, 'once nothing uses it, it can')
})

everyWay(t, 'a category in use is deleted only when its transactions are provided for [V2.3.1]', async (t, api) => {
  const user = await api.user()
  const [food, meals, pay] = [await add(user, 'Food'), await add(user, 'Meals'), await add(user, 'Salary', 'income')]
  const row = await spend(user, food)
  await spend(user, food)
  await plan(user, food)
  const kept = await plan(user, meals)
  const stay = await spend(user, meals)
  const { body: before } = await user.call(listTransactions, {})

  const inUse = refused(409, 'category_in_use',
    '"Food" is used by 2 transactions and 1 budget.',
    { counts: { transactions: 2, budgets: 1 }, remedy: REMEDY })
  const remove = (...query: Array<readonly [string, string]>) => user.answer(deleteCategory, {
    id: String(food), query,
  })
  t.strictSame(await remove(), inUse)
  t.strictSame(await remove(['uncategorize', 'false']), inUse)
  t.strictSame(await remove(['reassign_to', 'Meals'], ['uncategorize', 'true']), faulty({
    uncategorize: ['Give reassign_to or uncategorize, not both.'],
  }))
  t.strictSame(await user.answer(deleteCategory, {
    id: '99', query: [['reassign_to', 'Meals'], ['uncategorize', 'true']],
  }), faulty({
    uncategorize: ['Give reassign_to or uncategorize, not both.'],
  }), 'before the row is looked for')
  t.strictSame(await remove(['reassign_to', 'Salary']), faulty({
    reassign_to: ['"Salary" is of type income, but "Food" is of type expense.'],
  }))
  t.strictSame(await remove(['reassign_to', String(pay)]), faulty({
    reassign_to: ['"Salary" is of type income, but "Food" is of type expense.'],
  }))
  t.strictSame(await remove(['reassign_to', 'FOOD']), faulty({
    reassign_to: ['"Food" is the category that is being deleted; name another.'],
  }))
  t.strictSame(await remove(['reassign_to', 'Meels']), unknownCategory('reassign_to', 'Meels', 'Meals'))
  t.strictSame(await remove(['reassign_to', '77']), unknownCategory('reassign_to', '77'))
  t.strictSame(
    await remove(['reassign_to', '']), faulty({ reassign_to: ['"" is not a category: its id or its name.'] })
  )
  t.strictSame(await remove(['reassign_to', 'Meals'], ['reassign_to', 'Salary']), faulty({
    reassign_to: ['This parameter was given more than once; give it once.'],
  }))
  t.strictSame((await user.call(listTransactions, {})).body, before, 'none of this changed anything')
  t.equal((await user.call(listBudgets, {})).body.length, 2)

  api.clock.advance(60)
  t.strictSame(await remove(['reassign_to', 'meals']), { status: 204, body: undefined })
  t.strictSame((await user.call(listCategories, {})).body.map(({ id }) => id), [meals, pay])
  const { body: after } = await user.call(listTransactions, {})
  t.strictSame(after, before.map((one) => one.id === stay
    ? one
    : {
        ...one, category: meals, category_name: 'Meals', updated_at: api.clock.now(),
      }), 'its transactions moved')
  t.ok(after.some(({ id }) => id === row))
  t.strictSame((await user.call(listBudgets, {})).body.map(({ id }) => id), [kept], 'its budget went')

  t.strictSame(
    await user.answer(deleteCategory, { id: String(meals), query: [['uncategorize', 'true']] }),
    { status: 204, body: undefined }
  )
  t.strictSame((await user.call(listTransactions, {})).body, after.map((one) =>
    ({ ...one, category: null, category_name: null, updated_at: api.clock.now() })), 'they keep their type')
  t.strictSame((await user.call(listBudgets, {})).body, [])
})

everyWay(t, 'a category with budgets only is in use, and an unused one is deleted with any choice', async (t, api) => {
  const user = await api.user()
  const [food, meals, empty] = [await add(user, 'Food'), await add(user, 'Meals'), await add(user, 'Empty')]
  await plan(user, food)
  t.strictSame(await user.answer(deleteCategory, { id: String(food) }), refused(409, 'category_in_use',
    '"Food" is used by 1 budget.',
    { counts: { transactions: 0, budgets: 1 }, remedy: REMEDY }))
  t.strictSame(
    await user.answer(deleteCategory, { id: String(empty), query: [['reassign_to', 'Food']] }),
    { status: 204, body: undefined }
  )
  t.strictSame(
    await user.answer(deleteCategory, { id: String(meals), query: [['uncategorize', 'true']] }),
    { status: 204, body: undefined }
  )
  t.strictSame(
    await user.answer(deleteCategory, { id: String(food), query: [['uncategorize', 'true']] }),
    { status: 204, body: undefined }
  )
  t.strictSame((await user.call(listCategories, {})).body, [])
})

everyWay(t, 'another user\'s category answers, byte for byte, as one that is not there', async (t, api) => {
  const [owner, other] = [await api.user('owner'), await api.user('other')]
  const secret = await add(owner, 'Secret')
  await spend(owner, secret)
  await plan(owner, secret)
  const own = await add(other, 'Own')
  const row = await spend(other, own)
  const everything = async () => JSON.stringify([
    await owner.answer(listCategories), await owner.answer(listTransactions), await owner.answer(listBudgets),
  ])
  const before = await everything()

  const id = String(secret)
  const transaction = { amount: '1.00', date: '2024-05-01' }
  const ask = async () => JSON.stringify([
    await other.answer(getCategory, { id }),
    await other.answer(replaceCategory, { id, body: { name: 'Mine', type: 'income' } }),
    await other.answer(changeCategory, { id, body: { name: 'Mine' } }),
    await other.answer(deleteCategory, { id }),
    await other.answer(deleteCategory, { id, query: [['uncategorize', 'true']] }),
    await other.answer(deleteCategory, { id, query: [['reassign_to', 'Own']] }),
    ...await Promise.all([secret, id, 'Secret', 'secrets'].flatMap((category) => [
      other.answer(deleteCategory, { id: String(own), query: [['reassign_to', String(category)]] }),
      other.answer(createTransaction, { body: { ...transaction, category } }),
      other.answer(replaceTransaction, { id: String(row), body: { ...transaction, category } }),
      other.answer(changeTransaction, { id: String(row), body: { category } }),
      other.answer(createBudget, { body: { category, month: '2024-06', monthly_limit: '1.00' } }),
      other.answer(listTransactions, { query: [['category', String(category)]] }),
      other.answer(listTransactions, { query: [['category', 'Own'], ['category', String(category)]] }),
      other.answer(listBudgets, { query: [['category', String(category)]] }),
    ])),
  ])
  const there = await ask()
  t.equal(await everything(), before, 'nothing of the owner\'s was changed')
  t.notMatch(there, /"status":20/, 'all of it is refused')
  t.notMatch(there, /did you mean/i, 'the owner\'s names are not suggested')

  t.equal((await owner.answer(deleteCategory, { id, query: [['uncategorize', 'true']] })).status, 204)
  t.equal(await ask(), there)
})

everyWay(t, 'categories need a login', async (t, api) => {
  for (const [endpoint, request] of [
    [listCategories, {}], [getCategory, { id: '1' }], [createCategory, { body: {} }],
    [replaceCategory, { id: '1', body: {} }],
    [changeCategory, { id: '1', body: {} }], [deleteCategory, { id: '1' }],
  ] as const) {
    const { status, body } = await api.anonymous.answer(endpoint, request)
    t.strictSame(
      [status, (body as { code: string }).code], [401, 'not_authenticated'], `${endpoint.method} ${endpoint.path}`
    )
  }
})
