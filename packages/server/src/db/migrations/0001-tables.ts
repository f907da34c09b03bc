/**
 * The first tables. Each is keyed by its owner: every key and index is led by `user_id`, and every reference carries it,
 * so that a row can only ever point at a row of the same user. STRICT, because SQLite would otherwise store any text
 * in an integer column.
 */

/** A real length and range in text form; that the day exists is checked where it is read. */
const DAY = '\'[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]\''
const MONTH = '\'[0-9][0-9][0-9][0-9]-[0-1][0-9]\''
const CURRENCY = '\'[A-Z][A-Z][A-Z]\''
const MAX_MINOR = 10_000_000_000_000

const sqlite = [
  // The embedded book's own user is a row without a name until `fintrack passwd` gives it one.
  `CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT,
    username_key TEXT UNIQUE,
    email TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL CHECK (currency GLOB ${CURRENCY}),
    password_hash TEXT,
    embedded INTEGER NOT NULL DEFAULT 0 CHECK (embedded IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((username IS NULL) = (username_key IS NULL)),
    CHECK ((username IS NULL) = (password_hash IS NULL)),
    CHECK (embedded = 1 OR username IS NOT NULL)
  ) STRICT`,
  'CREATE UNIQUE INDEX users_embedded ON users (embedded) WHERE embedded = 1',

  `CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    nonce TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 1 CHECK (generation >= 1),
    refreshed_seconds INTEGER NOT NULL,
    expires_seconds INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    UNIQUE (user_id, id)
  ) STRICT`,

  `CREATE TABLE categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('income', 'expense')),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (user_id, id, type),
    UNIQUE (user_id, name_key)
  ) STRICT`,

  // The reference carries the type as well: a row and its category cannot disagree, and a category in use keeps its type.
  `CREATE TABLE transactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    date TEXT NOT NULL CHECK (date GLOB ${DAY}),
    type TEXT NOT NULL CHECK (type IN ('income', 'expense')),
    category INTEGER,
    amount INTEGER NOT NULL CHECK (amount BETWEEN -${MAX_MINOR} AND ${MAX_MINOR}),
    currency TEXT NOT NULL CHECK (currency GLOB ${CURRENCY}),
    payee TEXT CHECK (length(payee) BETWEEN 1 AND 200),
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 20000),
    search_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    FOREIGN KEY (user_id, category, type) REFERENCES categories (user_id, id, type) ON DELETE RESTRICT
  ) STRICT`,
  // In the order of the list, and with all that a month's report reads, so that it never touches the table.
  'CREATE INDEX transactions_by_date ON transactions (user_id, date, id, currency, type, category, amount)',
  'CREATE INDEX transactions_by_category ON transactions (user_id, category, date, id)',
  'CREATE INDEX transactions_by_amount ON transactions (user_id, currency, amount, id)',

  `CREATE TABLE budgets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    category INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('income', 'expense')),
    month TEXT NOT NULL CHECK (month GLOB ${MONTH}),
    monthly_limit INTEGER NOT NULL CHECK (monthly_limit BETWEEN 0 AND ${MAX_MINOR}),
    currency TEXT NOT NULL CHECK (currency GLOB ${CURRENCY}),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (user_id, month, category, currency),
    FOREIGN KEY (user_id, category, type) REFERENCES categories (user_id, id, type) ON DELETE RESTRICT
  ) STRICT`,
  'CREATE INDEX budgets_by_month ON budgets (user_id, month, id)',
  'CREATE INDEX budgets_by_category ON budgets (user_id, category)',
]

export const tables = {
  up: { sqlite },
  down: { sqlite: ['budgets', 'transactions', 'categories', 'sessions', 'users'].map((table) => `DROP TABLE ${table}`) },
}
