/** A book on PostgreSQL as that which is copied from, or to. The one is only read; the other is filled in one transaction. */
import { databaseInWords } from '@fintrack/contract/database-url'
import { Problem } from '@fintrack/contract/problem'
import type { Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import type { Clock } from '../clock.ts'
import type { StoredKey } from '../features/sessions/key-repository.ts'
import { CHUNK_ROWS, stampOf, valuesOf, type BookReader, type BookWriter, type Counters, type Source, type Target, type Values } from './book-rows.ts'
import { COUNTED, KEYS_TABLE, TABLES, type Table } from './book-tables.ts'
import { requireNewest } from './newest-schema.ts'
import { openPostgres, PATIENT } from './postgres-databases.ts'
import { requireFit, startFault } from './postgres-inspection.ts'
import { keepAlone, requireAlone } from './postgres-presence.ts'
import { inNames, isPostgresError } from './postgres-refusal.ts'
import { bringUp, required, versionOf } from './postgres-schema.ts'
import { rowWriter } from './row-writer.ts'

/** While one of the two databases works the other stands still. */
const MAY_STAND_STILL = 'SET LOCAL idle_in_transaction_session_timeout = 0'

const OR_LIVE = '; or add --live, and what they store meanwhile is not copied'

export interface DatabasePlace {
  readonly url: string
  /** Who named it, as its person knows it: an option, or a setting. */
  readonly named: string
}

/** A fault that is told of the place as it was named: it stays as it is, also on its way through the other place. */
class PlacedFault extends BookFault {
  override readonly name: string

  constructor (sentence: string, hint: string, name = 'BookFault') {
    super(sentence, hint)
    this.name = name
  }
}

type Tell = (error: unknown) => unknown

/** What is of no book's schema, in words that hold nothing but names of ours: PostgreSQL's, where it speaks English. */
function lackOf (error: unknown): string | undefined {
  if (!isPostgresError(error) || !/^42(?:P01|703)$/.test(error.code)) return undefined
  return / - ((?:relation|column) \S+ does not exist)$/.exec(error.message)?.[1] ?? inNames(error)
}

/** What PostgreSQL says at the door, or at any moment after, told of the place as it was named. */
function tellOf ({ url, named }: DatabasePlace): Tell {
  const name = databaseInWords(url)
  return (error) => {
    const lack = lackOf(error)
    if (lack !== undefined) return new PlacedFault(`The book in ${name} is not whole (${lack}).`, `name another database in ${named}`)
    const fault = startFault(error, url)
    if (!(fault instanceof BookFault) || fault instanceof PlacedFault) return fault
    return new PlacedFault(fault.message, fault.hint
      .replace('the user and the password in FINTRACK_DATABASE_URL', `the user in ${named}, at his password`)
      .replace(/\b(in|at|of) FINTRACK_DATABASE_URL/g, `$1 ${named}`), fault.name)
  }
}

/** The same of a place in which nothing is made. */
function tellOfSource (place: DatabasePlace): Tell {
  const tell = tellOf(place)
  return (error) => isPostgresError(error) && error.code === '42501'
    ? new PlacedFault(`${databaseInWords(place.url)} does not let this user read its book.`,
      `let its owner run GRANT SELECT ON ALL TABLES IN SCHEMA public TO that user, and the same ON ALL SEQUENCES; or name the owner in ${place.named}`)
    : tell(error)
}

async function told<T> (tell: Tell, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw tell(error)
  }
}

