/**
 * What is searched and what is unique by its name, by folds of their own: SQL cannot compute them, so that code does
 * (`db/key-work.ts`).
 *
 * A transaction has a key of its payee and one of its description in the place of one of both. Categories, accounts and
 * tags have a key to be found by beside the one that no two of a user have in common. Where two names become one by
 * the new fold, the later row gets another name: a change of its own in the log.
 */
import { rebuiltWithSearchKey } from './0007-money.ts'

const NAMED_TABLES = ['accounts', 'tags', 'categories']

/** A column of keys that are computed as soon as it is there. */
function keyColumn (table: string, column: string, text: string): string {
  return `ALTER TABLE ${table} ADD COLUMN ${column} ${text} NOT NULL DEFAULT ''`
}

function dropped (table: string, column: string): string {
  return `ALTER TABLE ${table} DROP COLUMN ${column}`
}

const TEXT = { sqlite: 'TEXT', postgres: 'text COLLATE "C"' }

function up (database: keyof typeof TEXT) {
  const text = TEXT[database]
  return [
    ...['payee_key', 'description_key'].map((column) => keyColumn('transactions', column, text)),
    ...NAMED_TABLES.map((table) => keyColumn(table, 'search_key', text)),
    { work: 'newKeys' } as const,
    dropped('transactions', 'search_key'),
  ]
}

const withoutSearchKeys = NAMED_TABLES.map((table) => dropped(table, 'search_key'))

export const searchKeys = {
  up: { sqlite: up('sqlite'), postgres: up('postgres') },
  down: {
    // SQLite adds no column in the place where it was.
    sqlite: [...rebuiltWithSearchKey(), { work: 'oldKeys' } as const, ...withoutSearchKeys],
    postgres: [
      `ALTER TABLE transactions ADD COLUMN search_key ${TEXT.postgres} NOT NULL DEFAULT ''`,
      { work: 'oldKeys' } as const,
      'ALTER TABLE transactions ALTER COLUMN search_key DROP DEFAULT',
      ...['payee_key', 'description_key'].map((column) => dropped('transactions', column)),
      ...withoutSearchKeys,
    ],
  },
}
