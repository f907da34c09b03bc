import type { Knex } from 'knex'
import { searchKey } from '../../db/search-key.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'

/** Rows in one statement: large enough that the statement costs nothing, small enough for its text. */
const CHUNK_ROWS = 5000

// One text for all rows: a statement of its own for each is eight times slower.
const INSERT = `
  INSERT INTO transactions
    (user_id, date, type, category, amount, currency, payee, description, search_key, created_at, updated_at)
  SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ?, ?
  FROM json_each(?)
  ORDER BY key`

export function importRepository (handle: Knex) {
  return {
    /** @returns the id of the last one: they are consecutive, because nobody else writes meanwhile */
    async addAll (userId: number, rows: readonly TransactionValues[], now: string): Promise<number> {
      for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
        const chunk = rows.slice(at, at + CHUNK_ROWS).map((row) => [
          row.date, row.type, row.category, row.amount, row.currency, row.payee, row.description, searchKey(row.payee, row.description),
        ])
        await handle.raw(INSERT, [userId, now, now, JSON.stringify(chunk)])
      }
      const row = await handle('transactions').where({ user_id: userId }).max({ id: 'id' }).first()
      return Number(row?.id)
    },
  }
}
