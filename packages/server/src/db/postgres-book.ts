/** A book on PostgreSQL as that which is copied from, or to. The one is only read; the other is filled in one transaction. */
import { databaseInWords } from '@fintrack/contract/database-url'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import type { Clock } from '../clock.ts'
import type { StoredKey } from '../features/sessions/key-repository.ts'
import { CHUNK_ROWS, stampOf, valuesOf, type BookReader, type BookWriter, type Counters, type Source, type Target, type Values } from './book-rows.ts'
import { COUNTED, KEYS_TABLE, TABLES, type Table } from './book-tables.ts'
import { requireNewest } from './newest-schema.ts'
import { openPostgres } from './postgres-databases.ts'
import { requireDurable, startFault } from './postgres-inspection.ts'
import { bringUp, required, versionOf } from './postgres-schema.ts'
import { rowWriter } from './row-writer.ts'

/** A table is sorted, or its keys are made, in one statement: as long as that takes, but no longer than a day. */
const PATIENT = { statementTimeoutMs: 86_400_000 }

/** While one of the two databases works the other stands still. */
const MAY_STAND_STILL = 'SET LOCAL idle_in_transaction_session_timeout = 0'

export interface DatabasePlace {
  readonly url: string
  /** Who named it, as its person knows it: an option, or a setting. */
  readonly named: string
}

/** What PostgreSQL says at the door, told of the place as it was named. */
function faultOf (error: unknown, { url, named }: DatabasePlace): unknown {
  const fault = startFault(error, url)
  if (!(fault instanceof BookFault)) return fault
  return new BookFault(fault.message, fault.hint
    .replace('the user and the password in FINTRACK_DATABASE_URL', `the user in ${named}, at his password`)
    .replaceAll('FINTRACK_DATABASE_URL', named))
}

/** Runs what may fail at the door, or at any moment after. */
async function told<T> (place: DatabasePlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw faultOf(error, place)
  }
}

async function * rowsOf (trx: Knex.Transaction, place: DatabasePlace, { name, columns, key }: Table): AsyncGenerator<Values[]> {
  const read = columns.map((column) => `${name}."${column}"::text AS "${column}"`).join(', ')
  const order = key.map((column) => `${name}."${column}"`).join(', ')
  await told(place, () => trx.raw(`DECLARE book_rows NO SCROLL CURSOR FOR SELECT ${read} FROM ${name} ORDER BY ${order}`))
  for (;;) {
    const rows: Array<Record<string, unknown>> = await told(place, () => trx.raw(`FETCH ${CHUNK_ROWS} FROM book_rows`))
    if (rows.length === 0) break
    yield rows.map((row) => valuesOf(columns, row))
  }
  await told(place, () => trx.raw('CLOSE book_rows'))
}

async function countersOf (handle: Knex): Promise<Counters> {
  const counters = new Map<string, string>()
  for (const table of COUNTED) {
    const [sequence]: Array<{ name: string }> = await handle.raw('SELECT pg_get_serial_sequence(?, ?) AS name', [table, 'id'])
    const [row]: Array<{ given: string }> = await handle.raw(`SELECT (CASE WHEN is_called THEN last_value ELSE last_value - 1 END)::text AS given FROM ${String(sequence?.name)}`)
    counters.set(table, String(row?.given))
  }
  return counters
}

function reader (trx: Knex.Transaction, place: DatabasePlace): BookReader {
  return {
    rows: (table) => rowsOf(trx, place, table),
    counters: () => told(place, () => countersOf(trx)),
    stamp: () => told(place, () => stampOf((sql) => trx.raw(sql))),
    keys: () => told(place, () => trx<StoredKey>(KEYS_TABLE).select('kid', 'secret').orderBy('id', 'desc')),
  }
}

/** Taken back with the transaction, as setval() would not be. */
function restart (trx: Knex.Transaction, table: string, given: string): Promise<unknown> {
  return trx.raw(`ALTER TABLE ${table} ALTER COLUMN id RESTART WITH ${BigInt(given) + 1n}`)
}

