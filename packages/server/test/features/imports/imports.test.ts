import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import type { Answer } from '@fintrack/contract/call'
import { changeCategory, createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { bothDatabases, everyWay, bytesOf, logInAs, type TestUser } from '../../helpers/api.ts'
import { faulty, plain, refused, rejected } from '../../helpers/expected.ts'
import { ask, listening } from '../../helpers/wire.ts'

type Query = ReadonlyArray<readonly [string, string]>

const HEADER = 'date,type,category,amount'
const COLUMNS = 'the header must name date, type, category and amount, and may name payee, description, ' +
  'currency, account, to_account, to_amount, to_date, tags and splits, separated by commas'

function send (user: TestUser, text: string | Uint8Array, ...query: Query): Promise<Answer> {
  return user.answer(importTransactions, { body: bytesOf(text), query })
}

function stored (rows: number, ...made: ReadonlyArray<readonly [name: string, type: 'income' | 'expense']>): Answer {
  return { status: 201, body: { rows, categories_created: made.map(([name, type]) => ({ name, type })) } }
}

function alreadyThere (sentence: string): Answer {
  return refused(
    409, 'already_imported', `${sentence}; nothing was stored.`, { remedy: 'Send again=true to store them once more.' }
  )
}

/** The whole book, to see that nothing of it changed. */
async function book (user: TestUser): Promise<string> {
  return JSON.stringify([await user.answer(listTransactions), await user.answer(listCategories)])
}

/** The rows in the order of the file, without what the server writes. */
async function rowsOf (user: TestUser): Promise<unknown[]> {
  const { body } = await user.call(listTransactions, {})
  return body.toSorted((a, b) => a.id - b.id).map(({
    date, type, category_name: category, amount, currency, payee, description,
  }) =>
    [date, type, category, amount, currency, payee, description])
}

everyWay(t, 'an import stores the rows of a file in order and creates the categories it lacks', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  t.strictSame(await send(user, [
    'date,type,category,amount,payee,description,currency',
    '2024-05-03,expense,Food,12.5,Kin Soy,"lunch, late",',
    '2024-05-01,income,salary,3000,ACME,,EUR',
    '2024-05-02,expense,FOOD,-1,,refund,',
    '2024-05-02,expense,,0,,,JPY',
    '2024-05-02,income,,.5,,,',
    ' 2024-05-04 , Expense , ｆood , 7 ,  Cafe\u0301  ,  kept  , USD ',
    '2024-05-05,,Food,1,,,',
    '2024-05-06,expense,Food / Out,1,,,',
    '0001-01-01,income,Gifts,100000000000.00,,"two\r\nlines ""q""",',
    '9999-12-31,expense,food,-100000000000.00,,,',
  ].join('\n')), stored(10, ['Food', 'expense'], ['Food / Out', 'expense'], ['Gifts', 'income']))
  t.strictSame(await rowsOf(user), [
    ['2024-05-03', 'expense', 'Food', '12.50', 'EUR', 'Kin Soy', 'lunch, late'],
    ['2024-05-01', 'income', 'Salary', '3000.00', 'EUR', 'ACME', ''],
    ['2024-05-02', 'expense', 'Food', '-1.00', 'EUR', null, 'refund'],
    ['2024-05-02', 'expense', null, '0', 'JPY', null, ''],
    ['2024-05-02', 'income', null, '0.50', 'EUR', null, ''],
    ['2024-05-04', 'expense', 'Food', '7.00', 'USD', 'Café', '  kept  '],
    ['2024-05-05', 'expense', 'Food', '1.00', 'EUR', null, ''],
    ['2024-05-06', 'expense', 'Food / Out', '1.00', 'EUR', null, ''],
    ['0001-01-01', 'income', 'Gifts', '100000000000.00', 'EUR', null, 'two\r\nlines "q"'],
    ['9999-12-31', 'expense', 'Food', '-100000000000.00', 'EUR', null, ''],
  ])
  t.strictSame((await user.call(listCategories, {})).body, [
    { id: 1, name: 'Salary', type: 'income', archived: false },
    { id: 2, name: 'Food', type: 'expense', archived: false },
    { id: 3, name: 'Food / Out', type: 'expense', archived: false },
    { id: 4, name: 'Gifts', type: 'income', archived: false },
  ])
  const { body: [row] } = await user.call(listTransactions, { query: { q: 'KIN SOY', category: ['food'] } })
  t.strictSame(row, plain({
    id: 1,
    date: '2024-05-03',
    type: 'expense',
    category: 2,
    category_name: 'Food',
    amount: '12.50',
    currency: 'EUR',
    payee: 'Kin Soy',
    description: 'lunch, late',
    created_at: api.clock.now(),
    updated_at: api.clock.now(),
  }), 'it is a row like any other')
  const { body } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.strictSame([body.total_income, body.total_expense, body.other_currencies.length], ['3000.50', '13.50', 2])
})

