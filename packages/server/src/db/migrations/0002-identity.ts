/**
 * What identity needs: what a session calls itself and when it ends, personal access tokens, the attempts that guessing is throttled by,
 * and the audit of logins and changes of credentials.
 */
const sqlite = [
  'ALTER TABLE sessions ADD COLUMN label TEXT NOT NULL DEFAULT \'\' CHECK (length(label) <= 100)',
  // When it ends however it is used; a session of before has no such end.
  'ALTER TABLE sessions ADD COLUMN ends_seconds INTEGER',

  // Of a token only its digest is kept: whoever reads the table cannot use it.
  `CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'read-write')),
    digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_used_at TEXT,
    expires_at TEXT,
    UNIQUE (user_id, id),
    UNIQUE (user_id, name_key),
    UNIQUE (user_id, digest)
  ) STRICT`,

  // Belongs to nobody: an attempt is counted before it is known whether there is such an account.
  `CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('password_of_account', 'password_from_address', 'registration_from_address')),
    key TEXT NOT NULL,
    at_seconds INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX attempts_by_key ON attempts (kind, key, at_seconds)',
  'CREATE INDEX attempts_by_age ON attempts (at_seconds)',

  // Without an owner where a login named nobody. Sessions and tokens are named, not referenced: they end before this does.
  `CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    event TEXT NOT NULL,
    session_id INTEGER,
    token_id INTEGER,
    address TEXT,
    at TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX audit_by_user ON audit (user_id, id)',
  'CREATE INDEX audit_by_age ON audit (at)',
]

export const identity = {
  up: { sqlite },
  down: { sqlite: ['DROP TABLE audit', 'DROP TABLE attempts', 'DROP TABLE tokens', 'ALTER TABLE sessions DROP COLUMN ends_seconds', 'ALTER TABLE sessions DROP COLUMN label'] },
}
