import type { Knex } from 'knex'

/** Runs an insert of one row. @returns the id that the database gave it */
export async function insertedId (insert: Knex.QueryBuilder): Promise<number> {
  const [row]: Array<{ id: number }> = await insert.returning('id')
  return Number(row?.id)
}

/** The parts of a list that is too long for one statement. */
export function chunksOf<T> (all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}