everyWay(t, 'the columns of an import come in any order and case, and an id column is ignored', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  t.strictSame(
    await send(
      user,
      [
        'ID, Amount ,CATEGORY,"Date",Type,id', 'x,5,Food,2024-05-01,expense,', '1,6,Food,2024-05-02,expense,1',
      ].join('\n')
    ),
    stored(2, ['Food', 'expense'])
  )
  t.strictSame(await rowsOf(user), [
    ['2024-05-01', 'expense', 'Food', '5.00', 'EUR', null, ''],
    ['2024-05-02', 'expense', 'Food', '6.00', 'EUR', null, ''],
  ])
})

everyWay(t, 'the file of an import may begin with a byte order mark and break its lines in any way', async (t, api) => {
  const lines = [HEADER, '2024-05-01,expense,Food,1', '', '2024-05-02,expense,Food,2']
  for (const text of [
    `\ufeff${lines.join('\n')}`, lines.join('\r\n'), `\ufeff${lines.join('\r\n')}\r\n`, lines.join('\r'),
    `${lines.join('\n')}\n\n`,
    `${HEADER}\r\n${lines.slice(1).join('\n')}`,
  ]) {
    const user = await api.user(undefined, 'EUR')
    t.strictSame(await send(user, text), stored(2, ['Food', 'expense']))
    t.strictSame((await rowsOf(user)).length, 2)
  }
})

everyWay(t, 'a file that is no CSV is refused with what is wrong and what would be right [V5.2.2]', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const whole = (sentence: string) => refused(400, 'import_rejected', sentence)
  const header = (sentence: string, line = 1) => rejected({ [`line ${line}`]: [`${sentence}; ${COLUMNS}.`] })
  const row = '\n2024-05-01,expense,Food,1\n'
  for (const [text, expected] of [
    ['', whole('The file is empty.')],
    ['\ufeff', whole('The file is empty.')],
    ['\n\r\n', whole('The file is empty.')],
    [HEADER, whole('The file has a header and no lines after it: there is nothing to import.')],
    [`${HEADER}\r\n\r\n`, whole('The file has a header and no lines after it: there is nothing to import.')],
    [
      `2024-05-01,expense,Food,1${row}`,
      header('The header "2024-05-01,expense,Food,1" has no column date, type, category and amount'),
    ],
    [`\n\ndate,type,amount${row}`, header('The header "date,type,amount" has no column category', 3)],
    [
      'date;type;category;amount\n2024-05-01;expense;Food;1',
      header('The header "date;type;category;amount" has no column date, type, category and amount'),
    ],
    [
      `${HEADER},descripton${row}`,
      header('The header has a column "descripton", which an import does not know; did you mean description'),
    ],
    [`${HEADER},Balance${row}`, header('The header has a column "Balance", which an import does not know')],
    [`${HEADER},${row}`, header('The header has a column "", which an import does not know')],
    [`${HEADER},Date${row}`, header('The header names date twice')],
    [
      '{"date":"2024-05-01"}',
      rejected(
        { 'line 1': ['A quote stands in the middle of a cell; put the whole cell in quotes and double those inside.'] }
      ),
    ],
    [`${HEADER}\n2024-05-01,expense,Food,"1`, rejected({ 'line 2': ['A quote is opened here and never closed.'] })],
    [Buffer.from(`\ufeff${HEADER}${row}`, 'utf16le'), whole('The file is not UTF-8 text; save it as CSV in UTF-8.')],
    [
      Buffer.from(`${HEADER},description${row.trimEnd()},Caf\u00e9`, 'latin1'),
      whole('The file is not UTF-8 text; save it as CSV in UTF-8.'),
    ],
    ['\0'.repeat(50), header(`The header "${'\\u0000'.repeat(9)}\\u0…" has no column date, type, category and amount`)],
  ] as const) {
    const answer = await send(user, text)
    t.strictSame(answer, expected)
    t.strictSame(await send(user, text, ['dry_run', 'true']), expected)
  }
  t.equal(await book(user), JSON.stringify([{ status: 200, body: [] }, { status: 200, body: [] }]))
})

