import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, tagged, type Script } from '../../helpers/fake-book.ts'
import { account, part, transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const SUMS = [
  { currency: 'EUR', income: '3.00', expenses: '0.00', transfers: '0.00', count: 1 },
  { currency: 'USD', income: '0.00', expenses: '1225.00', transfers: '5.00', count: 2 },
]
const CHECK = {
  id: 1, account: 1, date: '2024-05-31', amount: '9.00', currency: 'USD', created_at: '2024-06-01T00:00:00.000Z',
}
const SET = { count: 2, unchanged: 0, ids: [17, 18], sums: SUMS.slice(1) }

async function edit (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    'GET /api/transactions/17/': tagged(transaction(17), '"v17"'),
    'PATCH /api/transactions/17/': transaction(17),
    'GET /api/transactions/18/': tagged(transaction(18), '"v18"'),
    'PATCH /api/transactions/18/': transaction(18, { description: '', payee: 'Shop' }),
    'GET /api/transactions/19/': new Problem('not_found', 'There is no transaction 19.'),
    'POST /api/transactions/edit/': SET,
    ...script,
  })
  return { ...await screen(['tx', 'edit', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('tx edit sends only what is given', async (t) => {
  const cases: ReadonlyArray<readonly [readonly string[], object]> = [
    [['--amount', '-5'], { amount: '-5' }],
    [['--date', 'fri'], { date: '2024-05-17' }],
    [['--category', 'rent'], { category: 'rent' }],
    [['--uncategorized'], { category: null }],
    [['--uncategorized', '--type', 'income'], { category: null, type: 'income' }],
    [['--payee', ''], { payee: '' }],
    [['--text', 'bread'], { description: 'bread' }],
    [['--amount', '1.234', '--currency', 'kwd'], { amount: '1.234', currency: 'KWD' }],
  ]
  for (const [argv, body] of cases) {
    t.strictSame(
      (await edit(['17', ...argv])).asked,
      [{ call: 'GET /api/transactions/17/' }, { call: 'PATCH /api/transactions/17/', body, ifMatch: '"v17"' }],
      argv.join(' ')
    )
  }
})

t.test('tx edit of several transactions is one request, which says their sum [case 4]', async (t) => {
  t.strictSame(await edit(['17', '18', '--category', 'rent']), {
    code: 0,
    stdout: '17\n18\n',
    stderr: 'Changed 2 transactions: expenses 1,225.00 USD and transfers 5.00 USD.\n',
    asked: [
      { call: 'GET /api/transactions/17/' }, { call: 'GET /api/transactions/18/' },
      { call: 'POST /api/transactions/edit/', body: { ids: [17, 18], set: { category: 'rent' } } },
    ],
  })
  t.strictSame(await edit(['17', '19', '--category', 'rent']), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no transaction 19.\n',
    asked: [{ call: 'GET /api/transactions/17/' }, { call: 'GET /api/transactions/19/' }],
  })
  const said = async (set: object) => (await edit(['17', '18', '--amount', '5'], {}, {
    'POST /api/transactions/edit/': { ...SET, ...set },
  })).stderr
  t.equal(await said({ count: 1, unchanged: 1, sums: SUMS }), 'Changed 2 transactions: income 3.00 EUR, expenses ' +
    '1,225.00 USD and transfers 5.00 USD. 1 of them was like that already.\n')
  t.equal(await said({ count: 1, unchanged: 2, sums: [] }),
    'Changed 3 transactions: nothing in sum. 2 of them were like that already.\n')
  t.equal(await said({ count: 0, unchanged: 2, sums: SUMS.slice(0, 1) }),
    'These 2 transactions are like that already: income 3.00 EUR.\n')
})

t.test('tx edit of several transactions changes none where one is refused, and names it [case 5]', async (t) => {
  const sentence = 'Transaction 18: "4.50" has 2 decimals; JPY takes none.'
  t.match(await edit(['17', '18', '--amount', '4.50'], {}, {
    'POST /api/transactions/edit/': new Problem('validation_failed', sentence, { errors: { amount: [sentence] } }),
  }), { code: 2, stdout: '', stderr: `error: ${sentence}\n` })
  const unknown = new Problem('unknown_category', 'There is no category "(uncategorized)".')
  t.match(await edit(['17', '18', '--category', '(uncategorized)'], {}, { 'POST /api/transactions/edit/': unknown }), {
    code: 5, stderr: /\nhint: Use --uncategorized for a transaction without a category\.\n$/,
  })
  t.match(await edit(['17', '18', '--split', 'a=1', '--split', 'b'], {}, {
    'GET /api/transactions/18/': transaction(18, { amount: '20.00' }),
  }), { code: 2, stderr: /^error: What is left for a part is not the same/ })
})

t.test('tx edit warns of each of several rows that a check of a balance which agreed counted', async (t) => {
  const checked = { checked: true, account: 1, account_name: 'Giro' }
  let reads = 0
  const { stderr } = await edit(['17', '18', '--amount', '5'], {}, {
    'GET /api/transactions/17/': () => transaction(17, { ...checked, amount: (reads += 1) === 1 ? '12.50' : '5.00' }),
    'GET /api/accounts/1/checks/': page([CHECK]),
  })
  t.match(stderr, '\nwarning: the balance of Giro was checked on 2024-05-31, and transaction 17 counted in it')
})

t.test('tx edit says when the transaction is like that already', async (t) => {
  t.match(await edit(['17', '--amount', '12.50'], {}, {
    'PATCH /api/transactions/17/': tagged(transaction(17), '"v17"'),
  }), {
    code: 0, stdout: '17\n', stderr: 'Transaction 17 is like that already: 12.50 USD, Groceries, 2024-05-03, milk.\n',
  })
})

t.test('tx edit exits with 6 when somebody else has changed the row meanwhile [P1.6]', async (t) => {
  const changed = new Problem(
    'changed_since', 'Transaction 17 was changed since it was read; read it again and decide anew.'
  )
  t.match(await edit(['17', '--text', 'a'], {}, { 'PATCH /api/transactions/17/': changed }), {
    code: 6,
    stdout: '',
    stderr: 'error: Transaction 17 was changed since it was read; read it again and decide anew.\n' +
      'hint: Look at it as it is now, and run the command again if you still want the change.\n',
  })
})

t.test('tx edit sends no If-Match to a server without entity tags', async (t) => {
  const { asked } = await edit(['17', '--text', 'a'], {}, { 'GET /api/transactions/17/': transaction(17) })
  t.strictSame(asked[1], { call: 'PATCH /api/transactions/17/', body: { description: 'a' } })
})

t.test('tx edit without anything to change is refused', async (t) => {
  t.strictSame(await edit(['17']), {
    code: 2,
    stdout: '',
    asked: [],
    stderr: 'error: There is nothing to change.\n' +
      'hint: Give at least one of --amount, --date, --category, --uncategorized, --type, --payee, --text, ' +
      '--currency, --account, --no-account, --tag, --untag, --split, --to-account, --to-amount, --to-date.\n',
  })
})

t.test('tx edit refuses bad arguments before the book is asked', async (t) => {
  for (const argv of [
    ['x', '--text', 'a'],
    ['17', '--amount', '1,5'],
    ['17', '--date', 'x'],
    ['17', '--category', 'a', '--uncategorized'],
    ['17', '--type', 'x'],
    ['17', '--currency', 'x'],
  ]) {
    t.match(await edit(argv), { code: 2, stdout: '', stderr: /^error: /, asked: [] }, argv.join(' '))
  }
})

t.test('tx edit prints one row as an object and several as a list', async (t) => {
  t.equal((await edit(['17', '--text', 'a', '-o', 'json'])).stdout, `${JSON.stringify(transaction(17), null, 2)}\n`)
  t.equal(
    (await edit(['17', '18', '--text', 'a', '-o', 'json', '--fields', 'id'])).stdout,
    '[\n  {\n    "id": 17\n  },\n  {\n    "id": 18\n  }\n]\n'
  )
  t.match(await edit(['17', '--text', 'a'], { tty: true }), {
    stdout: '', stderr: 'Changed transaction 17: 12.50 USD, Groceries, 2024-05-03, milk.\n',
  })
})

t.test('tx edit describes an uncategorised row with a long text in one line', async (t) => {
  const row = transaction(17, { category: null, category_name: null, description: 'milk\nand bread' })
  t.match(await edit(['17', '--uncategorized'], {}, { 'PATCH /api/transactions/17/': row }), {
    stderr: 'Changed transaction 17: 12.50 USD, no category, 2024-05-03, milk.\n',
  })
  t.match(await edit(['17', '--text', ''], {}, {
    'PATCH /api/transactions/17/': transaction(17, { description: '' }),
  }), {
    stderr: 'Changed transaction 17: 12.50 USD, Groceries, 2024-05-03.\n',
  })
})

t.test('tx edit exits with 5 for an unknown category, with the nearest name', async (t) => {
  const unknown = new Problem('unknown_category', 'There is no category "rnt".', { suggestion: 'Rent' })
  t.match(await edit(['17', '--category', 'rnt'], { tty: true }, { 'PATCH /api/transactions/17/': unknown }), {
    code: 5, stdout: '', stderr: 'error: There is no category "rnt".\nhint: Did you mean "Rent"?\n',
  })
})

t.test('tx edit adds and takes away tags of each transaction', async (t) => {
  const tagged17 = { 'GET /api/transactions/17/': transaction(17, { tags: ['Trip', 'food'] }) }
  const { asked } = await edit(['17', '18', '--tag', 'rome', '--untag', 'trip'], {}, tagged17)
  t.match(asked.slice(2), [{ body: { ids: [17, 18], set: {}, tag: ['rome'], untag: ['trip'] } }])
  t.strictSame((await edit(['17', '--tag', 'rome', '--untag', 'trip'], {}, tagged17)).asked[1]?.body, {
    tags: ['food', 'rome'],
  })
  t.strictSame((await edit(['17', '--untag', 'trip'], {}, tagged17)).asked[1], {
    call: 'PATCH /api/transactions/17/', body: { tags: ['food'] },
  })
})

t.test('tx edit and tx split divide the amount that a transaction has, or gets', async (t) => {
  const bodyOf = async (argv: readonly string[]) => (await edit(argv)).asked[1]?.body
  const splits = [{ category: 'a', amount: '10' }, { category: 'b', amount: '2.50' }]
  t.strictSame(await bodyOf(['17', '--split', 'a=10', '--split', 'b']), { splits })
  t.strictSame(await bodyOf(['17', '--split', 'a=10', '--split', 'b', '--amount', '15']), {
    amount: '15', splits: [{ category: 'a', amount: '10' }, { category: 'b', amount: '5' }],
  })
  const split = (argv: readonly string[], script: Script = {}) => {
    const book = fakeBook({
      'GET /api/transactions/17/': transaction(17), 'PATCH /api/transactions/17/': transaction(17), ...script,
    })
    return screen(['tx', 'split', ...argv], { send: book.send }).then((seen) => ({ ...seen, asked: book.asked }))
  }
  t.match((await split(['17', 'a=10', 'b'])).asked[1], { body: { splits } })
  t.match((await split(['17', '--none'])).asked[1], { body: { splits: [] } })
  t.match(await split(['17']), { code: 2, stderr: /^error: There are no parts\.\n/, asked: [] })
  t.match(await split(['17', 'a=1', '--none']), {
    code: 2, stderr: /^error: --none and parts exclude each other/, asked: [],
  })
})

t.test('tx edit --to-account makes a transfer, and says so', async (t) => {
  const transfer = transaction(17, {
    type: 'transfer', category: null, category_name: null, account_name: 'Giro', to_account_name: 'Euro',
    to_amount: '90.50', to_currency: 'EUR',
  })
  const { asked, stderr } = await edit(
    ['17', '--to-account', 'euro', '--to-amount', '90.5', '--to-date', '05-04'], {},
    { 'PATCH /api/transactions/17/': transfer }
  )
  t.match(asked[1], { body: { type: 'transfer', to_account: 'euro', to_amount: '90.5', to_date: '2024-05-04' } })
  t.equal(
    stderr, 'Changed transaction 17: it is now a transfer of 12.50 USD, Giro to Euro (90.50 EUR), 2024-05-03, milk.\n'
  )
  t.strictSame((await edit(['17', '--account', 'giro'])).asked[1]?.body, { account: 'giro' })
  t.strictSame((await edit(['17', '--no-account'])).asked[1]?.body, { account: null })
})

t.test('tx edit and tx split read amounts in the currency of the row, or of the account that the row gets [case 6]',
  async (t) => {
    const [dollars, dinars] = [account(1, 'Giro'), account(2, 'Gulf', { currency: 'KWD' })]
    const askedBy = async (argv: readonly string[], row: Parameters<typeof transaction>[1] = {}) => {
      const book = fakeBook({
        'GET /api/transactions/17/': transaction(17, row),
        'PATCH /api/transactions/17/': transaction(17, row),
        'GET /api/accounts/': ({ query }) =>
          [query.some(([, name]) => name === 'gulf') ? dinars : dollars],
      })
      const { code } = await screen(['tx', ...argv], { send: book.send, env: { FINTRACK_CURRENCY: 'KWD' } })
      return [code, ...book.asked.slice(1).map((one) => one.body ?? one.query?.[0]?.[1])]
    }
    const row = { currency: 'KWD', amount: '2.755' }
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255'], row), [0, { amount: '1.255' }])
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255']), [2])
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255', '--currency', 'kwd']), [
      0, { amount: '1.255', currency: 'KWD' },
    ])
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255', '--account', 'gulf']), [
      0, 'gulf', { amount: '1.255', account: 'gulf' },
    ])
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255', '--account', 'giro'], row), [2, 'giro'])
    t.strictSame(await askedBy(['edit', '17', '--amount', '1.255', '--no-account'], row), [
      0, { amount: '1.255', account: null },
    ])
    t.strictSame(await askedBy(['split', '17', 'a=1.255', 'b'], row), [
      0, { splits: [{ category: 'a', amount: '1.255' }, { category: 'b', amount: '1.500' }] },
    ])
    t.strictSame(await askedBy(['split', '17', 'a=1.255', 'b']), [2])
    const arrives = (name: string) => ({ type: 'transfer', to_account: name, to_amount: '1.255' })
    t.strictSame(await askedBy(['edit', '17', '--to-account', 'gulf', '--to-amount', '1.255']), [
      0, 'gulf', arrives('gulf'),
    ], 'what arrives is in the currency of the account that it goes to')
    t.strictSame(await askedBy(['edit', '17', '--to-account', 'giro', '--to-amount', '1.255'], row), [2, 'giro'])
    const transfer = { type: 'transfer', to_account: 2, to_currency: 'KWD', to_amount: '3.000' } as const
    t.strictSame(await askedBy(['edit', '17', '--to-amount', '1.255'], transfer), [0, { to_amount: '1.255' }])
    t.strictSame(await askedBy(['edit', '17', '--to-amount', '1.255']), [2])
  })

