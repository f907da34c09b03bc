import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page } from '../../helpers/fake-book.ts'
import { account, GROCERIES, part, transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const GET = 'GET /api/transactions/'
const HEADER = 'id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,' +
  'signed_amount'
const ROWS = [
  transaction(17, { payee: 'Corner shop', description: 'milk\tand\nbread' }),
  transaction(3, {
    type: 'income',
    category: 1,
    category_name: 'Salary',
    amount: '3200.00',
    description: '=1+1',
    signed_amount: '3200.00',
  }),
  transaction(2, { category: null, category_name: null, amount: '-4.00', description: '', signed_amount: '4.00' }),
]

async function list (argv: readonly string[], options: ScreenOptions = {}, rows: readonly object[] = ROWS) {
  const book = fakeBook({
    [GET]: page(rows), 'GET /api/categories/': page([{ ...GROCERIES, id: 8, name: 'Food:Restaurant' }]),
  })
  return { ...await screen(['tx', 'list', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('tx list sends its flags as one query', async (t) => {
  const limit = ['limit', '1000'] as const
  const cases: ReadonlyArray<readonly [readonly string[], ReadonlyArray<readonly [string, string]>]> = [
    [[], [limit]],
    [['--month', 'last'], [['month', '2024-04'], limit]],
    [['--from', '-7d', '--to', 'today'], [['from', '2024-05-13'], ['to', '2024-05-20'], limit]],
    [['--category', 'groceries', '--category', '4'], [['category', 'groceries'], ['category', '4'], limit]],
    [['--uncategorized'], [['uncategorized', 'true'], limit]],
    [['--type', 'income'], [['type', 'income'], limit]],
    [['--account', 'giro', '--tag', 'a', '--tag', 'b'], [['account', 'giro'], ['tag', 'a'], ['tag', 'b'], limit]],
    [['--search', 'corner shop'], [['q', 'corner shop'], limit]],
    [['--min', '-5', '--max', '10.50', '--currency', 'eur'], [
      ['currency', 'EUR'], ['min', '-5'], ['max', '10.50'], limit,
    ]],
    [['--min', '5', '--max', '5.0'], [['min', '5'], ['max', '5.0'], limit]],
    [['--sort', '-amount'], [['sort', '-amount'], limit]],
    [['--limit', '2'], [['limit', '2']]],
    [['--limit', '5000'], [limit]],
  ]
  for (const [argv, query] of cases) t.strictSame((await list(argv)).asked, [{ call: GET, query }], argv.join(' '))
})

t.test('tx list refuses bad arguments before the book is asked', async (t) => {
  const cases: ReadonlyArray<readonly [readonly string[], RegExp]> = [
    [['--month', 'x'], /^error: --month is "x", which is not a month\.\n/],
    [['--month', 'may', '--to', 'today'], /^error: --month cannot be used with --from or --to\.\n/],
    [['--max', 'x'], /^error: --max "x" is not an amount\.\n/],
    [['--min', '10', '--max', '5'], /^error: --min 10 is more than --max 5\.\nhint: Give the smaller amount/],
    [['--min', '1', '--max', '-1.5'], /^error: --min 1 is more than --max -1\.5\.\n/],
    [['--tag', 'a b'], /^error: --tag is "a b", which is not a tag\.\nhint: Write 1 to 100 letters, digits, - and _/],
    [['--limit', '0'], /^error: --limit is "0"/],
    [['--sort', 'payee'], /^error: /],
    [
      ['--fields', 'id,catgory'],
      /^error: --fields has "catgory", which transactions do not have; did you mean "category"\?\n/,
    ],
  ]
  for (const [argv, stderr] of cases) {
    t.match(
      await list(argv), { code: 2, stdout: '', stderr, asked: [] }, argv.join(' ')
    )
  }
})

t.test('tx list reads --min and --max in the currency of the account or the book, asked once and for two readings ' +
  'alone [case 6]', async (t) => {
  const askedBy = async (argv: readonly string[], currency: string) => {
    const book = fakeBook({
      [GET]: page([]),
      'GET /api/users/me/': { id: 1, username: 'anna', email: '', currency },
      'GET /api/accounts/': [account(2, 'Gulf', { currency: 'KWD' })],
    })
    const { code } = await screen(['tx', 'list', ...argv], { send: book.send, env: { FINTRACK_CURRENCY: 'KWD' } })
    return [code, ...book.asked.map((one) => one.call)]
  }
  t.strictSame(await askedBy(['--min', '1.25'], 'KWD'), [0, GET])
  t.strictSame(await askedBy(['--min', '1.250', '--max', '2.500'], 'KWD'), [0, 'GET /api/users/me/', GET])
  t.strictSame(await askedBy(['--min', '1.250'], 'USD'), [2, 'GET /api/users/me/'])
  t.strictSame(await askedBy(['--min', '1.250', '--currency', 'KWD'], 'USD'), [0, GET])
  t.strictSame(await askedBy(['--max', '1.250', '--account', 'gulf'], 'USD'), [0, 'GET /api/accounts/', GET])
})

t.test('tx list prints every format in a pipe', async (t) => {
  const { stdout: tsv, stderr } = await list([])
  t.strictSame({ tsv, stderr }, {
    tsv: [
      '17\t2024-05-03\texpense\tGroceries\t12.50\tUSD\tCorner shop\tmilk\\tand\\nbread\t\t\t\t\t\t-12.50',
      '3\t2024-05-03\tincome\tSalary\t3200.00\tUSD\t\t=1+1\t\t\t\t\t\t3200.00',
      '2\t2024-05-03\texpense\t\t-4.00\tUSD\t\t\t\t\t\t\t\t4.00',
      '',
    ].join('\n'),
    stderr: '',
  })
  t.equal((await list(['-o', 'tsv'])).stdout, tsv)
  t.equal((await list(['-o', 'csv'])).stdout, [
    HEADER,
    '17,2024-05-03,expense,Groceries,12.50,USD,Corner shop,"milk\tand\nbread",,,,,,-12.50',
    '3,2024-05-03,income,Salary,3200.00,USD,,\'=1+1,,,,,,3200.00',
    '2,2024-05-03,expense,,-4.00,USD,,,,,,,,4.00',
    '',
  ].join('\r\n'))
  t.equal((await list(['--json'])).stdout, `${JSON.stringify(ROWS, null, 2)}\n`)
  t.equal((await list(['-o', 'ndjson'])).stdout, ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''))
  t.equal((await list(['-o', 'table'])).stdout, [
    'id  date        type     category     amount  currency  payee        description       signed_amount',
    '17  2024-05-03  expense  Groceries     12.50  USD       Corner shop  milk\\tand\\nbread         -12.50',
    ' 3  2024-05-03  income   Salary     3,200.00  USD                    =1+1                   3,200.00',
    ' 2  2024-05-03  expense                -4.00  USD                                               4.00',
    '',
  ].join('\n'))
})

t.test('tx list prints a table on a terminal, cut to its width', async (t) => {
  const drawn = async (columns: number) => (await list(['--color', 'never'], { tty: true, columns })).stdout
  t.equal(await drawn(78), [
    'id  date        type     category     amount  currency  payee       descripti…',
    '17  2024-05-03  expense  Groceries     12.50  USD       Corner sh…  milk\\tand…',
    ' 3  2024-05-03  income   Salary     3,200.00  USD                   =1+1',
    ' 2  2024-05-03  expense                -4.00  USD',
    '',
  ].join('\n'))
  t.equal(await drawn(40), [
    'id  date        type  category    amount',
    '17  2024-05-03  exp…  Groceri…     12.50',
    ' 3  2024-05-03  inc…  Salary    3,200.00',
    ' 2  2024-05-03  exp…               -4.00',
    '',
  ].join('\n'))
})

t.test('tx list prints a bold header on a terminal with colour', async (t) => {
  t.ok((await list([], { tty: true })).stdout.startsWith('\u001b[1mid\u001b[22m  '))
})

t.test('tx list --fields chooses columns, and keys in JSON', async (t) => {
  t.equal((await list(['--fields', 'amount,id'])).stdout, '12.50\t17\n3200.00\t3\n-4.00\t2\n')
  t.equal(
    (await list(['--fields', 'amount,id', '-o', 'csv'], {}, ROWS.slice(1, 2))).stdout, 'amount,id\r\n3200.00,3\r\n'
  )
  t.equal(
    (await list(['--fields', 'category,id', '-o', 'ndjson'])).stdout,
    '{"category":4,"id":17}\n{"category":1,"id":3}\n{"category":null,"id":2}\n'
  )
})

t.test('tx list without rows prints a sentence for a person and nothing for a program', async (t) => {
  const told = async (argv: readonly string[], options: ScreenOptions = {}) => {
    const { code, stdout, stderr } = await list(argv, options, [])
    t.equal(code, 0)
    return [stdout, stderr]
  }
  t.strictSame(await told([], { tty: true }), [
    '', 'There are no transactions yet; `fintrack tx add 12.50 groceries --create` adds one.\n',
  ])
  t.strictSame(await told(['--type', 'income'], { tty: true }), ['', 'No transactions match.\n'])
  t.strictSame(await told(['-q'], { tty: true }), ['', ''])
  t.strictSame(await told([]), ['', ''])
  t.strictSame(await told(['--json'], { tty: true }), ['[]\n', ''])
  t.strictSame(await told(['-o', 'csv']), [`${HEADER}\r\n`, ''])
  t.strictSame(await told(['-o', 'ndjson']), ['', ''])
  t.strictSame(await told(['-o', 'table']), ['', ''])
})

t.test('tx list follows the pages to the end of the list', async (t) => {
  const book = fakeBook({
    [GET]: ({ query }) => {
      const cursor = query.find(([name]) => name === 'cursor')?.[1]
      return cursor === undefined ? page(ROWS.slice(0, 2), 'c1') : page(ROWS.slice(2))
    },
  })
  const { stdout, stderr } = await screen(['tx', 'list', '--month', 'may', '--fields', 'id'], { send: book.send })
  t.strictSame([stdout, stderr], ['17\n3\n2\n', ''])
  t.strictSame(book.asked, [
    { call: GET, query: [['month', '2024-05'], ['limit', '1000']] },
    { call: GET, query: [['month', '2024-05'], ['limit', '1000'], ['cursor', 'c1']] },
  ])
})

t.test('tx list --limit says that it cut the list', async (t) => {
  const book = fakeBook({ [GET]: page(ROWS.slice(0, 2), 'c1') })
  const run = (argv: readonly string[]) =>
    screen(['tx', 'list', '--limit', '2', '--fields', 'id', ...argv], { send: book.send })
  t.strictSame(await run([]), {
    code: 0, stdout: '17\n3\n', stderr: 'More transactions match: --limit 2 cut the list.\n',
  })
  t.strictSame(await run(['-q']), { code: 0, stdout: '17\n3\n', stderr: '' })
  t.equal((await list(['--limit', '3'])).stderr, '', 'nothing was cut')
})

t.test('the long and plural names of tx list are aliases', async (t) => {
  for (const name of ['transaction', 'transactions']) {
    const book = fakeBook({ [GET]: page(ROWS) })
    t.match(await screen([name, 'list', '--fields', 'id'], { send: book.send }), { code: 0, stdout: '17\n3\n2\n' })
  }
})

t.test('the report\'s word for no category is refused, and the hint names the option for it', async (t) => {
  const unknown = new Problem('unknown_category', 'There is no category "(uncategorized)".')
  for (const [argv, call, hint] of [
    [
      ['list', '--category', '(uncategorized)'],
      'GET /api/transactions/',
      'Use --uncategorized for transactions without a category.',
    ],
    [
      ['add', '5', '(uncategorized)'],
      'POST /api/transactions/',
      'Leave the category out for a transaction without one.',
    ],
    [[
      'edit', '17', '--category', '(uncategorized)',
    ], 'PATCH /api/transactions/17/', 'Use --uncategorized for a transaction without a category.'],
  ] as const) {
    const { send } = fakeBook({
      [call]: unknown, 'GET /api/transactions/17/': transaction(17), 'GET /api/accounts/': [],
    })
    t.strictSame(await screen(['tx', ...argv], { send }), {
      code: 5, stdout: '', stderr: `error: There is no category "(uncategorized)".\nhint: ${hint}\n`,
    })
  }
})

const SPLIT = transaction(5, {
  category: null,
  category_name: null,
  amount: '60.00',
  account: 1,
  account_name: 'Giro',
  splits: [
    part('Food:Restaurant', '45.00', { category: 8, description: 'lunch' }), part(null, '-5.00'),
    part(null, '20.00', { to_account: 2, to_account_name: 'Loan' }),
  ],
  tags: ['a', 'b/c'],
  signed_amount: '-40.00',
})
const TRANSFER = transaction(6, {
  type: 'transfer',
  category: null,
  category_name: null,
  amount: '500.00',
  account: 1,
  account_name: 'Giro',
  to_account: 3,
  to_account_name: 'Euro',
  to_amount: '450.00',
  to_currency: 'EUR',
  signed_amount: '0.00',
})

t.test('tx list shows accounts, tags and parts in columns of their own, where there are any', async (t) => {
  const drawn = async (argv: readonly string[], rows: readonly object[]) =>
    (await list(['--color', 'never', ...argv], { tty: true, columns: 200 }, rows)).stdout
  t.equal(await drawn(['--fields', 'id,account,to_account,to_amount,tags,splits,signed_amount'], [SPLIT, TRANSFER]), [
    'id  account  to_account   to_amount  tags   splits                                              signed_amount',
    ' 5  Giro                             a b/c  Food:Restaurant=45.00 "lunch"; =-5.00; @Loan=20.00         -40.00',
    ' 6  Giro     Euro        450.00 EUR                                                                      0.00',
    '',
  ].join('\n'))
  t.equal(await drawn(['--fields', 'id,tags'], [TRANSFER]), 'id  tags\n 6\n', 'a column that is asked for is there')
})

t.test('currencies that differ are never left out of a narrow tx list [case 23]', async (t) => {
  const rows = [transaction(1, { currency: 'JPY' }), transaction(2, { currency: 'EUR' })]
  t.equal((await list(['--color', 'never'], { tty: true, columns: 40 }, rows)).stdout, [
    'id  date        category  amount  curre…',
    ' 1  2024-05-03  Groceri…   12.50  JPY',
    ' 2  2024-05-03  Groceri…   12.50  EUR',
    '',
  ].join('\n'))
})

t.test('tx list --parts lists a line for each part', async (t) => {
  const fields = ['--parts', '--fields', 'id,category,amount,description,to_account,splits,signed_amount']
  const lines = async (argv: readonly string[] = []) => (await list([...fields, ...argv], {}, [SPLIT, TRANSFER])).stdout
  t.equal(await lines(), [
    '5\tFood:Restaurant\t45.00\tlunch\t\t\t-45.00',
    '5\t\t-5.00\tmilk\t\t\t5.00',
    '5\t\t20.00\tmilk\tLoan\t\t0.00',
    '6\t\t500.00\tmilk\tEuro\t\t0.00',
    '',
  ].join('\n'))
  t.match(await lines(['--category', 'food']), /^5\tFood:Restaurant\t[^\n]*\n6\t/)
  t.match(await lines(['--category', 'foo']), /^5\tFood[^\n]*\n5\t/, 'a filter that no part fits means all of them')
  t.equal(await lines(['--category', '=foo']), await lines(), 'the same of a category alone')
  t.match(await lines(['--uncategorized']), /^5\t\t-5\.00[^\n]*\n6\t/)
  t.match(await lines(['--account', 'giro']), /^5\tFood:Restaurant\t[^\n]*-45\.00\n[^\n]*\n5\t\t20\.00\t[^\n]*-20\.00\n/)
  t.match(await lines(['--account', 'LOAN']), /\t0\.00\n5\t\t-5\.00\t[^\n]*\t0\.00\n5\t\t20\.00\t[^\n]*\t20\.00\n/)
  t.match(await lines(['--account', '2']), /\n5\t\t20\.00\t[^\n]*\t20\.00\n/)
})

t.test('tx list --parts lists the parts of an income with their own signs', async (t) => {
  const income = transaction(7, {
    type: 'income', category: null, category_name: null, amount: '90.00', account: 1, account_name: 'Giro',
    splits: [part('Salary', '100.00'), part('Tax', '-10.00')], signed_amount: '90.00',
  })
  const { stdout } = await list(['--parts', '--fields', 'id,category,amount,signed_amount'], {}, [income])
  t.equal(stdout, '7\tSalary\t100.00\t100.00\n7\tTax\t-10.00\t-10.00\n')
})

t.test('tx list of a category shows and sums the same parts of split rows as rows that are in it', async (t) => {
  const home = t.testdir()
  const names = [
    'Food', 'Food:Out', 'Food:Out:Bar', 'Trip:Bar', 'Trip:Bar:Tips', 'Household', 'Health:Household', '=Odd',
  ]
  for (const name of names) await screen(['tx', 'add', '1', name, '--create', '--currency', 'EUR'], { home })
  const split = names.flatMap((name) => ['--split', `${name === '=Odd' ? '8' : name}=1`])
  t.match(await screen(['tx', 'add', '8', ...split, '--currency', 'USD'], { home }), { code: 0 })
  for (const [reference, count] of [
    ['food', 3], ['=FOOD', 1], ['1', 3], ['=1', 1], ['food : out', 2], ['out', 2], ['=out', 1], ['out:bar', 1],
    ['trip', 2], ['tips', 1], ['household', 1], ['=household', 1], ['=odd', 1], ['==odd', 1], ['8', 1],
  ] as const) {
    const listed = async (argv: readonly string[]) =>
      (await screen(['tx', 'list', '--category', reference, ...argv], { home })).stdout.split('\n').sort()
    const parts = await listed(['--currency', 'USD', '--parts', '--fields', 'category'])
    t.strictSame(parts, await listed(['--currency', 'EUR', '--fields', 'category']), reference)
    t.equal(parts.length - 1, count, reference)
    t.strictSame(await listed(['--currency', 'USD', '--total', '--fields', 'expenses']), ['', `${count}.00`], reference)
  }
})

t.test('tx list on a terminal says the sums of more than one row, and only there', async (t) => {
  const sums = [
    '3 transactions in USD: income 3,200.00, expenses 12.50, refunds 4.00, net 3,191.50.\n',
    '1 transaction in EUR: expenses 12.50, net -12.50.\n',
    '2 transactions in USD: expenses 45.00, refunds 5.00, net -40.00; transfers 520.00.\n',
  ] as const
  const told = async (argv: readonly string[], rows: readonly object[], tty = true) =>
    (await list(argv, { tty }, rows)).stderr
  t.equal(await told([], ROWS), sums[0])
  t.equal(await told([], [SPLIT, TRANSFER, transaction(1, { currency: 'EUR' })]), sums[1] + sums[2])
  t.equal(await told([], ROWS.slice(0, 1)), '')
  t.equal(await told(['-q'], ROWS), '')
  t.equal(await told(['--json'], ROWS), '')
  t.equal(await told([], ROWS, false), '')
  t.equal(await told(['-o', 'table'], ROWS, false), '')
})

t.test('tx list --total prints the sums in the place of the rows, in every format', async (t) => {
  const total = async (argv: readonly string[], rows: readonly object[] = [...ROWS, SPLIT, TRANSFER]) =>
    (await list(['--total', ...argv], {}, rows)).stdout
  t.equal(await total([]), 'USD\t3200.00\t57.50\t9.00\t3151.50\t520.00\t5\n')
  t.equal(await total(['-o', 'csv', '--fields', 'currency,net']), 'currency,net\r\nUSD,3151.50\r\n')
  t.equal(await total(['-o', 'ndjson']),
    '{"currency":"USD","income":"3200.00","expenses":"57.50","refunds":"9.00","net":"3151.50","transfers":"520.00",' +
    '"count":5}\n')
  t.equal(await total(['--json'], []), '[]\n')
  const euro = transaction(1, { currency: 'EUR' })
  for (const rows of [[euro, ...ROWS], [...ROWS, euro]]) {
    t.equal(await total(['--fields', 'currency,net'], rows), 'EUR\t-12.50\nUSD\t3191.50\n')
  }
  t.equal(await total(['-o', 'table'], ROWS), 'currency    income  expenses  refunds       net  transfers  count\n' +
    'USD       3,200.00     12.50     4.00  3,191.50       0.00      3\n')
  const out = { ...TRANSFER, signed_amount: '-500.00' }
  t.equal(await total(['--account', 'giro'], [SPLIT, out]), 'USD\t0.00\t45.00\t5.00\t-40.00\t-520.00\t2\n')
  t.equal(await total(['--account', 'euro'], [{ ...TRANSFER, signed_amount: '450.00' }]),
    'EUR\t0.00\t0.00\t0.00\t0.00\t450.00\t1\n')
  t.equal(await total(['--account', 'loan'], [{ ...SPLIT, signed_amount: '20.00' }]),
    'USD\t0.00\t0.00\t0.00\t0.00\t20.00\t1\n')
  t.match(await list(['--total', '--parts']), { code: 2, asked: [] })
})
