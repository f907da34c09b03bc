/**
 * A connection to an address: with TLS as libpq understands its `sslmode`, and a password from where libpq looks for
 * one.
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- this file needs the package's missing types
/// <reference path="./pgpass.d.ts" />
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { addressInWords, type DatabaseAddress } from '@fintrack/contract/database-url'
import { UserError } from '@fintrack/contract/errors'
import { quote } from '@fintrack/contract/text'
import pg from 'pg'
import pgpass from 'pgpass'
import { systemCode } from '../../files/system-error.ts'

// The error for a missing password says what to look at; the package would write to stderr.
pgpass.warnTo(new Writable().destroy())

/**
 * Looks into ~/.pgpass or PGPASSFILE for a password that neither the address nor PGPASSWORD holds: for each
 * connection, so that a change needs no restart.
 */
function passwordStore (address: DatabaseAddress) {
  return (asked: {
    host: string, port: number, database: string, user: string,
  }): Promise<string> => new Promise((resolve, reject) => {
    pgpass(asked, (password) => {
      if (password !== undefined) return resolve(password)
      reject(new UserError('book', `${addressInWords(address)} asks for a password, and there is none.`,
        {
          hint: 'put it into PGPASSWORD, or into ~/.pgpass, which counts only where nobody else can read it (chmod ' +
          '600)'
        }))
    })
  })
}

/** @throws UserError where the file cannot be read */
function contentOf (address: DatabaseAddress, parameter: 'sslrootcert' | 'sslcert' | 'sslkey'): string | undefined {
  const file = address[parameter]
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError('book', `${addressInWords(address)} cannot be reached: ${quote(file)} cannot be read ` +
      `(${systemCode(error)}).`,
    { hint: `look at ${parameter} in the address of the database`, cause: error })
  }
}

/** For verify-ca: the certificate is of a host that the authority knows, whatever its name is. */
const ANY_NAME = { checkServerIdentity: () => undefined }

/** @returns undefined where PGSSLMODE decides @throws UserError where a file cannot be read */
function tlsOf (address: DatabaseAddress): ConnectionOptions | false | undefined {
  const { sslmode } = address
  if (sslmode === undefined) return undefined
  if (sslmode === 'disable') return false
  const [ca, cert, key] = [
    contentOf(address, 'sslrootcert'), contentOf(address, 'sslcert'), contentOf(address, 'sslkey'),
  ]
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(sslmode === 'verify-full' ? {} : ca === undefined ? { rejectUnauthorized: false } : ANY_NAME),
  }
}

export class AddressedClient extends pg.Client {
  /** @throws UserError where a file that the address names for TLS cannot be read */
  constructor ({ address, ...config }: pg.ClientConfig & { readonly address: DatabaseAddress }) {
    const { host, port, database, user, password, options } = address
    super({ ...config, host, port, database, user, password, options, ssl: tlsOf(address) })
    // PGPASSWORD holds none either. The driver would look into ~/.pgpass by itself, with a deprecation warning on
    // stderr.
    if (typeof this.password !== 'string') Object.assign(this, { password: passwordStore(address) })
  }
}
