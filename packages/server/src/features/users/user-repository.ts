import { fold } from '@fintrack/contract/text'
import type { Me } from '@fintrack/contract/users'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { insertedId } from '../../db/insert.ts'

const TABLE = 'users'
const COLUMNS = ['id', 'username', 'email', 'currency']

export interface NewUser {
  readonly username: string
  readonly email: string
  readonly currency: string
  readonly passwordHash: string
}

/** A name and password; both are null for an embedded book that nobody can log in to. */
export interface Credentials {
  readonly id: number
  readonly username: string | null
  readonly passwordHash: string | null
}

/** A user as the operator sees them. */
export interface UserSummary extends Me {
  readonly embedded: boolean
  readonly created_at: string
  readonly sessions: number
  readonly tokens: number
}

export interface UserRow extends Me { readonly version: number }

function fromRow (row: unknown): UserRow {
  return row as UserRow
}

function credentialsFromRow (row: unknown): Credentials {
  return row as Credentials
}

/**
 * What a user who is being removed is called, with their id behind it: no name of a user has a colon. Their hash is
 * none, so that no password is right.
 */
const CLOSED_NAME = 'removed:'
const CLOSED_HASH = 'removed'

/** Whether somebody is removed, and rows of theirs may be left. */
export function isClosed ({ username }: Pick<UserRow, 'username'>): boolean {
  return String(username).startsWith(CLOSED_NAME)
}

/** The id of a user who is being removed, by what they are called meanwhile. */
export function closedId (username: string): number | undefined {
  return username.startsWith(CLOSED_NAME) ? Number(username.slice(CLOSED_NAME.length)) : undefined
}

function summaryFromRow (row: unknown): UserSummary {
  const stored = row as Omit<UserSummary, 'embedded'> & { embedded: number }
  return { ...stored, embedded: stored.embedded === 1 }
}

export function userRepository (handle: Knex) {
  const one = async (condition: Readonly<Record<string, string | number>>): Promise<UserRow | undefined> => {
    const row: unknown = await handle(TABLE).select(...COLUMNS, 'version').where(condition).first()
    return row === undefined ? undefined : fromRow(row)
  }

  /** A user who is not being removed. */
  const open = (userId: number) =>
    handle(TABLE).where({ id: userId }).whereRaw('coalesce(password_hash, \'\') <> ?', [CLOSED_HASH])

  const credentials = async (
    condition: Readonly<Record<string, string | number>>
  ): Promise<Credentials | undefined> => {
    const row: unknown = await handle(TABLE).select(
      'id', 'username', 'password_hash as passwordHash'
    ).where(condition).first()
    const found = row === undefined ? undefined : credentialsFromRow(row)
    return found?.passwordHash === CLOSED_HASH ? undefined : found
  }

  return {
    /**
     * Nobody else writes as this user until the end of the transaction. SQLite has one writer at a time in any case.
     */
    async lock (userId: number): Promise<void> {
      if (dialectOf(handle) === 'postgres') await handle(TABLE).select('id').where({ id: userId }).forNoKeyUpdate()
    },

    /** The same, and nothing that refers to the user is created until then, because the user is to be removed. */
    async lockToRemove (userId: number): Promise<void> {
      if (dialectOf(handle) === 'postgres') await handle(TABLE).select('id').where({ id: userId }).forUpdate()
    },

    get: (userId: number): Promise<UserRow | undefined> => one({ id: userId }),

    embedded: (): Promise<UserRow | undefined> => one({ embedded: 1 }),

    credentials: (userId: number): Promise<Credentials | undefined> => credentials({ id: userId }),

    /** By folded name: the caller compares the name itself. Before a login there is no owner to ask for. */
    credentialsByName: (username: string): Promise<Credentials | undefined> => credentials(
      { username_key: fold(username) }
    ),

    /** Whether anybody has registered: the embedded book's own user has not. */
    async anyRegistered (): Promise<boolean> {
      const row: unknown = await handle(TABLE).select('id').where({ embedded: 0 }).first()
      return row !== undefined
    },

    /** For the operator. @param nowSeconds sessions that have run out by then are not counted */
    async all (nowSeconds: number): Promise<UserSummary[]> {
      const count = (table: 'sessions' | 'tokens') => handle(table).count().where(
        `${table}.user_id`, handle.ref('users.id')
      )
      const rows: unknown[] = await handle(TABLE)
        .select(
          ...COLUMNS, 'embedded', 'created_at',
          count('sessions').where('expires_seconds', '>', nowSeconds).as('sessions'), count('tokens').as('tokens')
        )
        .orderBy('id')
      return rows.map(summaryFromRow)
    },

    async add (user: NewUser, now: string): Promise<number> {
      return insertedId(handle(TABLE).insert({
        username: user.username,
        username_key: fold(user.username),
        email: user.email,
        currency: user.currency,
        password_hash: user.passwordHash,
        created_at: now,
        updated_at: now,
      }))
    },

    /**
     * Nobody can log in as the user any more, and their name is free: rows of theirs are still there.
     * @returns whether they were open until now
     */
    async close (userId: number, now: string): Promise<boolean> {
      const username = `${CLOSED_NAME}${userId}`
      return await open(userId).update({
        username,
        username_key: username,
        password_hash: CLOSED_HASH,
        embedded: 0,
        updated_at: now,
        version: handle.raw('version + 1'),
      }) > 0
    },

    /** The ids of those who are being removed. */
    async closed (): Promise<number[]> {
      return handle(TABLE).where({ password_hash: CLOSED_HASH }).orderBy('id').pluck('id')
    },

    async addEmbedded (currency: string, now: string): Promise<number> {
      return insertedId(handle(TABLE).insert({ embedded: 1, currency, created_at: now, updated_at: now }))
    },

    async update (userId: number, values: { email: string, currency: string }, now: string): Promise<void> {
      await handle(TABLE).where({ id: userId }).update(
        { ...values, updated_at: now, version: handle.raw('version + 1') }
      )
    },

    /** @returns whether there was such a user */
    async setLogin (userId: number, username: string, passwordHash: string, now: string): Promise<boolean> {
      return await open(userId).update({
        username,
        username_key: fold(username),
        password_hash: passwordHash,
        updated_at: now,
        version: handle.raw('version + 1'),
      }) > 0
    },
  }
}
