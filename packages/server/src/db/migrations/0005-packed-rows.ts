/** Rows of consecutive ids that a change removed or restored together are one line of the change log. */
const COLUMNS = 'user_id, change_id, position, entity, first_id, last_id, before, after'
const ONE_ROW = 'CHECK (first_id = last_id OR (before IS NULL AND after IS NULL))'

/** SQLite drops no CHECK: the table is built anew. */
function rebuilt (checks: readonly string[]): string[] {
  return [
    `CREATE TABLE new_change_rows (
    user_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entity TEXT NOT NULL,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (user_id, change_id, position),
    FOREIGN KEY (user_id, change_id) REFERENCES changes (user_id, id) ON DELETE RESTRICT,
    ${checks.join(',\n    ')}
  ) STRICT, WITHOUT ROWID`,
    `INSERT INTO new_change_rows (${COLUMNS}) SELECT ${COLUMNS} FROM change_rows`,
    'DROP TABLE change_rows',
    'ALTER TABLE new_change_rows RENAME TO change_rows',
  ]
}

const RISING = 'CHECK (last_id >= first_id)'

/** The way back is open as long as no such line was written. */
export const packedRows = {
  up: { sqlite: rebuilt([RISING]), postgres: ['ALTER TABLE change_rows DROP CONSTRAINT change_rows_check1'] },
  down: {
    sqlite: rebuilt([RISING, ONE_ROW]),
    postgres: [`ALTER TABLE change_rows ADD CONSTRAINT change_rows_check1 ${ONE_ROW}`],
  },
}
