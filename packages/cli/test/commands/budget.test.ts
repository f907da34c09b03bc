import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, tagged, type Script } from '../helpers/fake-book.ts'
import { budget as planned } from '../helpers/may.ts'
import { budgetRow } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/budgets/'
const POST = 'POST /api/budgets/'
const GET7 = 'GET /api/budgets/7/'
const STATUS = 'GET /api/budgets/status/'
const ME = 'GET /api/users/me/'
const TAKEN = new Problem('already_exists', 'There is a budget for this category, month and currency already.')
const BODY = { category: 'groceries', month: '2024-05', monthly_limit: '400' }

async function budget (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([budgetRow(7)]),
    [POST]: budgetRow(7),
    [GET7]: tagged(budgetRow(7), '"v7"'),
    'PATCH /api/budgets/7/': budgetRow(7, { monthly_limit: '450.00' }),
    'DELETE /api/budgets/7/': undefined,
    [STATUS]: [],
    [ME]: { id: 1, username: null, email: '', currency: 'USD' },
    ...script,
  })
  return { ...await screen(['budget', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('budget set creates the budget, and says what is left of it', async (t) => {
  const status = [planned(4, 'Groceries', '400.00', '12.50', '387.50', '3.1')]
  t.strictSame(await budget(['set', 'groceries', '400'], {}, { [STATUS]: status }), {
    code: 0,
    stdout: '7\n',
    stderr: 'Set the budget of Groceries for May 2024 to 400.00 USD (387.50 left).\n',
    asked: [{ call: POST, body: BODY }, {
      call: STATUS, query: [['month', '2024-05'], ['covers', '4'], ['currency', 'USD']],
    }],
  })
  const over = [planned(4, 'Groceries', '400.00', '431.72', '-31.72', '107.9')]
  t.match(
    (await budget(['set', 'groceries', '400'], {}, { [STATUS]: over })).stderr, / to 400\.00 USD \(31\.72 over\)\.\n$/
  )
  const income = [planned(4, 'Salary', '400.00', '0.00', '400.00', '0.0', 'income')]
  t.equal(
    (await budget(['set', 'salary', '400'], {}, { [STATUS]: income })).stderr,
    'Set the budget of Groceries for May 2024 to 400.00 USD.\n'
  )
})

t.test('budget set takes the month that is given', async (t) => {
  for (const [text, month] of [['next', '2024-06'], ['-1', '2024-04'], ['2025-01', '2025-01']] as const) {
    t.strictSame((await budget([
      'set', 'groceries', '400', '--month', text, '-q',
    ])).asked, [{ call: POST, body: { ...BODY, month } }])
  }
})

t.test('budget set changes the budget that is there', async (t) => {
  t.strictSame(await budget([
    'set', 'groceries', '450', '-o', 'ndjson', '--fields', 'id,monthly_limit', '-q',
  ], {}, { [POST]: TAKEN }), {
    code: 0,
    stdout: '{"id":7,"monthly_limit":"450.00"}\n',
    stderr: '',
    asked: [
      { call: POST, body: { ...BODY, monthly_limit: '450' } },
      { call: LIST, query: [['month', '2024-05'], ['category', '=groceries'], ['limit', '1000']] },
      { call: GET7 },
      { call: 'PATCH /api/budgets/7/', body: { monthly_limit: '450' }, ifMatch: '"v7"' },
    ],
  })
})

t.test('budget set says when the budget is like that already', async (t) => {
  t.match(await budget(['set', 'groceries', '400'], {}, {
    [POST]: TAKEN, 'PATCH /api/budgets/7/': tagged(budgetRow(7), '"v7"'),
  }), {
    code: 0, stdout: '7\n', stderr: 'The budget of Groceries for May 2024 is 400.00 USD already.\n',
  })
})

t.test('budget set changes the budget in the user\'s currency of today', async (t) => {
  const script = { [POST]: TAKEN, [LIST]: page([budgetRow(6, { currency: 'EUR' }), budgetRow(7)]) }
  const { code, asked } = await budget(['set', 'groceries', '450', '-q'], {}, script)
  t.equal(code, 0)
  t.strictSame(asked.slice(2), [
    { call: ME }, { call: GET7 }, { call: 'PATCH /api/budgets/7/', body: { monthly_limit: '450' }, ifMatch: '"v7"' },
  ])
})

t.test('budget set refuses what it cannot store, with its exit code', async (t) => {
  t.match(await budget(['set', 'grocries', '400'], {}, {
    [POST]: new Problem('unknown_category', 'There is no category "grocries".', { suggestion: 'Groceries' }),
  }), {
    code: 5, stdout: '', stderr: 'error: There is no category "grocries".\nhint: Did you mean "Groceries"?\n',
  })
  t.match(await budget(['set', 'groceries', '400'], {}, { [POST]: TAKEN, [LIST]: page([]) }), {
    code: 6, stdout: '', stderr: /^error: There is a budget for this category/,
  })
  for (const argv of [['1,5'], ['1.234', '--month', 'x'], ['400', '--month', 'x'], ['400', '--fields', 'x'], []]) {
    t.match(
      await budget(['set', 'groceries', ...argv]),
      { code: 2, stdout: '', stderr: /^error: /, asked: [] },
      argv.join(' ')
    )
  }
})

t.test('budget set reads the amount in the currency of the book, asked for two readings alone [case 6]', async (t) => {
  const script = { [ME]: { id: 1, username: null, email: '', currency: 'KWD' } }
  t.strictSame((await budget(['set', 'groceries', '150.000', '-q'], {}, script)).asked, [
    { call: ME }, { call: POST, body: { ...BODY, monthly_limit: '150.000' } },
  ])
  t.match(await budget(['set', 'groceries', '150.000'], { env: { FINTRACK_CURRENCY: 'KWD' } }), {
    code: 2,
    stderr: 'error: The amount "150.000" can be read two ways: as 150000 or as 150.000.\n' +
      'hint: Write 150000 or 150.00: USD has 2 decimals.\n',
    asked: [{ call: ME }],
  })
})

t.test('budget list prints the budgets of every month, or of one', async (t) => {
  t.strictSame(await budget(['list']), {
    code: 0,
    stdout: '7\t2024-05\tGroceries\t400.00\tUSD\n',
    stderr: '',
    asked: [{ call: LIST, query: [['limit', '1000']] }],
  })
  t.strictSame((await budget(['list', '-1'])).asked, [{ call: LIST, query: [['month', '2024-04'], ['limit', '1000']] }])
  t.equal((await budget(['list', '--color', 'never'], { tty: true }, {
    [LIST]: page([budgetRow(7, { monthly_limit: '1400.00' })]),
  })).stdout,
  'id  month    category      limit  currency\n 7  2024-05  Groceries  1,400.00  USD\n')
  t.equal(
    (await budget(['list', '-o', 'csv'])).stdout,
    'id,month,category,limit,currency\r\n7,2024-05,Groceries,400.00,USD\r\n'
  )
  t.match(await budget(['list', 'x']), {
    code: 2, stderr: /^error: The month is "x", which is not a month\./, asked: [],
  })
  const none = { [LIST]: page([]) }
  t.equal(
    (await budget(['list'], { tty: true }, none)).stderr,
    'There are no budgets yet; `fintrack budget set groceries 400` sets one.\n'
  )
  t.equal((await budget(['list', 'may'], { tty: true }, none)).stderr, 'There are no budgets for May 2024.\n')
})

t.test('budget rm finds the budget, asks on a terminal, and removes it', async (t) => {
  const found = { call: LIST, query: [['month', '2024-05'], ['category', '=groceries'], ['limit', '1000']] }
  const what = 'the budget of Groceries for May 2024 (400.00 USD)'
  t.strictSame(await budget(['rm', 'groceries', '-y']), {
    code: 0, stdout: '7\n', stderr: `Removed ${what}.\n`, asked: [
      found, { call: GET7 }, { call: 'DELETE /api/budgets/7/', ifMatch: '"v7"' },
    ]
  })
  t.strictSame(await budget(['rm', 'groceries'], { tty: true, answers: ['n'] }), {
    code: 0, stdout: '', stderr: `? Remove ${what}?\nNothing was removed.\n`, asked: [found, { call: GET7 }],
  })
  t.equal((await budget(['rm', 'groceries', '--month', 'last', '-y', '-o', 'json'])).stdout, '{\n  "id": 7\n}\n')
  t.match((await budget(['rm', 'groceries', '--month', 'last', '-y'])).asked[0], {
    query: [['month', '2024-04'], ['category', '=groceries']],
  })
})

t.test('budget rm of a budget that does not exist exits with 5', async (t) => {
  t.match(await budget(['rm', 'groceries'], {}, { [LIST]: page([]) }), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no budget of "groceries" for May 2024.\n' +
      'hint: `fintrack budget list` shows every budget.\n',
  })
  t.match(await budget(['rm', 'groceries', '--month', 'x']), { code: 2, asked: [] })
})
