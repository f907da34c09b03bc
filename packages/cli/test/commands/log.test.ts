import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { change, GROCERIES, rowChange, loggedTransaction } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/changes/'

async function log (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([change(12, {
      action: 'undo', summary: 'Undid change 11: Deleted transaction 9', undoes: 11,
    }), change(11, { action: 'delete', summary: 'Deleted transaction 9', undone_by: 12 })]),
    ...script,
  })
  return { ...await screen(['log', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('log prints the latest change first, for a program and for a person', async (t) => {
  t.strictSame(await log([]), {
    code: 0,
    stdout: '12\t2024-05-03T10:00:00.000Z\tundo\tUndid change 11: Deleted transaction 9\t1\t\t\n' +
      '11\t2024-05-03T10:00:00.000Z\tdelete\tDeleted transaction 9\t1\t12\t\n',
    stderr: '',
    asked: [{ call: LIST, query: [['limit', '1000']] }],
  })
  t.equal((await log(['--color', 'never'], { tty: true })).stdout, [
    'id  at                    action  summary                                 rows  undone_by  by',
    '12  2024-05-03 10:00:00Z  undo    Undid change 11: Deleted transaction 9     1',
    '11  2024-05-03 10:00:00Z  delete  Deleted transaction 9                      1         12\n',
  ].join('\n'))
})

t.test('log keeps the summary and the time of a change on a narrow terminal', async (t) => {
  const rows = [change(1234, {
    action: 'change', summary: 'Changed transaction 9: amount now 13.00 USD', undone_by: 1235,
  }), change(9)]
  const at = async (columns: number) =>
    (await log(['--color', 'never'], { tty: true, columns }, { [LIST]: page(rows) })).stdout
  t.equal(await at(60), [
    '  id  at             action  summary         rows  undone_by',
    '1234  2024-05-03 1…  change  Changed trans…     1       1235',
    '   9  2024-05-03 1…  create  Added transac…     1\n',
  ].join('\n'))
  t.equal(await at(55), [
    '  id  at                action  summary            rows',
    '1234  2024-05-03 10:0…  change  Changed transact…     1',
    '   9  2024-05-03 10:0…  create  Added transactio…     1\n',
  ].join('\n'))
  t.equal(await at(40), [
    '  id  at           action  summary',
    '1234  2024-05-03…  change  Changed tran…',
    '   9  2024-05-03…  create  Added transa…\n',
  ].join('\n'))
  t.equal(await at(30), '  id  action  summary\n1234  change  Changed transac…\n   9  create  Added transacti…\n')
  t.equal(await at(20), '  id  summary\n1234  Changed trans…\n   9  Added transac…\n')
})

t.test('log prints the changes in every format', async (t) => {
  const imported = change(3, {
    action: 'import', summary: '=2+2', rows: { transaction: 40, category: 2, budget: 1 },
  })
  const script = { [LIST]: page([imported]) }
  t.equal(
    (await log(['-o', 'csv'], {}, script)).stdout,
    'id,at,action,summary,rows,undone_by,by\r\n3,2024-05-03T10:00:00.000Z,import,\'=2+2,43,,\r\n'
  )
  t.equal((await log(['-o', 'ndjson'], {}, script)).stdout, `${JSON.stringify(imported)}\n`)
  t.equal((await log(
    ['-o', 'json', '--fields', 'id,undoes,session,token'], {}, script
  )).stdout, '[\n  {\n    "id": 3,\n    "undoes": null,\n    "session": null,\n    "token": null\n  }\n]\n')
  t.equal((await log(['-o', 'json'], {}, { [LIST]: page([]) })).stdout, '[]\n')
  t.match(await log(['--fields', 'undoes']), {
    code: 2, stderr: /^error: --fields has "undoes", which changes do not have/, asked: [],
  })
})

t.test('log --limit cuts the list and says so', async (t) => {
  t.match(await log(['--limit', '1'], {}, { [LIST]: page([change(12)], 'c1') }), {
    code: 0, stderr: 'There are older changes: --limit 1 cut the list.\n', asked: [{ query: [['limit', '1']] }],
  })
  t.equal((await log(['--limit', '2'])).stderr, '')
  t.match(await log(['--limit', 'x']), { code: 2, stdout: '', stderr: /^error: --limit is "x"/, asked: [] })
})

t.test('log of a book without changes prints a sentence for a person', async (t) => {
  t.match(await log([], { tty: true }, { [LIST]: page([]) }), {
    code: 0, stdout: '', stderr: 'The book has no changes yet; `fintrack tx add 12.50` adds a transaction.\n',
  })
})

t.test('the log shows who made a change, and that column leaves first on a narrow terminal', async (t) => {
  const rows = [change(3, { token: 2 }), change(2, { session: 31 }), change(1)]
  t.strictSame(
    (await log(['--fields', 'id,by'], {}, { [LIST]: page(rows) })).stdout, '3\ttoken 2\n2\tsession 31\n1\t\n'
  )
  const at = async (columns: number, shown = rows) =>
    (await log(['--color', 'never'], { tty: true, columns }, { [LIST]: page(shown) })).stdout.split('\n').slice(0, 3)
  t.strictSame(await at(68), [
    'id  at                  action  summary             rows  by',
    ' 3  2024-05-03 10:00:…  create  Added transaction…     1  token 2',
    ' 2  2024-05-03 10:00:…  create  Added transaction…     1  session 31',
  ], 'one that is empty leaves before it')
  const undone = [change(3, { token: 2, undone_by: 4 }), change(2, { session: 31 })]
  t.strictSame(await at(68, undone), [
    'id  at            action  summary        rows  undone_by  by',
    ' 3  2024-05-03…   create  Added transa…     1          4  token 2',
    ' 2  2024-05-03…   create  Added transa…     1             session 31',
  ])
  t.strictSame(await at(60, undone), [
    'id  at              action  summary          rows  undone_by',
    ' 3  2024-05-03 10…  create  Added transact…     1          4',
    ' 2  2024-05-03 10…  create  Added transact…     1',
  ])
})

const ROWS = 'GET /api/changes/17/rows/'
const MILK = loggedTransaction(7)
const SALE = { ...MILK, id: 8, amount: '-4.00', category: null, payee: '=1+1', description: '' }
const BUDGET = { id: 2, category: 4, month: '2024-05', monthly_limit: '400.00', currency: 'USD' }

async function logOf (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  return log(['17', ...argv], options, {
    [ROWS]: page([
      rowChange('transaction', 7, {
        operation: 'updated', before: MILK, after: {
          ...MILK, amount: '1313.00', category: 5, description: 'a\tb\u001b[31m',
          updated_at: '2024-06-01T00:00:00.000Z',
        }
      }),
      rowChange('transaction', 8, { operation: 'deleted', before: SALE }),
      rowChange('budget', 2, { operation: 'restored', after: BUDGET }),
      rowChange('category', 4, { last_id: 5 }),
      rowChange('transaction', 12, { last_id: 31 }),
      rowChange('budget', 9),
    ]),
    ...script,
  })
}

t.test('log of an id prints a line for each field that differs, and one for rows that were created', async (t) => {
  t.strictSame(await logOf([]), {
    code: 0,
    stdout: [
      'transaction 7\tupdated\tcategory\t4\t5',
      'transaction 7\tupdated\tamount\t12.50\t1313.00',
      'transaction 7\tupdated\tdescription\tmilk\ta\\tb\u001b[31m',
      'transaction 8\tdeleted\tdate\t2024-05-03\t',
      'transaction 8\tdeleted\ttype\texpense\t',
      'transaction 8\tdeleted\tamount\t-4.00\t',
      'transaction 8\tdeleted\tcurrency\tUSD\t',
      'transaction 8\tdeleted\tpayee\t=1+1\t',
      'transaction 8\tdeleted\tcreated_at\t2024-05-03T10:00:00.000Z\t',
      'budget 2\trestored\tcategory\t\t4',
      'budget 2\trestored\tmonth\t\t2024-05',
      'budget 2\trestored\tmonthly_limit\t\t400.00',
      'budget 2\trestored\tcurrency\t\tUSD',
      'categories 4-5\tcreated\t\t\t',
      'transactions 12-31\tcreated\t\t\t',
      'budget 9\tcreated\t\t\t\n',
    ].join('\n'),
    stderr: '',
    asked: [{ call: ROWS, query: [['limit', '1000']] }],
  })
})

t.test('log of an id escapes control characters for a person, and cuts only at the terminal\'s width', async (t) => {
  const rows = [
    rowChange('transaction', 7, {
      operation: 'updated', before: MILK, after: { ...MILK, description: 'a\tb\u001b[31m\u202e' },
    }),
    rowChange('category', 4, { operation: 'deleted', before: GROCERIES }),
  ]
  const script = { [ROWS]: page(rows) }
  const whole = [
    'row            operation  field        before     after',
    'transaction 7  updated    description  milk       a\\tb\\u001b[31m\\u202e',
    'category 4     deleted    name         Groceries',
    'category 4     deleted    type         expense\n',
  ].join('\n')
  t.equal((await logOf(['--color', 'never'], { tty: true }, script)).stdout, whole)
  t.equal((await logOf(['-o', 'table'], {}, script)).stdout, whole)
  const at = async (columns: number) => (await logOf(
    ['--color', 'never'], { tty: true, columns }, script
  )).stdout.split('\n').slice(0, 2)
  t.strictSame(await at(60), [
    'row            operation  field        before     after',
    'transaction 7  updated    description  milk       a\\tb\\u001…',
  ])
  t.strictSame(await at(50), [
    'row            field        before     after', 'transaction 7  description  milk       a\\tb\\u001b…',
  ])
  t.strictSame(await at(40), ['row            field        after', 'transaction 7  description  a\\tb\\u001b[…'])
})

t.test('log of an id prints its rows in every format', async (t) => {
  const script = {
    [ROWS]: page([
      rowChange('transaction', 8, { operation: 'deleted', before: SALE }),
      rowChange('transaction', 12, { last_id: 31 }),
    ])
  }
  const of = async (...argv: string[]) => (await logOf(argv, {}, script)).stdout
  t.equal((await of('-o', 'csv')).split('\r\n').filter((line) => /row|payee|,created,/.test(line)).join('\n'),
    'row,operation,field,before,after\ntransaction 8,deleted,payee,\'=1+1,\ntransactions 12-31,created,,,')
  const line = {
    entity: 'transaction',
    operation: 'deleted',
    first_id: 8,
    last_id: 8,
    field: 'date',
    before: '2024-05-03',
    after: null,
  }
  const made = {
    entity: 'transaction', operation: 'created', first_id: 12, last_id: 31, field: null, before: null, after: null,
  }
  const lines: unknown[] = (await of('-o', 'ndjson')).trim().split('\n').map((text) => JSON.parse(text))
  t.strictSame([lines[0], lines.at(-1)], [line, made])
  t.strictSame(JSON.parse(await of('-o', 'json')), lines)
  t.equal((await of('-o', 'ndjson', '--fields', 'field,before')).split('\n')[2], '{"field":"amount","before":"-4.00"}')
  t.equal((await of('--fields', 'field,before')).split('\n')[2], 'amount\t-4.00')
  const newer = { ...GROCERIES, '=cmd()': 'x' }
  t.match((await logOf(['-o', 'csv'], {}, {
    [ROWS]: page([rowChange('category', 4, { operation: 'deleted', before: newer })]),
  })).stdout,
  'category 4,deleted,\'=cmd(),x,', 'a field that is not known here')
  t.match(await logOf(['--fields', 'noun']), {
    code: 2, stderr: /^error: --fields has "noun", which lines of a change do not have/, asked: [],
  })
})

t.test('log of an id prints flags as words and lists as JSON, and what is off or empty as nothing', async (t) => {
  const rows = [
    rowChange('category', 4, { operation: 'updated', before: GROCERIES, after: { ...GROCERIES, archived: true } }),
    rowChange('transaction', 7, { operation: 'updated', before: MILK, after: { ...MILK, tags: [3, 5] } }),
  ]
  t.match(await logOf([], {}, { [ROWS]: page(rows) }), {
    code: 0, stdout: 'category 4\tupdated\tarchived\t\tyes\ntransaction 7\tupdated\ttags\t\t[3,5]\n', stderr: '',
  })
})

t.test('log of an id takes --limit as a number of rows', async (t) => {
  const script = { [ROWS]: page([rowChange('category', 4, { operation: 'deleted', before: GROCERIES })], 'c1') }
  t.strictSame(await logOf(['--limit', '1', '--fields', 'field'], {}, script), {
    code: 0,
    stdout: 'name\ntype\n',
    stderr: 'Change 17 touched more rows: --limit 1 cut the list.\n',
    asked: [{ call: ROWS, query: [['limit', '1']] }],
  })
})

t.test('log refuses the id of a change that does not exist, and a text that is no id', async (t) => {
  t.strictSame(await logOf([], {}, { [ROWS]: new Problem('not_found', 'There is no change 17.') }), {
    code: 5, stdout: '', stderr: 'error: There is no change 17.\n', asked: [{ call: ROWS, query: [['limit', '1000']] }],
  })
  t.strictSame(await log(['x']), {
    code: 2,
    stdout: '',
    stderr: 'error: "x" is not the id of a change.\nhint: `fintrack log` shows the ids, such as 17.\n',
    asked: [],
  })
  t.match(await log(['17', '18']), { code: 2, stdout: '', asked: [] })
  t.match(await logOf([], { tty: true }, {
    [ROWS]: page([rowChange('transaction', 7, { operation: 'updated', before: MILK, after: MILK })]),
  }), {
    code: 0, stdout: '', stderr: 'Change 17 changed no field.\n',
  })
})
