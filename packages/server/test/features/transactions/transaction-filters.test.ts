import fc from 'fast-check'
import t from 'tap'
import { changeCategory, createCategory } from '@fintrack/contract/categories'
import { parseAmount } from '@fintrack/contract/money'
import { listTags, renameTag } from '@fintrack/contract/tags'
import { createTransaction, listTransactions, type Transaction } from '@fintrack/contract/transactions'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, unknownCategory } from '../../helpers/expected.ts'
import { idsOf, listed, pagesOf } from '../../helpers/walk.ts'

type Query = Record<string, unknown>

/** A user with Food (1) and Rent (2), expenses, and Salary (3), an income. */
async function household (api: TestApi): Promise<TestUser> {
  const user = await api.user('ada', 'USD')
  for (const [name, type] of [['Food', 'expense'], ['Rent', 'expense'], ['Salary', 'income']] as const) {
    await user.call(createCategory, { body: { name, type } })
  }
  return user
}

/** Adds rows; each is `date amount category`, with what else it has behind it. */
async function addAll (
  user: TestUser, rows: ReadonlyArray<readonly [date: string, amount: string, category: number | null, more?: object]>
) {
  for (const [date, amount, category, more = {}] of rows) {
    await user.call(
      createTransaction, { body: { date, amount, category, ...category === null ? { type: 'expense' } : {}, ...more } }
    )
  }
}

everyWay(t, 'transactions are filtered by a month, or by days from and to inclusive [V2.2.3]', async (t, api) => {
  const user = await household(api)
  await addAll(user, [
    ['2024-04-30', '1', 1], ['2024-05-01', '1', 1], ['2024-05-31', '1', 1], ['2024-06-01', '1', 1],
    ['0001-01-01', '1', 1], ['9999-12-01', '1', 1], ['9999-12-31', '1', 1], ['2023-12-31', '1', 1],
    ['2024-02-29', '1', 1],
  ])
  const ids = (query: Query) => idsOf(user, listTransactions, query)
  t.strictSame(await ids({}), [7, 6, 4, 3, 2, 1, 9, 8, 5])
  t.strictSame(await ids({ month: '2024-05' }), [3, 2])
  t.strictSame(await ids({ month: '2024-02' }), [9])
  t.strictSame(await ids({ month: '2023-12' }), [8])
  t.strictSame(await ids({ month: '9999-12' }), [7, 6])
  t.strictSame(await ids({ month: '0001-01' }), [5])
  t.strictSame(await ids({ month: '2025-01' }), [])
  t.strictSame(await ids({ from: '2024-05-01' }), [7, 6, 4, 3, 2])
  t.strictSame(await ids({ to: '2024-04-30' }), [1, 9, 8, 5])
  t.strictSame(await ids({ from: '2024-04-30', to: '2024-05-31' }), [3, 2, 1])
  t.strictSame(await ids({ from: '2024-05-31', to: '2024-05-31' }), [3])
  t.strictSame(await ids({ from: '9999-12-31', to: '9999-12-31' }), [7])
  t.strictSame(await ids({ from: '0001-01-01', to: '9999-12-31' }), [7, 6, 4, 3, 2, 1, 9, 8, 5])

  const answer = (query: Query) => user.answer(
    listTransactions, { query: Object.entries(query).map(([name, value]) => [name, String(value)]) }
  )
  const either = faulty({ month: ['Give month, or from and to, not both.'] })
  t.strictSame(await answer({ month: '2024-05', from: '2024-05-01' }), either)
  t.strictSame(await answer({ month: '2024-05', to: '2024-05-01' }), either)
  t.strictSame(
    await answer({ from: '2024-05-02', to: '2024-05-01' }),
    faulty({ to: ['2024-05-01 is before 2024-05-02; the range would be empty.'] })
  )
  const wrong = { month: '2024-05', from: '2024-05-02', to: '2024-05-01', min: '1.234', currency: 'USD' }
  t.strictSame(await answer(wrong), faulty({
    month: ['Give month, or from and to, not both.'],
    to: ['2024-05-01 is before 2024-05-02; the range would be empty.'],
    min: ['"1.234" has 3 decimals; USD takes at most 2.'],
  }))
})

