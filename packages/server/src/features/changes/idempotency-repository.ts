import type { Knex } from 'knex'

const TABLE = 'idempotency_keys'

/** More than one, so that they become fewer. */
const REMOVED_AT_ONCE = 10

/** What a request was, and what its work returned, as JSON. */
export interface IdempotencyRecord {
  readonly key: string
  readonly fingerprint: string
  readonly result: string
  readonly at_seconds: number
}

function resultFromRow<T> (row: unknown): { fingerprint: string, result: T } {
  const { fingerprint, result } = row as IdempotencyRecord
  return { fingerprint, result: JSON.parse(result) as T }
}

export function idempotencyRepository (handle: Knex) {
  return {
    /** @param sinceSeconds an older record counts as gone */
    async get<T> (
      userId: number, key: string, sinceSeconds: number
    ): Promise<{ fingerprint: string, result: T } | undefined> {
      const row: unknown = await handle(TABLE)
        .where({ user_id: userId, key }).where('at_seconds', '>', sinceSeconds).first()
      return row === undefined ? undefined : resultFromRow<T>(row)
    },

    async add (userId: number, record: IdempotencyRecord): Promise<void> {
      await handle(TABLE).insert({ user_id: userId, ...record })
    },

    /** Removes an older record of this key, and some others of the oldest: each may be long. */
    async removeOlder (userId: number, key: string, thanSeconds: number): Promise<void> {
      const older = () => handle(TABLE).where({ user_id: userId }).where('at_seconds', '<=', thanSeconds)
      await older().where({ key }).delete()
      await older().whereIn('key', older().select('key').orderBy('at_seconds').limit(REMOVED_AT_ONCE)).delete()
    },
  }
}