t.test('tx edit changes none of several rows where one of them could read the amount two ways', async (t) => {
  const { code, asked } = await edit(['17', '18', '--amount', '1.255'], {}, {
    'GET /api/transactions/17/': transaction(17, { currency: 'KWD' }),
  })
  t.strictSame([code, asked.length], [2, 2])
})

const REFUSED = (field: string) => new Problem('validation_failed', `${field}: No.`, { errors: { [field]: ['No.'] } })

t.test('tx edit says what to write where a category is of the other type [case 3]', async (t) => {
  const told = async (row: Parameters<typeof transaction>[1], field: string, argv = ['--category', 'shopping']) =>
    (await edit(['17', ...argv], {}, {
      'GET /api/transactions/17/': transaction(17, row), 'PATCH /api/transactions/17/': REFUSED(field),
    })).stderr.replace('error: No.\n', '')
  t.equal(await told({ type: 'income' }, 'category'),
    'hint: Say that it is an expense now: --type expense. The sign of its amount turns with it.\n')
  t.equal(await told({}, 'type', ['--split', 'a=1', '--split', 'b']),
    'hint: Say that it is an income now: --type income. The sign of its amount turns with it.\n')
  t.equal(await told({ type: 'transfer' }, 'category'), 'hint: Say what it is now: --type expense, or --type income.\n')
  t.equal(await told({}, 'category', ['--category', 'a', '--type', 'income']), '')
  t.equal(await told({}, 'amount', ['--amount', '1']), '')
  t.equal(await told({ splits: [part('A', '1'), part('B', '11.50')] }, 'amount', ['--amount', '1']),
    'hint: `fintrack tx split 17 a=… b=…` says what its parts are, `fintrack tx split 17 --none` makes it one ' +
      'again.\n')
  t.equal(await told({ splits: [part('A', '1'), part('B', '11.50')] }, 'date', ['--date', '05-01']), '')
})

