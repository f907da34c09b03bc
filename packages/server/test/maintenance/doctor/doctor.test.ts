import { execFileSync } from 'node:child_process'
import {
  chmodSync, copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { createAccount } from '@fintrack/contract/accounts'
import { createBudget } from '@fintrack/contract/budgets'
import { call } from '@fintrack/contract/call'
import { createCategory } from '@fintrack/contract/categories'
import { createTransaction, type TransactionInput } from '@fintrack/contract/transactions'
import t, { type Test } from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import type { CheckResult } from '../../../src/maintenance/doctor/check.ts'
import { folder } from '../../helpers/api.ts'
import { bookFolder, broken, broughtBack, garbage, opened } from '../books.ts'

const NODE = '20.17.0'
const CHECKS = [
  'file', 'schema', 'integrity', 'references', 'reports', 'splits', 'accounts', 'categories', 'amounts', 'days',
  'search', 'changes', 'permissions', 'keys', 'versions',
]

/** The checks that fail, with what they say. */
function wrongs (findings: readonly CheckResult[]): Record<string, string> {
  return Object.fromEntries(findings.filter(({ ok }) => !ok).map(({ check, found }) => [check, found]))
}

async function wrongsAfter (test: Test, ...statements: readonly string[]): Promise<Record<string, string>> {
  const dataDir = await bookFolder(test)
  await broken(dataDir, ...statements)
  return wrongs(await checkBook({ dataDir, node: NODE }))
}

/** Every file of a folder with its bytes and when it was written. */
function snapshot (dataDir: string): unknown {
  return readdirSync(dataDir).map(
    (name) => [name, readFileSync(join(dataDir, name), 'base64'), statSync(join(dataDir, name)).mtimeMs]
  )
}

t.test('a sound book passes every check of doctor, which writes nothing', async (t) => {
  const dataDir = await bookFolder(t)
  const before = snapshot(dataDir)
  const findings = await checkBook({ dataDir, node: NODE })
  t.strictSame(findings.map(({ check }) => check), CHECKS)
  t.strictSame(wrongs(findings), {})
  const found = Object.fromEntries(findings.map((finding) => [finding.check, finding.found]))
  t.match(found, {
    file: /fintrack\.db, [0-9,]+ bytes$/,
    schema: String(LATEST),
    keys: 'keys.json can be used',
    versions: /^fintrack [0-9.]+, schema 9, SQLite 3\.[0-9.]+, Node\.js 20\.17\.0$/,
  })
  t.ok(findings.every(({ remedy }) => remedy === null))
  t.strictSame(snapshot(dataDir), before)
})

t.test('a book in use passes doctor, with the rows that are still in its log', async (t) => {
  const dataDir = await bookFolder(t)
  const book = await opened(dataDir)
  t.teardown(() => book.close())
  await call(createTransaction, { body: { amount: '1.00', date: '2024-05-05', type: 'expense' } }, book.send)
  t.ok(statSync(join(dataDir, 'fintrack.db-wal')).size > 0)
  const before = snapshot(dataDir)
  const findings = await checkBook({ dataDir, node: NODE })
  t.strictSame(wrongs(findings), {})
  t.equal(findings.find(({ check }) => check === 'keys')?.found, 'keys.json can be used')
  const withoutIndex = (value: unknown) => (value as unknown[][]).filter(([name]) => name !== 'fintrack.db-shm')
  t.strictSame(withoutIndex(snapshot(dataDir)), withoutIndex(before))
})

t.test('doctor checks a book as a kill has left it, and changes no file', async (t) => {
  const dataDir = await bookFolder(t)
  const book = await opened(dataDir)
  await call(createTransaction, { body: { amount: '1.00', date: '2024-05-05', type: 'expense' } }, book.send)
  const killed = folder(t)
  for (const name of [
    'fintrack.db', 'fintrack.db-wal',
  ]) writeFileSync(join(killed, name), readFileSync(join(dataDir, name)), { mode: 0o600 })
  await book.close()
  const before = snapshot(killed)
  const findings = await checkBook({ dataDir: killed, node: NODE })
  t.strictSame(wrongs(findings), {})
  t.strictSame((snapshot(killed) as unknown[][]).filter(([name]) => name !== 'fintrack.db-shm'), before)
})

t.test('doctor finds a report that is not the sum of its rows', async (t) => {
  // The report reads an index, whose entries are changed here behind the table's back.
  const swapped = [
    'CREATE TABLE other AS SELECT * FROM transactions',
    'UPDATE other SET amount = amount + 1 WHERE id = 1',
    'CREATE INDEX other_by_date ON other (user_id, date, id, currency, type, category, amount, ' +
      '(CASE WHEN splits IS NULL THEN 0 ELSE 1 END))',
    'UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = \'other_by_date\') WHERE ' +
      'name = \'transactions_by_date\'',
    // The schema itself is a book's again.
    'DELETE FROM sqlite_schema WHERE tbl_name = \'other\'',
  ]
  t.match(await wrongsAfter(t, ...swapped), {
    reports: 'the report of user 1 for 2024-05 in USD is not the sum of its rows', integrity: /transactions_by_date/,
  })
  t.match(await wrongsAfter(t, ...swapped.with(1, 'DELETE FROM other WHERE currency = \'JPY\'')), {
    reports: 'the report of user 1 for 2024-06 does not know JPY',
  })
  const sums = (await wrongsAfter(t, ...swapped.with(1, 'UPDATE other SET currency = \'EUR\' WHERE id = 2'))).reports
  t.equal(
    sums,
    'the report of user 1 for 2024-05 in EUR is not the sum of its rows; the report of user 1 for 2024-05 in USD is ' +
      'not the sum of its rows'
  )
})

t.test('a book with budgets above one another has reports that are right', async (t) => {
  const dataDir = await bookFolder(t)
  const book = await opened(dataDir)
  for (const name of ['Meals', 'Meals:Out', 'Meals:Out:Bar']) {
    await call(createCategory, { body: { name, type: 'expense' } }, book.send)
    await call(createTransaction, { body: { date: '2024-05-09', amount: '7.00', category: name } }, book.send)
    if (name !== 'Meals:Out') {
      await call(createBudget, { body: { category: name, month: '2024-05', monthly_limit: '5.00' } }, book.send)
    }
  }
  await book.close()
  t.strictSame(wrongs(await checkBook({ dataDir, node: NODE })), {})
})

/** A book that also has accounts, with a transfer (6), a split (7) and a tag. */
async function householdFolder (test: Test): Promise<string> {
  const dataDir = await bookFolder(test)
  const book = await opened(dataDir)
  await call(createAccount, { body: { name: 'Cash' } }, book.send)
  await call(createAccount, { body: { name: 'Euros', currency: 'EUR' } }, book.send)
  for (const more of [
    { type: 'transfer', account: 'Cash', to_account: 'Euros', to_amount: '3' },
    { account: 'Cash', splits: [{ category: 'Food', amount: '5' }, { amount: '-1' }], tags: ['trip'] },
  ] satisfies Array<Partial<TransactionInput>>) {
    await call(createTransaction, {
      body: { type: 'expense', date: '2024-05-09', amount: '4.00', ...more },
    }, book.send)
  }
  await book.close()
  return dataDir
}

t.test('doctor finds parts, tags and accounts that do not fit their transaction', async (t) => {
  t.strictSame(wrongs(await checkBook({ dataDir: await householdFolder(t), node: NODE })), {})
  const reports = 'the report of user 1 for 2024-05 in USD is not the sum of its rows'
  const splits = (what: string) => `1 transaction whose ${what} (the first is 7)`
  const integrity = 'CHECK constraint failed in transactions'
  const foreign = (id: number) => ({
    references: `row ${id} of transactions refers to no row of accounts`,
    accounts: `1 transaction in an account of another currency or user (the first is ${id})`,
  })
  const accounts = '1 transfer without two accounts (the first is 6)'
  for (const [statement, found] of [
    ['UPDATE transactions SET amount = 500 WHERE id = 7', { splits: splits('parts do not sum to its amount') }],
    ['UPDATE parts SET amount = 1 WHERE position = 0', { reports, splits: splits('parts are not found') }],
    ['DELETE FROM parts WHERE position = 1', { reports, splits: splits('parts are not found') }],
    ['DELETE FROM transaction_tags', { splits: splits('tags are not found') }],
    ['UPDATE transactions SET account = 2 WHERE id = 7', foreign(7)],
    ['UPDATE transactions SET to_currency = \'USD\' WHERE id = 6', foreign(6)],
    ['UPDATE transactions SET to_account = 1, to_currency = \'USD\' WHERE id = 6', { integrity, accounts }],
    ['UPDATE transactions SET account = NULL WHERE id = 6', { integrity, accounts }],
    ['UPDATE accounts SET bank_ids = json_array(\'DE1\', id)', {
      accounts: '1 account with a bank id of another account (the first is 2)',
    }],
  ] as const) {
    const dataDir = await householdFolder(t)
    await broken(dataDir, statement)
    t.strictSame(wrongs(await checkBook({ dataDir, node: NODE })), found, statement)
  }
})

t.test('doctor holds sums beyond 64 bits, of amounts that are out of bounds', async (t) => {
  t.strictSame(await wrongsAfter(t, 'UPDATE transactions SET amount = 9223372036854775807 WHERE category = 1'), {
    integrity: Array.from({ length: 3 }, () => 'CHECK constraint failed in transactions').join('; '),
    amounts: '3 transactions with an amount out of bounds (the first is 1)',
  })
})

t.test('doctor finds rows that disagree with their category', async (t) => {
  t.match(await wrongsAfter(t, 'UPDATE transactions SET type = \'income\' WHERE id = 1'), {
    categories: '1 transaction of another type or user than the category (the first is 1)',
    references: 'row 1 of transactions refers to no row of categories',
  })
  t.match(await wrongsAfter(t, 'DELETE FROM categories WHERE id = 2'), {
    categories: '1 transaction of another type or user than the category (the first is 2); 1 budget of another type ' +
      'or user than the category (the first is 2)',
  })
})

t.test('doctor finds bad amounts and currencies', async (t) => {
  t.match(await wrongsAfter(
    t, 'UPDATE transactions SET amount = 10000000000001 WHERE id = 1',
    'UPDATE budgets SET monthly_limit = -1 WHERE id = 1'
  ), {
    amounts: '1 transaction with an amount out of bounds (the first is 1); 1 budget with a limit out of bounds (the ' +
      'first is 1)',
  })
  t.strictSame(await wrongsAfter(
    t, 'UPDATE transactions SET currency = \'XYZ\' WHERE id = 1', 'UPDATE budgets SET currency = \'XYZ\''
  ), {
    amounts: 'transactions have "XYZ", which is not a currency; budgets have "XYZ", which is not a currency',
  })
})

t.test('doctor finds bad days and months', async (t) => {
  t.strictSame(await wrongsAfter(
    t, 'UPDATE transactions SET date = \'2023-02-29\' WHERE id = 1',
    'UPDATE transactions SET date = \'2023-13-01\' WHERE id = 2', 'UPDATE budgets SET month = \'2023-13\' WHERE id = 1'
  ), {
    days: 'transactions have "2023-02-29", which is not a day; transactions have "2023-13-01", which is not a day; ' +
      'budgets have "2023-13", which is not a month',
  })
})

t.test('doctor finds rows that a search cannot find', async (t) => {
  t.strictSame(await wrongsAfter(t, 'UPDATE users SET username_key = \'x\''), {
    search: '1 user whose search key does not match the text (the first is 1)',
    integrity: 'CHECK constraint failed in users',
  })
  const { search } = await wrongsAfter(
    t, 'UPDATE transactions SET description_key = \'x\'', 'UPDATE transactions SET payee_key = \'y\' WHERE id > 3',
    'UPDATE categories SET name_key = upper(name)', 'UPDATE categories SET search_key = \'\' WHERE id > 1',
    'INSERT INTO tags (user_id, name, name_key, created_at, updated_at) VALUES (1, \'Trip\', \'trip\', \'\', \'\')'
  )
  const match = 'search key does not match the text'
  t.equal(search, `2 transactions whose ${match} (the first is 4); 5 transactions whose ${match} (the first is 1); ` +
    `2 categories whose ${match} (the first is 1); and 2 more`)
})

t.test('doctor finds a change log that contradicts itself', async (t) => {
  t.match(
    await wrongsAfter(t, 'DELETE FROM changes WHERE id = 1'),
    { changes: '1 row of the change log without a change (the first is 1)' }
  )
  t.strictSame(
    await wrongsAfter(t, 'DELETE FROM change_rows WHERE change_id = 1'),
    { changes: '1 change without rows (the first is 1)' }
  )
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET undone_by = 3 WHERE id = 2'), {
    changes: '1 change marked as undone by a change that is not in force as its undo (the first is 2)',
  })
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET undone_by = 11 WHERE id = 9'), {
    changes: '1 change marked as undone by a change that is not in force as its undo (the first is 9)',
  })
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET undone_by = 12 WHERE id = 11'), {
    changes: '2 changes marked as undone by a change that is not in force as its undo (the first is 10)',
  }, 'what is in force took back what is, too')
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET undoes = 13, undone_by = NULL WHERE id IN (10, 11)'), {
    changes: '2 changes undoing a change that is missing or later (the first is 10); ' +
      '2 changes whose action does not match what was undone (the first is 10)',
  })
})

