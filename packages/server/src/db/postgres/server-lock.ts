/**
 * Shows that a server works on a PostgreSQL, also while it has nothing to do: on a connection of its own it holds a lock
 * that any number of servers share, and that whoever copies the book wants alone.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { counted } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { BookFault } from '../../book-fault.ts'

const LOCK = 'hashtextextended(\'servers\', 0)'

/** It is held by the connection: a new one takes it again. */
const TAKE = `SELECT CASE WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) THEN true
  ELSE pg_try_advisory_lock_shared(${LOCK}) END AS is_taken`

/** Of a transaction, until its end. */
const TAKE_ALONE = `SELECT pg_try_advisory_xact_lock(${LOCK}) AS is_taken`

/** Commands hold no lock: they are seen by their connections. */
const OTHERS = `SELECT count(*)::integer AS others FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()`

/** How often a server looks whether its connection is still there. */
const LOOK_MS = 2000

/** Who wants to copy tries the lock for a moment, and keeps it only where he may; and a connection that was killed takes a moment to end. */
const TRIES = 10
const PAUSE_MS = 100

async function isTaken (handle: Knex, statement: string): Promise<boolean> {
  const [row]: Array<{ is_taken: boolean }> = await handle.raw(statement)
  return row?.is_taken === true
}

async function becomes (isSo: () => Promise<boolean>, tries = TRIES): Promise<boolean> {
  if (await isSo()) return true
  if (tries <= 1) return false
  await sleep(PAUSE_MS)
  return becomes(isSo, tries - 1)
}

/**
 * Shows a server from now on. Where the database goes away it is shown again soon after that is back; no request waits for it.
 * @param handle has one connection, and is used for nothing else @param place the database in words
 * @returns what ends the looking; the lock ends with the connection
 * @throws BookFault where the book is being copied
 */
export async function show (handle: Knex, place: string): Promise<() => void> {
  if (!await becomes(() => isTaken(handle, TAKE))) {
    throw new BookFault(`${place} is being copied, or copied to.`, 'start the server again once `fintrack db copy` has ended')
  }
  // Whoever asks for something meets a database that is away; here it is only waited for. On one connection, one after the other.
  const looking = setInterval(() => { void isTaken(handle, TAKE).catch(() => {}) }, LOOK_MS).unref()
  return () => { clearInterval(looking) }
}

/** @param remedy beside stopping whoever is at work @throws BookFault where a server works on the database, or a command */
export async function requireAlone (handle: Knex, place: string, remedy: string): Promise<void> {
  let others = 0
  const isAlone = await becomes(async () => {
    const [row]: Array<{ others: number }> = await handle.raw(OTHERS)
    others = Number(row?.others)
    return others === 0
  })
  if (isAlone) return
  throw new BookFault(`${place} is in use: fintrack has ${counted(others, 'other connection')} to it.`, `stop its servers first${remedy}`)
}

/** Until the end of the transaction no server starts. @throws BookFault where one has, or another copy */
export async function keepAlone (trx: Knex.Transaction, place: string, remedy: string): Promise<void> {
  if (await isTaken(trx, TAKE_ALONE)) return
  throw new BookFault(`${place} is in use: a server has started on it, or another copy.`, `stop its servers first${remedy}`)
}
