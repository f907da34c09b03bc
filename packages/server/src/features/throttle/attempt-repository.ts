import type { Knex } from 'knex'
import { insertedId } from '../../db/insert.ts'

const TABLE = 'attempts'

/** What is counted: guesses at one account's password, guesses from one address, registrations from one address. */
export type AttemptKind = 'password_of_account' | 'password_from_address' | 'registration_from_address'

/** How many attempts there were since a moment, and when the first of them was. */
export interface RecentAttempts { readonly count: number, readonly firstSeconds: number }

function fromRow (row: unknown): RecentAttempts {
  return row as RecentAttempts
}

/** Attempts have no owner: they are counted before it is known whether there is such an account. */
export function attemptRepository (handle: Knex) {
  return {
    async recent (kind: AttemptKind, key: string, sinceSeconds: number): Promise<RecentAttempts> {
      const row: unknown = await handle(TABLE)
        .where({ kind, key }).where('at_seconds', '>', sinceSeconds)
        .first(handle.raw('count(*) as count'), handle.raw('coalesce(min(at_seconds), 0) as "firstSeconds"'))
      return fromRow(row)
    },

    async add (kind: AttemptKind, key: string, atSeconds: number): Promise<number> {
      return insertedId(handle(TABLE).insert({ kind, key, at_seconds: atSeconds }))
    },

    async remove (ids: readonly number[]): Promise<void> {
      await handle(TABLE).whereIn('id', ids).delete()
    },

    async removeAll (kind: AttemptKind, key: string): Promise<void> {
      await handle(TABLE).where({ kind, key }).delete()
    },

    async removeOlder (thanSeconds: number): Promise<void> {
      await handle(TABLE).where('at_seconds', '<=', thanSeconds).delete()
    },
  }
}