everyWay(t, 'every bad query parameter of a list of transactions is reported at once', async (t, api) => {
  const user = await household(api)
  const amount = 'is not an amount: digits with at most one point, such as 12.50.'
  const { status, body } = await user.answer(listTransactions, {
    query: [
      ['month', '2024-13'], ['from', 'today'], ['to', '2024-02-30'], ['category', ''], ['uncategorized', '1'],
      ['type', 'Expense'],
      ['currency', 'usd'], ['min', '1e3'], ['max', '-'], ['sort', 'payee'], ['limit', '1001'], ['q', 'a\u0000'],
      ['catgory', 'Food'],
      ['q', 'b'],
    ],
  })
  const { errors } = body as { errors: Record<string, string[]> }
  t.equal(status, 400)
  t.strictSame(errors, {
    catgory: ['"catgory" is not a query parameter here; did you mean "category"?'],
    month: ['"2024-13" is not a month as YYYY-MM, such as 2024-05.'],
    from: ['"today" is not a day as YYYY-MM-DD, such as 2024-02-29.'],
    to: ['"2024-02-30" is not a day as YYYY-MM-DD, such as 2024-02-29.'],
    category: ['[""] is not up to 100 categories, each by id or name.'],
    uncategorized: ['"1" is not true or false.'],
    type: ['"Expense" is not a type: income, expense, transfer.'],
    currency: ['"usd" is not an ISO 4217 currency code, such as EUR.'],
    min: [`"1e3" ${amount}`],
    max: [`"-" ${amount}`],
    sort: ['"payee" is not an order: date, -date, amount, -amount.'],
    limit: ['1001 is not a number of rows from 1 to 1000 (leave it out for the whole list).'],
    q: ['This parameter was given more than once; give it once.'],
  })
  for (const limit of ['0', '-1', '1.5', 'ten', '', '1e2', '9999999999999999']) {
    const refused = await user.answer(listTransactions, { query: [['limit', limit]] })
    t.strictSame(
      [refused.status, Object.keys((refused.body as { errors: object }).errors)], [400, ['limit']], `limit ${limit}`
    )
  }
  const many = Array.from({ length: 101 }, (_, at): [string, string] => ['category', String(at + 1)])
  t.strictSame(
    Object.keys(((await user.answer(listTransactions, { query: many })).body as { errors: object }).errors),
    ['category']
  )
})

everyWay(t, 'transactions are filtered by categories, by id or name, several at once, and by none', async (t, api) => {
  const user = await household(api)
  await addAll(user, [
    ['2024-05-01', '1', 1], ['2024-05-02', '1', 2], ['2024-05-03', '1', 3], ['2024-05-04', '1', null],
    ['2024-05-05', '1', null, { type: 'income' }],
  ])
  const ids = (query: Query) => idsOf(user, listTransactions, query)
  t.strictSame(await ids({ category: ['1'] }), [1])
  t.strictSame(await ids({ category: ['FOOD'] }), [1])
  t.strictSame(await ids({ category: ['Food', '2'] }), [2, 1])
  t.strictSame(await ids({ category: ['Food', 'food', '1'] }), [1])
  t.strictSame(await ids({ uncategorized: true }), [5, 4])
  t.strictSame(await ids({ uncategorized: false }), [3, 2, 1])
  t.strictSame(await ids({ category: ['Salary'], uncategorized: true }), [5, 4, 3], 'either')
  t.strictSame(await ids({ category: ['Salary'], uncategorized: false }), [3])
  t.strictSame(await ids({ type: 'income' }), [5, 3])
  t.strictSame(await ids({ type: 'expense', uncategorized: true }), [4])
  t.strictSame(await ids({ type: 'income', category: ['Food'] }), [])
  t.strictSame(
    await ids({ category: ['Salary', 'Food'], uncategorized: true, type: 'income', from: '2024-05-04' }), [5]
  )
  t.strictSame(await user.answer(listTransactions, { query: [['category', 'Food'], ['category', 'Ren']] }),
    unknownCategory('category', 'Ren', 'Rent'))
  t.strictSame(await user.answer(listTransactions, { query: [['category', '4']] }), unknownCategory('category', '4'))
})

