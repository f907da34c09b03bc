import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { searchKey } from '../transactions/search-key.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'

/** Rows in one statement: large enough that the statement costs nothing, small enough for its text. */
const CHUNK_ROWS = 5000

/** Rows of consecutive ids. */
export interface IdRun { readonly firstId: number, readonly lastId: number }

// One text for all rows: a statement of its own for each is eight times slower.
const INTO = `
  INSERT INTO transactions
    (user_id, date, type, category, amount, currency, payee, description, search_key, created_at, updated_at)`

const INSERT = {
  sqlite: `${INTO}
    SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ?, ?
    FROM json_each(?)
    ORDER BY key
    RETURNING id`,
  postgres: `${INTO}
    SELECT ?::bigint, value ->> 0, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::bigint, value ->> 4, value ->> 5, value ->> 6, value ->> 7, ?, ?
    FROM json_array_elements(?::json) WITH ORDINALITY AS rows (value, key)
    ORDER BY key
    RETURNING id`,
}

/** Ids in their order, as the runs of consecutive ones that they are: others may write between them. */
function runsOf (ids: readonly number[]): IdRun[] {
  const runs: IdRun[] = []
  for (const id of ids.toSorted((one, other) => one - other)) {
    const last = runs.at(-1)
    if (last?.lastId === id - 1) runs.splice(-1, 1, { ...last, lastId: id })
    else runs.push({ firstId: id, lastId: id })
  }
  return runs
}

export function importRepository (handle: Knex) {
  return {
    /** @returns the ids that they got, in their order */
    async addAll (userId: number, rows: readonly TransactionValues[], now: string): Promise<IdRun[]> {
      const ids: number[] = []
      for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
        const chunk = rows.slice(at, at + CHUNK_ROWS).map((row) => [
          row.date, row.type, row.category, row.amount, row.currency, row.payee, row.description, searchKey(row.payee, row.description),
        ])
        const made: Array<{ id: number }> = await handle.raw(INSERT[dialectOf(handle)], [userId, now, now, JSON.stringify(chunk)])
        for (const { id } of made) ids.push(id)
      }
      return runsOf(ids)
    },
  }
}
