import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { folder } from '../../helpers/api.ts'

type Row = Record<string, unknown>
const NOW = { created_at: '', updated_at: '' }

const BOB = { username: 'bob', username_key: 'bob', currency: 'USD', password_hash: 'x', ...NOW }
const SESSION = { user_id: 1, nonce: 'n', refreshed_seconds: 0, expires_seconds: 0, created_at: '', last_used_at: '' }
const CATEGORY = { user_id: 1, name: 'Food', name_key: 'food', type: 'expense', ...NOW }
const TRANSACTION = {
  user_id: 1, date: '2024-05-01', type: 'expense', category: 1, amount: 1, currency: 'USD', payee_key: '',
  description_key: '', ...NOW,
}
const ACCOUNT = { user_id: 1, name: 'Cash', name_key: 'cash', currency: 'USD', ...NOW }
const TAG = { user_id: 1, name: 'trip', name_key: 'trip', ...NOW }
const CHECK = { user_id: 1, account: 1, currency: 'USD', date: '2024-05-01', amount: 0, ...NOW }
const TRANSFER = {
  ...TRANSACTION, type: 'transfer', category: null, account: 1, to_account: 2, to_amount: 1, to_currency: 'EUR',
}
const BUDGET = { user_id: 1, category: 1, type: 'expense', month: '2024-05', monthly_limit: 0, currency: 'USD', ...NOW }

/**
 * Users 1 (ada) and 2 (cyd); ada's categories 1 (expense) and 2 (income), cyd's 3 (expense); ada's accounts 1 (USD) and
 * 2 (EUR), cyd's 3 (USD); ada's tag 1, cyd's 2.
 */
async function tables (t: Test): Promise<Knex> {
  const { writer, close } = await connectSqlite(folder(t), 0)
  t.teardown(close)
  for (const username of ['ada', 'cyd']) await writer('users').insert({ ...BOB, username, username_key: username })
  await writer('categories').insert(CATEGORY)
  await writer('categories').insert({ ...CATEGORY, name: 'Pay', name_key: 'pay', type: 'income' })
  await writer('categories').insert({ ...CATEGORY, user_id: 2 })
  await writer('accounts').insert(ACCOUNT)
  await writer('accounts').insert({ ...ACCOUNT, name: 'Euros', name_key: 'euros', currency: 'EUR' })
  await writer('accounts').insert({ ...ACCOUNT, user_id: 2 })
  for (const id of [1, 2]) await writer('tags').insert({ ...TAG, user_id: id })
  return writer
}

const MINOR = 10_000_000_000_000

