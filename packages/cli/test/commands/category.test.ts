import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, tagged, type Script } from '../helpers/fake-book.ts'
import { budgetRow, GROCERIES, SALARY, transaction } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/categories/'
const ASKED_LIST = { call: LIST, query: [['archived', 'false'], ['limit', '1000']] }
const askedFor = (name: string) => ({ call: LIST, query: [['name', name]] })
const ASKED_ROW = { call: 'GET /api/categories/4/' }
const CHANGED = new Problem('changed_since', 'Category 4 was changed since it was read; read it again and decide anew.')
const REFUSED = {
  code: 6,
  stdout: '',
  stderr: 'error: Category 4 was changed since it was read; read it again and decide anew.\n' +
    'hint: Look at it as it is now, and run the command again if you still want the change.\n',
}

/** The list, or the one category of a name, or the refusal that names the nearest. */
function listed (query: ReadonlyArray<readonly [string, string]>) {
  const name = query.find(([key]) => key === 'name')?.[1]
  if (name === undefined) return page([SALARY, GROCERIES])
  const found = [SALARY, GROCERIES].filter((one) => one.name.toLowerCase() === name.toLowerCase())
  if (found.length > 0) return page(found)
  return name === 'zzz'
    ? new Problem('unknown_category', 'There is no category "zzz".')
    : new Problem(
      'unknown_category', `There is no category "${name}".`, { suggestion: 'Groceries' }
    )
}

