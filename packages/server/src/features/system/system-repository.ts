import type { Knex } from 'knex'

export function systemRepository (handle: Knex) {
  return {
    /** Asks the database for anything at all. */
    async ping (): Promise<void> {
      await handle.raw('SELECT 1')
    },
  }
}