/** Per table: a row that is taken, and what it cannot be changed to, with what the database says. */
const REFUSED: Array<[table: string, good: Row, changes: Array<[change: Row, says: RegExp]>]> = [
  ['users', BOB, [
    [{ username_key: 'ada' }, /UNIQUE/],
    [{ username: null }, /CHECK/], [{ username_key: null }, /CHECK/], [{ password_hash: null }, /CHECK/],
    [{ username: null, username_key: null, password_hash: null }, /CHECK/],
    [{ embedded: 2 }, /CHECK/], [{ embedded: null }, /NOT NULL/], [{ email: null }, /NOT NULL/],
    [{ currency: 'usd' }, /CHECK/], [{ currency: 'US' }, /CHECK/], [{ currency: null }, /NOT NULL/],
    [{ created_at: null }, /NOT NULL/],
    [{ version: 'x' }, /cannot store TEXT/], [{ version: 1.5 }, /cannot store REAL/],
  ]],
  ['sessions', SESSION, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: null }, /NOT NULL/], [{ generation: 0 }, /CHECK/],
    [{ nonce: null }, /NOT NULL/],
    [{ expires_seconds: 'soon' }, /cannot store TEXT/],
  ]],
  ['categories', { ...CATEGORY, name: 'Rent', name_key: 'rent' }, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: null }, /NOT NULL/],
    [{ name_key: 'food' }, /UNIQUE/], [{ name_key: null }, /NOT NULL/],
    [{ name: '' }, /CHECK/], [{ name: 'x'.repeat(101) }, /CHECK/], [{ name: null }, /NOT NULL/],
    [{ type: 'Expense' }, /CHECK/], [{ type: null }, /NOT NULL/], [{ type: 'transfer' }, /CHECK/],
    [{ archived: 2 }, /CHECK/], [{ archived: null }, /NOT NULL/], [{ search_key: null }, /NOT NULL/],
  ]],
  ['accounts', { ...ACCOUNT, name: 'Card', name_key: 'card' }, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: null }, /NOT NULL/],
    [{ name_key: 'cash' }, /UNIQUE/], [{ name_key: null }, /NOT NULL/], [{ search_key: null }, /NOT NULL/],
    [{ name: '' }, /CHECK/], [{ name: 'x'.repeat(101) }, /CHECK/], [{ name: null }, /NOT NULL/],
    [{ currency: 'usd' }, /CHECK/], [{ currency: null }, /NOT NULL/],
    [{ opening_balance: MINOR + 1 }, /CHECK/], [{ opening_balance: 1.5 }, /cannot store REAL/],
    [{ opening_balance: null }, /NOT NULL/], [{ opening_date: '2024-5-01' }, /CHECK/],
    [{ bank_ids: null }, /NOT NULL/], [{ archived: 2 }, /CHECK/], [{ archived: null }, /NOT NULL/],
  ]],
  ['tags', { ...TAG, name: 'work', name_key: 'work' }, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: null }, /NOT NULL/],
    [{ name_key: 'trip' }, /UNIQUE/], [{ name_key: null }, /NOT NULL/], [{ search_key: null }, /NOT NULL/],
    [{ name: '' }, /CHECK/], [{ name: 'x'.repeat(101) }, /CHECK/],
  ]],
  ['balance_checks', CHECK, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: 2 }, /FOREIGN KEY/],
    [{ account: 3 }, /FOREIGN KEY/], [{ account: 2 }, /FOREIGN KEY/], [{ account: null }, /NOT NULL/],
    [{ currency: 'EUR' }, /FOREIGN KEY/], [{ currency: 'usd' }, /CHECK/],
    [{ date: '2024-5-01' }, /CHECK/], [{ date: null }, /NOT NULL/],
    [{ amount: MINOR + 1 }, /CHECK/], [{ amount: null }, /NOT NULL/],
  ]],
  ['transactions', TRANSACTION, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: 2 }, /FOREIGN KEY/], [{ user_id: null }, /NOT NULL/],
    [{ category: 3 }, /FOREIGN KEY/], [{ category: 2 }, /FOREIGN KEY/], [{ category: 9 }, /FOREIGN KEY/],
    [{ type: 'income' }, /FOREIGN KEY/],
    [{ type: 'other' }, /CHECK/], [{ type: null }, /NOT NULL/], [{ type: 'transfer' }, /CHECK/],
    [{ date: '2024-5-01' }, /CHECK/], [{ date: '2024-05-01T00' }, /CHECK/], [{ date: '' }, /CHECK/],
    [{ date: null }, /NOT NULL/],
    [{ amount: MINOR + 1 }, /CHECK/], [{ amount: -MINOR - 1 }, /CHECK/], [{ amount: 1.5 }, /cannot store REAL/],
    [{ amount: 'x' }, /cannot store TEXT/],
    [{ amount: null }, /NOT NULL/],
    [{ currency: 'eur' }, /CHECK/], [{ currency: null }, /NOT NULL/],
    [{ payee: '' }, /CHECK/], [{ payee: 'x'.repeat(201) }, /CHECK/],
    [{ description: 'x'.repeat(20_001) }, /CHECK/], [{ description: null }, /NOT NULL/],
    [{ payee_key: null }, /NOT NULL/], [{ description_key: null }, /NOT NULL/],
    [{ account: 2 }, /FOREIGN KEY/], [{ account: 3 }, /FOREIGN KEY/], [{ account: 9 }, /FOREIGN KEY/],
    [{ to_account: 2 }, /CHECK/], [{ to_amount: 1 }, /CHECK/], [{ to_currency: 'EUR' }, /CHECK/],
    [{ to_date: '2024-05-02' }, /CHECK/], [{ splits: '[]' }, /CHECK/],
  ]],
  ['transactions', TRANSFER, [
    [{ user_id: 2 }, /FOREIGN KEY/], [{ type: 'expense' }, /CHECK/], [{ category: 1 }, /CHECK/],
    [{ account: null }, /CHECK/], [{ account: 2 }, /CHECK/], [{ account: 3 }, /FOREIGN KEY/],
    [{ currency: 'EUR' }, /FOREIGN KEY/],
    [{ to_account: null }, /CHECK/], [{ to_account: 1 }, /CHECK/], [{ to_account: 3 }, /FOREIGN KEY/],
    [{ to_currency: 'USD' }, /FOREIGN KEY/], [{ to_currency: 'eur' }, /CHECK/], [{ to_currency: null }, /CHECK/],
    [{ to_amount: null }, /CHECK/], [{ to_amount: -1 }, /CHECK/], [{ to_amount: MINOR + 1 }, /CHECK/],
    [{ amount: -1 }, /CHECK/], [{ to_date: '2024-5-02' }, /CHECK/], [{ splits: '[]' }, /CHECK/],
  ]],
  ['budgets', BUDGET, [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: 2 }, /FOREIGN KEY/],
    [{ category: 3 }, /FOREIGN KEY/], [{ category: 2 }, /FOREIGN KEY/], [{ category: null }, /NOT NULL/],
    [{ type: 'income' }, /FOREIGN KEY/],
    [{ month: '2024-5' }, /CHECK/], [{ month: '2024-05-01' }, /CHECK/], [{ month: null }, /NOT NULL/],
    [{ monthly_limit: -1 }, /CHECK/], [{ monthly_limit: MINOR + 1 }, /CHECK/],
    [{ monthly_limit: 1.5 }, /cannot store REAL/],
    [{ currency: '' }, /CHECK/],
  ]],
]

