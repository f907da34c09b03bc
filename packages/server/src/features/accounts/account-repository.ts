import { day, type Day } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import { foldName } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'
import { readSum, SUM_OF } from '../../db/sums.ts'
import type { PageKey } from '../paging.ts'

const TABLE = 'accounts'
const COLUMNS = [
  'id', 'name', 'currency', 'opening_balance', 'opening_date', 'bank_ids', 'archived', 'version',
]

export interface AccountValues {
  readonly name: string
  readonly currency: string
  readonly opening_balance: Minor
  /** Before whose first row the opening balance was there; null: before every row. */
  readonly opening_date: Day | null
  /** A JSON array of texts. */
  readonly bank_ids: string
  readonly archived: 0 | 1
}

export interface AccountRow extends AccountValues {
  readonly id: number
  readonly version: number
}

interface StoredRow extends Omit<AccountRow, 'opening_balance' | 'opening_date'> {
  readonly opening_balance: number
  readonly opening_date: string | null
}

/** What moves money in or out of an account: a row in it, what arrives by a transfer or by a part of a split. */
const moves = (which: '= ?' | 'IS NOT NULL') => `
  SELECT account, date, CASE type WHEN 'income' THEN amount ELSE -amount END AS amount
  FROM transactions WHERE user_id = ? AND account ${which}
  UNION ALL
  SELECT to_account, COALESCE(to_date, date), to_amount
  FROM transactions WHERE user_id = ? AND to_account ${which}
  UNION ALL
  SELECT to_account, date, CASE type WHEN 'income' THEN -amount ELSE amount END
  FROM parts WHERE user_id = ? AND to_account ${which}`

/**
 * What was moved from the opening balance to a day. Rows before the opening day count backwards, so that a statement of
 * before never moves the balance of today.
 */
const movedBy = (handle: Knex, isOfOne: boolean) => `
  SELECT account, ${SUM_OF[dialectOf(handle)]('amount')} AS moved
  FROM (
    SELECT m.account, CASE
      WHEN a.opening_date IS NULL OR m.date >= a.opening_date THEN CASE WHEN m.date <= ? THEN m.amount ELSE 0 END
      ELSE CASE WHEN m.date > ? THEN -m.amount ELSE 0 END
    END AS amount
    FROM (${moves(isOfOne ? '= ?' : 'IS NOT NULL')}) AS m
    JOIN accounts AS a ON a.user_id = ? AND a.id = m.account
  ) AS counted
  GROUP BY account`

function fromRow (row: unknown): AccountRow {
  const stored = row as StoredRow
  return {
    ...stored,
    opening_balance: minor(stored.opening_balance),
    opening_date: stored.opening_date === null ? null : day(stored.opening_date),
  }
}

function bankIdsFromRow (text: string): string[] {
  return JSON.parse(text) as string[]
}

/** What banks call an account. */
export function bankIdsOf ({ bank_ids: text }: Pick<AccountRow, 'bank_ids'>): string[] {
  return bankIdsFromRow(text)
}

function movedFromRow (row: unknown): readonly [account: number, moved: bigint] {
  const { account, moved } = row as { account: number, moved: string }
  return [account, readSum(moved)]
}

export function accountRepository (handle: Knex) {
  const owned = (userId: number) => handle(TABLE).select(COLUMNS).where({ user_id: userId })

  return {
    async get (userId: number, id: number): Promise<AccountRow | undefined> {
      const row: unknown = await owned(userId).where({ id }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    async byName (userId: number, name: string): Promise<AccountRow | undefined> {
      const row: unknown = await owned(userId).where({ name_key: foldName(name) }).first()
      return row === undefined ? undefined : fromRow(row)
    },

    /** The names of the first of them that are not archived, which is what is offered. */
    async names (userId: number, most: number): Promise<string[]> {
      return handle(TABLE).where({ user_id: userId, archived: 0 }).orderBy('id').limit(most).pluck('name')
    },

    async all (userId: number): Promise<AccountRow[]> {
      const rows: unknown[] = await owned(userId).orderBy('id')
      return rows.map(fromRow)
    },

    /** @param archived undefined for all of them */
    async page (
      userId: number, archived: boolean | undefined, after: PageKey | undefined, most: number
    ): Promise<AccountRow[]> {
      const query = owned(userId).where('id', '>', after?.[0] ?? 0).orderBy('id').limit(most)
      if (archived !== undefined) query.where({ archived: archived ? 1 : 0 })
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },

    /**
     * What was moved in or out of each account that has rows, from its opening balance to the end of a day.
     * @param account the one that is looked at; undefined for all
     */
    async moved (userId: number, on: Day, account?: number): Promise<ReadonlyMap<number, bigint>> {
      const owner = account === undefined ? [userId] : [userId, account]
      const rows: unknown[] = await handle.raw(
        movedBy(handle, account !== undefined), [on, on, ...owner, ...owner, ...owner, userId]
      )
      return new Map(rows.map(movedFromRow))
    },
  }
}