t.test('doctor finds an undo or redo that contradicts what it undid', async (t) => {
  const called = (count: string, first: number) => ({
    changes: `${count} whose action does not match what was undone ` +
    `(the first is ${first})`
  })
  t.strictSame(
    await wrongsAfter(t, 'UPDATE changes SET action = \'undo\' WHERE id = 12'), called('2 changes', 12),
    'what took back an undo is a redo, and what took that back is an undo'
  )
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET action = \'redo\' WHERE id = 11'), called('2 changes', 11))
  t.strictSame(await wrongsAfter(t, 'UPDATE changes SET action = \'change\' WHERE id = 13'), called('1 change', 13))
  t.strictSame(
    await wrongsAfter(t, 'UPDATE changes SET action = \'undo\' WHERE id = 1'), called('1 change', 1), 'of nothing'
  )
})

t.test('doctor finds a file and a folder that others may read', async (t) => {
  const dataDir = await bookFolder(t)
  writeFileSync(join(dataDir, 'old backup.db'), '')
  chmodSync(join(dataDir, 'old backup.db'), 0o640)
  chmodSync(join(dataDir, 'fintrack.db'), 0o604)
  chmodSync(dataDir, 0o755)
  const findings = await checkBook({ dataDir, node: NODE })
  t.strictSame(findings.filter(({ ok }) => !ok), [{
    check: 'permissions',
    ok: false,
    found: [
      basename(dataDir), 'fintrack.db', 'old backup.db',
    ].map((name, at) => `${name} is open to other accounts (its mode is ${[755, 604, 640][at]})`).join('; '),
    remedy: `\`chmod 700 '${dataDir}'\`, \`chmod 600 '${dataDir}/fintrack.db'\`, \`chmod 600 '${dataDir}/old ` +
      'backup.db\'`',
  }])
  t.strictSame(wrongs(await checkBook({ dataDir, node: NODE, platform: 'win32' })), {})
})