async function category (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: ({ query }) => listed(query),
    'GET /api/categories/4/': tagged(GROCERIES, '"v4"'),
    'GET /api/categories/9/': new Problem('not_found', 'There is no category 9.'),
    'POST /api/categories/': ({ body }) => ({ id: 4, ...body, archived: false }),
    'PATCH /api/categories/4/': ({ body }) => ({ ...GROCERIES, ...body }),
    'DELETE /api/categories/4/': undefined,
    ...script,
  })
  return { ...await screen(['category', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('category list prints the categories in every format', async (t) => {
  t.strictSame(await category(['list']), {
    code: 0, stdout: '1\tSalary\tincome\n4\tGroceries\texpense\n', stderr: '', asked: [ASKED_LIST],
  })
  t.equal(
    (await category(['list', '--color', 'never'], { tty: true })).stdout,
    'id  name       type\n 1  Salary     income\n 4  Groceries  expense\n'
  )
  t.equal(
    (await category(['list', '-o', 'csv'], {}, {
      [LIST]: page([{ id: 1, name: '-x', type: 'income', archived: false }]),
    })).stdout,
    'id,name,type\r\n1,\'-x,income\r\n'
  )
  t.equal(
    (await category(['list', '-o', 'json', '--fields', 'name'])).stdout,
    '[\n  {\n    "name": "Salary"\n  },\n  {\n    "name": "Groceries"\n  }\n]\n'
  )
  t.match(await category(['list'], { tty: true }, { [LIST]: page([]) }), {
    code: 0, stdout: '', stderr: 'There are no categories yet; `fintrack category add groceries` adds one.\n',
  })
})

t.test('category add sends its arguments as one request', async (t) => {
  t.strictSame(await category(['add', 'Groceries']), {
    code: 0,
    stdout: '4\n',
    stderr: 'Added the category Groceries (expense).\n',
    asked: [{ call: 'POST /api/categories/', body: { name: 'Groceries', type: 'expense' } }],
  })
  t.strictSame(await category(['add', 'Tips', '--type', 'income'], { tty: true }), {
    code: 0,
    stdout: '',
    stderr: 'Added the category Tips (income) as category 4.\n',
    asked: [{ call: 'POST /api/categories/', body: { name: 'Tips', type: 'income' } }],
  })
  t.match(await category(['add', 'Tips', '-o', 'json'], { tty: true }), {
    stdout: '{\n  "id": 4,\n  "name": "Tips",\n  "type": "expense",\n  "archived": false\n}\n',
    stderr: 'Added the category Tips (expense).\n',
  })
  t.match(await category(['add', 'Tips', '-q']), { stdout: '4\n', stderr: '' })
})

t.test('category add of a name that is taken exits with 6', async (t) => {
  t.match(await category(['add', 'Tips'], {}, {
    'POST /api/categories/': new Problem(
      'already_exists', 'There is a category "Tips" already.'
    )
  }), {
    code: 6, stdout: '', stderr: /^error: There is a category "Tips" already\.\n/,
  })
  t.match(await category(['add', 'Tips', '--type', 'gift']), { code: 2, stdout: '', asked: [] })
})

t.test('category edit finds by name in any case or by id, and sends only what is given', async (t) => {
  t.strictSame(await category(['edit', ' gROCERIES ', '--name', 'Food']), {
    code: 0,
    stdout: '4\n',
    stderr: 'Changed the category Groceries (expense) to Food (expense).\n',
    asked: [
      askedFor('gROCERIES'), ASKED_ROW, { call: 'PATCH /api/categories/4/', body: { name: 'Food' }, ifMatch: '"v4"' },
    ],
  })
  t.strictSame(await category(['edit', '4', '--type', 'income', '-o', 'ndjson']), {
    code: 0,
    stdout: '{"id":4,"name":"Groceries","type":"income","archived":false}\n',
    stderr: 'Changed the category Groceries (expense) to Groceries (income).\n',
    asked: [ASKED_ROW, { call: 'PATCH /api/categories/4/', body: { type: 'income' }, ifMatch: '"v4"' }],
  })
})

t.test('category edit says when the category is like that already', async (t) => {
  t.match(await category(['edit', 'groceries', '--name', 'Groceries'], {}, {
    'PATCH /api/categories/4/': tagged(GROCERIES, '"v4"'),
  }), {
    code: 0, stdout: '4\n', stderr: 'The category Groceries (expense) is like that already.\n',
  })
})

t.test('category edit does not take a row of another name for the one that was asked for', async (t) => {
  t.match(await category(['edit', 'groceries', '--name', 'Food'], {}, { [LIST]: page([SALARY]) }), {
    code: 5, stdout: '', stderr: 'error: There is no "groceries".\n', asked: [askedFor('groceries')],
  })
})

t.test('category edit exits with 5 for an unknown category, and with 2 for nothing to change', async (t) => {
  t.match(await category(['edit', 'grocries', '--name', 'Food']), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no category "grocries".\nhint: Did you mean "Groceries"?\n',
    asked: [askedFor('grocries')],
  })
  t.match(await category(['edit', 'zzz', '--name', 'Food']), {
    code: 5, stderr: 'error: There is no category "zzz".\n',
  })
  t.match(await category(['edit', '9', '--name', 'Food']), { code: 5, stderr: 'error: There is no category 9.\n' })
  t.strictSame(await category(['edit', 'groceries']), {
    code: 2,
    stdout: '',
    stderr: 'error: There is nothing to change.\nhint: Give --name, --type, --archive or --unarchive.\n',
    asked: [],
  })
})

t.test('category edit says how to free a type that is in use', async (t) => {
  const patch = 'PATCH /api/categories/4/'
  t.match(await category(['edit', 'groceries', '--type', 'income'], {}, {
    [patch]: new Problem('category_in_use', '"Groceries" is used.'),
  }), {
    code: 6,
    stdout: '',
    stderr: 'error: "Groceries" is used.\n' +
      'hint: Its type can change once nothing uses it: `fintrack tx edit ID... --category OTHER` moves ' +
        'transactions, `fintrack budget rm` removes a budget.\n',
  })
  t.match(await category(['edit', 'groceries', '--name', 'Salary'], {}, {
    [patch]: new Problem('already_exists', 'There is one.'),
  }), {
    code: 6, stdout: '', stderr: 'error: There is one.\n',
  })
})

const BUDGETS = 'GET /api/budgets/'
const TRANSACTIONS = 'GET /api/transactions/'

/** What uses a category is looked for before the question: here, transactions alone. */
async function remove (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const { asked, ...seen } = await category(
    ['rm', ...argv], options, { [BUDGETS]: [], [TRANSACTIONS]: [transaction(1)], ...script }
  )
  return { ...seen, asked: asked.filter(({ call }) => call !== BUDGETS && call !== TRANSACTIONS) }
}

t.test('category rm says what happens to the transactions', async (t) => {
  const DELETE = 'DELETE /api/categories/4/'
  t.strictSame(await remove(['groceries', '-y'], {}, { [TRANSACTIONS]: [] }), {
    code: 0,
    stdout: '4\n',
    stderr: 'Removed the category Groceries.\n',
    asked: [askedFor('groceries'), ASKED_ROW, { call: DELETE, ifMatch: '"v4"' }],
  })
  t.strictSame(await remove(['4', '--reassign-to', 'salary', '-y']), {
    code: 0,
    stdout: '4\n',
    stderr: 'Removed the category Groceries. Its transactions move to Salary.\n',
    asked: [ASKED_ROW, askedFor('salary'), { call: DELETE, query: [['reassign_to', '1']], ifMatch: '"v4"' }],
  })
  t.match(await remove(['4', '--reassign-to', '9', '-y'], {}, {
    'GET /api/categories/9/': { id: 9, name: 'Food', type: 'expense', archived: false },
  }), {
    code: 0, stderr: 'Removed the category Groceries. Its transactions move to Food.\n',
  })
  t.strictSame(await remove(['4', '--uncategorize', '-y', '-o', 'json']), {
    code: 0,
    stdout: '{\n  "id": 4\n}\n',
    stderr: 'Removed the category Groceries. Its transactions stay, without a category.\n',
    asked: [ASKED_ROW, { call: DELETE, query: [['uncategorize', 'true']], ifMatch: '"v4"' }],
  })
})

t.test('category rm names the budgets that go too, and asks of nothing that is not there [case 11]', async (t) => {
  const told = async (
    months: readonly string[], argv: readonly string[] = [], transactions: readonly object[] = []
  ) => {
    const { stderr, asked } = await remove(['4', ...argv], { tty: true, answers: ['y'] }, {
      [BUDGETS]: [...months.map((month, at) => budgetRow(at + 1, { month })), budgetRow(99, { category: 5 })],
      [TRANSACTIONS]: transactions,
    })
    return [stderr.split('\n')[0], asked.at(-1)?.query]
  }
  const decided = [['uncategorize', 'true']]
  t.strictSame(await told([]), ['? Remove the category Groceries?', undefined])
  t.strictSame(await told(['2024-05']), [
    '? Remove the category Groceries? Its budget for May 2024 goes with it.', decided,
  ])
  t.strictSame(await told(['2024-05', '2024-06'], ['--uncategorize']), [
    '? Remove the category Groceries? Its budgets for May 2024 and June 2024 go with it.', decided,
  ])
  const five = ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05']
  t.strictSame(await told(five, ['--uncategorize'], [transaction(1)]), [
    '? Remove the category Groceries? Its transactions stay, without a category. Its budgets for January 2024, ' +
      'February 2024, March 2024 and 2 other months go with it.',
    decided,
  ])
  t.strictSame(await told(['2024-05'], ['--reassign-to', 'salary']), [
    '? Remove the category Groceries? Its budget for May 2024 goes with it.', [['reassign_to', '1']],
  ])
})

t.test('category edit and rm exit with 6 when somebody else changed the category meanwhile', async (t) => {
  t.match(await category(['edit', '4', '--name', 'Food'], {}, { 'PATCH /api/categories/4/': CHANGED }), REFUSED)
  t.match(await remove(['4', '-y'], {}, { 'DELETE /api/categories/4/': CHANGED }), REFUSED)
})

t.test('category rm of a used category exits with 6, and names the two flags', async (t) => {
  const inUse = new Problem(
    'category_in_use',
    '"Groceries" is used by 14 transactions and 2 budgets.',
    { counts: { transactions: 14, budgets: 2 } }
  )
  const seen = await remove(['groceries', '-y'], {}, { 'DELETE /api/categories/4/': inUse, [BUDGETS]: [budgetRow(1)] })
  t.match(seen, {
    code: 6,
    stdout: '',
    stderr: /^error: "Groceries" is used by 14 transactions and 2 budgets\.\nhint: .*--reassign-to.*--uncategorize/,
  })
  t.strictSame(seen.asked.at(-1), { call: 'DELETE /api/categories/4/', ifMatch: '"v4"' })
})

t.test('category rm looks first, and asks on a terminal', async (t) => {
  t.match(await remove(['9']), { code: 5, stdout: '', asked: [{ call: 'GET /api/categories/9/' }] })
  t.match(await remove(['4', '--reassign-to', 'zzz']), {
    code: 5, stdout: '', asked: [{ call: 'GET /api/categories/4/' }, askedFor('zzz')],
  })
  t.match(await remove(['4', '--reassign-to', 'salary', '--uncategorize']), { code: 2, stdout: '', asked: [] })
  t.match(await remove(['4', '--uncategorize'], { tty: true, answers: ['n'] }), {
    code: 0,
    stdout: '',
    stderr: '? Remove the category Groceries? Its transactions stay, without a category.\nNothing was removed.\n',
  })
  t.match(await remove(['4', '-y'], { tty: true }), {
    code: 0, stdout: '', stderr: 'Removed the category Groceries.\n',
  })
})

t.test('categories is an alias of category', async (t) => {
  const book = fakeBook({ [LIST]: page([GROCERIES]) })
  t.match(await screen(['categories', 'list'], { send: book.send }), { code: 0, stdout: '4\tGroceries\texpense\n' })
})

const CANTEEN = { id: 7, name: 'Food:Out:Canteen', type: 'expense', archived: true } as const
const MARKET = { id: 8, name: 'Food:Market', type: 'expense', archived: false } as const
const BANK = { id: 9, name: 'food', type: 'expense', archived: false } as const

t.test('category list hides archived categories unless --all is given, and tells them apart then', async (t) => {
  const script = { [LIST]: page([CANTEEN, MARKET]) }
  const { stdout, asked } = await category(['list', '--all'], {}, script)
  t.equal(stdout, '7\tFood:Out:Canteen\texpense\tarchived\n8\tFood:Market\texpense\t\n')
  t.strictSame(asked, [{ call: LIST, query: [['limit', '1000']] }])
})

t.test('category list --tree draws what lies below what, the same on a terminal and in a pipe', async (t) => {
  const script = { [LIST]: page([CANTEEN, SALARY, MARKET]) }
  const tree = [
    'name         type     id',
    'Food',
    '  Market     expense   8',
    '  Out',
    '    Canteen  expense   7',
    'Salary       income    1',
    '',
  ].join('\n')
  t.match(await category(['list', '--tree'], {}, script), { code: 0, stdout: tree, stderr: '' })
  t.equal((await category(['list', '--tree', '--color', 'never'], { tty: true }, script)).stdout, tree)
  t.match((await category(['list', '--tree', '--all'], {}, { [LIST]: page([CANTEEN, BANK]) })).stdout, [
    'name         type     id  archived',
    'food         expense   9',
    '  Out',
    '    Canteen  expense   7  archived',
    '',
  ].join('\n'))
})

t.test('category list --tree refuses formats and fields that are no tree', async (t) => {
  t.match(await category(['list', '--tree', '-o', 'csv']), {
    code: 2, stdout: '', stderr: 'error: --tree draws a table, and has no -o csv.\n' +
      'hint: Leave --tree out: the names say what lies below what.\n', asked: [],
  })
  t.match(await category(['list', '--tree', '--fields', 'name']), {
    code: 2, stderr: /^error: --tree draws a table, and has no --fields\.\n/, asked: [],
  })
})

t.test('category edit archives a category and offers it again, found by the last parts of its name', async (t) => {
  const script: Script = {
    [LIST]: page([MARKET]),
    'GET /api/categories/8/': tagged(MARKET, '"v8"'),
    'PATCH /api/categories/8/': ({ body }) => ({ ...MARKET, ...body }),
  }
  t.match(await category(['edit', 'market', '--archive'], {}, script), {
    code: 0, stdout: '8\n',
    stderr: 'Archived the category Food:Market (expense): it keeps what is in it, and is offered no more.\n',
  })
  t.match(await category(['edit', 'food : market', '--unarchive'], {}, script), {
    code: 0, stderr: 'The category Food:Market (expense) is no longer archived.\n',
  })
  t.match(await category(['edit', 'market', '--archive', '--unarchive']), { code: 2, stdout: '', asked: [] })
})

const RENAME = 'POST /api/categories/rename/'
const MERGE = 'POST /api/categories/merge/'

t.test('category rename and merge say what moved, and print it where that is asked for', async (t) => {
  const moved = { from: 'Food', to: 'Living:Food', categories: 3, transactions: 0, budgets: 0 }
  t.strictSame(await category(['rename', 'food', 'Living:Food'], {}, { [RENAME]: moved }), {
    code: 0, stdout: '', stderr: 'Renamed Food to Living:Food: 3 categories.\n',
    asked: [{ call: RENAME, body: { from: 'food', to: 'Living:Food' } }],
  })
  t.match(await category(['rename', 'food', 'Food'], {}, { [RENAME]: { ...moved, categories: 0 } }), {
    code: 0, stderr: 'Food is called that already.\n',
  })
  const merged = { from: 'Eating', to: 'Food', categories: 1, transactions: 1234, budgets: 1 }
  t.strictSame(await category(['merge', 'eating', 'food', '-o', 'csv'], {}, { [MERGE]: merged }), {
    code: 0,
    stdout: 'from,to,categories,transactions,budgets\r\nEating,Food,1,1234,1\r\n',
    stderr: 'Merged Eating into Food: 1 category, 1,234 transactions and 1 budget.\n',
    asked: [{ call: MERGE, body: { from: 'eating', to: 'food' } }],
  })
  t.match(await category(['merge', 'a', 'b'], {}, {
    [MERGE]: new Problem(
      'category_type_conflict', '"a" is of type expense, and "b" of type income; they cannot be one.'
    ),
  }), { code: 6, stdout: '' })
})
