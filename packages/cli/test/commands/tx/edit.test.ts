import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, tagged, type Script } from '../../helpers/fake-book.ts'
import { transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

async function edit (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    'GET /api/transactions/17/': tagged(transaction(17), '"v17"'),
    'PATCH /api/transactions/17/': transaction(17),
    'GET /api/transactions/18/': tagged(transaction(18), '"v18"'),
    'PATCH /api/transactions/18/': transaction(18, { description: '', payee: 'Shop' }),
    'GET /api/transactions/19/': new Problem('not_found', 'There is no transaction 19.'),
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

t.test('tx edit reads all of several transactions before it changes one', async (t) => {
  const body = { category: 'rent' }
  t.strictSame(await edit(['17', '18', '--category', 'rent']), {
    code: 0,
    stdout: '17\n18\n',
    stderr: 'Changed transaction 17: 12.50 USD, Groceries, 2024-05-03, milk.\n' +
      'Changed transaction 18: 12.50 USD, Groceries, 2024-05-03, Shop.\n',
    asked: [
      { call: 'GET /api/transactions/17/' }, { call: 'GET /api/transactions/18/' },
      {
        call: 'PATCH /api/transactions/17/', body, ifMatch: '"v17"',
      }, { call: 'PATCH /api/transactions/18/', body, ifMatch: '"v18"' },
    ],
  })
  t.strictSame(await edit(['17', '19', '--category', 'rent']), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no transaction 19.\n',
    asked: [{ call: 'GET /api/transactions/17/' }, { call: 'GET /api/transactions/19/' }],
  })
})

t.test('tx edit says when the transaction is like that already', async (t) => {
  t.match(await edit(['17', '18', '--amount', '12.50'], {}, {
    'PATCH /api/transactions/17/': tagged(transaction(17), '"v17"'),
  }), {
    code: 0,
    stdout: '17\n18\n',
    stderr: 'Transaction 17 is like that already: 12.50 USD, Groceries, 2024-05-03, milk.\n' +
      'Changed transaction 18: 12.50 USD, Groceries, 2024-05-03, Shop.\n',
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
        '--currency.\n',
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