everyWay(t, 'a search finds its literal words in payee and description [V1.2.4 P3.6]', async (t, api) => {
  const user = await household(api)
  const rows: Array<readonly [payee: string | null, description: string]> = [
    ['Kin Soy', 'Eating out'], [null, 'kin of mine'], ['100% Juice', ''], [null, 'snake_case'], [null, 'snakeXcase'],
    [null, 'C:\\temp'],
    ['ÄPFEL & Söhne', ''], [null, 'ДОМ и сад'], [null, 'Cafe\u0301'], [null, '１２３ ﬁsh'],
    [null, 'line one\r\nline two'], [null, '\'; --'],
  ]
  await addAll(user, rows.map(([payee, description]) => ['2024-05-01', '1', 1, { payee, description }] as const))
  const ids = (q: string) => idsOf(user, listTransactions, { q, sort: 'date' })
  t.strictSame(await ids('KIN'), [1, 2])
  t.strictSame(await ids('kin soy'), [1])
  t.strictSame(await ids('eating'), [1])
  t.strictSame(await ids('%'), [3])
  t.strictSame(await ids('100%'), [3])
  t.strictSame(await ids('0%j'), [], 'a percent sign stands for itself')
  t.strictSame(await ids('snake_case'), [4], 'and an underline')
  t.strictSame(await ids('c:\\TEMP'), [6])
  t.strictSame(await ids('\\'), [6])
  t.strictSame(await ids('\\\\'), [])
  t.strictSame(await ids('äpfel'), [7])
  t.strictSame(await ids('A\u0308PFEL'), [7])
  t.strictSame(await ids('SÖHNE'), [7])
  t.strictSame(await ids('дом'), [8])
  t.strictSame(await ids('САД'), [8])
  t.strictSame(await ids('CAFÉ'), [9])
  t.strictSame(await ids('123 FISH'), [10])
  t.strictSame(await ids('one\r\nLINE'), [11])
  t.strictSame(await ids('\';'), [12])
  t.strictSame(await ids('soy eating'), [1], 'each word in a text of its own')
  t.strictSame(await ids('OUT\u3000soy kin'), [1], 'in any order')
  t.strictSame(await ids('soy mine'), [], 'all of them')
  t.equal((await ids('')).length, rows.length, 'an empty text is in every row')
  t.strictSame(await ids('kin \u0301'), [1, 2], 'a mark alone is no word')
  t.strictSame(await user.answer(listTransactions, { query: [['q', '\u0301 \u0302']] }), faulty({
    q: ['"\u0301 \u0302" has no word to search for; write a letter, a digit or a sign.'],
  }))
  t.strictSame(await ids('x'.repeat(200)), [])
  t.equal((await user.answer(listTransactions, { query: [['q', 'x'.repeat(201)]] })).status, 400)
  t.strictSame(await ids('ﷺ'.repeat(200)), [], 'the longest that a text can become')
  t.strictSame(await ids('soy '.repeat(50)), [1], 'a word counts once')
  const many = Array.from({ length: 21 }, (_, at) => `w${at}`)
  t.strictSame(await ids(many.slice(1).join(' ')), [])
  t.strictSame(await user.answer(listTransactions, { query: [['q', many.join(' ')]] }), faulty({
    q: ['"w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16…" has 21 words; a search takes at most 20.'],
  }))
})

