/**
 * A PostgreSQL database that a book is copied from, or to. The one is only read; the other is filled in one
 * transaction.
 */
import { databaseInWords } from '@fintrack/contract/database-url'
import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import type { Clock } from '../../clock.ts'
import {
  DATABASE_URL_SETTING, openingError, readingError, type DatabasePlace,
} from '../../db/errors/postgres-opening.ts'
import { requireNewest } from '../../db/migrate.ts'
import { COUNTED, KEYS_TABLE } from '../../features/resources.ts'
import { openPostgres, PATIENT, requireSessions } from '../../db/postgres/databases.ts'
import { readLastIds, readRows, writeLastIds } from '../../db/postgres/rows.ts'
import { bringUp, requireFit, requireOurs, versionOf } from '../../db/postgres/schema.ts'
import { requireAlone, takeServerLockAlone } from '../../db/postgres/server-lock.ts'
import type { RowValues } from '../../db/rows.ts'
import {
  bookWriter, COPIED_TABLES, KEYS_SHAPE, readingRows, stampOf, type BookReader, type Source, type Target,
} from './book.ts'

type Handle = ReturnType<typeof openPostgres>
type Transaction = Parameters<typeof readRows>[0]

/** What becomes of an error of PostgreSQL's. */
type Describe = (error: unknown) => unknown

async function describing<T> (describe: Describe, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw describe(error)
  }
}

/** While one of the two databases works, the other transaction stands still. */
const MAY_STAND_STILL = 'SET LOCAL idle_in_transaction_session_timeout = 0'

const OR_LIVE = '; or add --live, and what they store meanwhile is not copied'

interface KeyRow { readonly kid: string, readonly secret: string }

/** The newest first: it signs. */
function keysOf (handle: Handle | Transaction): Promise<KeyRow[]> {
  return handle<KeyRow>(KEYS_TABLE).select('kid', 'secret').orderBy('id', 'desc')
}

async function stampIn (handle: Handle | Transaction): Promise<string> {
  return stampOf((sql) => handle.raw(sql), (await keysOf(handle)).map(({ kid }) => kid))
}

function databaseReader (trx: Transaction, describe: Describe): BookReader {
  return {
    rows: async function * (table) {
      if (table === KEYS_SHAPE) {
        yield (await describing(describe, () => keysOf(trx))).map(
          ({ kid, secret }) => [kid, secret]
        )
      } else yield * readingRows(readRows(trx, table), describe)
    },
    lastIds: () => describing(describe, () => readLastIds(trx, COUNTED)),
    stamp: () => describing(describe, () => stampIn(trx)),
  }
}

/** @throws Problem not_found where there is no book; UserError where it is not of the newest schema */
async function requireBook (handle: Handle, name: string, named: string): Promise<void> {
  const { version: seen } = await versionOf(handle)
  if (seen === undefined) {
    throw new UserError('book', `${name} has tables, but is not a book of fintrack.`, {
      hint: `name the database of a book in ${named}`, place: named,
    })
  }
  const version = requireOurs(seen, name, named)
  if (version === 0) throw new Problem('not_found', `${named} names ${name}, and there is no book in it yet.`)
  requireNewest(name, version, `${DATABASE_URL_SETTING} names it`)
}

/**
 * @param live servers on the database may go on
 * @throws Problem not_found, UserError
 */
export async function databaseSource (place: DatabasePlace, live: boolean): Promise<Source> {
  const name = databaseInWords(place.url)
  const describe: Describe = (error) => readingError(error, place)
  const handle = openPostgres(place.url, PATIENT, 'reader', 2)
  try {
    await requireBook(handle, name, place.named ?? DATABASE_URL_SETTING)
    await requireSessions(handle, place)
    if (!live) await requireAlone(handle, name, OR_LIVE)
  } catch (error) {
    await handle.destroy()
    throw describe(error)
  }
  return {
    name,
    snapshot: (work) => describing(describe, () => handle.transaction(async (trx) => {
      await trx.raw(MAY_STAND_STILL)
      if (!live) await takeServerLockAlone(trx, name, OR_LIVE)
      return work(databaseReader(trx, describe))
    }, { readOnly: true, isolationLevel: 'repeatable read' })),
    stampOfNow: () => describing(describe, () => stampIn(handle)),
    // A mark would need a table that the schema does not have.
    markMoved: () => null,
    close: () => handle.destroy(),
  }
}

/**
 * A database that has keys and nothing else is empty: a server makes keys at its first start.
 * @throws Problem already_exists where a table has a row, or is another's; all is left as it is
 */
async function requireEmpty (handle: Handle | Transaction, name: string): Promise<void> {
  const { version, isMarked } = await versionOf(handle)
  if (version === undefined) {
    throw new Problem(
      'already_exists', `${name} has tables of another program; name an empty database.`
    )
  }
  if (!isMarked) return
  requireOurs(version, name)
  const tables: Array<{ name: string }> = await handle.raw(
    'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN ' +
      '(\'fintrack_schema\', ?) ORDER BY tablename', [KEYS_TABLE])
  for (const table of tables) {
    const [row]: Array<{
      is_there: boolean,
    }> = await handle.raw(`SELECT EXISTS (SELECT 1 FROM ${table.name}) AS is_there`)
    if (row?.is_there === true) {
      throw new Problem(
        'already_exists', `${name} is not empty: its table ${table.name} has rows.`
      )
    }
  }
}

/** Replaces the key that a server has made there by the keys that came, the newest first. */
async function putKeys (trx: Transaction, rows: readonly RowValues[], clock: Clock): Promise<void> {
  await trx(KEYS_TABLE).delete()
  const keys = rows.toReversed().map(([kid, secret], at) => ({ id: at + 1, kid, secret, made_at: clock.now() }))
  if (keys.length > 0) await trx(KEYS_TABLE).insert(keys)
  await writeLastIds(trx, { [KEYS_TABLE]: String(keys.length) })
}

/** @throws Problem already_exists, UserError */
export async function databaseTarget (place: DatabasePlace, clock: Clock): Promise<Target> {
  const name = databaseInWords(place.url)
  const describe: Describe = (error) => openingError(error, place)
  const handle = openPostgres(place.url, PATIENT, 'writer', 1)
  try {
    await requireFit(handle, name)
    await requireSessions(handle, place)
    await requireEmpty(handle, name)
    await requireAlone(handle, name, '')
  } catch (error) {
    await handle.destroy()
    throw describe(error)
  }
  return {
    name,
    fill: (write, prove) => describing(describe, async () => {
      await bringUp(handle, name)
      await handle.transaction(async (trx) => {
        await trx.raw(MAY_STAND_STILL)
        await takeServerLockAlone(trx, name, '')
        // A command that stores something meanwhile waits.
        await trx.raw(`LOCK TABLE ${COPIED_TABLES.map((table) => table.name).join(', ')} IN EXCLUSIVE MODE`)
        await requireEmpty(trx, name)
        await putKeys(trx, [], clock)
        await write(bookWriter({
          trx, keys: (rows) => putKeys(trx, rows, clock), lastIds: (lastIds) => writeLastIds(trx, lastIds),
        }))
        await prove(databaseReader(trx, describe))
      })
    }),
    close: () => handle.destroy(),
  }
}