t.test('tx edit gives no hint where the book cannot be reached, or names no field that it refuses', async (t) => {
  const told = async (refusal: object | (() => never)) => {
    const { code, stdout, stderr } = await edit(['17', '--category', 'a'], {}, {
      'PATCH /api/transactions/17/': refusal,
    })
    return { code, stdout, stderr }
  }
  t.strictSame(await told(() => { throw new UserError('unreachable', 'The server cannot be reached.') }), {
    code: 3, stdout: '', stderr: 'error: The server cannot be reached.\n',
  })
  t.strictSame(await told(new Problem('validation_failed', 'The body is no object.')), {
    code: 2, stdout: '', stderr: 'error: The body is no object.\n',
  })
})

t.test('tx edit says what to write where money would arrive in another currency', async (t) => {
  const told = async (...argv: string[]) => (await edit(['17', '--to-account', 'euro', ...argv], {}, {
    'PATCH /api/transactions/17/': REFUSED('to_amount'),
  })).stderr
  t.equal(await told(), 'error: No.\nhint: Give what arrives there as well: --to-amount AMOUNT.\n')
  t.equal(await told('--to-amount', '3'), 'error: No.\n')
})

t.test('tx edit says that an income has become an expense, with its sign [case 3]', async (t) => {
  t.match(await edit(['17', '--category', 'Shopping', '--type', 'expense'], {}, {
    'GET /api/transactions/17/': transaction(17, { type: 'income', amount: '39.90' }),
    'PATCH /api/transactions/17/': transaction(17, { amount: '-39.90', category_name: 'Shopping', description: '' }),
  }), {
    code: 0, stderr: 'Changed transaction 17: it is now an expense of -39.90 USD, Shopping, 2024-05-03.\n',
  })
  t.match(await edit(['17', '--type', 'income'], {}, {
    'PATCH /api/transactions/17/': transaction(17, {
      type: 'income', category_name: null, description: '', splits: [part('A', '1'), part(null, '2')],
    }),
  }), { stderr: 'Changed transaction 17: it is now an income of 12.50 USD, A 1 and no category 2, 2024-05-03.\n' })
})

