/**
 * The server lock of a PostgreSQL: a server holds it on a connection of its own, also while it has nothing to do. Any
 * number of servers share it; a copy of the book takes it alone.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { counted } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { UserError } from '@fintrack/contract/errors'

const LOCK = 'hashtextextended(\'servers\', 0)'

/** The connection holds the lock: a new connection takes it again. */
const TAKE = `SELECT CASE
  WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) THEN true
  ELSE pg_try_advisory_lock_shared(${LOCK}) END AS is_taken`

/** Alone, until the end of the transaction. */
const TAKE_ALONE = `SELECT pg_try_advisory_xact_lock(${LOCK}) AS is_taken`

/** Commands hold no lock: their connections are counted. */
const OTHERS = `SELECT count(*)::integer AS others FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = current_setting('application_name')
    AND pid <> pg_backend_pid()`

/** How often a server checks that its connection is still there. */
const WATCH_MS = 2000

/** A copy that is refused holds the lock for a moment, and a connection that was killed takes a moment to end. */
const TRIES = 10
const PAUSE_MS = 100

async function isTaken (handle: Knex, statement: string): Promise<boolean> {
  const [row]: Array<{ is_taken: boolean }> = await handle.raw(statement)
  return row?.is_taken === true
}

async function waitFor (isSo: () => Promise<boolean>, tries = TRIES): Promise<boolean> {
  if (await isSo()) return true
  if (tries <= 1) return false
  await sleep(PAUSE_MS)
  return waitFor(isSo, tries - 1)
}

/**
 * Takes the lock for a server. Where the database goes away the lock is taken again soon after that is back; no request
 * waits for it.
 * @param handle has one connection, and is used for nothing else
 * @param place the database in words
 * @returns stops the watching; the lock ends with the connection
 * @throws UserError where the book is being copied
 */
export async function takeServerLock (handle: Knex, place: string): Promise<() => void> {
  if (!await waitFor(() => isTaken(handle, TAKE))) {
    throw new UserError('book', `${place} is being copied, or copied to.`, {
      hint: 'start the server again once `fintrack db copy` has ended',
    })
  }
  // A database that is away is an error of the requests; here it is only waited for. On one connection, one check
  // after the other.
  const watching = setInterval(() => { void isTaken(handle, TAKE).catch(() => {}) }, WATCH_MS).unref()
  return () => { clearInterval(watching) }
}

/**
 * @param remedy follows the hint to stop the servers
 * @throws UserError where a server or a command works on the database
 */
export async function requireAlone (handle: Knex, place: string, remedy: string): Promise<void> {
  let others = 0
  const isAlone = await waitFor(async () => {
    const [row]: Array<{ others: number }> = await handle.raw(OTHERS)
    others = Number(row?.others)
    return others === 0
  })
  if (isAlone) return
  throw new UserError('book', `${place} is in use: fintrack has ${counted(others, 'other connection')} to it.`, {
    hint: `stop its servers first${remedy}`,
  })
}

/**
 * Takes the lock alone: until the end of the transaction no server starts.
 * @throws UserError where one has, or another copy
 */
export async function takeServerLockAlone (trx: Knex.Transaction, place: string, remedy: string): Promise<void> {
  if (await isTaken(trx, TAKE_ALONE)) return
  throw new UserError('book', `${place} is in use: a server has started on it, or another copy.`, {
    hint: `stop its servers first${remedy}`,
  })
}
