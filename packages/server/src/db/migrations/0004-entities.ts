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

/** SQLite drops no CHECK: the table is built anew. @param column with its type and its check */
function rebuilt (column: string, value: string): string[] {
  return [
    `CREATE TABLE new_change_rows (
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
  ) STRICT, WITHOUT ROWID`,
    `INSERT INTO new_change_rows
    SELECT user_id, change_id, position, ${value}, first_id, last_id, before, after FROM change_rows`,
    'DROP TABLE change_rows',
    'ALTER TABLE new_change_rows RENAME TO change_rows',
  ]
}

const sqlite = {
  up: [
    'ALTER TABLE kept_answers RENAME TO idempotency_keys',
    'DROP INDEX kept_answers_by_age',
    'CREATE INDEX idempotency_keys_by_age ON idempotency_keys (user_id, at_seconds)',
    ...rebuilt('entity TEXT NOT NULL', toEntities),
  ],
  down: [
    ...rebuilt(`noun TEXT NOT NULL ${CHECK}`, renamed('entity', TABLES)),
    'DROP INDEX idempotency_keys_by_age',
    'ALTER TABLE idempotency_keys RENAME TO kept_answers',
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
