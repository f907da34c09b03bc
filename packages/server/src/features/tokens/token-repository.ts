import type { Scope } from '@fintrack/contract/choices'
import { fold } from '@fintrack/contract/text'
import type { AccessToken } from '@fintrack/contract/tokens'
import type { Knex } from 'knex'
import { insertedId } from '../../db/insert.ts'
import type { PageKey } from '../paging.ts'

const TABLE = 'tokens'
const COLUMNS = ['id', 'name', 'scope', 'created_at', 'last_used_at', 'expires_at']

export interface TokenValues {
  readonly name: string
  readonly scope: Scope
  readonly digest: string
  readonly expires_at: string | null
}

function fromRow (row: unknown): AccessToken {
  return row as AccessToken
}

export function tokenRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select(COLUMNS).where({ user_id: userId })

  return {
    async get (userId: number, id: number): Promise<AccessToken | undefined> {
      const row: unknown = await owned(userId).where({ id }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async byDigest (userId: number, digest: string): Promise<AccessToken | undefined> {
      const row: unknown = await owned(userId).where({ digest }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async page (userId: number, after: PageKey | undefined, most: number): Promise<AccessToken[]> {
      const query = owned(userId).orderBy('id').limit(most)
      if (after !== undefined) query.whereRaw('id > ?', [...after])
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },

    async count (userId: number): Promise<number> {
      const row = await handle(TABLE).where({ user_id: userId }).count({ tokens: '*' }).first()
      return Number(row?.tokens)
    },

    async add (userId: number, values: TokenValues, now: string): Promise<number> {
      return insertedId(
        handle(TABLE).insert({ user_id: userId, ...values, name_key: fold(values.name), created_at: now })
      )
    },

    async touch (userId: number, id: number, now: string): Promise<void> {
      await handle(TABLE).where({ user_id: userId, id }).update({ last_used_at: now })
    },

    /** @returns whether there was such a token */
    async remove (userId: number, id: number): Promise<boolean> {
      return await handle(TABLE).where({ user_id: userId, id }).delete() > 0
    },
  }
}
