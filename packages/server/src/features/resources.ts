/**
 * One descriptor for each table of a book. Undo, the counts of a change, copying, the deletion of a user, the money of
 * logged rows and the tests' check of owners derive from them: a new table is one entry here.
 */
import { LOGGED_ROWS, type Entity } from '@fintrack/contract/changes'
import { DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { counted, fold, foldStart, listed } from '@fintrack/contract/text'
import type { TableShape } from '../db/rows.ts'

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
  /** The column that is an amount in the row's currency. */
  readonly moneyColumn?: string
}

const COUNTED_ID = { key: ['id'], counted: true } as const
const OWNED = { ownedBy: 'user_id' } as const
const WRITTEN = ['created_at', 'updated_at', 'version']

interface Given extends
  Pick<Resource, 'values'>, Partial<Pick<Resource, 'derived' | 'references' | 'moneyColumn' | 'longTexts'>> {
  readonly unique?: string
}

function resource (
  entity: Entity, name: string, { values, derived = {}, references = {}, unique = 'id', ...rest }: Given
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
    ...rest,
  }
}

/** Of a text to search in: as long as the longest payee and description, though some letters become eighteen. */
const SEARCH_TEXT_UNITS = PAYEE_MAX_CHARACTERS + DESCRIPTION_MAX_CHARACTERS + 1

/** SQLite folds the case of ASCII only, so that the text to search in is stored beside the row. */
function searchText ({ payee, description }: ColumnValues): string {
  return foldStart(`${payee ?? ''}\n${description}`, SEARCH_TEXT_UNITS)
}

const CATEGORY = { entity: 'category', agreesOn: 'type' } as const

/** In the order of their references: what a row refers to comes before it. */
export const RESOURCES: Readonly<Record<Entity, Resource>> = {
  category: resource('category', 'categories', {
    values: { name: 'text', type: 'text' },
    derived: { name_key: { from: ['name'], compute: ({ name }) => fold(String(name)) } },
    unique: 'name',
  }),
  transaction: resource('transaction', 'transactions', {
    values: {
      date: 'text', type: 'text', category: 'integer', amount: 'integer', currency: 'text', payee: 'text',
      description: 'text',
    },
    derived: { search_key: { from: ['payee', 'description'], compute: searchText } },
    references: { category: CATEGORY },
    moneyColumn: 'amount',
    longTexts: ['description', 'search_key'],
  }),
  budget: resource('budget', 'budgets', {
    values: { category: 'integer', type: 'text', month: 'text', monthly_limit: 'integer', currency: 'text' },
    references: { category: CATEGORY },
    unique: 'category and month',
    moneyColumn: 'monthly_limit',
  }),
}

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
export function derivedValues ({ derived }: Resource, values: ColumnValues): ColumnValues {
  return Object.fromEntries(Object.entries(derived)
    .filter(([, { from }]) => from.some((column) => Object.hasOwn(values, column)))
    .map(([column, { from, compute }]) => {
      const missing = from.filter((name) => !Object.hasOwn(values, name))
      if (missing.length > 0) throw new Error(`${column} cannot be computed without ${missing.join(', ')}.`)
      return [column, compute(values)]
    }))
}

/** The tables that refer to rows of a resource, each with the column that does. */
export function referrersOf (entity: Entity): ReadonlyArray<{ readonly resource: Resource, readonly column: string }> {
  return Object.values(RESOURCES).flatMap((one) => Object.entries(one.references)
    .filter(([, reference]) => reference.entity === entity)
    .map(([column]) => ({ resource: one, column })))
}

/**
 * `2 transactions and 1 budget`, or `` where nothing refers to a row.
 * @param counts of the rows that do, by their table
 */
export function describeUses (entity: Entity, counts: Readonly<Record<string, number>>): string {
  const tables = new Map(referrersOf(entity).map(({ resource: { name, label } }) => [name, label]))
  return listed([...tables].flatMap(([name, { one, many }]) => {
    const count = counts[name] ?? 0
    return count === 0 ? [] : [counted(count, one, many)]
  }))
}
