/** A book on PostgreSQL as that which is copied from, or to. The one is only read; the other is filled in one transaction. */
import { databaseInWords } from '@fintrack/contract/database-url'
import { Problem } from '@fintrack/contract/problem'
import type { Knex } from 'knex'
import { UserError } from '@fintrack/contract/errors'
import type { Clock } from '../../clock.ts'
import type { Source, Target } from '../book-rows.ts'
import { KEYS_TABLE, TABLES } from '../book-tables.ts'
import { requireNewest } from '../newest-schema.ts'
import { openingError, readingError, type DatabasePlace } from '../errors/postgres-opening.ts'
import { openPostgres, PATIENT } from './databases.ts'
import { requireAlone, takeServerLockAlone } from './server-lock.ts'
import { postgresReader, postgresWriter, stampIn, type Reading } from './rows.ts'
import { bringUp, requireFit, requireOurs, versionOf } from './schema.ts'

function failing (place: DatabasePlace, describe: typeof openingError): Reading {
  return async (work) => work().catch((error: unknown) => { throw describe(error, place) })
}

/** While one of the two databases works the other stands still. */
const MAY_STAND_STILL = 'SET LOCAL idle_in_transaction_session_timeout = 0'

const OR_LIVE = '; or add --live, and what they store meanwhile is not copied'

/** @throws Problem not_found where it has no book; UserError where that is not of today */
async function requireBook (handle: Knex, name: string, named: string): Promise<void> {
  const { version: seen } = await versionOf(handle)
  if (seen === undefined) throw new UserError('book', `${name} has tables, but is not a book of fintrack.`, { hint: `name the database of a book in ${named}` })
  const version = requireOurs(seen, name, named)
  if (version === 0) throw new Problem('not_found', `${named} names ${name}, and there is no book in it yet.`)
  requireNewest(name, version, 'FINTRACK_DATABASE_URL names it')
}

/**
 * @param live others may go on
 * @throws Problem not_found, UserError
 */
export async function postgresSource (place: DatabasePlace, live: boolean): Promise<Source> {
  const name = databaseInWords(place.url)
  const named = place.named ?? 'FINTRACK_DATABASE_URL'
  const told = failing(place, readingError)
  const handle = openPostgres(place.url, PATIENT, 'reader', 2)
  try {
    await told(async () => {
      await requireBook(handle, name, named)
      if (!live) await requireAlone(handle, name, OR_LIVE)
    })
  } catch (error) {
    await handle.destroy()
    throw error
  }
  return {
    name,
    snapshot: (work) => told(() => handle.transaction(async (trx) => {
      await trx.raw(MAY_STAND_STILL)
      if (!live) await takeServerLockAlone(trx, name, OR_LIVE)
      return work(postgresReader(trx, told))
    }, { readOnly: true, isolationLevel: 'repeatable read' })),
    stampOfNow: () => told(() => stampIn(handle)),
    close: () => handle.destroy(),
  }
}

/** Keys alone are what a server makes at its first start. @throws Problem already_exists where a table has a row, or is another's; all is left as it is */
async function requireEmpty (handle: Knex, name: string): Promise<void> {
  const { version, isMarked } = await versionOf(handle)
  if (version === undefined) throw new Problem('already_exists', `${name} has tables of others already: name an empty database.`)
  if (!isMarked) return
  requireOurs(version, name)
  const tables: Array<{ name: string }> = await handle.raw(
    'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN (\'fintrack_schema\', ?) ORDER BY tablename', [KEYS_TABLE])
  for (const table of tables) {
    const [row]: Array<{ is_there: boolean }> = await handle.raw(`SELECT EXISTS (SELECT 1 FROM ${table.name}) AS is_there`)
    if (row?.is_there === true) throw new Problem('already_exists', `${name} is not empty: its table ${table.name} has rows.`)
  }
}

/** @throws Problem already_exists, UserError */
export async function postgresTarget (place: DatabasePlace, clock: Clock): Promise<Target> {
  const name = databaseInWords(place.url)
  const told = failing(place, openingError)
  const handle = openPostgres(place.url, PATIENT, 'writer', 1)
  try {
    await told(async () => {
      await requireFit(handle, name)
      await requireEmpty(handle, name)
      await requireAlone(handle, name, '')
    })
  } catch (error) {
    await handle.destroy()
    throw error
  }
  return {
    name,
    fill: (write, prove) => told(async () => {
      await bringUp(handle, name)
      await handle.transaction(async (trx) => {
        await trx.raw(MAY_STAND_STILL)
        await takeServerLockAlone(trx, name, '')
        // Whoever opens it meanwhile waits with what he would store.
        await trx.raw(`LOCK TABLE ${[...TABLES.map((table) => table.name), KEYS_TABLE].join(', ')} IN EXCLUSIVE MODE`)
        await requireEmpty(trx, name)
        await write(postgresWriter(trx, clock))
        await prove(postgresReader(trx, told))
      })
    }),
    close: () => handle.destroy(),
  }
}