everyWay(t, 'an import reports every bad line with its number and all its faults [V5.2.2]', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  const before = await book(user)
  const lines = [
    'date,type,category,amount,payee,description,currency', // 1
    '2024-05-01,expense,Food,1,,,', // 2: good
    '2024-02-30,expense,Food,1,,,',
    '2024-05-01,expense,Food,,,,',
    '2024-05-01,expense,Food,"1,50",,,', // 5
    '2024-05-01,expense,Food,1.234,,,',
    '2024-05-01,expense,Food,1.5,,,JPY',
    '2024-05-01,expense,Food,1,,,usd',
    '2024-05-01,spending,Food,1,,,',
    '2024-05-01,,Unknown,1,,,', // 10
    '2024-05-01,,,1,,,',
    '2024-05-01,expense,Salary,1,,,',
    '2024-05-01,income,FOOD,1,,,',
    '2024-05-01,expense,42,1,,,',
    `2024-05-01,expense,${'x'.repeat(101)},1,,,`, // 15
    '2024-05-01,expense,"Fo\nod",1,,,', // 16 and 17
    `2024-05-01,expense,Food,1,${'p'.repeat(201)},,`, // 18
    '2024-05-01,expense,Food,1,"a\tb",,',
    '2024-05-01,expense,Food,1,,a\u0000b,', // 20
    '2024-05-01,expense,Food,1,,"text\r\nof\nthree lines",', // 21 to 23: good
    `2024-05-01,expense,Food,1,,${'d'.repeat(20_001)},`, // 24
    '2024-05-01,expense,Food,1,,', // 25
    '2024-05-01,expense,Food,1,,,,',
    'Total', // 27
    '',
    'today,x,7,many,,,EURO', // 29
    '2024-05-01,expense,Food,100000000000.01,,,',
  ]
  const cells = (count: string) =>
    `This line has ${count}, but the header has 7; put a cell that holds a comma in quotes.`
  const shape = (amount: string) => `"${amount}" is not an amount: write digits with at most one point, such as 12.50.`
  const early = {
    'line 3': ['"2024-02-30" is not a day as YYYY-MM-DD, such as 2024-02-29.'],
    'line 4': [shape('')],
    'line 5': [shape('1,50')],
    'line 6': ['"1.234" has 3 decimals; EUR takes at most 2.'],
    'line 7': ['"1.5" has 1 decimal; JPY takes none.'],
    'line 8': ['"usd" is not an ISO 4217 currency code, such as EUR.'],
    'line 9': ['"spending" is not a type; write income, expense or transfer.'],
    'line 10': ['"" is not a type; write income, expense or transfer.'],
    'line 11': ['"" is not a type; write income, expense or transfer.'],
    'line 12': ['"Salary" is of type income, not expense.'],
    'line 13': ['"Food" is of type expense, not income.'],
    'line 14': ['"42" is only digits; name the category by its name.'],
    'line 15': [`"${'x'.repeat(57)}…" is not a category name: 1 to 100 characters on one line.`],
  }
  const late = {
    'line 16': ['"Fo\\nod" is not a category name: 1 to 100 characters on one line.'],
    'line 18': [`"${'p'.repeat(57)}…" is not a payee: up to 200 characters on one line.`],
    'line 19': ['"a\\tb" is not a payee: up to 200 characters on one line.'],
    'line 20': ['"a\\u0000b" is not a description: up to 20000 characters without control characters.'],
    'line 24': [`"${'d'.repeat(57)}…" is not a description: up to 20000 characters without control characters.`],
    'line 25': [cells('6 cells')],
    'line 26': [cells('8 cells')],
    'line 27': [cells('1 cell')],
    'line 29': [
      '"today" is not a day as YYYY-MM-DD, such as 2024-02-29.',
      '"7" is only digits; name the category by its name.',
      '"x" is not a type; write income, expense or transfer.',
      '"EURO" is not an ISO 4217 currency code, such as EUR.',
    ],
    'line 30': ['"100000000000.01" is too large: the most is 100000000000.00 EUR.'],
  }
  // An answer names 20 faults: the lines come in two files.
  const good = '2024-05-01,expense,Food,1,,,'
  const first = lines.map((line, at) => at < 15 ? line : good).join('\n')
  const second = lines.map((line, at) => at > 0 && at < 15 ? good : line).join('\n')
  t.strictSame(await send(user, second), rejected(late))
  const expected = rejected(early)
  t.strictSame(await send(user, first), expected)
  t.strictSame(await send(user, first, ['dry_run', 'true']), expected)
  t.strictSame(await send(user, first, ['again', 'true']), expected)
  t.equal(await book(user), before, 'not even a category')
})

