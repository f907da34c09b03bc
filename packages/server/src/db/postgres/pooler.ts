/**
 * Poolers between fintrack and PostgreSQL, such as PgBouncer. In session mode a connection through one is as good as
 * PostgreSQL's own. In transaction and statement mode each transaction runs on whichever of the pooler's connections is
 * free: one connection's settings reach the transactions of another, which may then commit without waiting for the
 * disk, and nobody holds the server lock.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import type { Knex } from 'knex'
import { DATABASE_URL_SETTING } from '../errors/postgres-opening.ts'
import { StorageError } from '../errors/storage-error.ts'

/**
 * Which of two connections asks next. Each asks right after the other, and each twice in a row, so that neither a
 * pooler that hands out the connection that was used last nor one that goes round them can give both their own.
 */
const TURNS = [0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1] as const

/** In session mode a second connection may have to wait until the first one ends. */
const PATIENCE_MS = 2000

/** A transaction began on another connection of PostgreSQL than the one that was set up. */
export function movedConnection (): StorageError {
  return new StorageError('a pooler moved the connection to another one of PostgreSQL: set its pool_mode to session')
}

/** The process of PostgreSQL that answers. Outside of a transaction, after which a pooler may let go of it. */
async function pidOf (handle: Knex): Promise<number> {
  const [row]: Array<{ pid: number }> = await handle.raw('SELECT pg_backend_pid() AS pid')
  return Number(row?.pid)
}

/**
 * Takes two connections for each other's where PostgreSQL answers both by one process, or one of them by several.
 * @param handles of one connection each
 * @param place the database in words
 * @param named the option or setting that names it
 * @throws UserError
 */
export async function refuseSharing (
  handles: readonly [Knex, Knex], place: string, named = DATABASE_URL_SETTING
): Promise<void> {
  const isServed = await Promise.race([pidOf(handles[1]).then(() => true), wait(PATIENCE_MS, false, { ref: false })])
  // Waiting for a free connection of the pooler, while the other one does nothing: that is session mode.
  if (!isServed) return
  const pids: [first?: number, second?: number] = []
  for (const turn of TURNS) {
    const pid = await pidOf(handles[turn])
    pids[turn] ??= pid
    if (pid === pids[turn] && pid !== pids[1 - turn]) continue
    throw new UserError('book', `A pooler in transaction or statement mode is before ${place}, and fintrack needs ` +
      'session mode: settings of one connection would reach others, and acknowledged changes could be lost.',
    {
      hint: `set pool_mode=session in the pooler, or name PostgreSQL itself in ${named}`,
      place: named,
    })
  }
}