everyWay(t, 'a search looks behind case and accents of every script [case 10]', async (t, api) => {
  const user = await household(api)
  const payees = ['Café Noir', 'Straßenbahn', 'κώστας', 'İSTANBUL KART', 'Łódź', 'København', 'Œuvre', '강남역']
  await addAll(user, payees.map((payee) => ['2024-05-01', '1', 1, { payee }] as const))
  const ids = (q: string) => idsOf(user, listTransactions, { q, sort: 'date' })
  for (const [at, words] of [
    ['cafe', 'CAFÉ', 'noir café'], ['strassen', 'STRASSEN', 'straße', 'STRAẞE'], ['ΚΩΣ', 'ΚΩΣΤΑΣ', 'κωστας'],
    ['istanbul', 'ISTANBUL', 'ıstanbul', 'kart İstanbul'], ['lodz', 'ŁÓDŹ'], ['kobenhavn', 'KØBENHAVN'], ['oeuvre'],
    ['강남', '강남'.normalize('NFD')],
  ].entries()) {
    for (const word of words) t.strictSame(await ids(word), [at + 1], word)
  }
})

everyWay(t, 'a search finds a row by the present names of its categories and tags [case 10]', async (t, api) => {
  const user = await household(api)
  await addAll(user, [
    ['2024-05-01', '1', 1, { payee: 'Corner' }],
    ['2024-05-02', '5', null, { splits: [{ category: 1, amount: '2' }, { category: 2, amount: '3' }] }],
    ['2024-05-03', '1', 3, { tags: ['Été/Łódź', 'food-trip'] }], ['2024-05-04', '1', 2, { description: 'food' }],
    ['2024-05-05', '1', null, { type: 'income', payee: 'rent' }],
  ])
  const ids = (q: string) => idsOf(user, listTransactions, { q, sort: 'date' })
  t.strictSame(await ids('FOOD'), [1, 2, 3, 4])
  t.strictSame(await ids('rent'), [2, 4, 5])
  t.strictSame(await ids('rent food'), [2, 4])
  t.strictSame(await ids('corner food'), [1])
  t.strictSame(await ids('lodz'), [3])
  t.strictSame(await ids('ete trip salary'), [3])
  await user.call(changeCategory, { id: 1, body: { name: 'Épicerie' } })
  t.strictSame(await ids('epic'), [1, 2])
  t.strictSame(await ids('food'), [3, 4])
  const [tag] = (await user.call(listTags, { query: { name: 'food-trip' } })).body as unknown as Array<{ id: number }>
  await user.call(renameTag, { id: Number(tag?.id), body: { name: 'Voyage' } })
  t.strictSame(await ids('VOYAGE'), [3])
  t.strictSame(await ids('food'), [4])
})

