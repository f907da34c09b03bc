/**
 * The rows that are made of the JSON of others: the parts of a split transaction, and its tags. They are made anew with
 * every write of what they are made of, and go with their row by the database's own cascade.
 */
import type { Knex } from 'knex'
import { dialectOf } from '../db/dialect.ts'
import { INDEX_TABLES, type IndexTable, type Resource } from './resources.ts'

type Dialect = ReturnType<typeof dialectOf>

/** Rows by their ids, as a condition of their table `t`. */
export interface RowCondition { readonly sql: string, readonly bindings: readonly number[] }

/** The rows that are made of `t`, with the value of their owner and without their condition. */
const SELECTS: Readonly<Record<IndexTable['name'], Record<Dialect, string>>> = {
  parts: {
    sqlite: `
      SELECT ?, t.id, one.key, t.date, t.currency, t.type, one.value ->> 'category', one.value ->> 'amount',
        one.value ->> 'to_account'
      FROM transactions AS t, json_each(t.splits) AS one`,
    postgres: `
      SELECT ?::bigint, t.id, one.key - 1, t.date, t.currency, t.type, (one.value ->> 'category')::bigint,
        (one.value ->> 'amount')::bigint, (one.value ->> 'to_account')::bigint
      FROM transactions AS t, LATERAL json_array_elements(t.splits::json) WITH ORDINALITY AS one (value, key)`,
  },
  transaction_tags: {
    sqlite: 'SELECT ?, t.id, one.value FROM transactions AS t, json_each(t.tags) AS one',
    postgres: `
      SELECT ?::bigint, t.id, one.value::bigint
      FROM transactions AS t, LATERAL json_array_elements_text(t.tags::json) AS one (value)`,
  },
}

/** The tables that are made of new rows with a value in these columns. */
export function indexTablesWith ({ entity }: Resource, columns: readonly string[]): IndexTable[] {
  return INDEX_TABLES.filter(({ of, source }) => of === entity && columns.includes(source))
}

/** The tables that are made of these columns of a resource. */
export function indexTablesOf ({ entity }: Resource, columns: readonly string[]): IndexTable[] {
  return INDEX_TABLES.filter(({ of, from }) => of === entity && from.some((column) => columns.includes(column)))
}

/** Makes anew what is made of these rows. */
export async function remake (
  handle: Knex, userId: number, tables: readonly IndexTable[], { sql, bindings }: RowCondition
): Promise<void> {
  for (const { name, of, columns, source } of tables) {
    const reference = `${of}_id`
    await handle.raw(
      `DELETE FROM ${name} WHERE user_id = ? AND ${reference} IN (SELECT t.id FROM transactions AS t WHERE ` +
        `t.user_id = ? AND ${sql})`, [userId, userId, ...bindings])
    await handle.raw(
      `INSERT INTO ${name} (${columns.join(', ')}) ${SELECTS[name][dialectOf(handle)]} ` +
        `WHERE t.user_id = ? AND t.${source} IS NOT NULL AND ${sql}`, [userId, userId, ...bindings])
  }
}

export function idIn (ids: readonly number[]): RowCondition {
  return { sql: `t.id IN (${ids.map(() => '?').join(', ')})`, bindings: ids }
}

export function idBetween (firstId: number, lastId: number): RowCondition {
  return { sql: 't.id BETWEEN ? AND ?', bindings: [firstId, lastId] }
}