everyWay(t, 'an import names the first 20 faults of bad lines and counts the rest', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const lines = Array.from(
    { length: 1500 }, (_, at) => at % 3 === 0 ? `2024-05-01,expense,Food,"${at}\nx"` : '2024-05-01,expense,Food,1'
  )
  const answer = await send(user, [HEADER, ...lines].join('\n'))
  const { errors, more, detail } = answer.body as { errors: Record<string, string[]>, more: number, detail: string }
  // Three records are four lines.
  t.strictSame(Object.keys(errors), Array.from({ length: 20 }, (_, at) => `line ${at * 4 + 2}`))
  t.equal(more, 480)
  t.equal(detail, 'line 2: "0\\nx" is not an amount: write digits with at most one point, such as 12.50. (500 lines ' +
    'have errors)')
  t.equal(await book(user), JSON.stringify([{ status: 200, body: [] }, { status: 200, body: [] }]))
})

everyWay(t, 'an import creates one category for all spellings of its name, with one type in a file', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  t.strictSame(await send(user, [
    HEADER, '2024-05-01,expense,Food,1', '2024-05-01,expense,FOOD,2', '2024-05-01,expense,ｆｏｏｄ,3', '2024-05-01,,food,4',
    '2024-05-01,income,Cafe\u0301,5', '2024-05-01,income,CAFÉ,6',
  ].join('\n')), stored(6, ['Food', 'expense'], ['Café', 'income']))
  t.strictSame((await user.call(listCategories, {})).body.map(({ name }) => name), ['Food', 'Café'])
  t.strictSame(await send(
    user, [HEADER, '2024-06-01,expense,Both,1', '2024-06-01,income,both,2', '2024-06-01,,Both,2'].join('\n')
  ), rejected({
    'line 3': ['"Both" is of type expense, not income.'],
  }))
  t.strictSame((await user.call(listCategories, {})).body.length, 2)
  t.strictSame(
    await send(user, [HEADER, '2024-06-01,expense,,1', '2024-06-01,income,,1'].join('\n')), stored(2),
    'no category has no type'
  )
})

everyWay(t, 'a dry run of an import reports exactly what the import would, and stores nothing', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const before = await book(user)
  const text = [
    HEADER, '2024-05-01,expense,food,1', '2024-05-01,income,Gifts,2', '2024-05-02,expense,Rent,3',
  ].join('\n')
  const dry = await send(user, text, ['dry_run', 'true'])
  t.equal(await book(user), before)
  t.strictSame(await send(user, text, ['dry_run', 'true']), dry)
  t.strictSame(await send(user, text, ['dry_run', 'false']), dry)
  t.strictSame(dry, stored(3, ['Gifts', 'income'], ['Rent', 'expense']))
  const ids = (await user.call(listTransactions, {})).body.map(({ id }) => id)
  // A sequence of PostgreSQL goes on whatever is taken back.
  t.strictSame(ids, api.database === 'sqlite' ? [3, 2, 1] : [9, 8, 7], 'and on SQLite uses no ids up')
  const after = await book(user)
  t.strictSame(await send(user, text, ['dry_run', 'true']), alreadyThere('All 3 rows of this file are already in the ' +
    'book'))
  t.strictSame(await send(user, text, ['dry_run', 'true'], ['again', 'true']), stored(3))
  t.equal(await book(user), after)
})

