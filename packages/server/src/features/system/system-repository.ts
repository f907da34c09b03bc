import type { Knex } from 'knex'
import { dialectOf } from '../../db/dialect.ts'

export function systemRepository (handle: Knex) {
  return {
    /**
     * Waits until nobody else does what this name stands for, and keeps others from it until the end of the
     * transaction: for what no row stands for. SQLite has one writer at a time in any case.
     */
    async lock (name: string): Promise<void> {
      if (dialectOf(handle) === 'postgres') {
        await handle.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [name])
      }
    },

    /** Asks the database for anything at all. */
    async ping (): Promise<void> {
      await handle.raw('SELECT 1')
    },
  }
}
