import { fold } from '@fintrack/contract/text'
import type { Knex } from 'knex'

const TABLE = 'users'
const COLUMNS = ['id', 'username', 'email', 'currency']

/** A user as the wire knows him. Only the embedded book's own user may be without a name. */
export interface UserRow {
  readonly id: number
  readonly username: string | null
  readonly email: string
  readonly currency: string
}

export interface NewUser {
  readonly username: string
  readonly email: string
  readonly currency: string
  readonly passwordHash: string
}

export interface Credentials { readonly id: number, readonly username: string, readonly passwordHash: string }

function credentialsFromRow (row: unknown): Credentials {
  return row as Credentials
}

function fromRow (row: unknown): UserRow {
  return row as UserRow
}

export function userRepository (handle: Knex) {
  return {
    async get (userId: number): Promise<UserRow | undefined> {
      const row: unknown = await handle(TABLE).select(COLUMNS).where({ id: userId }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** By folded name; whoever asks compares the name itself. Before a login there is no owner to ask for. */
    async credentials (username: string): Promise<Credentials | undefined> {
      const row: unknown = await handle(TABLE)
        .select('id', 'username', 'password_hash as passwordHash').where({ username_key: fold(username) }).first()
      return row === undefined ? undefined : credentialsFromRow(row)
    },

    /** Whether anybody has registered: the embedded book's own user has not. */
    async anyRegistered (): Promise<boolean> {
      const row: unknown = await handle(TABLE).select('id').where({ embedded: 0 }).first()
      return row !== undefined
    },

    async add (user: NewUser, now: string): Promise<number> {
      const [id] = await handle(TABLE).insert({
        username: user.username,
        username_key: fold(user.username),
        email: user.email,
        currency: user.currency,
        password_hash: user.passwordHash,
        created_at: now,
        updated_at: now,
      })
      return Number(id)
    },

    async embedded (): Promise<UserRow | undefined> {
      const row: unknown = await handle(TABLE).select(COLUMNS).where({ embedded: 1 }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async addEmbedded (currency: string, now: string): Promise<number> {
      const [id] = await handle(TABLE).insert({ embedded: 1, currency, created_at: now, updated_at: now })
      return Number(id)
    },

    async setLogin (userId: number, username: string, passwordHash: string, now: string): Promise<void> {
      await handle(TABLE).where({ id: userId }).update({
        username,
        username_key: fold(username),
        password_hash: passwordHash,
        updated_at: now,
        version: handle.raw('version + 1'),
      })
    },
  }
}