for (const [table, good, changes] of REFUSED) {
  const noun = good === TRANSFER ? 'transfers' : table
  t.test(`${noun}: the database itself refuses what cannot be`, async (t) => {
    const writer = await tables(t)
    const [id] = await writer(table).insert(good)
    for (const [change, says] of changes) {
      const about = JSON.stringify(change).slice(0, 60)
      await t.rejects(
        writer(table).insert({ ...good, ...table === 'budgets' ? { month: '2024-06' } : {}, ...change }),
        { message: says }, `insert ${about}`
      )
      await t.rejects(writer(table).where({ id }).update(change), { message: says }, `update ${about}`)
    }
    t.match(await writer(table).where({ id }).first(), good, 'and the row is as it was')
  })
}

t.test('the tables accept values at their bounds', async (t) => {
  const writer = await tables(t)
  for (const amount of [MINOR, -MINOR, 0]) await writer('transactions').insert({ ...TRANSACTION, amount })
  await writer('transactions').insert({
    ...TRANSACTION, category: null, type: 'income', payee: 'x'.repeat(200), description: 'x'.repeat(20_000),
  })
  await writer('transactions').insert({ ...TRANSACTION, date: '0001-01-01' })
  await writer('transactions').insert({ ...TRANSACTION, date: '9999-12-31' })
  await writer('budgets').insert({ ...BUDGET, monthly_limit: MINOR })
  await writer('categories').insert({ ...CATEGORY, name: '😀'.repeat(100), name_key: 'x' })
  await writer('accounts').insert({
    ...ACCOUNT, name: '😀'.repeat(100), name_key: 'x', opening_balance: -MINOR, opening_date: '0001-01-01',
  })
  await writer('transactions').insert({ ...TRANSFER, amount: 0, to_amount: 0 })
  await writer('transactions').insert({ ...TRANSFER, to_amount: MINOR, to_date: '9999-12-31' })
  await writer('transactions').insert({ ...TRANSACTION, category: null, splits: '[]' })
  t.equal((await writer('transactions')).length, 9)
})

t.test('the name of a category is unique to its user, whatever its type', async (t) => {
  const writer = await tables(t)
  await t.rejects(writer('categories').insert({ ...CATEGORY, type: 'income' }), { message: /UNIQUE/ })
  t.equal((await writer('categories').where({ name_key: 'food' })).length, 2)
})

t.test('a budget is one per category, month and currency', async (t) => {
  const writer = await tables(t)
  await writer('budgets').insert(BUDGET)
  await t.rejects(writer('budgets').insert(BUDGET), { message: /UNIQUE/ })
  await writer('budgets').insert({ ...BUDGET, currency: 'EUR' })
  await writer('budgets').insert({ ...BUDGET, month: '2024-06' })
})

t.test('a category or user with records can be neither deleted nor changed in what the records repeat', async (t) => {
  for (const [table, row] of [['transactions', TRANSACTION], ['budgets', BUDGET]] as const) {
    const writer = await tables(t)
    await writer(table).insert(row)
    await t.rejects(
      writer('categories').where({ id: 1 }).delete(), { message: /FOREIGN KEY/ }, `a category with ${table}`
    )
    await t.rejects(writer('categories').where({ id: 1 }).update({ type: 'income' }), { message: /FOREIGN KEY/ })
    await t.rejects(
      writer('categories').where({ id: 1 }).update({ user_id: 2, name_key: 'x' }), { message: /FOREIGN KEY/ }
    )
    await t.rejects(writer('users').where({ id: 1 }).delete(), { message: /FOREIGN KEY/ })
    t.equal((await writer(table)).length, 1, 'no record goes by a cascade')
  }
})

