import type { Knex } from 'knex'

const TABLE = 'sessions'

/** A login that lasts. Its refresh tokens are its id and generation under a MAC; none of them is stored. */
export interface SessionRow {
  readonly id: number
  readonly nonce: string
  readonly generation: number
  readonly refreshed_seconds: number
  readonly expires_seconds: number
}

const COLUMNS = ['id', 'nonce', 'generation', 'refreshed_seconds', 'expires_seconds']

function fromRow (row: unknown): SessionRow {
  return row as SessionRow
}

export function sessionRepository (handle: Knex) {
  return {
    async get (userId: number, sessionId: number): Promise<SessionRow | undefined> {
      const row: unknown = await handle(TABLE).select(COLUMNS).where({ user_id: userId, id: sessionId }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async add (userId: number, session: Pick<SessionRow, 'nonce' | 'refreshed_seconds' | 'expires_seconds'>, now: string): Promise<number> {
      const [id] = await handle(TABLE).insert({ user_id: userId, ...session, created_at: now, last_used_at: now })
      return Number(id)
    },

    async advance (
      userId: number, sessionId: number, next: Pick<SessionRow, 'generation' | 'refreshed_seconds' | 'expires_seconds'>, now: string
    ): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id: sessionId }).update({ ...next, last_used_at: now })
    },

    async remove (userId: number, sessionId: number): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id: sessionId }).delete()
    },

    async removeAll (userId: number): Promise<void> {
      await handle(TABLE).where({ user_id: userId }).delete()
    },
  }
}
