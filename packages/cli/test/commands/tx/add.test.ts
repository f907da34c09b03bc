import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, type Script } from '../../helpers/fake-book.ts'
import { budget } from '../../helpers/may.ts'
import { account, GROCERIES, part, transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const POST = 'POST /api/transactions/'
const ACCOUNTS = 'GET /api/accounts/'
const ME = 'GET /api/users/me/'
const STATUS = 'GET /api/budgets/status/'
const ANNA = { id: 1, username: 'anna', email: '', currency: 'USD' }
const UNKNOWN = new Problem('unknown_category', 'There is no category "grocries".', { suggestion: 'Groceries' })
const LOST = new Problem('unknown_category', 'There is no category "zzz".')

async function add (argv: readonly string[], script: Script = {}, options: ScreenOptions = {}) {
  const book = fakeBook({ [POST]: transaction(17), [STATUS]: [], [ACCOUNTS]: [], [ME]: ANNA, ...script })
  const seen = await screen(['tx', 'add', ...argv], { send: book.send, ...options })
  return { ...seen, asked: book.asked.filter(({ call }) => call !== ACCOUNTS && call !== ME) }
}

/** Knows Groceries, and whatever is given by its id. */
function pickyBook (problem: Problem): Script {
  return {
    [POST]: ({ body }) => body !== undefined && 'category' in body &&
      [17, 'Groceries'].includes(body.category as never)
      ? transaction(17)
      : problem,
    'POST /api/categories/': ({ body }) => ({ id: 17, ...body, archived: false }),
  }
}

t.test('tx add takes three decimals in a book whose currency has them, and asks no setting [case 6]', async (t) => {
  const { asked } = await add(['1.234', '-q'], { [ME]: { ...ANNA, currency: 'KWD' } })
  t.strictSame(asked, [{ call: POST, body: { amount: '1.234', date: '2024-05-20', type: 'expense' } }])
  t.match(await add(['1.234'], { [ME]: ANNA }, { env: { FINTRACK_CURRENCY: 'KWD' } }), { code: 2, asked: [] })
})

t.test('tx add reads amounts in the currency of their account, asked once and for two readings alone', async (t) => {
  const askedBy = async (argv: readonly string[]) => {
    const book = fakeBook({
      [POST]: transaction(17), [ACCOUNTS]: [account(2, 'Gulf', { currency: 'KWD' })], [ME]: ANNA,
    })
    const { code } = await screen(['tx', 'add', '-q', ...argv], { send: book.send })
    return [code, ...book.asked.map((one) => one.call === POST ? one.body : one.call)]
  }
  const body = { date: '2024-05-20', type: 'expense', account: 'gulf' }
  t.strictSame(await askedBy(['1.25', '--account', 'gulf']), [0, { ...body, amount: '1.25' }])
  t.strictSame(await askedBy(['1.255', '--account', 'gulf']), [0, ACCOUNTS, { ...body, amount: '1.255' }])
  t.strictSame(await askedBy(['2.755', '--account', 'gulf', '--split', '@a=1.255', '--split', '@b=1.500']), [
    0, ACCOUNTS, {
      ...body, amount: '2.755', splits: [{ to_account: 'a', amount: '1.255' }, { to_account: 'b', amount: '1.500' }],
    },
  ])
  t.strictSame(await askedBy(['1.255', '--account', 'gulf', '--currency', 'usd']), [2])
})

t.test('tx add refuses bad arguments before anything is stored', async (t) => {
  const cases: ReadonlyArray<readonly [readonly string[], string]> = [
    [
      ['1.234'],
      'error: The amount "1.234" can be read two ways: as 1234 or as 1.234.\n' +
        'hint: Write 1234 or 1.23: USD has 2 decimals.\n',
    ],
    [['1,50'], 'error: The amount "1,50" is not an amount.\nhint: Write 1.50.\n'],
    [
      ['-5', '--refund'],
      'error: Both --refund and the minus of "-5" make this a refund.\nhint: Leave one of them out.\n',
    ],
    [['5', '--create'], 'error: --create needs the name of a category.\nhint: Write it after the amount.\n'],
    [
      ['5', '--date', '2024-02-30'],
      'error: --date is "2024-02-30", which is not a day.\n' +
        'hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.\n',
    ],
    [
      ['5', '--currency', 'EUX'],
      'error: --currency is "EUX", which is not an ISO 4217 currency code.\nhint: Write one such as EUR.\n',
    ],
    [
      ['5', '--fields', 'foo'],
      'error: --fields has "foo", which transactions do not have.\n' +
        'hint: There are: id, date, type, category, amount, currency, payee, description, account, to_account, ' +
        'to_amount, to_date, tags, splits, signed_amount.\n',
    ],
  ]
  for (const [argv, stderr] of cases) t.strictSame(await add(argv), { code: 2, stdout: '', stderr, asked: [] })
  for (const argv of [[], ['5', '--type', 'gift'], ['5', 'a', 'b', 'c']]) {
    t.match(await add(argv), {
      code: 2, stdout: '', stderr: /^error: /, asked: [],
    })
  }
})

t.test('tx add says what it added, and prints the id for programs', async (t) => {
  const cases: ReadonlyArray<readonly [Parameters<typeof transaction>[1], string]> = [
    [{}, 'Added 12.50 USD to Groceries on 2024-05-03.'],
    [{ amount: '-1234.50' }, 'Added a refund of 1,234.50 USD to Groceries on 2024-05-03.'],
    [{
      type: 'income', category_name: 'Salary', amount: '3200.00',
    }, 'Added 3,200.00 USD of income to Salary on 2024-05-03.'],
    [{
      type: 'income', category_name: 'Salary', amount: '-5.00',
    }, 'Added -5.00 USD of income to Salary on 2024-05-03.'],
    [{ category: null, category_name: null }, 'Added 12.50 USD without a category on 2024-05-03.'],
    [{ category_name: 'a\u202eb' }, 'Added 12.50 USD to a\\u202eb on 2024-05-03.'],
  ]
  for (const [changes, sentence] of cases) {
    const { code, stdout, stderr } = await add(['5'], { [POST]: transaction(17, changes) })
    t.strictSame({ code, stdout, stderr }, { code: 0, stdout: '17\n', stderr: `${sentence}\n` })
  }
})

t.test('tx add names the id in its sentence on a terminal', async (t) => {
  t.match(await add(['5'], {}, { tty: true }), {
    code: 0, stdout: '', stderr: 'Added 12.50 USD to Groceries on 2024-05-03 as transaction 17.\n',
  })
})

t.test('tx add --quiet drops the sentence and prints the id', async (t) => {
  for (const tty of [true, false]) t.match(await add(['5', '-q'], {}, { tty }), { code: 0, stdout: '17\n', stderr: '' })
})

t.test('tx add prints the row where a format or fields are asked for', async (t) => {
  const sentence = 'Added 12.50 USD to Groceries on 2024-05-03.\n'
  t.match(await add(['5', '-o', 'json']), { stdout: `${JSON.stringify(transaction(17), null, 2)}\n`, stderr: sentence })
  t.match(await add(['5', '-o', 'ndjson', '--fields', 'id,category'], {}, { tty: true }), {
    stdout: '{"id":17,"category":4}\n', stderr: sentence,
  })
  t.match(await add(['5', '--fields', 'id,category']), { stdout: '17\tGroceries\n' })
  t.match(await add(['5', '-o', 'csv']), {
    stdout: 'id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,' +
      'signed_amount\r\n17,2024-05-03,expense,Groceries,12.50,USD,,milk,,,,,,-12.50\r\n',
  })
})

t.test('tx add to a budgeted category says what is left of the budget', async (t) => {
  const told = async (remaining: string) => {
    const { stderr, asked } = await add(['5'], {
      [STATUS]: [budget(
        4, 'Groceries', '1400.00', '0.00', remaining, '0.0'
      )]
    })
    t.strictSame(asked[0], { call: POST, body: { amount: '5', date: '2024-05-20', type: 'expense' } })
    t.strictSame(asked[1], { call: STATUS, query: [['month', '2024-05'], ['covers', '4'], ['currency', 'USD']] })
    return stderr
  }
  t.equal(
    await told('1387.50'), 'Added 12.50 USD to Groceries on 2024-05-03 (1,387.50 of the budget of 1,400.00 left).\n'
  )
  t.equal(await told('-31.72'), 'Added 12.50 USD to Groceries on 2024-05-03 (31.72 over the budget of 1,400.00).\n')
})

t.test('tx add says what is left of the nearest budget above its category, by name', async (t) => {
  const above = [
    budget(2, 'Food', '900.00', '0.00', '800.00', '0.0'), budget(3, 'Food:Out', '400.00', '0.00', '387.50', '0.0'),
  ]
  const { stderr } = await add(['5'], {
    [POST]: transaction(17, { category_name: 'Food:Out:Bar' }), [STATUS]: above,
  })
  t.equal(stderr, 'Added 12.50 USD to Food:Out:Bar on 2024-05-03 (387.50 of the budget of 400.00 for Food:Out left).\n')
  const over = await add(['5'], { [STATUS]: [budget(2, 'Food', '10.00', '0.00', '-2.50', '0.0')] })
  t.equal(over.stderr, 'Added 12.50 USD to Groceries on 2024-05-03 (2.50 over the budget of 10.00 for Food).\n')
})

t.test('tx add of income says nothing of a budget, and asks for none', async (t) => {
  t.strictSame((await add(['5'], { [POST]: transaction(17, { type: 'income' }) })).asked.map(({ call }) =>
    call), [POST])
})

t.test('tx add succeeds when the budget cannot be asked for', async (t) => {
  t.match(await add(['5'], { [STATUS]: new Problem('unavailable', 'Busy.') }), {
    code: 0, stdout: '17\n', stderr: 'Added 12.50 USD to Groceries on 2024-05-03.\n',
  })
})

t.test('tx add of an unknown category in a script exits with 5 and the nearest name', async (t) => {
  for (const options of [{}, { tty: true, stdin: '' }]) {
    t.match(await add(['5', 'grocries'], { [POST]: UNKNOWN }, options), {
      code: 5, stdout: '',
      stderr: 'error: There is no category "grocries".\n' +
        'hint: Did you mean "Groceries"? `--create` creates "grocries"; `fintrack category list` lists all.\n',
    })
  }
  t.match(
    await add(['5', 'grocries', '-y'], { [POST]: UNKNOWN }, { tty: true }),
    { code: 5, stdout: '' },
    'yes is no answer to which one'
  )
})

t.test('tx add --create creates the category', async (t) => {
  const { code, stdout, stderr, asked } = await add(['5', 'zzz', '--create'], pickyBook(LOST))
  t.strictSame({ code, stdout, stderr }, {
    code: 0,
    stdout: '17\n',
    stderr: 'Created the category zzz (expense).\nAdded 12.50 USD to Groceries on 2024-05-03.\n',
  })
  t.strictSame(asked.slice(0, 3), [
    { call: POST, body: { amount: '5', date: '2024-05-20', category: 'zzz' } },
    { call: 'POST /api/categories/', body: { name: 'zzz', type: 'expense' } },
    { call: POST, body: { amount: '5', date: '2024-05-20', category: 17 } },
  ])
  const income = await add(['5', 'zzz', '--create', '--type', 'income', '-q'], pickyBook(LOST))
  t.strictSame(income.asked[1], { call: 'POST /api/categories/', body: { name: 'zzz', type: 'income' } })
})

t.test('tx add does not create a category for an unknown id', async (t) => {
  t.match(await add(['5', '99', '--create'], {
    [POST]: new Problem(
      'unknown_category', 'There is no category "99".'
    )
  }), {
    code: 5, stdout: '', stderr: 'error: There is no category "99".\n', asked: [{ call: POST }],
  })
})

t.test('tx add prints other refusals as they are', async (t) => {
  t.match(await add(['5', 'zzz', '--create'], { [POST]: new Problem('validation_failed', 'amount: too small.') }), {
    code: 2, stdout: '', stderr: 'error: amount: too small.\n', asked: [{ call: POST }],
  })
})

t.test('tx add --create creates nothing where the book cannot be reached', async (t) => {
  const lost = () => { throw new UserError('unreachable', 'The server cannot be reached.') }
  t.strictSame(await add(['5', 'zzz', '--create'], { [POST]: lost }), {
    code: 3,
    stdout: '',
    stderr: 'error: The server cannot be reached.\n',
    asked: [{ call: POST, body: { amount: '5', date: '2024-05-20', category: 'zzz' } }],
  })
})

t.test('tx add offers the nearest category on a terminal', async (t) => {
  const { code, stderr, asked } = await add(['5', 'grocries'], pickyBook(UNKNOWN), { tty: true, answers: [''] })
  t.equal(code, 0)
  t.equal(
    stderr,
    '? There is no category "grocries". Use "Groceries"?\n' +
      'Added 12.50 USD to Groceries on 2024-05-03 as transaction 17.\n'
  )
  t.strictSame(asked[1], { call: POST, body: { amount: '5', date: '2024-05-20', category: 'Groceries' } })
})

t.test('tx add offers to create an unknown category, of the type that is answered or was given', async (t) => {
  const asks = '? There is no category "grocries". Use "Groceries"?\n? Create the category "grocries"?\n'
  const done = 'Added 12.50 USD to Groceries on 2024-05-03 as transaction 17.\n'
  t.match(await add(['5', 'grocries'], pickyBook(UNKNOWN), { tty: true, answers: ['n', 'y', ''] }), {
    code: 0, stderr: `${asks}? Is it an expense or income?\nCreated the category grocries (expense).\n${done}`,
  })
  t.match(await add(['5', 'zzz'], pickyBook(LOST), { tty: true, answers: ['', ' Income '] }), {
    code: 0,
    stderr: `? Create the category "zzz"?\n? Is it an expense or income?\nCreated the category zzz (income).\n${done}`,
  })
  t.match(await add(['5', 'zzz', '--type', 'income'], pickyBook(LOST), { tty: true, answers: ['y'] }), {
    code: 0, stderr: `? Create the category "zzz"?\nCreated the category zzz (income).\n${done}`,
  })
})

t.test('tx add fails where the user declines to create the category or to name its type', async (t) => {
  t.match(await add(['5', 'grocries'], pickyBook(UNKNOWN), { tty: true, answers: ['n', ''] }), {
    code: 5, stderr: /\? Create the category "grocries"\?\nerror: There is no category "grocries"\.\n/,
  })
  t.match(await add(['5', 'zzz'], pickyBook(LOST), { tty: true, answers: ['y', 'gift'] }), {
    code: 2, stderr: /error: "gift" is not a type\.\nhint: Answer income or expense\.\n$/,
  })
})

t.test('tx add puts the transaction into the account that is named, else into the only one', async (t) => {
  const bodyOf = async (argv: readonly string[], accounts: readonly object[]) => {
    const { asked, stderr } = await add(argv, {
      [ACCOUNTS]: accounts,
      [ME]: { id: 1, username: 'anna', email: '', currency: 'USD' },
      [POST]: transaction(17, { account: 1, account_name: 'Giro' }),
    })
    t.equal(stderr, 'Added 12.50 USD to Groceries on 2024-05-03, in the account Giro.\n')
    return asked[0]?.body
  }
  const [giro, cash] = [account(1, 'Giro'), account(2, 'Cash')]
  const bare = { amount: '5', date: '2024-05-20', type: 'expense' }
  t.strictSame(await bodyOf(['5'], [giro]), { ...bare, account: 1 })
  t.strictSame(await bodyOf(['5', '--currency', 'usd'], [giro]), { ...bare, currency: 'USD', account: 1 })
  t.strictSame(await bodyOf(['5', '--currency', 'eur'], [giro]), { ...bare, currency: 'EUR' })
  t.strictSame(await bodyOf(['5'], [giro, cash]), bare)
  t.strictSame(await bodyOf(['5', '--account', 'cash'], [giro, cash]), { ...bare, account: 'cash' })
})

t.test('tx add splits an amount over several categories, one of which may take the rest', async (t) => {
  const body = { amount: '60', date: '2024-05-20' }
  const split = {
    category: null,
    category_name: null,
    amount: '60.00',
    splits: [part('Groceries', '45.00'), part('Household', '15.00')],
  }
  const { asked, stderr } = await add(
    ['60', 'IKEA', '--split', 'groceries=45', '--split', 'household'], { [POST]: transaction(17, split) }
  )
  const splits = [{ category: 'groceries', amount: '45' }, { category: 'household', amount: '15' }]
  t.strictSame(asked, [{ call: POST, body: { ...body, description: 'IKEA', splits } }])
  t.equal(stderr, 'Added 60.00 USD to Groceries 45.00 and Household 15.00 on 2024-05-03.\n')
  t.strictSame((await add(['60', '--refund', '--split', 'groceries=45.5', '--split', '@loan'])).asked[0]?.body, {
    ...body,
    amount: '-60',
    splits: [{ category: 'groceries', amount: '-45.5' }, { to_account: 'loan', amount: '-14.5' }],
  })
  t.strictSame((await add(['60', '--refund', '--split', 'a=0', '--split', 'b'])).asked[0]?.body, {
    ...body, amount: '-60', splits: [{ category: 'a', amount: '0' }, { category: 'b', amount: '-60' }],
  }, 'a part of 0 has no sign')
  t.strictSame((await add(['60', '--split', '@loan=30', '--split', '@card=30'])).asked[0]?.body, {
    ...body, type: 'expense', splits: [{ to_account: 'loan', amount: '30' }, { to_account: 'card', amount: '30' }],
  })
})

t.test('tx add refuses parts that cannot be, before the book is asked', async (t) => {
  for (const [argv, stderr] of [
    [['a=45'], 'error: A split has two parts or more.\n'],
    [['a', 'b'], 'error: Two parts would take the rest; "b" needs an amount.\n'],
    [['=45', 'b'], 'error: --split "=45" names no category.\n'],
    [['@=45', 'b'], 'error: --split "@=45" names no account.\n'],
    [['a=x', 'b'], 'error: --split a "x" is not an amount.\n'],
    [['a=60', 'b'], 'error: The other parts sum to 60, which leaves nothing of 60 for "b".\n'],
    [['a=60.5', 'b'], 'error: The other parts sum to 60.5, which leaves nothing of 60 for "b".\n'],
  ] as const) {
    const seen = await add(['60', ...argv.flatMap((one) => ['--split', one])])
    t.match(seen, { code: 2, stdout: '', asked: [] })
    t.equal(seen.stderr.split('hint')[0], stderr)
  }
  t.match(await add(['60', 'food', 'text', '--split', 'a=45', '--split', 'b']), {
    code: 2,
    stderr: 'error: A split transaction is in the categories of its parts, not in "food" as well.\n',
    asked: [],
  })
})

t.test('tx add --create makes the categories of parts that are not there, one after the other', async (t) => {
  const both = new Problem('validation_failed', 'splits[0].category: There is no category "a". (and 1 more)', {
    errors: {
      'splits[0].category': ['There is no category "a".'], 'splits[1].category': ['There is no category "b".'],
    },
  })
  const one = new Problem('unknown_category', 'There is no category "b".', {
    errors: { 'splits[1].category': ['There is no category "b".'] },
  })
  const refusals = [both, one]
  const seen = await add(['60', '--split', 'a=45', '--split', 'b', '--create'], {
    [POST]: () => refusals.shift() ?? transaction(17),
    'GET /api/categories/': LOST,
    'POST /api/categories/': ({ body }) => ({ id: 17, ...body, archived: false }),
  })
  t.match(seen, {
    code: 0, stderr: /^Created the category a \(expense\)\.\nCreated the category b \(expense\)\.\nAdded/,
  })
  t.strictSame(seen.asked.map(({ call }) => call), [
    POST, 'GET /api/categories/', 'POST /api/categories/', POST, 'POST /api/categories/', POST, STATUS,
  ])
})

t.test('tx add of parts that are not there asks of each, or names the nearest', async (t) => {
  const both = new Problem('validation_failed', 'splits[0].category: There is no category "a". (and 1 more)', {
    errors: { 'splits[0].category': ['There is no category "a".'] },
  })
  const argv = ['60', '--split', 'grocries=45', '--split', 'b']
  t.match(await add(argv, { [POST]: both, 'GET /api/categories/': UNKNOWN }), {
    code: 5, stderr: 'error: There is no category "grocries".\nhint: Did you mean "Groceries"?',
  })
  t.match(await add(argv, { [POST]: both, 'GET /api/categories/': new Problem('validation_failed', 'name: No.') }), {
    code: 2, stderr: 'error: name: No.\n',
  })
  const refusals = [both]
  const { asked } = await add(argv, {
    [POST]: () => refusals.shift() ?? transaction(17),
    'GET /api/categories/': [{ ...GROCERIES, name: 'grocries' }],
  })
  t.match(asked[2], { body: { splits: [{ category: 4 }, { category: 'b' }] } })
})

t.test('tx add sends tags', async (t) => {
  t.match((await add(['5', '--tag', 'trip', '--tag', 'rome'])).asked[0], { body: { tags: ['trip', 'rome'] } })
})
