import type { Knex } from 'knex'

const TABLE = 'audit'
const COLUMNS = ['a.id', 'a.at', 'a.event', 'a.user_id', 'u.username', 'a.session_id', 'a.token_id', 'a.address']

/** A login, a failure, or a change of credentials. */
type AuditEvent =
  | 'registered' | 'logged_in' | 'login_failed' | 'logged_out' | 'refresh_reused' | 'session_ended'
  | 'password_changed' | 'password_failed' | 'password_reset' | 'email_changed' | 'token_created' | 'token_revoked'
  | 'user_deleted'

export interface AuditEntry {
  readonly event: AuditEvent
  readonly session_id?: number | undefined
  readonly token_id?: number | undefined
  /** Where the request came from; absent for what is done on the machine itself. */
  readonly address?: string | undefined
}

export interface AuditRow {
  readonly id: number
  readonly at: string
  readonly event: string
  readonly user_id: number | null
  readonly username: string | null
  readonly session_id: number | null
  readonly token_id: number | null
  readonly address: string | null
}

function fromRow (row: unknown): AuditRow {
  return row as AuditRow
}

export function auditRepository (handle: Knex) {
  return {
    /** @param userId null for a login with a name that no user has */
    async add (userId: number | null, entry: AuditEntry, now: string): Promise<void> {
      await handle(TABLE).insert({ user_id: userId, ...entry, at: now })
    },

    /** For the operator: of one user, or of all; the latest first. */
    async all (userId: number | undefined): Promise<AuditRow[]> {
      const query = handle(`${TABLE} as a`).select(COLUMNS)
        .leftJoin('users as u', 'u.id', 'a.user_id').orderBy('a.id', 'desc')
      if (userId !== undefined) query.where('a.user_id', userId)
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },

    async removeOlder (than: string): Promise<void> {
      await handle(TABLE).where('at', '<', than).delete()
    },
  }
}
