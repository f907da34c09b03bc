import type { Knex } from 'knex'

/** Runs an insert of one row. @returns the id that the database gave it */
export async function insertedId (insert: Knex.QueryBuilder): Promise<number> {
  const [row]: Array<{ id: number }> = await insert.returning('id')
  return Number(row?.id)
}
