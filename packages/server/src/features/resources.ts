/**
 * One descriptor for each table of a book. Undo, the counts of a change, copying, the deletion of a user, the money of
 * logged rows and the tests' check of owners derive from them: a new table is one entry here.
 */
import { LOGGED_ROWS, type Entity } from '@fintrack/contract/changes'
import { formatAmount } from '@fintrack/contract/money'
import { foldName, foldSearch, searchKey } from '@fintrack/contract/text'
import type { TableShape } from '../db/rows.ts'
import { splitsOf } from './transaction-json.ts'

export interface Table extends TableShape {
  /** Set where a counter gives the ids, so that none is ever given twice. */
  readonly counted?: true
  /** The column that holds the id of its user; absent where a row belongs to nobody. */
  readonly ownedBy?: 'id' | 'user_id'
  /** The columns whose texts may be long, so that a few rows can be much to delete. */
  readonly longTexts?: readonly string[]
}

type Value = string | number | null
export type ColumnValues = Readonly<Record<string, Value>>

/** A column that is computed from others. It is not in the change log: undo computes it again. */
interface DerivedColumn { readonly from: readonly string[], readonly compute: (row: ColumnValues) => string }

/** A row that others refer to, together with a column in which both agree. */
interface Reference { readonly entity: Entity, readonly agreesOn: string }

/** A table whose rows are in the change log, and can be undone. */
export interface Resource extends Table {
  readonly entity: Entity
  readonly label: {
    readonly one: string
    readonly many: string
    /** What no two rows have in common, as the end of "another category of its …". */
    readonly unique: string
  }
  /** The columns that the change log holds: the row's own contents, without its user and what is computed. */
  readonly logged: readonly string[]
  /** The columns that a write gives. */
  readonly values: Readonly<Record<string, 'text' | 'integer'>>
  readonly derived: Readonly<Record<string, DerivedColumn>>
  /** By the column that refers. */
  readonly references: Readonly<Record<string, Reference>>
  /** Of columns that the log of older changes does not know, what their rows had. */
  readonly fallbacks: ColumnValues
  /** How a column that is no plain value is shown in the change log: an amount, a flag, or JSON. */
  readonly shown: Readonly<Record<string, (row: ColumnValues) => unknown>>
}

/** Rows that are made of a JSON column of others, which are found and summed by them, and with which they go. */
export interface IndexTable extends Table {
  readonly name: 'parts' | 'transaction_tags'
  readonly of: Entity
  /** The columns of a row that they are made of. */
  readonly from: readonly string[]
  /** The column of the row that they are made of, null where it has none. */
  readonly source: string
  readonly references: Readonly<Record<string, Reference>>
}

const COUNTED_ID = { key: ['id'], counted: true } as const
const OWNED = { ownedBy: 'user_id' } as const
const WRITTEN = ['created_at', 'updated_at', 'version']

interface Given extends
  Pick<Resource, 'values'>, Partial<Pick<Resource, 'derived' | 'references' | 'shown' | 'longTexts' | 'fallbacks'>> {
  readonly unique?: string
}

function resource (
  entity: Entity, name: string,
  { values, derived = {}, references = {}, shown = {}, fallbacks = {}, unique = 'id', ...rest }: Given
): Resource {
  return {
    entity,
    name,
    ...COUNTED_ID,
    ...OWNED,
    columns: ['id', 'user_id', ...Object.keys(values), ...Object.keys(derived), ...WRITTEN],
    logged: ['id', ...Object.keys(values), ...WRITTEN],
    label: { one: entity.replaceAll('_', ' '), many: LOGGED_ROWS[entity].plural, unique },
    values,
    derived,
    references,
    shown,
    fallbacks,
    ...rest,
  }
}

const CATEGORY = { entity: 'category', agreesOn: 'type' } as const
const ACCOUNT = { entity: 'account', agreesOn: 'currency' } as const

/** Of a name, what no two rows of a user have in common, and what it is found by. */
const nameKeys = {
  name_key: { from: ['name'], compute: ({ name }: ColumnValues) => foldName(String(name)) },
  search_key: { from: ['name'], compute: ({ name }: ColumnValues) => foldSearch(String(name)) },
}

/** An amount of a column, in the currency that another one names; null where there is none. */
function money (column: string, currency = 'currency') {
  return (row: ColumnValues) =>
    typeof row[column] === 'number' ? formatAmount(row[column], String(row[currency])) : null
}

function flag (column: string) {
  return (row: ColumnValues) => row[column] === 1
}

function list (column: string) {
  return (row: ColumnValues): unknown => typeof row[column] === 'string' ? JSON.parse(row[column]) : []
}

/** On the wire only what is of another currency is there twice. */
function ofOtherCurrency (show: (row: ColumnValues) => unknown) {
  return (row: ColumnValues) => row.to_currency === row.currency ? null : show(row)
}

