/** Bad input of every shape of money: one sentence by both ways to a book, and nothing changed. */
import t from 'tap'
import { screen } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const BOOK: ReadonlyArray<readonly string[]> = [
  ['account', 'add', 'Checking', '--opening-balance', '100'],
  ['account', 'add', 'Savings'],
  ['account', 'add', 'Travel', '--currency', 'EUR'],
  ['category', 'add', 'Food:Market'],
  ['category', 'add', 'Salary', '--type', 'income'],
  [
    'tx', 'add', '60', 'receipt', '--split', 'market=45', '--split', '@savings', '--account', 'checking',
    '--tag', 'trip',
  ],
  ['tx', 'add', '5', 'market', '--account', 'savings'],
  ['transfer', '10', 'checking', 'savings'],
]

/** All that a book holds, and how many changes it has seen. */
const DUMP: ReadonlyArray<readonly string[]> = [
  ...['account', 'category', 'tag', 'budget', 'tx'].map((noun) => [noun, 'list', '-o', 'json']),
  ['log', '-o', 'json'],
]

const REFUSED: ReadonlyArray<readonly [name: string, code: number, argv: readonly string[], stderr: RegExp]> = [
  ['parts that do not sum', 2, ['tx', 'add', '60', '--split', 'market=45', '--split', 'market=14'],
    /The parts sum to 59\.00 USD, and the amount is 60\.00 USD/],
  ['parts of a row that is there', 2, ['tx', 'split', '1', 'market=45', 'market=14'], /59\.00 USD.*60\.00 USD/],
  ['a single part', 2, ['tx', 'add', '60', '--split', 'market=60'], /two parts or more/],
  ['a transfer to itself', 2, ['transfer', '5', 'checking', 'checking'],
    /both ends of this transfer/],
  ['a part to the account of the row', 2,
    ['tx', 'add', '60', '--account', 'checking', '--split', 'market=45', '--split', '@checking'],
    /"Checking" is the account of the transaction itself/],
  ['an account that is not there', 5, ['tx', 'add', '5', '--account', 'Piggy'], /There is no account "Piggy"/],
  ['an account of another user', 5, ['tx', 'edit', '2', '--account', '99'], /There is no account/],
  ['a row in another currency than its account', 2, ['tx', 'add', '5', '--account', 'travel', '--currency', 'USD'],
    /"Travel" is in EUR/],
  ['a part to an account of another currency', 2, ['tx', 'split', '1', 'market=45', '@travel'], /"Travel" is in EUR/],
  ['a split row that goes to an account of another currency', 2, ['tx', 'edit', '1', '--account', 'travel'],
    /account alone does not say what its parts are/],
  ['a transfer between currencies without its second amount', 2, ['transfer', '5', 'checking', 'travel'],
    /--to-amount/],
  ['a path with an empty part', 2, ['category', 'add', 'Food::Out'], /empty part/],
  ['a path that ends with a colon', 2, ['category', 'add', 'Food:'], /empty part/],
  ['a parent of the other type', 6, ['category', 'add', 'Salary:Bonus', '--type', 'expense'], /income/],
  ['a child of the other type', 6, ['category', 'add', 'Food', '--type', 'income'], /expense/],
  ['an account in use removed', 6, ['account', 'rm', 'checking', '--yes'], /used by/],
  ['an account in use that gets another currency', 6,
    ['account', 'edit', 'checking', '--currency', 'EUR', '--opening-balance', '1'], /used by/],
  ['a tag of 10,000 characters', 2, ['tx', 'edit', '2', '--tag', 'a'.repeat(10_000)], /tag/],
  ['a list of a tag that is not there', 5, ['tx', 'list', '--tag', 'tripp'], /Did you mean "trip"/],
  ['a tag with a space', 2, ['tx', 'edit', '2', '--tag', 'a b'], /tag/],
  ['twenty-one tags', 2, ['tx', 'edit', '2', ...Array.from({ length: 21 }, (_, at) => ['--tag', `t${at}`]).flat()],
    /20/],
  ['a category of the other type', 2, ['tx', 'edit', '2', '--category', 'salary'], /type/],
  ['the amount of a split row alone', 2, ['tx', 'edit', '1', '--amount', '70'], /split|parts/i],
  ['the category of a split row', 2, ['tx', 'edit', '1', '--category', 'market'], /split|parts/i],
  ['the amount of several rows of which one is split', 2, ['tx', 'edit', '2', '1', '--amount', '7'], /split|parts/i],
]

t.test('bad input of the shapes of money is one sentence, and changes nothing', async (t) => {
  const homes = [t.testdir(), t.testdir({})] as const
  const [embedded, remote] = [`${homes[0]}/embedded`, `${homes[0]}/remote`]
  const address = await served(t)
  await screen(['register', '--server', address, '--username', 'ada', '--password-stdin'],
    { home: remote, stdin: 'a quiet river at dawn\n' })
  for (const home of [embedded, remote]) {
    for (const argv of BOOK) t.match(await screen(argv, { home }), { code: 0 }, argv.join(' '))
  }
  const dump = async (home: string) => {
    const shown: string[] = []
    for (const argv of DUMP) shown.push((await screen(argv, { home })).stdout)
    return shown
  }
  const before = [await dump(embedded), await dump(remote)]
  t.equal(before[0]?.[5]?.includes('"summary"'), true)
  for (const [name, code, argv, stderr] of REFUSED) {
    const [here, there] = [await screen(argv, { home: embedded }), await screen(argv, { home: remote })]
    t.strictSame(there, here, name)
    t.match(here, { code, stdout: '', stderr }, name)
    t.match(here.stderr, /^error: [^\n]+\n(?:hint: [^\n]+\n)?$/, name)
  }
  t.strictSame([await dump(embedded), await dump(remote)], before, 'nothing has changed')
})
