/** Doctor asks the same of a book on each database; a row that a constraint forbids there cannot be wrong. */
import { checkBalance, createAccount } from '@fintrack/contract/accounts'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { undoChange } from '@fintrack/contract/changes'
import { changeTransaction, createTransaction, type TransactionInput } from '@fintrack/contract/transactions'
import type { Knex } from 'knex'
import t from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { checkInvariants } from '../../../src/maintenance/doctor/invariants.ts'
import { dispatchApi, type Database, type TestUser } from '../../helpers/api.ts'

/** Categories 1 and 2, accounts 1 to 3, transactions 1 to 6 and what belongs to them; the last changes are 16 to 18. */
async function fill (user: TestUser): Promise<void> {
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Pay', type: 'income' } })
  await user.call(createAccount, { body: { name: 'Cash', opening_date: '2024-01-01' } })
  await user.call(createAccount, { body: { name: 'Euros', currency: 'EUR' } })
  await user.call(createAccount, { body: { name: 'Bank' } })
  for (const more of [
    { account: 'Cash', amount: '12.50', category: 'Food', payee: 'Größe' },
    { type: 'transfer', account: 'Cash', to_account: 'Euros', amount: '4', to_amount: '3' },
    { account: 'Cash', amount: '4', splits: [{ category: 'Food', amount: '5' }, { amount: '-1' }], tags: ['trip'] },
    { type: 'transfer', account: 'Cash', to_account: 'Bank', amount: '5', to_date: '2024-05-11' },
    { account: 'Cash', amount: '3', splits: [{ category: 'Food', amount: '1' }, { to_account: 'Bank', amount: '2' }] },
    { amount: '7', type: 'expense' },
  ] satisfies Array<Partial<TransactionInput> & { readonly amount: string }>) {
    await user.call(createTransaction, { body: { date: '2024-05-09', type: 'expense', ...more } })
  }
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '9' } })
  await user.call(checkBalance, { id: 3, body: { amount: '7', date: '2024-05-31' } })
  await user.call(changeTransaction, { id: 6, body: { amount: '8' } })
  for (const id of [14, 15, 16]) await user.call(undoChange, { id })
}

interface Case {
  readonly statements: readonly string[]
  readonly wrongs: Readonly<Record<string, string>>
  /** On SQLite too a constraint forbids it, but a file may have been written without one. */
  readonly isForbidden: boolean
}

const broken = (statement: string | readonly string[], wrongs: Case['wrongs']): Case =>
  ({ statements: [statement].flat(), wrongs, isForbidden: false })
const forbidden = (statement: string, wrongs: Case['wrongs']): Case =>
  ({ statements: [statement], wrongs, isForbidden: true })

const first = (id: number, what: string, noun = 'transaction') => `1 ${noun} ${what} (the first is ${id})`
const REPORTS = 'the report of user 1 for 2024-05 in USD is not the sum of its rows'
const otherAccount = (id: number, noun = 'transaction') => first(id, 'in an account of another currency or user', noun)
const splits = (id: number, what: string) => ({ splits: first(id, `whose ${what}`) })
const key = (id: number, noun = 'transaction') =>
  ({ search: first(id, 'whose search key does not match the text', noun) })
const log = (what: string) => ({ changes: what })

/** Changes the account or the category of a part, in the transaction's own words and where it is found. */
const partOf = (field: string, from: number, to: number, place: number) => [
  `UPDATE transactions SET splits = replace(splits, '"${field}":${from}', '"${field}":${to}') WHERE id = 5`,
  `UPDATE parts SET ${field} = ${to} WHERE transaction_id = 5 AND position = ${place}`,
]

