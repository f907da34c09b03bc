/**
 * The field's words for what the change log holds: a line has an `entity` (a kind of row, as the API names it) in the
 * place of a table's name, and no CHECK names the entities, so that a new one needs no change here. The records of
 * requests that come twice are `idempotency_keys`.
 */
const ENTITIES = { transactions: 'transaction', categories: 'category', budgets: 'budget' }

function renamed (column: string, names: ReadonlyArray<readonly [from: string, to: string]>): string {
  return `CASE ${column} ${names.map(([from, to]) => `WHEN '${from}' THEN '${to}'`).join(' ')} ELSE ${column} END`
}

const toEntities = renamed('noun', Object.entries(ENTITIES))
const TABLES = Object.entries(ENTITIES).map(([table, entity]) => [entity, table] as const)

const CHECK = 'CHECK (noun IN (\'transactions\', \'categories\', \'budgets\'))'

/** @param column with its type and its check */
function changeRows (table: string, column: string): string {
  return `CREATE TABLE ${table} (
    user_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    ${column},
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (user_id, change_id, position),
    FOREIGN KEY (user_id, change_id) REFERENCES changes (user_id, id) ON DELETE RESTRICT,
    CHECK (last_id >= first_id),
    CHECK (first_id = last_id OR (before IS NULL AND after IS NULL))
  ) STRICT, WITHOUT ROWID`
}

function copied (from: string, to: string, value: string): string {
  return `INSERT INTO ${to}
    SELECT user_id, change_id, position, ${value}, first_id, last_id, before, after FROM ${from}`
}

const sqlite = {
  up: [
    'ALTER TABLE kept_answers RENAME TO idempotency_keys',
    'DROP INDEX kept_answers_by_age',
    'CREATE INDEX idempotency_keys_by_age ON idempotency_keys (user_id, at_seconds)',
    // SQLite drops no CHECK: the table is built anew.
    changeRows('new_change_rows', 'entity TEXT NOT NULL'),
    copied('change_rows', 'new_change_rows', toEntities),
    'DROP TABLE change_rows',
    'ALTER TABLE new_change_rows RENAME TO change_rows',
  ],
  // A renamed table has its name in quotation marks from then on: by these steps the tables are what they were, to the
  // character.
  down: [
    'ALTER TABLE change_rows RENAME TO new_change_rows',
    changeRows('change_rows', `noun TEXT NOT NULL ${CHECK}`),
    copied('new_change_rows', 'change_rows', renamed('entity', TABLES)),
    'DROP TABLE new_change_rows',
    `CREATE TABLE kept_answers (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL,
    at_seconds INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID`,
    'INSERT INTO kept_answers SELECT user_id, key, fingerprint, result, at_seconds FROM idempotency_keys',
    'DROP TABLE idempotency_keys',
    'CREATE INDEX kept_answers_by_age ON kept_answers (user_id, at_seconds)',
  ],
}

const postgres = {
  up: [
    'ALTER TABLE kept_answers RENAME TO idempotency_keys',
    'ALTER TABLE idempotency_keys RENAME CONSTRAINT kept_answers_user_id_fkey TO idempotency_keys_user_id_fkey',
    'ALTER INDEX kept_answers_pkey RENAME TO idempotency_keys_pkey',
    'ALTER INDEX kept_answers_by_age RENAME TO idempotency_keys_by_age',
    'ALTER TABLE change_rows DROP CONSTRAINT change_rows_noun_check',
    `UPDATE change_rows SET noun = ${toEntities}`,
    'ALTER TABLE change_rows RENAME COLUMN noun TO entity',
  ],
  down: [
    'ALTER TABLE change_rows RENAME COLUMN entity TO noun',
    `UPDATE change_rows SET noun = ${renamed('noun', TABLES)}`,
    `ALTER TABLE change_rows ADD CONSTRAINT change_rows_noun_check ${CHECK}`,
    'ALTER INDEX idempotency_keys_by_age RENAME TO kept_answers_by_age',
    'ALTER INDEX idempotency_keys_pkey RENAME TO kept_answers_pkey',
    'ALTER TABLE idempotency_keys RENAME CONSTRAINT idempotency_keys_user_id_fkey TO kept_answers_user_id_fkey',
    'ALTER TABLE idempotency_keys RENAME TO kept_answers',
  ],
}

export const entities = {
  up: { sqlite: sqlite.up, postgres: postgres.up },
  down: { sqlite: sqlite.down, postgres: postgres.down },
}