function writer (trx: Knex.Transaction, clock: Clock): BookWriter {
  return rowWriter(trx, {
    async continueAfter (counters) {
      for (const [table, given] of counters) await restart(trx, table, given)
    },
    async keys (keys) {
      const rows = keys.toReversed().map((key, at) => ({ id: at + 1, ...key, made_at: clock.now() }))
      if (rows.length > 0) await trx(KEYS_TABLE).insert(rows)
      await restart(trx, KEYS_TABLE, String(rows.length))
    },
  })
}

/** @throws Problem not_found where it has no book; BookFault where that is not of today */
async function requireBook (handle: Knex, name: string, named: string): Promise<void> {
  const { version: seen } = await versionOf(handle)
  if (seen === undefined) throw new BookFault(`${name} has tables, but is not a book of fintrack.`, `name the database of a book in ${named}`)
  const version = required(seen, name)
  if (version === 0) throw new Problem('not_found', `There is no book in ${name} yet.`)
  requireNewest(name, version)
}

/** Servers and commands that are connected right now. One that has nothing to do is not. */
async function requireAlone (handle: Knex, name: string): Promise<void> {
  const [row]: Array<{ others: number }> = await handle.raw(
    `SELECT count(*)::integer AS others FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()`)
  const others = Number(row?.others)
  if (others === 0) return
  throw new BookFault(`${name} is in use: fintrack has ${counted(others, 'other connection')} to it.`,
    'stop its servers first; or add --live, and what they store meanwhile is not copied')
}

/**
 * @param live others may go on
 * @throws Problem not_found, BookFault
 */
export async function postgresSource (place: DatabasePlace, live: boolean): Promise<Source> {
  const name = databaseInWords(place.url)
  const handle = openPostgres(place.url, PATIENT, 'reader', 2)
  try {
    await told(place, async () => {
      await requireBook(handle, name, place.named)
      if (!live) await requireAlone(handle, name)
    })
  } catch (error) {
    await handle.destroy()
    throw error
  }
  return {
    name,
    snapshot: (work) => told(place, () => handle.transaction(async (trx) => {
      await trx.raw(MAY_STAND_STILL)
      return work(reader(trx, place))
    }, { readOnly: true, isolationLevel: 'repeatable read' })),
    stampOfNow: () => told(place, () => stampOf((sql) => handle.raw(sql))),
    close: () => handle.destroy(),
  }
}

/** @throws Problem already_exists where a table has a row, or is another's; all is left as it is */
async function requireEmpty (handle: Knex, name: string): Promise<void> {
  const { version, isMarked } = await versionOf(handle)
  if (version === undefined) throw new Problem('already_exists', `${name} has tables of others already: name an empty database.`)
  if (!isMarked) return
  required(version, name)
  const tables: Array<{ name: string }> = await handle.raw(
    'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> \'fintrack_schema\' ORDER BY tablename')
  for (const table of tables) {
    const [row]: Array<{ is_there: boolean }> = await handle.raw(`SELECT EXISTS (SELECT 1 FROM ${table.name}) AS is_there`)
    if (row?.is_there === true) throw new Problem('already_exists', `${name} is not empty: its table ${table.name} has rows. Name an empty database.`)
  }
}

/** @throws Problem already_exists, BookFault */
export async function postgresTarget (place: DatabasePlace, clock: Clock): Promise<Target> {
  const name = databaseInWords(place.url)
  const handle = openPostgres(place.url, PATIENT, 'writer', 1)
  try {
    await told(place, async () => {
      await requireDurable(handle, name)
      await requireEmpty(handle, name)
    })
  } catch (error) {
    await handle.destroy()
    throw error
  }
  return {
    name,
    fill: (write, prove) => told(place, async () => {
      await bringUp(handle, name)
      await handle.transaction(async (trx) => {
        await trx.raw(MAY_STAND_STILL)
        // Whoever opens it meanwhile waits with what he would store.
        await trx.raw(`LOCK TABLE ${[...TABLES.map((table) => table.name), KEYS_TABLE].join(', ')} IN EXCLUSIVE MODE`)
        await requireEmpty(trx, name)
        await write(writer(trx, clock))
        await prove(reader(trx, place))
      })
    }),
    close: () => handle.destroy(),
  }
}