async function * rowsOf (trx: Knex.Transaction, tell: Tell, { name, columns, key }: Table): AsyncGenerator<Values[]> {
  const read = columns.map((column) => `${name}."${column}"::text AS "${column}"`).join(', ')
  const order = key.map((column) => `${name}."${column}"`).join(', ')
  await told(tell, () => trx.raw(`DECLARE book_rows NO SCROLL CURSOR FOR SELECT ${read} FROM ${name} ORDER BY ${order}`))
  for (;;) {
    const rows: Array<Record<string, unknown>> = await told(tell, () => trx.raw(`FETCH ${CHUNK_ROWS} FROM book_rows`))
    if (rows.length === 0) break
    yield rows.map((row) => valuesOf(columns, row))
  }
  await told(tell, () => trx.raw('CLOSE book_rows'))
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

function keysIn (handle: Knex): Promise<StoredKey[]> {
  return handle<StoredKey>(KEYS_TABLE).select('kid', 'secret').orderBy('id', 'desc')
}

async function stampIn (handle: Knex): Promise<string> {
  return stampOf((sql) => handle.raw(sql), await keysIn(handle))
}

function reader (trx: Knex.Transaction, tell: Tell): BookReader {
  return {
    rows: (table) => rowsOf(trx, tell, table),
    counters: () => told(tell, () => countersOf(trx)),
    stamp: () => told(tell, () => stampIn(trx)),
    keys: () => told(tell, () => keysIn(trx)),
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
      // A server that ran there has made one.
      await trx(KEYS_TABLE).delete()
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
  if (version === 0) throw new Problem('not_found', `${named} names ${name}, and there is no book in it yet.`)
  requireNewest(name, version, 'FINTRACK_DATABASE_URL names it')
}

/**
 * @param live others may go on
 * @throws Problem not_found, BookFault
 */
export async function postgresSource (place: DatabasePlace, live: boolean): Promise<Source> {
  const name = databaseInWords(place.url)
  const tell = tellOfSource(place)
  const handle = openPostgres(place.url, PATIENT, 'reader', 2)
  try {
    await told(tell, async () => {
      await requireBook(handle, name, place.named)
      if (!live) await requireAlone(handle, name, OR_LIVE)
    })
  } catch (error) {
    await handle.destroy()
    throw error
  }
  return {
    name,
    snapshot: (work) => told(tell, () => handle.transaction(async (trx) => {
      await trx.raw(MAY_STAND_STILL)
      if (!live) await keepAlone(trx, name, OR_LIVE)
      return work(reader(trx, tell))
    }, { readOnly: true, isolationLevel: 'repeatable read' })),
    stampOfNow: () => told(tell, () => stampIn(handle)),
    close: () => handle.destroy(),
  }
}

/** Keys alone are what a server makes at its first start. @throws Problem already_exists where a table has a row, or is another's; all is left as it is */
async function requireEmpty (handle: Knex, name: string): Promise<void> {
  const { version, isMarked } = await versionOf(handle)
  if (version === undefined) throw new Problem('already_exists', `${name} has tables of others already: name an empty database.`)
  if (!isMarked) return
  required(version, name)
  const tables: Array<{ name: string }> = await handle.raw(
    'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN (\'fintrack_schema\', ?) ORDER BY tablename', [KEYS_TABLE])
  for (const table of tables) {
    const [row]: Array<{ is_there: boolean }> = await handle.raw(`SELECT EXISTS (SELECT 1 FROM ${table.name}) AS is_there`)
    if (row?.is_there === true) throw new Problem('already_exists', `${name} is not empty: its table ${table.name} has rows.`)
  }
}

/** @throws Problem already_exists, BookFault */
export async function postgresTarget (place: DatabasePlace, clock: Clock): Promise<Target> {
  const name = databaseInWords(place.url)
  const tell = tellOf(place)
  const handle = openPostgres(place.url, PATIENT, 'writer', 1)
  try {
    await told(tell, async () => {
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
    fill: (write, prove) => told(tell, async () => {
      await bringUp(handle, name)
      await handle.transaction(async (trx) => {
        await trx.raw(MAY_STAND_STILL)
        await keepAlone(trx, name, '')
        // Whoever opens it meanwhile waits with what he would store.
        await trx.raw(`LOCK TABLE ${[...TABLES.map((table) => table.name), KEYS_TABLE].join(', ')} IN EXCLUSIVE MODE`)
        await requireEmpty(trx, name)
        await write(writer(trx, clock))
        await prove(reader(trx, tell))
      })
    }),
    close: () => handle.destroy(),
  }
}