everyWay(t, 'an import whose every row is stored already is 409, unless it is to be added again', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const one = [HEADER, '2024-05-01,expense,Food,1'].join('\n')
  t.strictSame(await send(user, one), stored(1, ['Food', 'expense']))
  const there = alreadyThere('1 row of this file is already in the book')
  t.strictSame(await send(user, one), there)
  t.strictSame(
    await send(user, 'description,date,type,category,amount,currency,payee\n,2024-05-01,,FOOD,1.00,EUR,  '), there,
    'however it is written'
  )
  t.strictSame(await send(user, one, ['again', 'false']), there)
  t.equal((await rowsOf(user)).length, 1)
  t.strictSame(await send(user, one, ['again', 'true']), stored(1))
  t.equal((await rowsOf(user)).length, 2)

  const twice = [HEADER, '2024-05-01,expense,Food,1', '2024-05-01,expense,Food,1'].join('\n')
  t.strictSame(await send(user, twice), alreadyThere('All 2 rows of this file are already in the book'))
  t.strictSame(
    await send(user, `${twice}\n2024-05-01,expense,Food,1`), stored(3),
    'a row that is there twice is not there three times'
  )
  t.equal((await rowsOf(user)).length, 5)

  const partly = [HEADER, '2024-05-01,expense,Food,1', '2024-05-02,expense,Food,1'].join('\n')
  t.strictSame(await send(user, partly), stored(2), 'a file that is there in part is added whole')
  for (const line of [
    '2024-05-03,expense,Food,1,,', '2024-05-01,expense,,1,,', '2024-05-01,expense,Food,1.01,,',
    '2024-05-01,expense,Food,1,JPY,', '2024-05-01,expense,Food,1,,x',
  ]) t.strictSame(await send(user, `${HEADER},currency,payee\n${line}`), stored(1), 'any other value is another row')

  const other = await api.user('other', 'EUR')
  t.strictSame(await send(other, one), stored(1, ['Food', 'expense']), 'another user\'s rows do not count')
})

everyWay(t, 'an import finds thousands of rows that are stored already, whatever lies between them', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const lines = (from: number, count: number) => Array.from({ length: count }, (_, at) =>
    `2024-${String((from + at) % 12 + 1).padStart(2, '0')}-15,expense,Food,${from + at}.00`)
  const first = [HEADER, ...lines(0, 6000)].join('\n')
  t.strictSame(await send(user, first), stored(6000, ['Food', 'expense']))
  t.strictSame(await send(user, [HEADER, ...lines(6000, 1500)].join('\n')), stored(1500))
  t.strictSame(await send(user, first), alreadyThere('All 6,000 rows of this file are already in the book'))
  t.strictSame(await send(user, [HEADER, ...lines(0, 7501)].join('\n')), stored(7501), 'one row is new')
  t.equal((await rowsOf(user)).length, 15_001)
})

everyWay(t, 'an import reads CSV cells that were disarmed for spreadsheets as they were', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  t.strictSame(await send(user, [
    'date,type,category,amount,payee,description', '2024-05-01,expense,\'=Food,1,\'@home,\'+1',
    '2024-05-01,expense,\'\'=Food,-1,\'quoted\',\'\'-x',
    '2024-05-01,expense,=Food,1,+1,\'\t',
  ].join('\n')), stored(3, ['=Food', 'expense'], ['\'=Food', 'expense']))
  t.strictSame(await rowsOf(user), [
    ['2024-05-01', 'expense', '=Food', '1.00', 'EUR', '@home', '+1'],
    ['2024-05-01', 'expense', '\'=Food', '-1.00', 'EUR', '\'quoted\'', '\'-x'],
    ['2024-05-01', 'expense', '=Food', '1.00', 'EUR', '+1', '\t'],
  ])
})

