/** What one book lists, another takes: over the real embedded book. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransactionInput } from '@fintrack/contract/transactions'
import fc from 'fast-check'
import t from 'tap'
import { screen } from './helpers/screen.ts'

const homes = ['from', 'to'].map((name) => mkdtempSync(join(tmpdir(), `fintrack-${name}-`)))
t.teardown(() => { for (const home of homes) rmSync(home, { recursive: true }) })
const [from = '', to = ''] = homes

t.test('tx list -o csv piped into import loses nothing [P3.7]', async (t) => {
  const texts = [
    '=SUM(A1)',
    '\'=SUM(A1)',
    '\'\'+1',
    '-',
    '@home',
    '\ttabbed',
    'say "hi", then\r\nleave',
    '  spaces  ',
    '日本語 👨‍👩‍👧',
    'a\u202eb',
    '\'plain',
    '\\t',
  ]
  for (const text of texts) {
    const { code, stderr } = await screen([
      'tx', 'add', '12.50', '=cat', text, '--create', '--payee', '+Shop', '-q',
    ], { home: from })
    t.equal(code, 0, stderr)
  }
  t.match(await screen([
    'tx', 'add', '-3.25', '--date', '2024-02-29', '--type', 'income', '--currency', 'EUR', '-q',
  ], { home: from }), { code: 0 })

  const { stdout: csv } = await screen(['tx', 'list', '-o', 'csv'], { home: from })
  t.match(await screen(['import', '-'], { home: to, stdin: csv }), {
    code: 0, stderr: 'Imported 13 transactions and created 1 category.\n',
  })

  const fields = ['--fields', 'date,type,category_name,amount,currency,payee,description', '-o', 'ndjson']
  const [before, after] = await Promise.all(
    homes.map(async (home) => (await screen(['tx', 'list', ...fields], { home })).stdout.split('\n').sort())
  )
  t.equal(before?.length, 14)
  t.strictSame(after, before)
  t.match(
    await screen(['import', '-'], { home: to, stdin: csv }), { code: 6 }, 'and a second time it says that all is there'
  )
})

const ACCOUNTS = [
  { name: 'Checking', currency: 'USD' }, { name: 'Savings; "new"', currency: 'USD' },
  { name: '@Euro=', currency: 'EUR' },
]
const EXPENSES = ['Food:Restaurant', 'a;b=c', '=SUM(A1)', '@home', 'say "hi"']

const cents = fc.integer({ min: -99_999, max: 99_999 })
const money = (units: number) =>
  `${units < 0 ? '-' : ''}${Math.floor(Math.abs(units) / 100)}.${String(Math.abs(units) % 100).padStart(2, '0')}`
const line = fc.string({ unit: 'grapheme', maxLength: 6 })
const common = fc.record({
  date: fc.constantFrom('2024-02-29', '2024-05-03', '2026-11-29'),
  description: line,
  tags: fc.uniqueArray(fc.constantFrom('trip', 'trip/rome', '-x', '3'), { maxLength: 3 }),
}, { noNullPrototype: true })

const category = fc.option(fc.constantFrom(...EXPENSES))
const plain = fc.tuple(common, cents, category, fc.constantFrom(null, 'Checking', '@Euro='))
  .map(([rest, amount, name, account]): TransactionInput => ({
    ...rest, type: 'expense', category: name, amount: money(amount), account,
  }))
const parts = fc.array(fc.tuple(cents, fc.option(fc.constantFrom(...EXPENSES, 'Savings; "new"')), line), {
  minLength: 2, maxLength: 4,
})
const split = fc.tuple(common, parts).map(([rest, all]): TransactionInput => ({
  ...rest,
  type: 'expense',
  account: 'Checking',
  amount: money(all.reduce((sum, [amount]) => sum + amount, 0)),
  splits: all.map(([amount, name, description]) => ({
    ...(name === 'Savings; "new"' ? { to_account: name } : { category: name }), amount: money(amount), description,
  })),
}))
const transfer = fc.tuple(common, fc.nat(99_999), fc.nat(99_999), fc.boolean(), fc.boolean())
  .map(([rest, amount, arriving, isFar, isLater]): TransactionInput => ({
    ...rest,
    type: 'transfer',
    account: 'Checking',
    amount: money(amount),
    ...(isFar ? { to_account: '@Euro=', to_amount: money(arriving) } : { to_account: 'Savings; "new"' }),
    ...(isLater ? { to_date: '2026-12-01' } : {}),
  }))

t.test('tx list -o csv piped into import keeps every row of every shape', async (t) => {
  const home = (name: string) => {
    const folder = mkdtempSync(join(tmpdir(), `fintrack-${name}-`))
    t.teardown(() => { rmSync(folder, { recursive: true }) })
    return folder
  }
  const [first, second] = [home('shapes'), home('shapes')]
  const post = (where: string, path: string, body: object) =>
    screen(['api', 'POST', path, '--input', '-'], { home: where, stdin: JSON.stringify(body) })
  for (const where of [first, second]) {
    for (const account of ACCOUNTS) t.match(await post(where, '/api/accounts/', account), { code: 0 })
  }
  for (const name of EXPENSES) t.match(await post(first, '/api/categories/', { name, type: 'expense' }), { code: 0 })
  const rows = fc.sample(fc.oneof(plain, split, transfer), { numRuns: 300, seed: 13 })
  const { code, stdout } = await post(first, '/api/transactions/bulk/', { transactions: rows })
  t.equal(code, 0, stdout)

  const columns = 'id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,to_date,tags,' +
    'splits,signed_amount'
  const { stdout: csv } = await screen(['tx', 'list', '-o', 'csv', '--fields', columns], { home: first })
  t.match(await screen(['import', '-'], { home: second, stdin: csv }), {
    code: 0, stderr: /^Imported 300 transactions/,
  })

  const listed = async (where: string) => {
    const { stdout: json } = await screen(['tx', 'list', '--json'], { home: where })
    const all = JSON.parse(json) as Array<Record<string, unknown>>
    // The ids and moments are each book's own, and so are the ids of categories inside the parts.
    return all.map(({ id: _, created_at: __, updated_at: ___, ...row }) =>
      JSON.stringify(row, (key, value: unknown) => key === 'category' ? undefined : value)).sort()
  }
  t.strictSame(await listed(second), await listed(first))
  t.match(await screen(['import', '-'], { home: second, stdin: csv }), { code: 6 }, 'and a second time all is there')
  const { stdout: fewer } = await screen(['tx', 'list', '-o', 'csv'], { home: first })
  t.match(await screen(['import', '-', '--again'], { home: second, stdin: fewer }), { code: 0 })
})
