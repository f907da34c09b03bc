import type { Knex } from 'knex'

const TABLE = 'signing_keys'

/** A key as it is stored: its secret is base64url. */
export interface StoredKey { readonly kid: string, readonly secret: string }

function fromRow (row: unknown): StoredKey {
  return row as StoredKey
}

/** The keys that every server on a PostgreSQL signs by. They are the servers' own, and have no owner. */
export function keyRepository (handle: Knex) {
  return {
    /** The newest first: it signs. */
    async all (): Promise<StoredKey[]> {
      const rows: unknown[] = await handle(TABLE).select('kid', 'secret').orderBy('id', 'desc')
      return rows.map(fromRow)
    },

    async add (key: StoredKey, now: string): Promise<void> {
      await handle(TABLE).insert({ ...key, made_at: now })
    },

    async keepOnly (kids: readonly string[]): Promise<void> {
      await handle(TABLE).whereNotIn('kid', kids).delete()
    },
  }
}
