/** Addresses of PostgreSQL databases. One may hold a password, and no text for people does. Loads no schema library. */
import { listed, quote } from './text.ts'

/** libpq's own, without those that promise nothing (`allow`, `prefer`). */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const
const CERTIFICATES = ['sslrootcert', 'sslcert', 'sslkey'] as const
const PARAMETERS = ['host', 'port', 'user', 'password', 'options', 'sslmode', ...CERTIFICATES] as const

type SslMode = (typeof SSL_MODES)[number]
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>

/** An address as it was read: what is connected to. */
export interface DatabaseAddress {
  /** A name, an IP address, or the folder of a socket. */
  readonly host: string
  readonly port: number | undefined
  readonly database: string
  readonly user: string | undefined
  readonly password: string | undefined
  /** Of the server's own command line, such as `-c search_path=book`. */
  readonly options: string | undefined
  readonly sslmode: SslMode | undefined
  /** Files in PEM. */
  readonly sslrootcert: string | undefined
  readonly sslcert: string | undefined
  readonly sslkey: string | undefined
}

/**
 * A password's own `@`, `/`, `?` and `#` are percent-encoded: so no part of it can be taken for the host or the
 * database.
 */
const DATABASE_URL = new RegExp([
  /^postgres(?:ql)?:\/\//,
  /(?:(?<user>[^\s/?#@:]*)(?::(?<password>[^\s/?#@]*))?@)?/,
  /(?<host>[\w.%-]*|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?/,
  /(?:\/(?<database>[^\s/?#@]*))?(?:\?(?<query>[^\s#@]*))?$/,
].map(({ source }) => source).join(''), 'i')

const NO_ADDRESS = 'is not the address of a database, such as postgres://user:password@host/database; in a password ' +
  '@ is written %40, / %2F, ? %3F, # %23 and % %25.'

const EXAMPLE = 'postgres://user:password@host/database'

const SCHEME = /^([a-z][a-z\d+.-]{0,30}):\/\//i

const MOST_PORT = 65_535

/** What is wrong, as the rest of a sentence. */
type Fault = string

/** What is no percent-encoding of UTF-8. */
function isDecodable (text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function isOneOf<Name extends string> (names: readonly Name[], text: string): text is Name {
  return names.some((name) => name === text)
}

function parametersOf (query: string): Parameters | Fault {
  const parameters: Parameters = {}
  for (const pair of query === '' ? [] : query.split('&')) {
    const [, name, value = ''] = /^([a-z_]{1,40})=(.*)$/i.exec(pair) ?? []
    // A text that is no pair may be a part of a password, and is not repeated.
    if (name === undefined) return NO_ADDRESS
    if (!isOneOf(PARAMETERS, name)) {
      return `has the parameter ${quote(name)}, which is not taken here; ${listed(PARAMETERS, 'and')} are.`
    }
    if (value === '') return `has the parameter ${name} without a value.`
    if (parameters[name] !== undefined) return `has the parameter ${name} twice.`
    parameters[name] = decodeURIComponent(value)
  }
  return parameters
}

function sslFault ({ sslmode, ...parameters }: Parameters): Fault | undefined {
  if (sslmode !== undefined && !isOneOf(SSL_MODES, sslmode)) {
    return `has the sslmode ${quote(sslmode)}, which is not ${listed(SSL_MODES, 'or')}.`
  }
  const isPlain = sslmode === undefined || sslmode === 'disable'
  const given = CERTIFICATES.find((name) => parameters[name] !== undefined)
  if (isPlain && given !== undefined) {
    return `has the parameter ${given} without TLS; add sslmode=verify-full, or another sslmode that has it.`
  }
  if (sslmode === 'verify-ca' && parameters.sslrootcert === undefined) {
    return 'has sslmode=verify-ca without sslrootcert, the file of the authority that is believed; ' +
      'sslmode=verify-full believes the well-known ones.'
  }
  const isPair = (parameters.sslcert === undefined) === (parameters.sslkey === undefined)
  return isPair ? undefined : 'has one of sslcert and sslkey without the other.'
}

function isPort (text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_PORT
}

/** Reads an address into the parts that the driver gets: no other part of the text reaches it. */
function read (text: string): DatabaseAddress | Fault {
  const groups = isDecodable(text) ? DATABASE_URL.exec(text)?.groups : undefined
  if (groups === undefined) {
    const scheme = SCHEME.exec(text)?.[1]
    if (scheme === undefined || /^postgres(?:ql)?$/i.test(scheme)) return NO_ADDRESS
    return `names a database of the kind ${quote(scheme)}; PostgreSQL is the one that can be named, as ${EXAMPLE}.`
  }
  const parameters = parametersOf(groups.query ?? '')
  if (typeof parameters === 'string') return parameters
  const fault = sslFault(parameters)
  if (fault !== undefined) return fault
  const given = (name: 'host' | 'port' | 'user' | 'password' | 'database') => {
    const value = groups[name]
    return value === undefined || value === '' ? undefined : decodeURIComponent(value)
  }
  const { host = given('host'), port = given('port'), user = given('user'), password = given('password') } = parameters
  const database = given('database')
  if (host === undefined) {
    return `names no host; it is written ${EXAMPLE}, or ` +
      'postgres://user@/database?host=/run/postgresql where that has a socket.'
  }
  if (database === undefined) return `names no database of that host; it is written ${EXAMPLE}.`
  if (port !== undefined && !isPort(port)) {
    return `has the port ${quote(port)}, which is not a whole number from 1 to ${MOST_PORT}.`
  }
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? undefined : Number(port),
    database,
    user,
    password,
    options: parameters.options,
    sslmode: SSL_MODES.find((mode) => mode === parameters.sslmode),
    sslrootcert: parameters.sslrootcert,
    sslcert: parameters.sslcert,
    sslkey: parameters.sslkey,
  }
}

/**
 * What is wrong with a text as the address of a database, as the rest of a sentence that does not repeat it;
 * undefined where nothing is.
 */
export function databaseUrlFault (text: string): string | undefined {
  const address = read(text)
  return typeof address === 'string' ? address : undefined
}

/** @param url one that has no fault @throws Error for any other, without repeating it */
export function databaseAddress (url: string): DatabaseAddress {
  const address = read(url)
  if (typeof address === 'string') throw new Error(`The address ${address}`)
  return address
}

/** Where a database is, for people. */
export function serverInWords ({ host, port }: DatabaseAddress): string {
  return `${host.includes(':') && !host.startsWith('/') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`
}

/** A database for people, without user and password. */
export function addressInWords (address: DatabaseAddress): string {
  return `PostgreSQL at ${serverInWords(address)}, database ${quote(address.database)}`
}

/** @param url one that has no fault */
export function databaseInWords (url: string): string {
  return addressInWords(databaseAddress(url))
}

/**
 * Whether an address holds a password, by which alone it must not stand among the arguments of a command.
 * @param url one that has no fault
 */
export function holdsPassword (url: string): boolean {
  return databaseAddress(url).password !== undefined
}