everyWay(t, 'min, max and the order by amount hide no currency: each is in its own [case 9]', async (t, api) => {
  const user = await household(api)
  await addAll(user, [
    ['2024-05-01', '10.00', 1], ['2024-05-02', '-5.00', 1], ['2024-05-03', '20.00', 3], ['2024-05-04', '10.00', 2],
    ['2024-05-05', '1250', 1, { currency: 'JPY' }], ['2024-05-06', '9', 1, { currency: 'JPY' }], ['2024-05-07', '0', 1],
    ['2024-05-08', '10.005', 1, { currency: 'KWD' }], ['2024-05-09', '-9', 1, { currency: 'JPY' }],
  ])
  const ids = (query: Query) => idsOf(user, listTransactions, query)
  t.strictSame(await ids({ sort: 'amount' }), [9, 6, 5, 8, 2, 7, 1, 4, 3], 'JPY, KWD, USD')
  t.strictSame(await ids({ sort: '-amount' }), [5, 6, 9, 8, 3, 4, 1, 7, 2])
  t.strictSame(await pagesOf(user, listTransactions, { sort: '-amount' }, 2).then((pages) => pages.map((page) =>
    page.map(({ id }) => id))), [[5, 6], [9, 8], [3, 4], [1, 7], [2]])
  t.strictSame(await ids({ sort: 'amount', currency: 'JPY' }), [9, 6, 5])
  t.strictSame(await ids({ sort: '-amount', currency: 'EUR' }), [])
  t.strictSame(await ids({ sort: 'date' }), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  t.strictSame(await ids({ currency: 'JPY' }), [9, 6, 5])
  t.strictSame(await ids({ min: '10' }), [8, 5, 4, 3, 1])
  t.strictSame(await ids({ min: '10', sort: 'amount' }), [5, 8, 1, 4, 3])
  t.strictSame(await ids({ min: '10.01' }), [5, 3])
  t.strictSame(await ids({ min: '10.0050000' }), [8, 5, 3])
  t.strictSame(await ids({ max: '0' }), [9, 7, 2])
  t.strictSame(await ids({ max: '-0.01' }), [9, 2])
  t.strictSame(await ids({ min: '-5', max: '10', sort: 'amount' }), [6, 2, 7, 1, 4])
  t.strictSame(await ids({ min: '9.5', max: '9.9' }), [], 'no yen lies between')
  t.strictSame(await ids({ min: '10', currency: 'JPY' }), [5])
  t.strictSame(await ids({ min: '-10000000000000', max: '10000000000000' }), [9, 8, 7, 6, 5, 4, 3, 2, 1])
  const answer = (query: Array<readonly [string, string]>) => user.answer(listTransactions, { query })
  t.strictSame(await answer([['min', '1.5'], ['max', '100000000000000'], ['currency', 'JPY']]), faulty({
    min: ['"1.5" has 1 decimal; JPY takes none.'],
    max: ['"100000000000000" is too large: the most is 10000000000000 JPY.'],
  }))
  t.strictSame(await answer([['min', '-0.00'], ['max', '10000000000001']]), faulty({
    min: ['"-0.00" is not an amount: write 0 without a sign.'],
    max: ['"10000000000001" is too large: the most of any currency is 10000000000000.'],
  }))
  for (const currency of [[], [['currency', 'USD'] as const]]) {
    t.strictSame(await answer([['min', '10'], ['max', '5.5'], ...currency]), faulty({
      max: ['5.5 is less than 10; no amount would be left.'],
    }))
  }
})

everyWay(t, 'a book without rows has none by any amount', async (t, api) => {
  const user = await household(api)
  for (const query of [{ min: '1' }, { sort: 'amount' }]) t.strictSame(await idsOf(user, listTransactions, query), [])
})

function fold (text: string): string {
  return text.toLowerCase().replaceAll('ä', 'a')
}

/** What a row must be for a query to list it: the contract once more, in plain steps. */
function isListed (row: Transaction, query: Query): boolean {
  const { month, from, to, uncategorized, type, q, min, max } = query as Record<string, string | undefined>
  const { category } = query as { category?: string[] }
  const currency = (query as Record<string, string | undefined>).currency ?? row.currency
  const units = (text: string) => (parseAmount(text, currency) as { minor: number }).minor
  const names = (category ?? []).map((name) => name.toLowerCase())
  const inNamed = row.category_name !== null && names.includes(row.category_name.toLowerCase())
  return row.currency === currency &&
    (month === undefined || row.date.startsWith(month)) &&
    (from === undefined || row.date >= from) && (to === undefined || row.date <= to) &&
    (category === undefined
      ? uncategorized !== 'true' || row.category === null
      : inNamed || (uncategorized === 'true' && row.category === null)) &&
    (uncategorized !== 'false' || row.category !== null) &&
    (type === undefined || row.type === type) &&
    (q === undefined ||
      [row.payee, row.description, row.category_name].some((text) => fold(text ?? '').includes(fold(q)))) &&
    (min === undefined || units(row.amount) >= units(min)) && (max === undefined || units(row.amount) <= units(max))
}

function compare (sort: string): (a: Transaction, b: Transaction) => number {
  const sign = sort.startsWith('-') ? -1 : 1
  const key = (row: Transaction) => sort.endsWith('amount')
    ? (parseAmount(
        row.amount, row.currency
      ) as { minor: number }).minor
    : row.date
  return (a, b) => {
    if (sort.endsWith('amount') && a.currency !== b.currency) return a.currency < b.currency ? -1 : 1
    return sign * (key(a) === key(b) ? a.id - b.id : key(a) < key(b) ? -1 : 1)
  }
}

const anyDay = fc.constantFrom('2024-04-30', '2024-05-01', '2024-05-02', '2024-05-31', '2024-06-01')
const anyAmount = fc.constantFrom('-3', '0', '1', '2', '3', '250')
const anyWord = fc.constantFrom('', 'a', 'Ä', 'b%', 'B_', '\\')
const anyRow = fc.record({
  date: anyDay,
  amount: anyAmount,
  currency: fc.constantFrom('USD', 'USD', 'JPY'),
  payee: fc.option(anyWord),
  description: anyWord,
  place: fc.constantFrom(
    { category: 'Food' }, { category: 'Rent' }, { category: 'Salary' }, { type: 'income' }, { type: 'expense' }
  ),
})
const anyFilters = fc.record({
  range: fc.oneof(
    fc.record({ month: fc.constantFrom('2024-05', '2024-06') }),
    fc.tuple(anyDay, anyDay).map(([one, two]) => one < two ? { from: one, to: two } : { from: two, to: one })),
  category: fc.uniqueArray(fc.constantFrom('food', 'Rent', 'SALARY'), { minLength: 1 }),
  uncategorized: fc.constantFrom('true', 'false'),
  type: fc.constantFrom('income', 'expense'),
  q: anyWord,
  currency: fc.constantFrom('USD', 'JPY'),
  amounts: fc.oneof(
    fc.record({ min: anyAmount }), fc.record({ max: anyAmount }),
    fc.tuple(anyAmount, anyAmount).map(([one, two]) =>
      Number(one) < Number(two) ? { min: one, max: two } : { min: two, max: one })),
  sort: fc.constantFrom('date', '-date', 'amount', '-amount'),
})
/** Up to four of them: of more, hardly a row would be left. */
const anyQuery = anyFilters.chain((filters) => fc.subarray(Object.entries(filters), { maxLength: 4 }))
  .map(
    (chosen): Query => Object.fromEntries(
      chosen.flatMap(
        ([name, value]): Array<[string, unknown]> => name === 'range' || name === 'amounts'
          ? Object.entries(value as object)
          : [[name, value]]
      )
    )
  )

everyWay(t, 'filters together list the rows of each, in any order, whole and by pages', async (t, api) => {
  const user = await household(api)
  for (const { place, ...row } of fc.sample(
    anyRow, { numRuns: 60, seed: 5 }
  )) await user.call(createTransaction, { body: { ...row, ...place } })
  const rows = await listed(user, listTransactions) as unknown as Transaction[]
  const counts: number[] = []
  await fc.assert(fc.asyncProperty(anyQuery, fc.integer({ min: 1, max: 20 }), async (query, limit) => {
    const expected = rows.filter(
      (row) => isListed(row, query)
    ).sort(compare((query as { sort?: string }).sort ?? '-date'))
    counts.push(expected.length)
    const whole = await listed(user, listTransactions, query)
    const pages = await pagesOf(user, listTransactions, query, limit)
    return JSON.stringify(whole) === JSON.stringify(expected) &&
      JSON.stringify(pages.flat()) === JSON.stringify(expected) &&
      pages.slice(0, -1).every((page) => page.length === limit)
  }), { numRuns: 100, seed: 11 })
  t.ok(counts.filter((count) => count > 5).length > 10, 'not only empty lists were compared')
})
