/**
 * What is true of every sound book, beyond what the database holds by itself. Each names what is wrong, or nothing.
 * This is the operator's view: over all users, and of a file that may have been broken by anything.
 */
import type { Entity } from '@fintrack/contract/changes'
import { isDay, isMonth } from '@fintrack/contract/dates'
import { DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { isCurrency, MAX_MINOR } from '@fintrack/contract/money'
import { counted, fold, foldStart, quote } from '@fintrack/contract/text'
import { derivedValues, RESOURCES, type ColumnValues } from '../../features/resources.ts'
import type { Query, Row } from '../../db/sqlite/file.ts'
import { wrongSums } from './report-sums.ts'

export interface Invariant {
  readonly check: string
  /** The schema that it can be asked of first. */
  readonly since: number
  /** The last schema that it can be asked of, where a later one has another in its place. */
  readonly until?: number
  /** What holds where nothing is wrong. */
  readonly holds: string
  readonly wrongs: (query: Query) => Promise<string[]>
}

/** Rows read at once. */
const CHUNK_ROWS = 5000

/** Counts rows that should not be. @param condition of rows of `from`, whose id is in `id` */
function countWrong (noun: string, plural: string, from: string, condition: string, what: string, id = 'id') {
  return async (query: Query): Promise<string[]> => {
    const [row] = await query(`SELECT COUNT(*) AS rows, MIN(${id}) AS first FROM ${from} WHERE ${condition}`)
    const count = Number(row?.rows)
    return count === 0 ? [] : [`${counted(count, noun, plural)} ${what} (the first is ${String(row?.first)})`]
  }
}

async function allOf (query: Query, ...looks: ReadonlyArray<(query: Query) => Promise<string[]>>): Promise<string[]> {
  const wrongs: string[] = []
  for (const look of looks) wrongs.push(...await look(query))
  return wrongs
}

/** Values of a column that are not what they should be. */
function wrongValues (table: string, column: string, isRight: (text: string) => boolean, what: string) {
  return async (query: Query): Promise<string[]> => {
    const rows = await query(`SELECT DISTINCT ${column} AS value FROM ${table} ORDER BY 1`)
    return rows.map(({ value }) => String(value)).filter((value) => !isRight(value)).map(
      (value) => `${table} have ${quote(value)}, which is not ${what}`
    )
  }
}

/** Rows whose key does not follow from what it is made of. */
function wrongKeys (
  table: string, columns: string, keyOf: (row: Row) => string, noun = 'transaction', plural = 'transactions'
) {
  return async (query: Query): Promise<string[]> => {
    const ids: number[] = []
    for (let last = -1; ;) {
      const rows = await query(`SELECT id, ${columns} FROM ${table} WHERE id > ${last} ORDER BY id LIMIT ${CHUNK_ROWS}`)
      ids.push(...rows.filter((row) => row.key !== keyOf(row)).map(({ id }) => Number(id)))
      const end = rows.at(-1)
      if (end === undefined) break
      last = Number(end.id)
    }
    if (ids.length === 0) return []
    const rows = counted(ids.length, noun, plural)
    return [`${rows} whose search key does not match the text (the first is ${ids[0]})`]
  }
}

function textOrNull (value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function computed (entity: Entity, column: string, row: ColumnValues): string {
  return String(derivedValues(RESOURCES[entity], row)[column])
}

const agreeing = (table: 'transactions' | 'budgets') => countWrong(table.slice(0, -1), table,
  `${table} AS t LEFT JOIN categories AS c ON c.user_id = t.user_id AND c.id = t.category`,
  't.category IS NOT NULL AND c.type IS NOT t.type', 'of another type or user than the category', 't.id')

/** A change and its undo name each other, unless the undo was undone. Undoing an undo is a redo. */
const UNDOS = 'changes AS c LEFT JOIN changes AS other ON other.user_id = c.user_id AND other.id ='

const SUMS_HOLD = 'every month\'s rows sum to its totals, for every user and currency'

/** The parts of each transaction as its own JSON has them. */
const SPLIT_SUMS = `
  SELECT t.id, SUM(one.value ->> 'amount') AS total, COUNT(*) AS count
  FROM transactions AS t, json_each(t.splits) AS one GROUP BY t.id`

const SPLIT_PARTS = `
  SELECT one.key, t.date, t.currency, t.type, one.value ->> 'category', one.value ->> 'amount',
    one.value ->> 'to_account'
  FROM json_each(t.splits) AS one`

const STORED_PARTS = `
  SELECT position, date, currency, type, category, amount, to_account FROM parts
  WHERE user_id = t.user_id AND transaction_id = t.id`

const STORED_TAGS = 'SELECT tag FROM transaction_tags WHERE user_id = t.user_id AND transaction_id = t.id'
const OWN_TAGS = 'SELECT one.value FROM json_each(t.tags) AS one'

function differ (one: string, other: string): string {
  return `EXISTS (${one} EXCEPT ${other}) OR EXISTS (${other} EXCEPT ${one})`
}

const WRONG_PARTS = differ(SPLIT_PARTS, STORED_PARTS)
const WRONG_TAGS = differ(OWN_TAGS, STORED_TAGS)

/** Of each bank id that several accounts of a user have, the last of these. */
const SHARED_BANK_IDS = `
  SELECT MAX(a.id) AS id FROM accounts AS a, json_each(a.bank_ids) AS one
  GROUP BY a.user_id, one.value HAVING COUNT(*) > 1`

const SEARCH_HOLDS = 'every row is found by its name or its text'

/** Up to schema 7, one text was searched: the payee, a line break and the description. */
const OLD_SEARCH_UNITS = PAYEE_MAX_CHARACTERS + DESCRIPTION_MAX_CHARACTERS + 1

const WRONG_USERS = wrongKeys('users', 'username, coalesce(username_key, \'\') AS key',
  (row) => fold(textOrNull(row.username) ?? ''), 'user', 'users')

export const INVARIANTS: readonly Invariant[] = [
  {
    check: 'reports',
    since: 1,
    until: 6,
    holds: SUMS_HOLD,
    wrongs: (query) => wrongSums(query, { hasParts: false }),
  },
  { check: 'reports', since: 7, holds: SUMS_HOLD, wrongs: (query) => wrongSums(query, { hasParts: true }) },
  {
    check: 'splits',
    since: 7,
    holds: 'the parts of every split transaction sum to its amount, and are found by their categories',
    wrongs: (query) => allOf(query,
      countWrong('transaction', 'transactions', `transactions AS t JOIN (${SPLIT_SUMS}) AS s ON s.id = t.id`,
        's.total <> t.amount OR s.count < 2', 'whose parts do not sum to its amount', 't.id'),
      countWrong('transaction', 'transactions', 'transactions AS t', WRONG_PARTS, 'whose parts are not found', 't.id'),
      countWrong('transaction', 'transactions', 'transactions AS t', WRONG_TAGS, 'whose tags are not found', 't.id')),
  },
  {
    check: 'accounts',
    since: 7,
    holds: 'every row in an account is in its currency, every transfer has two accounts, every bank id one',
    wrongs: (query) => allOf(query,
      ...['account', 'to_account'].map((column) => countWrong('transaction', 'transactions',
        `transactions AS t LEFT JOIN accounts AS a ON a.user_id = t.user_id AND a.id = t.${column}`,
        `t.${column} IS NOT NULL AND a.currency IS NOT t.${column === 'account' ? '' : 'to_'}currency`,
        'in an account of another currency or user', 't.id')),
      countWrong('account', 'accounts', `(${SHARED_BANK_IDS})`, 'true', 'with a bank id of another account'),
      countWrong('transfer', 'transfers', 'transactions',
        'type = \'transfer\' AND (account IS NULL OR to_account IS NULL OR account = to_account)',
        'without two accounts')),
  },
  {
    check: 'categories',
    since: 1,
    holds: 'every transaction and budget agrees with its category',
    wrongs: (query) => allOf(query, agreeing('transactions'), agreeing('budgets')),
  },
  {
    check: 'amounts',
    since: 1,
    holds: 'every amount is a whole number within its bounds, in a valid currency',
    wrongs: (query) => allOf(query,
      countWrong('transaction', 'transactions', 'transactions',
        `typeof(amount) <> 'integer' OR amount NOT BETWEEN -${MAX_MINOR} AND ${MAX_MINOR}`,
        'with an amount out of bounds'),
      countWrong('budget', 'budgets', 'budgets',
        `typeof(monthly_limit) <> 'integer' OR monthly_limit NOT BETWEEN 0 AND ${MAX_MINOR}`,
        'with a limit out of bounds'),
      wrongValues('transactions', 'currency', isCurrency, 'a currency'),
      wrongValues('budgets', 'currency', isCurrency, 'a currency')),
  },
  {
    check: 'days',
    since: 1,
    holds: 'every day and month is one of the calendar',
    wrongs: (query) => allOf(
      query, wrongValues('transactions', 'date', isDay, 'a day'), wrongValues('budgets', 'month', isMonth, 'a month')
    ),
  },
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
        'c.undone_by IS NOT NULL AND (other.undoes IS NOT c.id OR other.undone_by IS NOT NULL)',
        'marked as undone by a change that is not in force as its undo', 'c.id'),
      countWrong('change', 'changes', `${UNDOS} c.undoes`,
        'c.undoes IS NOT NULL AND (other.id IS NULL OR other.id >= c.id)',
        'undoing a change that is missing or later', 'c.id'),
      countWrong('change', 'changes', `${UNDOS} c.undoes`,
        '(c.action IN (\'undo\', \'redo\')) <> (c.undoes IS NOT NULL) OR (c.action = \'redo\') <> ' +
          'coalesce(other.action = \'undo\', 0)',
        'whose action does not match what was undone', 'c.id')),
  },
]