t.test('an account or tag with records can be neither deleted nor changed in what the records repeat', async (t) => {
  for (const [table, row, id] of [
    ['transactions', { ...TRANSACTION, account: 1 }, 1], ['transactions', TRANSFER, 2], ['balance_checks', CHECK, 1],
  ] as const) {
    const writer = await tables(t)
    await writer(table).insert(row)
    const account = writer('accounts').where({ id })
    await t.rejects(account.clone().delete(), { message: /FOREIGN KEY/ }, `an account with ${table}`)
    await t.rejects(account.clone().update({ currency: 'GBP' }), { message: /FOREIGN KEY/ })
    await t.rejects(account.clone().update({ user_id: 2, name_key: 'x' }), { message: /FOREIGN KEY/ })
    t.equal((await writer(table)).length, 1, 'no record goes by a cascade')
  }
  const writer = await tables(t)
  const [id] = await writer('transactions').insert({ ...TRANSACTION, tags: '[1]' })
  await writer('transaction_tags').insert({ user_id: 1, transaction_id: id, tag: 1 })
  await t.rejects(writer('tags').where({ id: 1 }).delete(), { message: /FOREIGN KEY/ })
  await t.rejects(writer('tags').where({ id: 1 }).update({ user_id: 2, name_key: 'x' }), { message: /FOREIGN KEY/ })
})

t.test('the rows that are made of a transaction refer to rows of its user, and go with it', async (t) => {
  const writer = await tables(t)
  const [id] = await writer('transactions').insert({ ...TRANSACTION, category: null, splits: '[]', tags: '[1]' })
  const row = { user_id: 1, transaction_id: id }
  const part = { ...row, position: 0, date: '2024-05-01', currency: 'USD', type: 'expense', category: 1, amount: 1 }
  await writer('parts').insert(part)
  await writer('parts').insert({ ...part, position: 1, category: null, to_account: 1 })
  for (const [change, says] of [
    [{ user_id: 9 }, /FOREIGN KEY/], [{ user_id: 2 }, /FOREIGN KEY/], [{ transaction_id: 9 }, /FOREIGN KEY/],
    [{ category: 3 }, /FOREIGN KEY/], [{ category: 2 }, /FOREIGN KEY/], [{ type: 'income' }, /FOREIGN KEY/],
    [{ to_account: 1 }, /CHECK/], [{ category: null, to_account: 2 }, /FOREIGN KEY/],
    [{ category: null, to_account: 3 }, /FOREIGN KEY/], [{ type: 'transfer' }, /CHECK/],
    [{ amount: MINOR + 1 }, /CHECK/], [{ amount: null }, /NOT NULL/], [{ position: 0 }, /UNIQUE/],
  ] as const) {
    await t.rejects(writer('parts').insert({ ...part, position: 2, ...change }), { message: says })
  }
  await writer('transaction_tags').insert({ ...row, tag: 1 })
  for (const change of [{ user_id: 9 }, { user_id: 2 }, { transaction_id: 9 }, { tag: 2 }, { tag: 9 }]) {
    await t.rejects(writer('transaction_tags').insert({ ...row, tag: 1, ...change }), { message: /FOREIGN KEY/ })
  }
  await t.rejects(writer('transaction_tags').insert({ ...row, tag: 1 }), { message: /UNIQUE/ })
  await writer('transactions').where({ id }).delete()
  t.strictSame([await writer('parts'), await writer('transaction_tags')], [[], []])
})

t.test('the tables allow one embedded user at most', async (t) => {
  const writer = await tables(t)
  const embedded = { embedded: 1, currency: 'EUR', ...NOW }
  await writer('users').insert(embedded)
  await t.rejects(writer('users').insert(embedded), { message: /UNIQUE/ })
  await t.rejects(writer('users').where({ id: 1 }).update({ embedded: 1 }), { message: /UNIQUE/ })
})

t.test('SQLite never gives an id twice', async (t) => {
  const writer = await tables(t)
  const [first] = await writer('transactions').insert(TRANSACTION)
  await writer('transactions').where({ id: first }).delete()
  const [second] = await writer('transactions').insert(TRANSACTION)
  t.ok(Number(second) > Number(first))
})

/** Attempts belong to nobody, and what is too old goes whoever's it is. */
const WITHOUT_OWNER = [
  'attempts_by_key', 'attempts_by_age', 'audit_by_age', 'parts_by_transaction', 'transaction_tags_by_transaction',
]

t.test('every key and index begins with the owner [V8.4.1]', async (t) => {
  const writer = await tables(t)
  const indexes: Array<{ name: string, table: string }> = await writer.raw(
    'SELECT name, tbl_name AS "table" FROM sqlite_schema WHERE type = \'index\' AND tbl_name <> \'users\'')
  t.ok(indexes.length >= 9)
  for (const { name } of indexes.filter((one) => !WITHOUT_OWNER.includes(one.name))) {
    const [{ name: column }] = await writer.raw(`PRAGMA index_info(${name})`)
    t.equal(column, 'user_id', name)
  }
})