t.test('doctor accepts a folder without keys, and finds keys that cannot be used', async (t) => {
  const dataDir = await bookFolder(t)
  rmSync(join(dataDir, 'keys.json'))
  t.strictSame((await checkBook({ dataDir, node: NODE })).find(({ check }) => check === 'keys'), {
    check: 'keys', ok: true, found: 'there are none yet; they are created at their first use', remedy: null,
  })
  writeFileSync(join(dataDir, 'keys.json'), '{', { mode: 0o600 })
  const findings = await checkBook({ dataDir, node: NODE })
  t.strictSame(findings.filter(({ ok }) => !ok), [{
    check: 'keys',
    ok: false,
    found: `it cannot be read: ${dataDir}/keys.json is damaged`,
    remedy: 'put a copy of it back, or move it aside: a new one is made, and everyone has to log in again',
  }])
})

t.test('doctor finds a book with two names', async (t) => {
  const dataDir = await bookFolder(t)
  linkSync(join(dataDir, 'fintrack.db'), join(dataDir, 'alias.db'))
  t.match(wrongs(await checkBook({ dataDir, node: NODE })), { file: /has 2 names/ })
})

t.test('doctor reports broken pages, and checks what can still be read', async (t) => {
  const dataDir = await bookFolder(t)
  const file = join(dataDir, 'fintrack.db')
  const bytes = readFileSync(file)
  // All but the first page, which holds the schema.
  bytes.fill(0x5a, 4096 * 4)
  writeFileSync(file, bytes)
  const found = wrongs(await checkBook({ dataDir, node: NODE }))
  t.ok('integrity' in found)
  t.match(Object.values(found).join('\n'), /it cannot be read: database disk image is malformed/)
  t.notMatch(Object.values(found).join('\n'), /Error|SQLITE|\bat /)
})

