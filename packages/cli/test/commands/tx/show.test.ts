import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook } from '../../helpers/fake-book.ts'
import { part, transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const FULL = transaction(17, {
  payee: 'Corner\u202e shop',
  description: 'milk\n\tand \u001bbread',
  amount: '-1234.50',
  updated_at: '2024-06-01T00:00:00.000Z',
})
const BARE = transaction(3, { category: null, category_name: null, description: '' })

async function show (argv: readonly string[], options: ScreenOptions = {}) {
  const book = fakeBook({
    'GET /api/transactions/17/': FULL,
    'GET /api/transactions/3/': BARE,
    'GET /api/transactions/4/': new Problem('not_found', 'There is no transaction 4.'),
  })
  return { ...await screen(['tx', 'show', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('tx show prints all fields of a transaction, the same on a terminal and in a pipe', async (t) => {
  const document = [
    'Transaction 17',
    '  Date         2024-05-03',
    '  Amount       -1,234.50 USD',
    '  Type         expense',
    '  Category     Groceries',
    '  Payee        Corner\\u202e shop',
    '  Description  milk',
    '               \tand \\u001bbread',
    '  Added        2024-05-03T10:00:00.000Z',
    '  Changed      2024-06-01T00:00:00.000Z',
    '',
    'Transaction 3',
    '  Date         2024-05-03',
    '  Amount       12.50 USD',
    '  Type         expense',
    '  Added        2024-05-03T10:00:00.000Z',
    '',
  ].join('\n')
  const asked = [{ call: 'GET /api/transactions/17/' }, { call: 'GET /api/transactions/3/' }]
  t.strictSame(await show(['17', '3', '17']), { code: 0, stdout: document, stderr: '', asked })
  t.strictSame(await show(['17', '3'], { tty: true, columns: 40 }), { code: 0, stdout: document, stderr: '', asked })
  t.equal((await show(['17', '3', '-o', 'table'])).stdout, document)
})

t.test('tx show prints one row as an object and several as a list', async (t) => {
  t.equal((await show(['17', '--json'])).stdout, `${JSON.stringify(FULL, null, 2).replace('\u202e', '\\u202e')}\n`)
  t.equal(
    (await show(['3', '17', '--json', '--fields', 'id'])).stdout,
    '[\n  {\n    "id": 3\n  },\n  {\n    "id": 17\n  }\n]\n'
  )
  t.equal(
    (await show(['3', '-o', 'csv'])).stdout,
    'id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,' +
      'signed_amount\r\n3,2024-05-03,expense,,12.50,USD,,,,,,,,-12.50\r\n'
  )
  t.equal((await show(['3', '--fields', 'id,amount'])).stdout, '3\t12.50\n')
})

t.test('tx show of an unknown id exits with 5 and shows nothing', async (t) => {
  t.match(await show(['3', '4']), { code: 5, stdout: '', stderr: 'error: There is no transaction 4.\n' })
})

t.test('tx show of a text that is no id exits with 2', async (t) => {
  t.strictSame(await show(['3', 'x']), {
    code: 2,
    stdout: '',
    stderr: 'error: "x" is not the id of a transaction.\nhint: `fintrack tx list` shows the ids, such as 17.\n',
    asked: [],
  })
  t.match(await show([]), { code: 2, stdout: '', asked: [] })
})

t.test('tx show prints the accounts, parts and tags of a transaction', async (t) => {
  const send = (row: object) => fakeBook({ 'GET /api/transactions/17/': row }).send
  const { stdout: split } = await screen(['tx', 'show', '17'], {
    send: send(transaction(17, {
      category: null,
      category_name: null,
      account: 1,
      account_name: 'Giro',
      splits: [
        part('Groceries', '1045.00', { description: 'milk' }), part(null, '15.00'),
        part(null, '3.00', { to_account: 2, to_account_name: 'Loan' }),
      ],
      tags: ['food', 'trip/rome'],
    })),
  })
  t.match(split, '  Account      Giro\n  Parts        1,045.00  Groceries, milk\n               15.00  no category\n' +
    '               3.00  to Loan\n  Tags         food trip/rome\n')
  const transfer = {
    type: 'transfer', account: 1, account_name: 'Giro', to_account: 2, to_account_name: 'Euro',
  } as const
  const { stdout: arrives } = await screen(['tx', 'show', '17'], {
    send: send(transaction(17, { ...transfer, to_amount: '90.50', to_currency: 'EUR', to_date: '2024-05-04' })),
  })
  t.match(arrives, '  Account      Giro\n  To           Euro\n  Arrives      90.50 EUR, 2024-05-04\n')
  const { stdout: later } = await screen(['tx', 'show', '17'], {
    send: send(transaction(17, { ...transfer, to_date: '2024-05-04' })),
  })
  t.match(later, '  Arrives      2024-05-04\n')
})
