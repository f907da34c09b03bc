/** What a PostgreSQL is before a book is on it: one that keeps what it has acknowledged, and that holds every text. */
import type { Knex } from 'knex'
import { BookFault } from '../book-fault.ts'
import { DatabaseLost } from './database-lost.ts'
import { isPostgresError } from './postgres-refusal.ts'

/** The oldest that is still maintained. */
const OLDEST = 14

interface Server { readonly version: number, readonly encoding: string, readonly fsync: string, readonly full_page_writes: string }

const LOOK = `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_encoding') AS encoding,
  current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes`

function serverFromRow (row: unknown): Server {
  return row as Server
}

/** @throws BookFault for a server that is too old, of another encoding, or loses what it has acknowledged when its power goes */
export async function requireDurable (handle: Knex): Promise<void> {
  const rows: unknown[] = await handle.raw(LOOK)
  const server = serverFromRow(rows[0])
  const { version, encoding } = server
  if (version < OLDEST * 10_000) {
    throw new BookFault(`This PostgreSQL is ${Math.floor(version / 10_000)}, and fintrack needs ${OLDEST} or newer.`, 'use a newer one')
  }
  if (encoding !== 'UTF8') {
    throw new BookFault(`This database holds texts as ${encoding}, which has not every letter.`, 'make one with `createdb --encoding=UTF8 --template=template0`')
  }
  for (const name of ['fsync', 'full_page_writes'] as const) {
    if (server[name] !== 'on') {
      throw new BookFault(`This PostgreSQL runs with ${name}=${server[name]}: a power cut would take away, or damage, what it has acknowledged.`,
        `set ${name}=on in its postgresql.conf, and start it again`)
    }
  }
}

/** What PostgreSQL says at the door, by its state, and what is to be done about it. */
const REFUSALS: ReadonlyArray<readonly [state: RegExp, sentence: string, hint: string]> = [
  [/^28/, 'does not let this user in', 'look at the user and the password in FINTRACK_DATABASE_URL, and at pg_hba.conf'],
  [/^3D000$/, 'has no such database', 'make it with `createdb`, or name another in FINTRACK_DATABASE_URL'],
  [/^3F000$|^42501$/, 'does not let this user make tables there', 'make the user of FINTRACK_DATABASE_URL the owner of the database'],
  [/^53300$/, 'has no connection left', 'let it have more (max_connections), or the servers fewer (FINTRACK_DATABASE_CONNECTIONS)'],
  [/^57P03$/, 'is starting or stopping', 'run this again in a moment'],
  [/^08|^57P0/, 'has cut the connection', 'look at its log, and run this again'],
  [/^53100$/, 'has no room left on its disk', 'make room there, and run this again'],
  [/^55P03$|^57014$/, 'is busy: others hold what this needs', 'run this again in a moment'],
]

/** Why a book on PostgreSQL cannot be opened, as a fault where a person can mend it; any other error as it is. @param place the database in words */
export function startFault (error: unknown, place: string): unknown {
  if (error instanceof DatabaseLost) {
    if (/password must be a string/.test(String(error.cause))) {
      return new BookFault(`${place} asks for a password, and there is none.`, 'put it into PGPASSWORD or ~/.pgpass')
    }
    return new BookFault(`${place} cannot be reached (${error.code}).`, 'look at FINTRACK_DATABASE_URL, and whether PostgreSQL runs there')
  }
  const state = isPostgresError(error) ? error.code : ''
  const known = REFUSALS.find(([states]) => states.test(state))
  return known === undefined ? error : new BookFault(`${place} ${known[1]}.`, known[2])
}