t.test('tx edit warns of each checked balance that is another now, and of none where all are as before', async (t) => {
  const CHECK = {
    id: 1, account: 1, date: '2024-05-10', amount: '5.00', currency: 'USD', created_at: '2024-05-31T10:00:00.000Z',
  }
  const splits = [
    part(null, '4.00', { to_account: 2, to_account_name: 'Loan' }),
    part(null, '8.50', { to_account: 2, to_account_name: 'Loan' }),
  ]
  const row = { checked: true, account: 1, account_name: 'Giro', splits }
  const told = async (
    changes: Parameters<typeof transaction>[1], script: Script = {}, argv: readonly string[] = []
  ) => {
    const { code, stderr, asked } = await edit(['17', '--text', 'a', ...argv], {}, {
      'GET /api/transactions/17/': transaction(17, row),
      'PATCH /api/transactions/17/': transaction(17, { ...row, ...changes }),
      'GET /api/accounts/1/checks/': [CHECK],
      'GET /api/accounts/2/checks/': [CHECK],
      ...script,
    })
    return [code, ...stderr.split('\n').slice(argv.length === 0 ? 1 : 0, -1), asked.length - 2]
  }
  const warning = (name: string, day = ' on 2024-05-10') =>
    `warning: the balance of ${name} was checked${day}, and transaction 17 counted in it; check it again.`
  t.strictSame(await told({ description: 'a' }), [0, 0])
  t.strictSame(await told({ amount: '13.50' }), [0, warning('Giro'), 1])
  t.strictSame(await told({ splits: [] }), [0, warning('Loan'), 1])
  t.strictSame(await told({ date: '2024-05-04' }), [0, warning('Giro'), warning('Loan'), 2])
  t.strictSame(await told({ date: '2024-05-04' }, {
    'GET /api/accounts/1/checks/': [], 'GET /api/accounts/2/checks/': [{ ...CHECK, date: '2024-05-02' }],
  }), [0, 2], 'a check of a day before does not count it')
  t.strictSame(await told({ amount: '13.50' }, {
    'GET /api/accounts/1/checks/': () => { throw new UserError('unreachable', 'The server cannot be reached.') },
  }), [0, warning('Giro', ''), 1], 'the change was done, whether or not its checks can be asked for')
  t.strictSame(await told({ amount: '13.50' }, {}, ['-q']), [0, 0])
})