const CASES: readonly Case[] = [
  broken('UPDATE transactions SET amount = 500 WHERE id = 3', splits(3, 'parts do not sum to its amount')),
  broken('UPDATE parts SET amount = 1 WHERE transaction_id = 3 AND position = 0',
    { reports: REPORTS, ...splits(3, 'parts are not found') }),
  broken('DELETE FROM parts WHERE transaction_id = 3 AND position = 1',
    { reports: REPORTS, ...splits(3, 'parts are not found') }),
  broken('DELETE FROM transaction_tags', splits(3, 'tags are not found')),
  broken('INSERT INTO transaction_tags (user_id, transaction_id, tag) VALUES (1, 1, 1)',
    splits(1, 'tags are not found')),

  broken('UPDATE transactions SET account = 2 WHERE id = 1', { accounts: otherAccount(1) }),
  broken('UPDATE transactions SET to_account = 3 WHERE id = 2', { accounts: otherAccount(2) }),
  broken('UPDATE transactions SET account = 9 WHERE id = 1', { accounts: otherAccount(1) }),
  broken(partOf('to_account', 3, 2, 1), { accounts: otherAccount(5, 'part') }),
  broken(partOf('to_account', 3, 1, 1),
    { accounts: first(5, 'that goes to the account of the transaction itself', 'part') }),
  broken('UPDATE balance_checks SET currency = \'EUR\'', { accounts: otherAccount(1, 'check') }),
  broken('UPDATE transactions SET to_amount = 499 WHERE id = 4',
    { accounts: first(4, 'of which another amount arrives in the same currency', 'transfer') }),
  broken('UPDATE accounts SET bank_ids = \'["DE1"]\' WHERE id < 3',
    { accounts: first(2, 'with a bank id of another account', 'account') }),
  forbidden('UPDATE transactions SET amount = -500, to_amount = -500 WHERE id = 4',
    { accounts: first(4, 'of less than nothing', 'transfer') }),
  forbidden('UPDATE transactions SET to_account = account WHERE id = 4',
    { accounts: first(4, 'without two accounts', 'transfer') }),
  forbidden('UPDATE transactions SET account = NULL WHERE id = 4',
    { accounts: first(4, 'without two accounts', 'transfer') }),

  broken('UPDATE transactions SET category = 2 WHERE id = 1',
    { categories: first(1, 'of another type or user than the category') }),
  broken('UPDATE budgets SET category = 9',
    { categories: first(1, 'of another type or user than the category', 'budget') }),
  broken(partOf('category', 1, 2, 0), { categories: first(5, 'of another type or user than the category', 'part') }),

  forbidden('UPDATE transactions SET amount = 10000000000001 WHERE id = 1',
    { amounts: first(1, 'with an amount out of bounds') }),
  forbidden('UPDATE budgets SET monthly_limit = -1', { amounts: first(1, 'with a limit out of bounds', 'budget') }),
  forbidden('UPDATE transactions SET to_amount = 10000000000001 WHERE id = 2',
    { amounts: first(2, 'with an amount out of bounds', 'transfer') }),
  forbidden('UPDATE accounts SET opening_balance = -10000000000001 WHERE id = 2',
    { amounts: first(2, 'with an opening balance out of bounds', 'account') }),
  forbidden('UPDATE balance_checks SET amount = 10000000000001',
    { amounts: first(1, 'with a balance out of bounds', 'check') }),
  broken('UPDATE transactions SET currency = \'XYZ\' WHERE id = 6',
    { amounts: 'transactions have "XYZ", which is not a currency' }),
  broken('UPDATE budgets SET currency = \'XYZ\'', { amounts: 'budgets have "XYZ", which is not a currency' }),
  broken([
    'UPDATE accounts SET currency = \'XYZ\' WHERE id = 2', 'UPDATE transactions SET to_currency = \'XYZ\' WHERE id = 2',
  ], { amounts: 'transactions have "XYZ", which is not a currency; accounts have "XYZ", which is not a currency' }),
  broken('UPDATE balance_checks SET currency = \'XYZ\'', {
    amounts: 'balance checks have "XYZ", which is not a currency', accounts: otherAccount(1, 'check'),
  }),

  broken('UPDATE transactions SET date = \'2023-02-29\' WHERE id = 6',
    { days: 'transactions have "2023-02-29", which is not a day' }),
  broken('UPDATE transactions SET to_date = \'2024-02-30\' WHERE id = 4',
    { days: 'transactions have "2024-02-30", which is not a day' }),
  broken('UPDATE accounts SET opening_date = \'2023-02-29\' WHERE id = 1',
    { days: 'accounts have "2023-02-29", which is not a day' }),
  broken('UPDATE balance_checks SET date = \'2024-06-31\'',
    { days: 'balance checks have "2024-06-31", which is not a day' }),
  broken('UPDATE budgets SET month = \'2023-13\'', { days: 'budgets have "2023-13", which is not a month' }),

  broken('UPDATE transactions SET payee_key = \'x\' WHERE id = 1', key(1)),
  broken('UPDATE transactions SET description_key = \'x\' WHERE id = 6', key(6)),
  broken('UPDATE categories SET name_key = \'x\' WHERE id = 2', key(2, 'category')),
  broken('UPDATE accounts SET search_key = \'x\' WHERE id = 3', key(3, 'account')),
  broken('UPDATE tags SET name_key = \'x\'', key(1, 'tag')),

  broken('DELETE FROM changes WHERE id = 1', log(first(1, 'of the change log without a change', 'row'))),
  broken('DELETE FROM change_rows WHERE change_id = 1', log(first(1, 'without rows', 'change'))),
  broken('UPDATE changes SET undone_by = 3 WHERE id = 2',
    log(first(2, 'marked as undone by a change that is not in force as its undo', 'change'))),
  broken('UPDATE changes SET undoes = 99 WHERE id = 15', log(
    `${first(14, 'marked as undone by a change that is not in force as its undo', 'change')}; ` +
    `${first(15, 'undoing a change that is missing or later', 'change')}`)),
  broken('UPDATE changes SET action = \'redo\' WHERE id = 15',
    log('2 changes whose action does not match what was undone (the first is 15)')),
]