t.test('doctor reports a file that is no book as such', async (t) => {
  const dataDir = folder(t)
  const examined = async () => (await checkBook({ dataDir, node: NODE })).filter(
    ({ check }) => ['file', 'versions'].includes(check)
  )
  garbage(join(dataDir, 'fintrack.db'))
  t.match(await examined(), [
    {
      check: 'file', ok: false, found: `${dataDir}/fintrack.db is damaged, or not a database (file is not a database)`,
      remedy: /fintrack restore FILE/,
    },
    { check: 'versions', ok: true },
  ])
  truncateSync(join(dataDir, 'fintrack.db'))
  t.match(await examined(), [
    { check: 'file', ok: false, found: `${dataDir}/fintrack.db is a database, but not a book of fintrack` }, {},
  ])
  rmSync(join(dataDir, 'fintrack.db'))
  mkdirSync(join(dataDir, 'fintrack.db'))
  t.match(await examined(), [
    {
      check: 'file', ok: false,
      found: `${dataDir}/fintrack.db is damaged, or not a database (fintrack.db is not a regular file)`,
    },
    { check: 'versions', ok: true },
  ])
  rmSync(join(dataDir, 'fintrack.db'), { recursive: true })
  await t.rejects(examined(), {
    name: 'Problem', code: 'not_found',
    message: `There is no book in ${dataDir} yet; FINTRACK_DATA_DIR names another folder.`,
  })
})

