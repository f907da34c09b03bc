/**
 * What is true of every sound book, beyond what the database holds by itself. Each names what is wrong, or nothing.
 * This is the operator's view: over all users, and of a file that may have been broken by anything.
 */
import type { Entity } from '@fintrack/contract/changes'
import { isDay, isMonth } from '@fintrack/contract/dates'
import { DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { isCurrency, MAX_MINOR } from '@fintrack/contract/money'
import { fold, foldStart } from '@fintrack/contract/text'
import { derivedValues, RESOURCES, type ColumnValues } from '../../features/resources.ts'
import type { Query } from '../../db/sqlite/file.ts'
import { checkFor, type CheckResult } from './check.ts'
import { JSON_WORDS, type Dialect } from './json-words.ts'
import { allOf, countWrong, wrongKeys, wrongValues } from './looks.ts'
import { wrongSums } from './report-sums.ts'

interface Invariant {
  readonly check: string
  /** The schema that it can be asked of first. */
  readonly since: number
  /** The last schema that it can be asked of, where a later one has another in its place. */
  readonly until?: number
  /** What holds where nothing is wrong. */
  readonly holds: string
  readonly wrongs: (query: Query) => Promise<string[]>
}

function textOrNull (value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function computed (entity: Entity, column: string, row: ColumnValues): string {
  return String(derivedValues(RESOURCES[entity], row)[column])
}

const agreeing = (table: 'transactions' | 'budgets' | 'parts', id = 'id') => countWrong(table.slice(0, -1), table,
  `${table} AS t LEFT JOIN categories AS c ON c.user_id = t.user_id AND c.id = t.category`,
  't.category IS NOT NULL AND c.type IS DISTINCT FROM t.type', 'of another type or user than the category', `t.${id}`)

/** A change and its undo name each other, unless the undo was undone. Undoing an undo is a redo. */
const UNDOS = 'changes AS c LEFT JOIN changes AS other ON other.user_id = c.user_id AND other.id ='

const SUMS_HOLD = 'every month\'s rows sum to its totals, for every user and currency'

const STORED_PARTS = `
  SELECT position, date, currency, type, category, amount, to_account FROM parts
  WHERE user_id = t.user_id AND transaction_id = t.id`

const STORED_TAGS = 'SELECT tag FROM transaction_tags WHERE user_id = t.user_id AND transaction_id = t.id'

function differ (one: string, other: string): string {
  return `EXISTS (${one} EXCEPT ${other}) OR EXISTS (${other} EXCEPT ${one})`
}

/** The parts of each transaction as its own JSON has them are those that are found, and sum to it. */
function wrongSplits (dialect: Dialect) {
  const { parts, place, number, tags } = JSON_WORDS[dialect]
  const sums = `
    SELECT t.id, SUM(${number('amount')}) AS total, COUNT(*) AS count
    FROM transactions AS t, ${parts} GROUP BY t.id`
  const own = `
    SELECT ${place}, t.date, t.currency, t.type, ${number('category')}, ${number('amount')}, ${number('to_account')}
    FROM ${parts}`
  const wrong = (from: string, condition: string, what: string) =>
    countWrong('transaction', 'transactions', from, condition, what, 't.id')
  return [
    wrong(`transactions AS t JOIN (${sums}) AS s ON s.id = t.id`, 's.total <> t.amount OR s.count < 2',
      'whose parts do not sum to its amount'),
    wrong('transactions AS t', differ(own, STORED_PARTS), 'whose parts are not found'),
    wrong('transactions AS t', differ(tags, STORED_TAGS), 'whose tags are not found'),
  ]
}

/** What refers to an account is in its currency. */
function inOtherCurrency (noun: string, plural: string, table: string, column: string, currency: string, id: string) {
  return countWrong(noun, plural,
    `${table} AS t LEFT JOIN accounts AS a ON a.user_id = t.user_id AND a.id = t.${column}`,
    `t.${column} IS NOT NULL AND a.currency IS DISTINCT FROM t.${currency}`,
    'in an account of another currency or user', `t.${id}`)
}

const WRONG_ACCOUNTS = [
  inOtherCurrency('transaction', 'transactions', 'transactions', 'account', 'currency', 'id'),
  inOtherCurrency('transaction', 'transactions', 'transactions', 'to_account', 'to_currency', 'id'),
  inOtherCurrency('part', 'parts', 'parts', 'to_account', 'currency', 'transaction_id'),
  inOtherCurrency('check', 'checks', 'balance_checks', 'account', 'currency', 'id'),
  countWrong('transfer', 'transfers', 'transactions',
    'type = \'transfer\' AND (account IS NULL OR to_account IS NULL OR account = to_account)', 'without two accounts'),
  countWrong('transfer', 'transfers', 'transactions', 'type = \'transfer\' AND (amount < 0 OR to_amount < 0)',
    'of less than nothing'),
  countWrong('transfer', 'transfers', 'transactions',
    'type = \'transfer\' AND currency = to_currency AND amount <> to_amount',
    'of which another amount arrives in the same currency'),
  countWrong('part', 'parts',
    'parts AS p JOIN transactions AS t ON t.user_id = p.user_id AND t.id = p.transaction_id',
    'p.to_account = t.account', 'that goes to the account of the transaction itself', 't.id'),
]

/** Whole numbers within bounds. */
function outOfBounds (
  dialect: Dialect, noun: string, plural: string, table: string, column: string, least: number, what: string
) {
  const fraction = dialect === 'sqlite' ? `typeof(${column}) NOT IN ('integer', 'null') OR ` : ''
  return countWrong(noun, plural, table, `${fraction}${column} NOT BETWEEN ${least} AND ${MAX_MINOR}`, what)
}

function wrongAmounts (dialect: Dialect, hasMoney: boolean) {
  const currencies = (table: string, column = 'currency') => wrongValues(table, column, isCurrency, 'a currency')
  return [
    outOfBounds(dialect, 'transaction', 'transactions', 'transactions', 'amount', -MAX_MINOR,
      'with an amount out of bounds'),
    outOfBounds(dialect, 'budget', 'budgets', 'budgets', 'monthly_limit', 0, 'with a limit out of bounds'),
    ...hasMoney
      ? [
          outOfBounds(dialect, 'transfer', 'transfers', 'transactions', 'to_amount', -MAX_MINOR,
            'with an amount out of bounds'),
          outOfBounds(dialect, 'account', 'accounts', 'accounts', 'opening_balance', -MAX_MINOR,
            'with an opening balance out of bounds'),
          outOfBounds(dialect, 'check', 'checks', 'balance_checks', 'amount', -MAX_MINOR,
            'with a balance out of bounds'),
        ]
      : [],
    currencies('transactions'),
    currencies('budgets'),
    ...hasMoney
      ? [currencies('transactions', 'to_currency'), currencies('accounts'), currencies('balance_checks')]
      : [],
  ]
}

function wrongDays (hasMoney: boolean) {
  const days = (table: string, column = 'date') => wrongValues(table, column, isDay, 'a day')
  return [
    days('transactions'),
    wrongValues('budgets', 'month', isMonth, 'a month'),
    ...hasMoney ? [days('transactions', 'to_date'), days('accounts', 'opening_date'), days('balance_checks')] : [],
  ]
}

/** Of each bank id that several accounts of a user have, the last of these. */
function sharedBankIds (dialect: Dialect) {
  const one = dialect === 'sqlite'
    ? 'json_each(a.bank_ids) AS one'
    : 'LATERAL json_array_elements_text(a.bank_ids::json) AS one (value)'
  const shared = `
    SELECT MAX(a.id) AS id FROM accounts AS a, ${one} GROUP BY a.user_id, one.value HAVING COUNT(*) > 1`
  return countWrong('account', 'accounts', `(${shared}) AS shared`, 'true', 'with a bank id of another account')
}

const SEARCH_HOLDS = 'every row is found by its name or its text'

/** Up to schema 7, one text was searched: the payee, a line break and the description. */
const OLD_SEARCH_UNITS = PAYEE_MAX_CHARACTERS + DESCRIPTION_MAX_CHARACTERS + 1

const WRONG_USERS = wrongKeys('users', 'username, coalesce(username_key, \'\') AS key',
  (row) => fold(textOrNull(row.username) ?? ''), 'user', 'users')

const AGREE = 'every transaction and budget agrees with its category'
const AMOUNTS_HOLD = 'every amount is a whole number within its bounds, in a valid currency'
const DAYS_HOLD = 'every day and month is one of the calendar'

/** What is asked of a book on a database: it is the same, but for the words of each. */
const invariantsOf = (dialect: Dialect): readonly Invariant[] => [
  {
    check: 'reports',
    since: 1,
    until: 6,
    holds: SUMS_HOLD,
    wrongs: (query) => wrongSums(query, { dialect, hasParts: false }),
  },
  { check: 'reports', since: 7, holds: SUMS_HOLD, wrongs: (query) => wrongSums(query, { dialect, hasParts: true }) },
  {
    check: 'splits',
    since: 7,
    holds: 'the parts of every split transaction sum to its amount, and are found by their categories',
    wrongs: (query) => allOf(query, ...wrongSplits(dialect)),
  },
  {
    check: 'accounts',
    since: 7,
    holds: 'every row in an account is in its currency, every transfer has two accounts, every bank id one',
    wrongs: (query) => allOf(query, ...WRONG_ACCOUNTS, sharedBankIds(dialect)),
  },
  {
    check: 'categories',
    since: 1,
    until: 6,
    holds: AGREE,
    wrongs: (query) => allOf(query, agreeing('transactions'), agreeing('budgets')),
  },
  {
    check: 'categories',
    since: 7,
    holds: AGREE,
    wrongs: (query) =>
      allOf(query, agreeing('transactions'), agreeing('budgets'), agreeing('parts', 'transaction_id')),
  },
  ...[{ since: 1, until: 6 }, { since: 7 }].flatMap((schemas): Invariant[] => [
    {
      check: 'amounts',
      ...schemas,
      holds: AMOUNTS_HOLD,
      wrongs: (query) => allOf(query, ...wrongAmounts(dialect, schemas.since > 6)),
    },
    {
      check: 'days',
      ...schemas,
      holds: DAYS_HOLD,
      wrongs: (query) => allOf(query, ...wrongDays(schemas.since > 6)),
    },
  ]),
  {
    check: 'search',
    since: 1,
    until: 7,
    holds: SEARCH_HOLDS,
    wrongs: (query) => allOf(query,
      wrongKeys('transactions', 'payee, description, search_key AS key',
        (row) => foldStart(`${textOrNull(row.payee) ?? ''}\n${String(row.description)}`, OLD_SEARCH_UNITS, fold)),
      wrongKeys('categories', 'name, name_key AS key', (row) => fold(String(row.name)), 'category', 'categories'),
      WRONG_USERS),
  },
  {
    check: 'search',
    since: 8,
    holds: SEARCH_HOLDS,
    wrongs: (query) => allOf(query,
      ...['payee_key', 'description_key'].map((key) => wrongKeys('transactions',
        `payee, description, splits, ${key} AS key`,
        (row) => computed('transaction', key, {
          payee: textOrNull(row.payee), description: textOrNull(row.description), splits: textOrNull(row.splits),
        }))),
      ...(['category', 'account', 'tag'] as const).flatMap((entity) => ['name_key', 'search_key'].map((key) =>
        wrongKeys(RESOURCES[entity].name, `name, ${key} AS key`,
          (row) => computed(entity, key, { name: String(row.name) }), entity, RESOURCES[entity].name))),
      WRONG_USERS),
  },
  {
    check: 'changes',
    since: 3,
    holds: 'every change has its rows, and every undo names the change that it undid',
    wrongs: (query) => allOf(query,
      countWrong('row', 'rows',
        'change_rows AS r LEFT JOIN changes AS c ON c.user_id = r.user_id AND c.id = r.change_id', 'c.id IS NULL',
        'of the change log without a change', 'r.change_id'),
      countWrong('change', 'changes', 'changes AS c',
        'NOT EXISTS (SELECT 1 FROM change_rows AS r WHERE r.user_id = c.user_id AND r.change_id = c.id)',
        'without rows', 'c.id'),
      countWrong('change', 'changes', `${UNDOS} c.undone_by`,
        'c.undone_by IS NOT NULL AND (other.undoes IS DISTINCT FROM c.id OR other.undone_by IS NOT NULL)',
        'marked as undone by a change that is not in force as its undo', 'c.id'),
      countWrong('change', 'changes', `${UNDOS} c.undoes`,
        'c.undoes IS NOT NULL AND (other.id IS NULL OR other.id >= c.id)',
        'undoing a change that is missing or later', 'c.id'),
      countWrong('change', 'changes', `${UNDOS} c.undoes`,
        '(c.action IN (\'undo\', \'redo\')) <> (c.undoes IS NOT NULL) OR (c.action = \'redo\') <> ' +
          'coalesce(other.action = \'undo\', FALSE)',
        'whose action does not match what was undone', 'c.id')),
  },
]

/** Checks what should hold of a book whose schema is the one of its version. */
export async function checkInvariants (
  dialect: Dialect, version: number, remedy: string, query: Query
): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const { check, since, until = version, holds, wrongs } of invariantsOf(dialect)) {
    if (version >= since && version <= until) results.push(await checkFor(check, holds, remedy, () => wrongs(query)))
  }
  return results
}
