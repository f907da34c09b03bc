/** A connection to where an address leads: with TLS as libpq understands its `sslmode`, and a password from where libpq looks for one. */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- whoever type-checks this file needs the package's missing types
/// <reference path="./pgpass.d.ts" />
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import type { DatabaseAddress } from '@fintrack/contract/database-url'
import pg from 'pg'
import pgpass from 'pgpass'

/** A file that the address names for TLS. */
export class CertificateUnreadable extends Error {
  readonly parameter: string
  readonly file: string
  readonly code: string

  constructor (parameter: string, file: string, cause: unknown) {
    const code = String(cause).replace(/^Error: (\w+).*$/s, '$1')
    super(`${parameter} cannot be read (${code})`, { cause })
    this.parameter = parameter
    this.file = file
    this.code = code
  }
}

export class PasswordMissing extends Error {}

// What is wrong with the file is told by whoever misses a password, and not to stderr.
pgpass.warnTo(new Writable().destroy())

/** What neither the address nor PGPASSWORD says, ~/.pgpass or PGPASSFILE may. It is looked at for each connection: what changes there needs no restart. */
function storedPassword (asked: { host: string, port: number, database: string, user: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    pgpass(asked, (password) => {
      if (password === undefined) reject(new PasswordMissing())
      else resolve(password)
    })
  })
}

/** @throws CertificateUnreadable */
function contentOf (address: DatabaseAddress, parameter: 'sslrootcert' | 'sslcert' | 'sslkey'): string | undefined {
  const file = address[parameter]
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CertificateUnreadable(parameter, file, error)
  }
}

/** The certificate is of somebody whom the authority knows, whatever he is called. */
const ANY_NAME = { checkServerIdentity: () => undefined }

/** @returns undefined where PGSSLMODE may say it @throws CertificateUnreadable */
function tlsOf (address: DatabaseAddress): ConnectionOptions | false | undefined {
  const { sslmode } = address
  if (sslmode === undefined) return undefined
  if (sslmode === 'disable') return false
  const [ca, cert, key] = [contentOf(address, 'sslrootcert'), contentOf(address, 'sslcert'), contentOf(address, 'sslkey')]
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(sslmode === 'verify-full' ? {} : ca === undefined ? { rejectUnauthorized: false } : ANY_NAME),
  }
}

export class AddressedClient extends pg.Client {
  /** @throws CertificateUnreadable */
  constructor ({ address, ...config }: pg.ClientConfig & { readonly address: DatabaseAddress }) {
    const { host, port, database, user, password, options } = address
    super({ ...config, host, port, database, user, password, options, ssl: tlsOf(address) })
    // Not in PGPASSWORD either. The driver's own look into ~/.pgpass says on stderr that it will end.
    if (typeof this.password !== 'string') Object.assign(this, { password: storedPassword })
  }
}
