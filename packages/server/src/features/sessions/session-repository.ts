import type { Session } from '@fintrack/contract/sessions'
import type { Knex } from 'knex'
import { insertedId } from '../../db/insert.ts'
import type { PageKey } from '../paging.ts'

const TABLE = 'sessions'

/** A login. Its refresh tokens are its id and generation under a MAC; none of them is stored. */
export interface SessionRow {
  readonly id: number
  readonly nonce: string
  readonly generation: number
  readonly refreshed_seconds: number
  readonly expires_seconds: number
  /** When it ends, even if it is in use. */
  readonly ends_seconds: number | null
}

const COLUMNS = ['id', 'nonce', 'generation', 'refreshed_seconds', 'expires_seconds', 'ends_seconds']

/** A session as its user sees it, without whether it is the one that asks. */
export type ListedSession = Omit<Session, 'current'>
const LISTED_COLUMNS = ['id', 'created_at', 'last_used_at', 'label']

export interface NewSession {
  readonly nonce: string
  readonly refreshed_seconds: number
  readonly expires_seconds: number
  readonly ends_seconds: number
  readonly label: string
}

function fromRow (row: unknown): SessionRow {
  return row as SessionRow
}

function listedFromRow (row: unknown): ListedSession {
  return row as ListedSession
}

export function sessionRepository (handle: Knex) {
  return {
    async get (userId: number, sessionId: number): Promise<SessionRow | undefined> {
      const row: unknown = await handle(TABLE).select(COLUMNS).where({ user_id: userId, id: sessionId }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** Gets a session, and lets nobody else change or end it until the end of the transaction. */
    async lock (userId: number, sessionId: number): Promise<SessionRow | undefined> {
      const row: unknown = await handle(TABLE).select(COLUMNS).where({ user_id: userId, id: sessionId })
        .first().forUpdate()
      return row === undefined ? undefined : fromRow(row)
    },

    async count (userId: number): Promise<number> {
      const row = await handle(TABLE).where({ user_id: userId }).count({ sessions: '*' }).first()
      return Number(row?.sessions)
    },

    /** Sessions that have not ended, by their ids. */
    async page (
      userId: number, nowSeconds: number, after: PageKey | undefined, most: number
    ): Promise<ListedSession[]> {
      const query = handle(TABLE).select(LISTED_COLUMNS).where({ user_id: userId })
        .where('expires_seconds', '>', nowSeconds).orderBy('id').limit(most)
      if (after !== undefined) query.whereRaw('id > ?', [...after])
      const rows: unknown[] = await query
      return rows.map(listedFromRow)
    },

    async add (userId: number, session: NewSession, now: string): Promise<number> {
      return insertedId(handle(TABLE).insert({ user_id: userId, ...session, created_at: now, last_used_at: now }))
    },

    async advance (
      userId: number, sessionId: number,
      next: Pick<SessionRow, 'generation' | 'refreshed_seconds' | 'expires_seconds'>, now: string
    ): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id: sessionId }).update({ ...next, last_used_at: now })
    },

    /** Returns whether there was such a session. */
    async remove (userId: number, sessionId: number): Promise<boolean> {
      return await handle(TABLE).where({ user_id: userId, id: sessionId }).delete() > 0
    },

    /** Returns how many there were. */
    async removeAll (userId: number, exceptId?: number): Promise<number> {
      const query = handle(TABLE).where({ user_id: userId })
      if (exceptId !== undefined) query.whereNot({ id: exceptId })
      return query.delete()
    },

    /** Removes the user's sessions that have ended. */
    async removeExpired (userId: number, nowSeconds: number): Promise<void> {
      await handle(TABLE).where({ user_id: userId }).where('expires_seconds', '<=', nowSeconds).delete()
    },
  }
}
