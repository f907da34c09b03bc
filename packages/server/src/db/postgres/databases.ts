/** A book on PostgreSQL, for any number of servers: checked before it is used, settings set, schema up to date. */
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { databaseAddress, databaseInWords } from '@fintrack/contract/database-url'
import knex, { type Knex } from 'knex'
import pg from 'pg'
import type { Databases } from '../databases.ts'
import {
  CONNECTION_FAILED, CONNECTION_MADE, PostgresClient, readersOver, type ConnectionError, type Settings,
} from './client.ts'
import { isConflict } from '../errors/postgres.ts'
import { connectionFailure, openingError, type DatabasePlace } from '../errors/postgres-opening.ts'
import type { Renamed } from '../renamed.ts'
import { refuseSharing } from './pooler.ts'
import { bringUp, isUpToDate, requireFit } from './schema.ts'
import { takeServerLock } from './server-lock.ts'

export interface PostgresSize {
  /** At most, of all pools together. One is used for everything. */
  readonly connections: number
  readonly statementTimeoutMs: number
}

/** How long a new connection may take, and a statement wait for a row that another transaction changes. */
const CONNECT_MS = 5000
const LOCK_MS = 10_000
/** How long a transaction may stand still: its server is gone, or hangs, and others wait for its locks. */
const IDLE_MS = 60_000
/** How much longer than PostgreSQL itself we wait for the end of a statement. */
const SILENCE_MS = 5000

/** For work on a whole book, such as making its schema or copying it: a statement may take up to a day. */
export const PATIENT = { statementTimeoutMs: 86_400_000 }

/** How often running work is cut off at the end: it may be between two statements. */
const INTERRUPT_MS = 20

/** How often a transaction is tried that lost against another: each time one of them has won. */
const MOST_TRIES = 10
const FIRST_PAUSE_MS = 5

/** Opens a database as it is: nothing is checked, and nothing made. @param role a `reader` cannot write */
export function openPostgres (
  url: string,
  { statementTimeoutMs }: Pick<PostgresSize, 'statementTimeoutMs'>,
  role: 'writer' | 'reader',
  connections: number
): Knex {
  const settings: Settings = {
    application_name: 'fintrack',
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: role === 'reader' ? 'on' : 'off',
    lock_timeout: `${LOCK_MS}ms`,
    statement_timeout: `${statementTimeoutMs}ms`,
    idle_in_transaction_session_timeout: `${IDLE_MS}ms`,
  }
  const connection = {
    address: databaseAddress(url),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: statementTimeoutMs + SILENCE_MS,
    keepAlive: true,
    types: readersOver(pg.types),
    settings,
  }
  return knex({
    client: PostgresClient,
    connection,
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: 30_000,
    // Errors keep their placeholders: the values are the user's, and are not for the log.
    compileSqlOnError: false,
    // Knex would print warnings to stdout; the caller gets each as an error.
    log: { warn: () => {} },
  })
}

/** Does work again that lost against another's, after a pause in which that one may end. */
export async function retryConflicts<T> (
  work: () => Promise<T>, pause: (ms: number) => Promise<unknown> = wait
): Promise<T> {
  for (let tried = 1; tried < MOST_TRIES; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isConflict(error)) throw error
    }
    await pause(randomInt(FIRST_PAUSE_MS * 2 ** tried))
  }
  return work()
}

async function closeAll (handles: ReadonlySet<Knex>): Promise<void> {
  const cutting = setInterval(() => {
    for (const { client } of handles) if (client instanceof PostgresClient) client.interrupt()
  }, INTERRUPT_MS)
  try {
    await Promise.all([...handles].map((handle) => handle.destroy()))
  } finally {
    clearInterval(cutting)
  }
}

/**
 * @param handle of which one connection is open
 * @throws UserError where a pooler is between that gives the connections of one to another
 */
export async function requireSessions (handle: Knex, { url, named }: DatabasePlace): Promise<void> {
  if (!(handle.client instanceof PostgresClient) || !handle.client.isPooled) return
  const other = openPostgres(url, PATIENT, 'writer', 1)
  try {
    await refuseSharing([handle, other], databaseInWords(url), named)
  } finally {
    await closeAll(new Set([other]))
  }
}

/** Its own connection waits longer than any request's may. */
async function bringUpPatiently (url: string): Promise<Renamed[]> {
  const patient = openPostgres(url, PATIENT, 'writer', 1)
  try {
    return await bringUp(patient, databaseInWords(url))
  } finally {
    await patient.destroy()
  }
}

/** @throws UserError for a database that cannot be reached or used; one that is not ours is left as it is */
export async function connectPostgres (url: string, size: PostgresSize): Promise<Databases> {
  const scanners = Math.floor(size.connections / 4)
  const readers = Math.floor(size.connections / 2) - scanners
  const writer = openPostgres(url, size, 'writer', size.connections - readers - scanners)
  let renamed: Renamed[] = []
  try {
    await requireFit(writer, databaseInWords(url))
    await requireSessions(writer, { url })
    if (!await isUpToDate(writer, databaseInWords(url))) renamed = await bringUpPatiently(url)
  } catch (error) {
    await writer.destroy()
    throw openingError(error, { url })
  }
  const reader = readers === 0 ? writer : openPostgres(url, size, 'reader', readers)
  const scanner = scanners === 0 ? reader : openPostgres(url, size, 'reader', scanners)
  return {
    writer,
    reader,
    scanner,
    copy: undefined,
    renamed,
    watchConnections: ({ made, failed }) => {
      const describe = (error: ConnectionError) => { failed(connectionFailure(error, { url })) }
      for (const { client } of new Set([writer, reader, scanner])) {
        if (client instanceof PostgresClient) client.on(CONNECTION_MADE, made).on(CONNECTION_FAILED, describe)
      }
    },
    transaction: (work) => retryConflicts(() => writer.transaction(work)),
    close: () => closeAll(new Set([writer, reader, scanner])),
  }
}

/**
 * As `connectPostgres`, for a server: holds the server lock on a connection of its own.
 * @throws UserError also where the book is being copied
 */
export async function connectPostgresServer (url: string, size: PostgresSize): Promise<Databases> {
  const databases = await connectPostgres(url, size)
  const locked = openPostgres(url, size, 'reader', 1)
  try {
    const stopWatching = await takeServerLock(locked, databaseInWords(url))
    return {
      ...databases,
      close: async () => {
        await databases.close()
        stopWatching()
        await closeAll(new Set([locked]))
      },
    }
  } catch (error) {
    await Promise.all([databases.close(), locked.destroy()])
    throw openingError(error, { url })
  }
}
