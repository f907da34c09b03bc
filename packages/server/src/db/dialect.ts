import type { Knex } from 'knex'

/** Which database a handle, or a transaction of one, is of. */
export function dialectOf (handle: Knex): 'sqlite' | 'postgres' {
  const client: unknown = handle.client
  return client instanceof Object && 'dialect' in client && client.dialect === 'postgresql' ? 'postgres' : 'sqlite'
}