/** How each database writes what it would refuse. */
const UNCHECKED: Readonly<Record<Database, readonly string[]>> = {
  sqlite: ['PRAGMA foreign_keys = 0', 'PRAGMA ignore_check_constraints = 1'],
  postgres: ['SET session_replication_role = replica'],
}

const rowsIn = (trx: Knex) => async (sql: string): Promise<Array<Record<string, unknown>>> => trx.raw(sql)

async function wrongsOf (trx: Knex, database: Database): Promise<Record<string, string>> {
  const results = await checkInvariants(database, LATEST, 'mend it', rowsIn(trx))
  return Object.fromEntries(results.filter(({ ok }) => !ok).map(({ check, found }) => [check, found]))
}

/** What is found where these are carried out, which are taken back; or the constraint that refuses one of them. */
async function foundAfter (writer: Knex, database: Database, statements: readonly string[]): Promise<unknown> {
  const trx = await writer.transaction()
  try {
    for (const statement of statements) await trx.raw(statement)
    return await wrongsOf(trx, database)
  } catch (error) {
    return error
  } finally {
    await trx.rollback()
  }
}

for (const database of ['sqlite', 'postgres'] as const) {
  t.test(`doctor finds each invariant that is broken on ${database}`, async (t) => {
    const api = await dispatchApi(t, { FINTRACK_DATABASE_CONNECTIONS: '2' }, database)
    await fill(await api.user())
    const { writer } = api.databases
    for (const statement of UNCHECKED[database]) await writer.raw(statement)
    t.strictSame(await wrongsOf(writer, database), {}, 'the book is sound')
    for (const { statements, wrongs, isForbidden } of CASES) {
      const found = await foundAfter(writer, database, statements)
      if (isForbidden && database === 'postgres') {
        t.match(found, { code: '23514' }, `a constraint forbids ${statements.join('; ')}`)
      } else t.strictSame(found, wrongs, statements.join('; '))
    }
  })
}