/** A body whose rest is held back until it is let go. */
function heldBack (
  first: string, rest: string
): { body: AsyncGenerator<Uint8Array, void, undefined>, go: () => void, begun: Promise<void> } {
  let go = () => {}
  let begin = () => {}
  const gate = new Promise<void>((resolve) => { go = resolve })
  const begun = new Promise<void>((resolve) => { begin = resolve })
  async function * body (): AsyncGenerator<Uint8Array, void, undefined> {
    yield Buffer.from(first)
    begin()
    await gate
    yield Buffer.from(rest)
  }
  return { body: body(), go, begun }
}

everyWay(t, 'a slow upload delays nobody, and sees what others stored meanwhile', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const { body, go, begun } = heldBack(`${HEADER}\n2024-05-01,expense,Food,1\n2024-05-01,`, 'expense,Rent,2\n')
  const running = user.answer(importTransactions, { body })
  await begun
  const write = { body: { amount: '5', date: '2024-05-02', category: 'Food' } }
  t.equal((await user.answer(createTransaction, write)).status, 201)
  const other = await api.user('other', 'EUR')
  t.strictSame(await send(other, `${HEADER}\n2024-05-01,expense,Food,1`), stored(1, ['Food', 'expense']))
  await user.call(changeCategory, { id: 1, body: { name: 'Meals' } })
  await user.call(createCategory, { body: { name: 'RENT', type: 'expense' } })
  go()
  t.strictSame(await running, stored(2, ['Food', 'expense']), 'as if the file had come at its end')
  t.strictSame(await rowsOf(user), [
    ['2024-05-02', 'expense', 'Meals', '5.00', 'EUR', null, ''],
    ['2024-05-01', 'expense', 'Food', '1.00', 'EUR', null, ''],
    ['2024-05-01', 'expense', 'RENT', '2.00', 'EUR', null, ''],
  ])
})

everyWay(t, 'an import creates a deleted category again, and refuses one whose type changed', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const first = heldBack(`${HEADER}\n2024-05-01,expense,FOOD,1\n`, '2024-05-01,expense,food,2\n')
  const running = user.answer(importTransactions, { body: first.body })
  await first.begun
  await user.call(deleteCategory, { id: 1 })
  first.go()
  t.strictSame(await running, stored(2, ['Food', 'expense']))

  await user.call(createCategory, { body: { name: 'Gifts', type: 'expense' } })
  const second = heldBack(
    `${HEADER}\n2024-06-01,expense,Gifts,1\n2024-06-01,expense,New,1\n`, '2024-06-01,expense,Gifts,1\n'
  )
  const refusing = user.answer(importTransactions, { body: second.body })
  await second.begun
  const { body: categories } = await user.call(listCategories, {})
  await user.call(changeCategory, { id: categories.at(-1)?.id ?? 0, body: { name: 'GIFTS', type: 'income' } })
  const before = await book(user)
  second.go()
  t.strictSame(await refusing, refused(400, 'import_rejected',
    'While the file was read, "GIFTS" became a category of type income; import the file again.'))
  t.equal(await book(user), before)
})

everyWay(t, 'an import is refused where a category of the other type came above one meanwhile', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const { body, begun, go } = heldBack(`${HEADER}\n2024-05-01,expense,Side:Costs,1\n`, '2024-05-01,expense,Fun,2\n')
  const refusing = user.answer(importTransactions, { body })
  await begun
  await user.call(createCategory, { body: { name: 'Side', type: 'income' } })
  go()
  t.strictSame(await refusing, refused(400, 'import_rejected',
    'While the file was read, "Side" became a category of type income; import the file again.'))
})

everyWay(t, 'imports that race to make the same category all succeed, and it is made once', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const uploads = Array.from(
    { length: 5 },
    (_, at) => heldBack(`${HEADER}\n`, `2024-05-0${at + 1},expense,${at % 2 === 0 ? 'Food' : 'FOOD'},${at}\n`)
  )
  const running = uploads.map(({ body }) => user.answer(importTransactions, { body }))
  await Promise.all(uploads.map(({ begun }) => begun))
  for (const { go } of uploads) go()
  const answers = await Promise.all(running)
  t.strictSame(answers.map(({ status }) => status), [201, 201, 201, 201, 201])
  t.equal(answers.flatMap(({ body }) => (body as { categories_created: unknown[] }).categories_created).length, 1)
  t.equal((await user.call(listCategories, {})).body.length, 1)
  t.equal((await rowsOf(user)).length, 5)
  await user.call(createBudget, { body: { category: 'food', month: '2024-05', monthly_limit: '9' } })
  const { body } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.equal(body.budget_status[0]?.spent, '10.00')
})