/** In the order of their references: what a row refers to comes before it. */
export const RESOURCES: Readonly<Record<Entity, Resource>> = {
  account: resource('account', 'accounts', {
    values: {
      name: 'text', currency: 'text', opening_balance: 'integer', opening_date: 'text', bank_ids: 'text',
      archived: 'integer',
    },
    derived: nameKeys,
    unique: 'name',
    shown: { opening_balance: money('opening_balance'), bank_ids: list('bank_ids'), archived: flag('archived') },
  }),
  balance_check: resource('balance_check', 'balance_checks', {
    values: { account: 'integer', currency: 'text', date: 'text', amount: 'integer' },
    references: { account: ACCOUNT },
    shown: { amount: money('amount') },
  }),
  tag: resource('tag', 'tags', { values: { name: 'text' }, derived: nameKeys, unique: 'name' }),
  category: resource('category', 'categories', {
    values: { name: 'text', type: 'text', archived: 'integer' },
    derived: nameKeys,
    unique: 'name',
    shown: { archived: flag('archived') },
    fallbacks: { archived: 0 },
  }),
  transaction: resource('transaction', 'transactions', {
    values: {
      date: 'text', type: 'text', category: 'integer', amount: 'integer', currency: 'text', payee: 'text',
      description: 'text', account: 'integer', to_account: 'integer', to_amount: 'integer', to_currency: 'text',
      to_date: 'text', splits: 'text', tags: 'text',
    },
    derived: {
      payee_key: { from: ['payee'], compute: ({ payee }) => searchKey(String(payee ?? '')) },
      // What its parts are for is found like what it is for itself.
      description_key: {
        from: ['description', 'splits'],
        compute: (row) => searchKey(String(row.description ?? ''), splitsOf(row).map(({ description }) => description)),
      },
    },
    references: { category: CATEGORY, account: ACCOUNT, to_account: ACCOUNT },
    shown: {
      amount: money('amount'),
      to_amount: ofOtherCurrency(money('to_amount', 'to_currency')),
      to_currency: ofOtherCurrency((row) => row.to_currency ?? null),
      splits: (row) => splitsOf(row).map((split) =>
        ({ ...split, amount: formatAmount(split.amount, String(row.currency)) })),
      tags: list('tags'),
    },
    longTexts: ['description', 'description_key', 'splits'],
  }),
  budget: resource('budget', 'budgets', {
    values: { category: 'integer', type: 'text', month: 'text', monthly_limit: 'integer', currency: 'text' },
    references: { category: CATEGORY },
    unique: 'category and month',
    shown: { monthly_limit: money('monthly_limit') },
  }),
}

const OF_TRANSACTION = { of: 'transaction', ...OWNED } as const

export const INDEX_TABLES: readonly IndexTable[] = [
  {
    ...OF_TRANSACTION,
    name: 'parts',
    key: ['user_id', 'transaction_id', 'position'],
    columns: [
      'user_id', 'transaction_id', 'position', 'date', 'currency', 'type', 'category', 'amount', 'to_account',
    ],
    from: ['date', 'currency', 'type', 'splits'],
    source: 'splits',
    references: { category: CATEGORY, to_account: ACCOUNT },
  },
  {
    ...OF_TRANSACTION,
    name: 'transaction_tags',
    key: ['user_id', 'transaction_id', 'tag'],
    columns: ['user_id', 'transaction_id', 'tag'],
    from: ['tags'],
    source: 'tags',
    references: { tag: { entity: 'tag', agreesOn: 'name' } },
  },
]

/** Every table that both databases have, in the order of their references. */
export const TABLES: readonly Table[] = [
  {
    name: 'users',
    ...COUNTED_ID,
    ownedBy: 'id',
    columns: ['id', 'username', 'username_key', 'email', 'currency', 'password_hash', 'embedded', ...WRITTEN],
  },
  {
    name: 'sessions',
    ...COUNTED_ID,
    ...OWNED,
    columns: [
      'id', 'user_id', 'nonce', 'generation', 'refreshed_seconds', 'expires_seconds', 'created_at', 'last_used_at',
      'label', 'ends_seconds',
    ],
  },
  {
    name: 'tokens',
    ...COUNTED_ID,
    ...OWNED,
    columns: ['id', 'user_id', 'name', 'name_key', 'scope', 'digest', 'created_at', 'last_used_at', 'expires_at'],
  },
  { name: 'attempts', ...COUNTED_ID, columns: ['id', 'kind', 'key', 'at_seconds'] },
  {
    name: 'audit',
    ...COUNTED_ID,
    ...OWNED,
    columns: ['id', 'user_id', 'event', 'session_id', 'token_id', 'address', 'at'],
  },
  ...Object.values(RESOURCES),
  ...INDEX_TABLES,
  {
    name: 'changes',
    ...COUNTED_ID,
    ...OWNED,
    columns: ['id', 'user_id', 'at', 'action', 'summary', 'session_id', 'token_id', 'undoes', 'undone_by'],
    links: ['undoes', 'undone_by'],
  },
  {
    name: 'change_rows',
    key: ['user_id', 'change_id', 'position'],
    ...OWNED,
    columns: ['user_id', 'change_id', 'position', 'entity', 'first_id', 'last_id', 'before', 'after'],
    longTexts: ['before', 'after'],
  },
  {
    name: 'idempotency_keys',
    key: ['user_id', 'key'],
    textKey: 'key',
    ...OWNED,
    columns: ['user_id', 'key', 'fingerprint', 'result', 'at_seconds'],
    longTexts: ['result'],
  },
]

/** The keys that sign logins: a table on PostgreSQL, and a file beside a book on SQLite. */
export const KEYS_TABLE = 'signing_keys'

/** The tables whose ids a counter gives. */
export const COUNTED: readonly string[] = TABLES.filter(({ counted }) => counted).map(({ name }) => name)

/**
 * The computed columns of values that are stored. A write that gives one of the columns that a derived one is computed
 * from gives all of them.
 */
export function derivedValues ({ derived }: Pick<Resource, 'derived'>, values: ColumnValues): ColumnValues {
  return Object.fromEntries(Object.entries(derived)
    .filter(([, { from }]) => from.some((column) => Object.hasOwn(values, column)))
    .map(([column, { from, compute }]) => {
      const missing = from.filter((name) => !Object.hasOwn(values, name))
      if (missing.length > 0) throw new Error(`${column} cannot be computed without ${missing.join(', ')}.`)
      return [column, compute(values)]
    }))
}
