import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, tagged } from '../../helpers/fake-book.ts'
import { transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const [GET17, GET18, GET19] = ['GET /api/transactions/17/', 'GET /api/transactions/18/', 'GET /api/transactions/19/']
const [DELETE17, DELETE18] = ['DELETE /api/transactions/17/', 'DELETE /api/transactions/18/']
const ONE = 'transaction 17 (12.50 USD, Groceries, 2024-05-03, milk)'

async function rm (argv: readonly string[], options: ScreenOptions = {}) {
  const book = fakeBook({
    [GET17]: tagged(transaction(17), '"v17"'),
    [GET18]: tagged(transaction(18), '"v18"'),
    [GET19]: new Problem('not_found', 'There is no transaction 19.'),
    [DELETE17]: undefined,
    [DELETE18]: undefined,
  })
  return {
    ...await screen(['tx', 'rm', ...argv], { send: book.send, ...options }), asked: book.asked.map(({ call }) =>
      call)
  }
}

t.test('tx rm in a script removes transactions and prints their ids', async (t) => {
  t.strictSame(await rm(['17', '--yes']), {
    code: 0, stdout: '17\n', stderr: `Removed ${ONE}.\n`, asked: [GET17, DELETE17],
  })
  t.strictSame(await rm(['17', '18', '-yq']), {
    code: 0, stdout: '17\n18\n', stderr: '', asked: [GET17, GET18, DELETE17, DELETE18],
  })
  t.equal((await rm(['17', '18', '-y'])).stderr, 'Removed 2 transactions.\n')
})

t.test('tx rm sends the entity tag that it read of each row', async (t) => {
  const book = fakeBook({
    [GET17]: tagged(transaction(17), '"v17"'), [GET18]: transaction(18), [DELETE17]: undefined, [DELETE18]: undefined,
  })
  await screen(['tx', 'rm', '17', '18', '-y'], { send: book.send })
  t.strictSame(book.asked.slice(2), [{ call: DELETE17, ifMatch: '"v17"' }, { call: DELETE18 }])
})

t.test('tx rm removes nothing where one of the transactions does not exist', async (t) => {
  t.strictSame(await rm(['17', '19']), {
    code: 5, stdout: '', stderr: 'error: There is no transaction 19.\n', asked: [GET17, GET19],
  })
})

t.test('tx rm asks a person on a terminal', async (t) => {
  t.strictSame(await rm(['17'], { tty: true, answers: ['y'] }), {
    code: 0, stdout: '', stderr: `? Remove ${ONE}?\nRemoved ${ONE}.\n`, asked: [GET17, DELETE17],
  })
  t.strictSame(await rm(['17', '18'], { tty: true, answers: [''] }), {
    code: 0,
    stdout: '',
    stderr: '  17  12.50 USD, Groceries, 2024-05-03, milk\n  18  12.50 USD, Groceries, 2024-05-03, milk\n' +
      '? Remove 2 transactions?\nNothing was removed.\n',
    asked: [GET17, GET18],
  })
})

t.test('tx rm asks nothing with --yes', async (t) => {
  for (const flag of ['--yes', '-y']) {
    t.strictSame(await rm(['17', flag], { tty: true }), {
      code: 0, stdout: '', stderr: `Removed ${ONE}.\n`, asked: [GET17, DELETE17],
    })
  }
})

t.test('tx rm where nobody can be asked needs --yes, and removes nothing without it [case 17]', async (t) => {
  const refused = {
    code: 2,
    stdout: '',
    stderr: `error: Removing ${ONE} needs --yes, because fintrack cannot ask here.\n` +
      'hint: Nothing was changed. Add --yes (or -y) if that is what you want.\n',
    asked: [GET17],
  }
  t.strictSame(await rm(['17']), refused)
  t.strictSame(await rm(['17'], { tty: true, stdin: 'n\n' }), refused)
  t.strictSame(await rm(['17', '--no-input'], { tty: true }), refused)
  t.strictSame(await rm(['17'], { tty: true, env: { CI: 'true' } }), refused)
  t.match(await rm(['17', '18']), { code: 2, stderr: 'error: Removing 2 transactions needs --yes' })
})

t.test('tx rm prints the removed ids in every format', async (t) => {
  t.equal((await rm(['17', '-y', '-o', 'json'])).stdout, '{\n  "id": 17\n}\n')
  t.equal((await rm(['17', '18', '-yo', 'json'])).stdout, '[\n  {\n    "id": 17\n  },\n  {\n    "id": 18\n  }\n]\n')
  t.equal((await rm(['17', '18', '-y', '-o', 'csv'])).stdout, 'id\r\n17\r\n18\r\n')
  t.match(await rm(['17', '--fields', 'amount']), {
    code: 2, stderr: 'error: --fields has "amount", which transactions do not have.\nhint: There are: id.\n', asked: [],
  })
})

t.test('tx rm warns of each row that a check of a balance which agreed counted', async (t) => {
  const book = fakeBook({
    [GET17]: transaction(17, { checked: true, account: 1, account_name: 'Giro' }),
    [GET18]: transaction(18),
    [DELETE17]: undefined,
    [DELETE18]: undefined,
    'GET /api/accounts/1/checks/': [{
      id: 1, account: 1, date: '2024-05-31', amount: '5.00', currency: 'USD', created_at: '2024-05-31T10:00:00.000Z',
    }],
  })
  const type = (...argv: string[]) => screen(['tx', 'rm', '17', '18', '-y', ...argv], { send: book.send })
  t.equal((await type()).stderr, 'Removed 2 transactions.\n' +
    'warning: the balance of Giro was checked on 2024-05-31, and transaction 17 counted in it; check it again.\n')
  t.equal((await screen(['tx', 'rm', '17'], { send: book.send, tty: true, answers: ['n'] })).stderr,
    `? Remove ${ONE}?\nNothing was removed.\n`)
})

t.test('tx rm of a text that is no id exits with 2', async (t) => {
  t.match(await rm(['0']), { code: 2, stdout: '', asked: [] })
})
