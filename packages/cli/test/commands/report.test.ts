import { Problem } from '@fintrack/contract/problem'
import type { Report } from '@fintrack/contract/reports'
import t from 'tap'
import { fakeBook } from '../helpers/fake-book.ts'
import { budget, MAY, NOTHING } from '../helpers/may.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

async function report (argv: readonly string[], options: ScreenOptions = {}, answer: object = MAY) {
  const book = fakeBook({ 'GET /api/reports/monthly/': answer })
  return { ...await screen(['report', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('report asks for the month and the currency that are given', async (t) => {
  const cases: ReadonlyArray<readonly [readonly string[], ReadonlyArray<readonly [string, string]>]> = [
    [[], [['month', '2024-05']]],
    [['2023-12'], [['month', '2023-12']]],
    [['last'], [['month', '2024-04']]],
    [['-1'], [['month', '2024-04']]],
    [['may', '--currency', 'usd'], [['month', '2024-05'], ['currency', 'USD']]],
  ]
  for (const [argv, query] of cases) {
    t.strictSame(
      (await report(argv)).asked, [{ call: 'GET /api/reports/monthly/', query }]
    )
  }
})

t.test('report prints the same document on a wide terminal and in a pipe', async (t) => {
  const piped = await report(['2024-05'])
  t.equal(piped.code, 0)
  t.match(piped.stdout, /^May 2024 {40}2024-05-01 to 2024-05-31 {3}EUR\n/)
  t.strictSame(await report(['2024-05', '--color', 'never'], { tty: true, columns: 200 }), piped)
  t.strictSame(
    await report(['2024-05', '--color', 'never'], { tty: true, columns: 0 }),
    piped,
    'a terminal that does not know its width'
  )
  t.strictSame(await report(['2024-05', '-o', 'table'], { columns: 40 }), piped, 'COLUMNS is of a terminal')
})

t.test('report uses the colours and the width of a terminal', async (t) => {
  const { stdout } = await report(['2024-05'], { tty: true, columns: 40 })
  t.ok(stdout.startsWith('\u001b[1mMay 2024\u001b[22m  2024-05-01 to 2024-05-31   EUR\n'))
  t.match(stdout, '\u001b[31m! Groceries\u001b[39m\n')
})

t.test('report --ascii draws its bars with #', async (t) => {
  t.match((await report(['--ascii'])).stdout, / {2}Income {8}3,412\.50 {3}#{40}\n/)
})

t.test('report prints its breakdown with the budgets as csv, tsv and ndjson', async (t) => {
  const answer = {
    ...MAY, category_breakdown: MAY.category_breakdown.slice(0, 3), budget_status: [
      ...MAY.budget_status.slice(0, 1), budget(30, '=Fun', '5.00', '0.00', '5.00', '0.0'),
    ]
  }
  t.equal((await report(['-o', 'csv'], {}, answer)).stdout, [
    'month,type,category,total,share,count,currency,limit,remaining,used,status',
    '2024-05,income,Salary,3200.00,93.8,1,EUR,,,,',
    '2024-05,expense,Rent,980.00,52.1,1,EUR,,,,',
    '2024-05,expense,Groceries,431.72,22.9,14,EUR,400.00,-31.72,107.9,over',
    '2024-05,expense,\'=Fun,0.00,,0,EUR,5.00,5.00,0.0,under',
    '',
  ].join('\r\n'))
  t.equal((await report(['-o', 'tsv', '--fields', 'category,total,remaining'], {}, answer)).stdout, [
    'Salary\t3200.00\t', 'Rent\t980.00\t', 'Groceries\t431.72\t-31.72', '=Fun\t0.00\t5.00', '',
  ].join('\n'))
  t.equal((await report(['-o', 'ndjson'], {}, {
    ...answer, category_breakdown: answer.category_breakdown.slice(2),
  })).stdout.split('\n')[0],
  '{"month":"2024-05","type":"expense","category":"Groceries","total":"431.72","share":"22.9",' +
    '"count":14,"currency":"EUR","limit":"400.00","remaining":"-31.72","used":"107.9","status":"over"}')
})

t.test('report of a month without data prints a header as csv, and nothing as tsv', async (t) => {
  t.equal(
    (await report(['-o', 'csv'], {}, NOTHING)).stdout,
    'month,type,category,total,share,count,currency,limit,remaining,used,status\r\n'
  )
  t.strictSame(await report(['-o', 'tsv'], { tty: true }, NOTHING), {
    code: 0, stdout: '', stderr: '', asked: [{ call: 'GET /api/reports/monthly/', query: [['month', '2024-05']] }],
  })
})

t.test('report prints the reply as JSON, or the fields of it that are asked for', async (t) => {
  t.equal((await report(['--json'])).stdout, `${JSON.stringify(MAY, null, 2)}\n`)
  t.equal(
    (await report(['--json', '--fields', 'net_savings,month'])).stdout,
    '{\n  "net_savings": "1529.76",\n  "month": "2024-05"\n}\n'
  )
})

t.test('report refuses bad arguments before the book is asked', async (t) => {
  const cases: ReadonlyArray<readonly [readonly string[], string]> = [
    [
      ['2024-13'],
      'error: The month is "2024-13", which is not a month.\nhint: Write 2024-05, 05, may, this, last, next or -1.\n',
    ],
    [
      ['--currency', 'XXX'],
      'error: --currency is "XXX", which is not an ISO 4217 currency code.\nhint: Write one such as EUR.\n',
    ],
    [
      ['--fields', 'total'],
      'error: --fields chooses columns, and a report for people has none.\nhint: Add -o csv, tsv, ndjson or json.\n',
    ],
    [
      ['-o', 'csv', '--fields', 'totl'],
      'error: --fields has "totl", which report lines do not have; did you mean "total"?\n' +
        'hint: There are: month, type, category, total, share, count, currency, limit, remaining, used, status.\n',
    ],
  ]
  for (const [argv, stderr] of cases) t.strictSame(await report(argv), { code: 2, stdout: '', stderr, asked: [] })
  t.match(await report(['--json', '--fields', 'total']), {
    code: 2,
    stdout: '',
    stderr: /"detail":"--fields has \\"total\\", which reports do not have; did you mean \\"total_income\\"\?"/,
    asked: [],
  })
})

t.test('report prints the refusal of the book', async (t) => {
  t.match(await report(
    [], {}, new Problem('not_authenticated', 'No token was given.')
  ), { code: 4, stdout: '', stderr: /^error: No token was given\.\n/ })
})

t.test('report --depth asks for that depth, and --tree draws what comes in every width', async (t) => {
  const { asked } = await report(['--depth', '2'])
  t.strictSame(asked, [{ call: 'GET /api/reports/monthly/', query: [['month', '2024-05'], ['depth', '2']] }])
  t.match(await report(['--depth', '0']), { code: 2, stdout: '', asked: [] })
  t.match(await report(['--depth', 'x']), {
    code: 2, stderr: /^error: --depth is "x", which is not a whole number from 1 to 100\.\n/,
  })
  t.match(await report(['--tree', '-o', 'json']), {
    code: 2, stdout: '', stderr: /--tree draws a table, and has no -o json/, asked: [],
  })
  t.match((await report(['--tree'])).stdout, 'Expenses by category')
})

const BY_TAG: Report = {
  from: '2024-05-01',
  to: '2024-05-31',
  by: 'tag',
  currency: 'EUR',
  total_income: '3412.50',
  total_expense: '1882.74',
  net_savings: '1529.76',
  income_count: 3,
  expense_count: 40,
  rows: [
    { key: null, name: null, type: 'income', total: '3412.50', count: 3 },
    { key: null, name: null, type: 'expense', total: '1300.00', count: 31 },
    { key: 1, name: 'trip/rome', type: 'expense', total: '582.74', count: 9 },
    { key: 2, name: 'kids', type: 'expense', total: '82.74', count: 2 },
  ],
  overlapping: true,
  other_currencies: [{ currency: 'USD', total_income: '0.00', total_expense: '12.00', net_savings: '-12.00' }],
}

async function byTag (argv: readonly string[], options: ScreenOptions = {}, answer: Report = BY_TAG) {
  const book = fakeBook({ 'GET /api/reports/': answer })
  return { ...await screen(['report', '2024-05', '--by', 'tag', ...argv], { send: book.send, ...options }), ...book }
}

t.test('report --by tag shows a line for each tag, and says that a transaction counts in each', async (t) => {
  t.matchSnapshot((await byTag([])).stdout)
  t.matchSnapshot((await byTag(['--color', 'never'], { tty: true, columns: 40 })).stdout, '40 columns')
  t.matchSnapshot((await byTag([], {}, {
    ...BY_TAG, overlapping: false, rows: BY_TAG.rows.slice(0, 1), total_expense: '0.00', other_currencies: [],
  })).stdout, 'income alone')
  t.equal(
    (await byTag([], {}, { ...BY_TAG, overlapping: false, rows: [], other_currencies: [] })).stdout,
    `May 2024${' '.repeat(40)}2024-05-01 to 2024-05-31   EUR\n\nThere are no transactions in EUR in May 2024.\n`
  )
  t.strictSame((await byTag(['--currency', 'eur'])).asked, [{
    call: 'GET /api/reports/',
    query: [['from', '2024-05-01'], ['to', '2024-05-31'], ['by', 'tag'], ['currency', 'EUR']],
  }])
})

t.test('report --by tag has a row for each tag in the other formats', async (t) => {
  t.equal((await byTag(['-o', 'tsv'])).stdout, [
    '2024-05\tincome\t\t3412.50\t3\tEUR',
    '2024-05\texpense\t\t1300.00\t31\tEUR',
    '2024-05\texpense\ttrip/rome\t582.74\t9\tEUR',
    '2024-05\texpense\tkids\t82.74\t2\tEUR',
    '',
  ].join('\n'))
  t.equal((await byTag(['--json'])).stdout, `${JSON.stringify(BY_TAG, null, 2)}\n`)
  t.equal((await byTag(['--json', '--fields', 'overlapping'])).stdout, '{\n  "overlapping": true\n}\n')
})

t.test('report --by tag refuses what is of categories', async (t) => {
  for (const argv of [['--tree'], ['--depth', '1']]) {
    t.match(await byTag(argv), {
      code: 2,
      stderr: 'error: --depth and --tree are of categories; --by tag has a line for each tag.\n' +
        'hint: Leave one of them out.\n',
      asked: [],
    })
  }
  t.match(await report(['--by', 'category']), { code: 0 })
})

t.test('report names the remedy where everything is in another currency than the book\'s', async (t) => {
  const other = { currency: 'EUR', total_income: '0.00', total_expense: '12.00', net_savings: '-12.00' }
  const answer = { ...NOTHING, currency: 'USD', other_currencies: [other] }
  const remedy = 'Nothing is in USD, the currency of your book; `fintrack user edit --currency EUR` makes it EUR.\n'
  t.match(await report([], {}, answer), { code: 0, stderr: remedy })
  t.match(await report(['-o', 'json'], {}, answer), { code: 0, stderr: remedy })
  for (const [argv, given] of [
    [['-q'], answer], [['--currency', 'USD'], answer], [[], NOTHING], [[], { ...MAY, other_currencies: [other] }],
  ] as const) t.match(await report(argv, {}, given), { code: 0, stderr: '' })
})
