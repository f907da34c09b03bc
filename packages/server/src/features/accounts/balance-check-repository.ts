import { day, type Day } from '@fintrack/contract/dates'
import { minor, type Minor } from '@fintrack/contract/money'
import type { Knex } from 'knex'
import type { PageKey } from '../paging.ts'

const TABLE = 'balance_checks'

export interface BalanceCheckValues {
  readonly account: number
  readonly currency: string
  readonly date: Day
  readonly amount: Minor
}

export interface BalanceCheckRow extends BalanceCheckValues {
  readonly id: number
  readonly created_at: string
}

function fromRow (row: unknown): BalanceCheckRow {
  const stored = row as Omit<BalanceCheckRow, 'date' | 'amount'> & { date: string, amount: number }
  return { ...stored, date: day(stored.date), amount: minor(stored.amount) }
}

export function balanceCheckRepository (handle: Knex) {
  const owned = (userId: number) =>
    handle(TABLE).select('id', 'account', 'date', 'amount', 'currency', 'created_at').where({ user_id: userId })

  return {
    /** @param id of one that is there */
    async get (userId: number, id: number): Promise<BalanceCheckRow> {
      const row: unknown = await owned(userId).where({ id }).first()
      return fromRow(row)
    },

    /** The latest first. */
    async page (
      userId: number, account: number, after: PageKey | undefined, most: number
    ): Promise<BalanceCheckRow[]> {
      const query = owned(userId).where({ account })
        .orderBy([{ column: 'date', order: 'desc' }, { column: 'id', order: 'desc' }]).limit(most)
      if (after !== undefined) query.whereRaw('(date, id) < (?, ?)', [...after])
      const rows: unknown[] = await query
      return rows.map(fromRow)
    },
  }
}
