/** Every table that both databases have, with its columns: what a book is, whatever it is on. */

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** By what its rows are in one order on both databases. */
  readonly key: readonly string[]
  /** Set where its ids are given by a counter, so that none is ever given twice. */
  readonly counted?: true
  /** The column of the key that is a text; all others are whole numbers. */
  readonly textKey?: string
  /** References to other rows of the same table, which may come after it. */
  readonly links?: readonly string[]
}

const COUNTED_ID = { key: ['id'], counted: true } as const
const MADE = ['created_at', 'updated_at', 'version']

/** In the order of their references: what a row refers to comes before it. */
export const TABLES: readonly Table[] = [
  { name: 'users', ...COUNTED_ID, columns: ['id', 'username', 'username_key', 'email', 'currency', 'password_hash', 'embedded', ...MADE] },
  {
    name: 'sessions',
    ...COUNTED_ID,
    columns: ['id', 'user_id', 'nonce', 'generation', 'refreshed_seconds', 'expires_seconds', 'created_at', 'last_used_at', 'label', 'ends_seconds'],
  },
  { name: 'tokens', ...COUNTED_ID, columns: ['id', 'user_id', 'name', 'name_key', 'scope', 'digest', 'created_at', 'last_used_at', 'expires_at'] },
  { name: 'attempts', ...COUNTED_ID, columns: ['id', 'kind', 'key', 'at_seconds'] },
  { name: 'audit', ...COUNTED_ID, columns: ['id', 'user_id', 'event', 'session_id', 'token_id', 'address', 'at'] },
  { name: 'categories', ...COUNTED_ID, columns: ['id', 'user_id', 'name', 'name_key', 'type', ...MADE] },
  {
    name: 'transactions',
    ...COUNTED_ID,
    columns: ['id', 'user_id', 'date', 'type', 'category', 'amount', 'currency', 'payee', 'description', 'search_key', ...MADE],
  },
  { name: 'budgets', ...COUNTED_ID, columns: ['id', 'user_id', 'category', 'type', 'month', 'monthly_limit', 'currency', ...MADE] },
  {
    name: 'changes',
    ...COUNTED_ID,
    columns: ['id', 'user_id', 'at', 'action', 'summary', 'session_id', 'token_id', 'undoes', 'undone_by'],
    links: ['undoes', 'undone_by'],
  },
  {
    name: 'change_rows',
    key: ['user_id', 'change_id', 'position'],
    columns: ['user_id', 'change_id', 'position', 'noun', 'first_id', 'last_id', 'before', 'after'],
  },
  { name: 'kept_answers', key: ['user_id', 'key'], textKey: 'key', columns: ['user_id', 'key', 'fingerprint', 'result', 'at_seconds'] },
]

/** The keys that sign logins: a table on PostgreSQL, and a file beside a book on SQLite. */
export const KEYS_TABLE = 'signing_keys'

/** Those whose ids are given by a counter. */
export const COUNTED: readonly string[] = TABLES.filter(({ counted }) => counted).map(({ name }) => name)
