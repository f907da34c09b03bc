/** What a PostgreSQL is before a book is on it: one that is new enough, and that holds every text; and why it cannot be had. */
import { addressInWords, databaseAddress, serverInWords } from '@fintrack/contract/database-url'
import { quote } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { BookAway, BookFault } from '../../book-fault.ts'
import { CertificateUnreadable, PasswordMissing } from './connection.ts'
import { DatabaseLost } from '../errors/database-lost.ts'
import { isPostgresError } from '../errors/postgres.ts'

/** The oldest that is still maintained. */
const OLDEST = 14

interface Server { readonly version: number, readonly encoding: string }

const LOOK = 'SELECT current_setting(\'server_version_num\')::integer AS version, current_setting(\'server_encoding\') AS encoding'

function serverFromRow (row: unknown): Server {
  return row as Server
}

/** @param place the database in words @throws BookFault for a server that is too old, or of another encoding */
export async function requireFit (handle: Knex, place: string): Promise<void> {
  const rows: unknown[] = await handle.raw(LOOK)
  const { version, encoding } = serverFromRow(rows[0])
  if (version < OLDEST * 10_000) {
    throw new BookFault(`${place} runs on PostgreSQL ${Math.floor(version / 10_000)}, and fintrack needs ${OLDEST} or newer.`, 'use a newer one')
  }
  if (encoding !== 'UTF8') {
    throw new BookFault(`${place} holds texts as ${encoding}, which has not every letter.`, 'make one with `createdb --encoding=UTF8 --template=template0`')
  }
}

/** What PostgreSQL says at the door, by its state, and what is to be done about it. */
const REFUSALS: ReadonlyArray<readonly [state: RegExp, sentence: string, hint: string]> = [
  [/^28/, 'does not let this user in', 'look at the user and the password in FINTRACK_DATABASE_URL, and at pg_hba.conf, which may want TLS (sslmode)'],
  [/^3F000$|^42501$/, 'does not let this user make tables there', 'make the user of FINTRACK_DATABASE_URL the owner of the database'],
  [/^53300$/, 'has no connection left', 'let it have more (max_connections), or the servers fewer (FINTRACK_DATABASE_CONNECTIONS)'],
  [/^55000$/, 'takes no connections', 'let it again: ALTER DATABASE … ALLOW_CONNECTIONS true'],
  [/^57P03$/, 'is starting or stopping', 'run this again in a moment'],
  [/^08|^57P0/, 'has cut the connection', 'look at its log, and run this again'],
  [/^53100$/, 'has no room left on its disk', 'make room there, and run this again'],
  [/^55P03$|^57014$/, 'is busy: others hold what this needs', 'run this again in a moment'],
]

/** Those that pass by themselves. */
const PASSING = /^53300$|^57P|^08|^55P03$|^57014$/

/** Why there is no connection, by the name that Node or OpenSSL has for it. */
const LOSSES: ReadonlyArray<readonly [code: RegExp, sentence: string, hint: string]> = [
  [/^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/, 'shows a certificate of an authority that is not known here',
    'name the file of that authority in FINTRACK_DATABASE_URL: sslrootcert=/path/to/ca.pem'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'shows a certificate for another host',
    'name the host in FINTRACK_DATABASE_URL as its certificate does; sslmode=verify-ca takes any host of an authority of your own'],
  [/^CERT_/, 'shows a certificate that is not good any more, or not yet', 'give it a new one, and look at the clocks of both machines'],
  [/^ERR_(?:OSSL|SSL)_|^EPROTO$/, 'and this machine cannot agree on TLS',
    'look at the files that FINTRACK_DATABASE_URL names (they are to be PEM), and at the log of PostgreSQL'],
]

function lossFault ({ code, cause }: DatabaseLost, place: string): BookFault {
  if (cause instanceof PasswordMissing) {
    return new BookFault(`${place} asks for a password, and there is none.`, 'put it into PGPASSWORD, or into ~/.pgpass, which counts only where nobody else can read it (chmod 600)')
  }
  if (cause instanceof CertificateUnreadable) {
    return new BookFault(`${place} cannot be reached: ${quote(cause.file)} cannot be read (${code}).`, `look at ${cause.parameter} in FINTRACK_DATABASE_URL`)
  }
  if (/does not support SSL/.test(String(cause))) {
    return new BookFault(`${place} does no TLS, and sslmode asks for it.`, 'set ssl=on in its postgresql.conf; or, where nobody is on the way, sslmode=disable in FINTRACK_DATABASE_URL')
  }
  const known = LOSSES.find(([codes]) => codes.test(code))
  if (known !== undefined) return new BookFault(`${place} ${known[1]} (${code}).`, known[2])
  return new BookAway(`${place} cannot be reached (${code}).`, 'look at FINTRACK_DATABASE_URL, and whether PostgreSQL runs there')
}

/** Why a book on PostgreSQL cannot be opened, as a fault where a person can mend it; any other error as it is. */
export function startFault (error: unknown, url: string): unknown {
  const address = databaseAddress(url)
  const place = addressInWords(address)
  if (error instanceof DatabaseLost) return lossFault(error, place)
  const state = isPostgresError(error) ? error.code : ''
  if (state === '3D000') {
    return new BookFault(`There is no database ${quote(address.database)} at ${serverInWords(address)}.`, 'make it with `createdb`, or name another in FINTRACK_DATABASE_URL')
  }
  const known = REFUSALS.find(([states]) => states.test(state))
  if (known === undefined) return error
  return new (PASSING.test(state) ? BookAway : BookFault)(`${place} ${known[1]}.`, known[2])
}