everyWay(t, 'of two imports of one file at once, one is refused as already stored [V2.3.4]', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  const text = `${HEADER}\n2024-05-01,expense,,1`
  const answers = await Promise.all([send(user, text), send(user, text)])
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 409])
  t.equal((await rowsOf(user)).length, 1)
})

everyWay(t, 'an import that breaks off stores nothing [V2.3.3]', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  async function * broken (): AsyncGenerator<Uint8Array, void, undefined> {
    yield Buffer.from(`${HEADER}\n2024-05-01,expense,Food,1\n`)
    throw new Error('the line went dead')
  }
  await user.answer(
    importTransactions, { body: broken() }
  ).then(({ status }) => { t.ok(status >= 400) }, () => { t.pass('nobody was left to be told') })
  t.equal(await book(user), JSON.stringify([{ status: 200, body: [] }, { status: 200, body: [] }]))
})

everyWay(t, 'a bad query is reported before the file is read, and an import needs a login', async (t, api) => {
  const user = await api.user('ada', 'EUR')
  t.strictSame(await send(user, 'no CSV at all', ['dryrun', 'true'], ['again', '1']), faulty({
    dryrun: ['"dryrun" is not a query parameter here; did you mean "dry_run"?'],
    again: ['"1" is not true or false.'],
  }))
  const { status, body } = await send(api.anonymous, `${HEADER}\n2024-05-01,expense,Food,1`)
  t.strictSame([status, (body as { code: string }).code], [401, 'not_authenticated'])
})

everyWay(t, 'an import that names another user\'s category creates one of its own', async (t, api) => {
  const [owner, other] = [await api.user('owner', 'EUR'), await api.user('other', 'EUR')]
  await send(owner, `${HEADER}\n2024-05-01,expense,Food,1`)
  const before = await book(owner)
  t.strictSame(await send(other, `${HEADER}\n2024-05-01,income,Food,1`), stored(1, ['Food', 'income']))
  t.equal(await book(owner), before)
})

bothDatabases(t, 'an import over the limit gets 413, and nothing is stored [V2.3.2 V5.2.1]', async (t, api) => {
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}`, 'content-type': 'text/csv' }
  const port = await listening(api.server)
  const row = '2024-05-01,expense,Food,1.00\n'
  const most = `${HEADER}\n${row.repeat(Math.floor((1024 * 1024 - HEADER.length - 1) / row.length))}`
  const padded = most + '\n'.repeat(1024 * 1024 - most.length)
  for (const framing of [{}, { 'transfer-encoding': 'chunked' }]) {
    const answer = await ask(port, {
      method: 'POST', path: '/api/imports/', headers: { ...headers, ...framing }, body: `${padded}\n`,
    })
    t.equal(answer.status, 413)
    t.strictSame(
      JSON.parse(answer.text), refused(413, 'payload_too_large', 'The body is too large: the most is 1 MiB.').body
    )
    t.equal(await book(user), JSON.stringify([{ status: 200, body: [] }, { status: 200, body: [] }]))
  }
  const exact = await ask(port, { method: 'POST', path: '/api/imports/', headers, body: padded })
  t.strictSame([exact.status, JSON.parse(exact.text).rows], [
    201, Math.floor((1024 * 1024 - HEADER.length - 1) / row.length),
  ])
}, { FINTRACK_IMPORT_LIMIT_MIB: '1' })

bothDatabases(t, 'a refused header is answered while the rest of a large file is still to come', async (t, api) => {
  await api.user('ada')
  const port = await listening(api.server)
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}`, 'content-type': 'text/csv' }
  const body = `date;type\n${'2024-05-01,expense,Food,1.00\n'.repeat(200_000)}`
  const answer = await ask(port, { method: 'POST', path: '/api/imports/', headers, body })
  t.strictSame([answer.status, JSON.parse(answer.text).code], [400, 'import_rejected'])
})
