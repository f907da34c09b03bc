/**
 * The change log, which is the audit trail of the book and what undo works from; and the answers that are kept for
 * requests that come twice.
 */
const sqlite = [
  `CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    summary TEXT NOT NULL,
    session_id INTEGER,
    token_id INTEGER,
    undoes INTEGER,
    undone_by INTEGER,
    UNIQUE (user_id, id),
    FOREIGN KEY (user_id, undoes) REFERENCES changes (user_id, id),
    FOREIGN KEY (user_id, undone_by) REFERENCES changes (user_id, id)
  ) STRICT`,

  // A row as it was and as it became: `before` is null where it was not there, `after` where it went. Rows that were
  // made together stand in one line, first to last, and without their contents.
  `CREATE TABLE change_rows (
    user_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    noun TEXT NOT NULL CHECK (noun IN ('transactions', 'categories', 'budgets')),
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (user_id, change_id, position),
    FOREIGN KEY (user_id, change_id) REFERENCES changes (user_id, id) ON DELETE RESTRICT,
    CHECK (last_id >= first_id),
    CHECK (first_id = last_id OR (before IS NULL AND after IS NULL))
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE kept_answers (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL,
    at_seconds INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX kept_answers_by_age ON kept_answers (user_id, at_seconds)',
]

export const changes = {
  up: { sqlite },
  down: { sqlite: ['DROP TABLE kept_answers', 'DROP TABLE change_rows', 'DROP TABLE changes'] },
}
