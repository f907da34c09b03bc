import type { Knex } from 'knex'

/** Which database a handle, or a transaction of one, is of. */
export function dialectOf (handle: Knex): 'sqlite' | 'postgres' {
  const { client }: { client: { readonly dialect?: unknown } } = handle
  return client.dialect === 'postgresql' ? 'postgres' : 'sqlite'
}