t.test('doctor does not wait for a pipe in the place of a book or of the log of a backup', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  execFileSync('mkfifo', [file])
  t.match(await checkBook({ dataDir, node: NODE }), [
    { ok: false, found: `${file} is damaged, or not a database (fintrack.db is not a regular file)` },
  ])
  const backup = join(await bookFolder(t), 'fintrack.db')
  execFileSync('mkfifo', [`${backup}-journal`])
  t.match(await checkBook({ dataDir, file: backup, node: NODE }), [
    { ok: false, found: `${backup} is damaged, or not a database (fintrack.db-journal is not a regular file)` },
  ])
})

t.test('doctor reports a book of a newer or an older schema', async (t) => {
  const dataDir = await bookFolder(t)
  await broken(dataDir, 'PRAGMA user_version = 99')
  const newer = await checkBook({ dataDir, node: NODE })
  t.strictSame(
    newer.filter(({ ok }) => !ok),
    [
      {
        check: 'schema', ok: false, found: `99, which is newer than the ${LATEST} that this fintrack knows`,
        remedy: 'install the newer fintrack',
      },
    ]
  )
  t.strictSame(newer.map(({ check }) => check), [
    'file', 'schema', 'integrity', 'references', 'permissions', 'keys', 'versions',
  ])
  await broken(dataDir, `PRAGMA user_version = ${LATEST}`)
  await broughtBack(dataDir, 2)
  const older = await checkBook({ dataDir, node: NODE })
  t.strictSame(wrongs(older), {})
  const later = ['changes', 'splits', 'accounts']
  t.strictSame(older.map(({ check }) => check), CHECKS.filter((check) => !later.includes(check)))
  t.equal(older[1]?.found, `2, older than ${LATEST}: it is brought up to date when it is opened next`)
})

t.test('doctor checks the content and mode of a backup, and not the folder that it is in', async (t) => {
  const dataDir = await bookFolder(t)
  const elsewhere = folder(t)
  chmodSync(elsewhere, 0o755)
  const file = join(elsewhere, 'fintrack.db')
  copyFileSync(join(dataDir, 'fintrack.db'), file)
  chmodSync(file, 0o644)
  const findings = await checkBook({ dataDir: '/nowhere', file, node: NODE })
  t.strictSame(findings.map(({ check }) => check), CHECKS.filter((check) => check !== 'keys'))
  t.strictSame(findings.filter(({ ok }) => !ok), [{
    check: 'permissions', ok: false, found: 'fintrack.db is open to other accounts (its mode is 644)',
    remedy: `\`chmod 600 '${file}'\``,
  }])
  t.match(await checkBook({ dataDir: '/nowhere', file: garbage(join(elsewhere, 'bad.db')), node: NODE }), [
    { check: 'file', ok: false, remedy: 'do not use this file as a backup; use another one' }, { check: 'versions' },
  ])
  // Of a file that is somebody else's it is not said who should read it; of a book that is broken it is.
  const checksOf = async () => (await checkBook({ dataDir: '/nowhere', file, node: NODE })).map(({ check }) => check)
  linkSync(file, join(elsewhere, 'alias.db'))
  t.ok((await checksOf()).includes('permissions'))
  await broken(elsewhere, 'PRAGMA application_id = 1')
  t.strictSame(await checksOf(), ['file', 'versions'])
  await t.rejects(checkBook({ dataDir, file: join(elsewhere, 'none.db'), node: NODE }), {
    name: 'UserError', kind: 'unreadable_file',
    message: `${join(elsewhere, 'none.db')} cannot be read: there is no such file.`,
    hint: 'name a file that `fintrack backup` has written',
  })
  await t.rejects(
    checkBook({ dataDir, file: elsewhere, node: NODE }), { message: `${elsewhere} cannot be read: it is not a file.` }
  )
})
