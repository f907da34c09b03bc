/** The server's configuration: the contract's table of settings, read once at start and frozen. */
import { UserError } from '@fintrack/contract/errors'
import { readSettings, settingError, type Environment, type SettingValues } from '@fintrack/contract/settings'
import { counted, quote } from '@fintrack/contract/text'
import { bookConfig, type BookConfig } from './book-config.ts'
import { defaultDataDir } from './data-dir.ts'
import { readRange, type IpRange } from './ip-address.ts'
import { openFilesLimit, roomForClients } from './open-files.ts'

export interface Config extends BookConfig {
  readonly dataDir: string
  readonly host: string
  /** The names that the server answers to, beside those of loopback and addresses. */
  readonly names: readonly string[]
  readonly port: number
  readonly logLevel: NonNullable<SettingValues['FINTRACK_LOG_LEVEL']>
  /** The proxies whose X-Forwarded-For is believed: addresses and CIDRs. */
  readonly trustProxy: readonly string[]
  /** Who may read /metrics: addresses and CIDRs. */
  readonly metricsFrom: readonly string[]
  readonly bodyLimitBytes: number
  readonly requestTimeoutMs: number
  readonly idleTimeoutMs: number
  readonly shutdownMs: number
  /** The most requests of a user at a time. */
  readonly requestsPerUser: number
  /** The most connections of clients. */
  readonly clientConnections: number
  /** The most connections to PostgreSQL. */
  readonly connections: number
}

const BYTES_PER_KIB = 1024

/** More clients than most servers here have; each costs memory, also one that is silent. */
const USUAL_CLIENTS = 4096

/** The limit of most systems, where one does not say. */
const USUAL_OPEN_FILES = 1024

/** The widest networks that are private (RFC 1918, RFC 4193): nobody's proxies are in a wider one. */
const FEWEST_BITS = { ipv4: 8, ipv6: 7 }

/** @throws UserError for what is no address */
function rangesOf (name: string, text: string): Array<readonly [given: string, range: IpRange]> {
  return text.split(',').map((part) => {
    const given = part.trim()
    const range = readRange(given)
    if (range === undefined) {
      throw settingError(
        name, `${name} names ${quote(given)}, which is not an IP address or CIDR, such as 10.0.0.0/8.`
      )
    }
    return [given, range]
  })
}

/** @throws UserError for what is no address, and for a network so wide that it would believe almost everyone */
function proxiesOf (text: string | undefined): readonly string[] {
  if (text === undefined) return []
  return rangesOf('FINTRACK_TRUST_PROXY', text).map(([given, [network, bits]]) => {
    if (bits < FEWEST_BITS[network.kind()]) {
      throw settingError(
        'FINTRACK_TRUST_PROXY',
        `FINTRACK_TRUST_PROXY names ${quote(given)}, which would believe almost everyone; name the proxies alone.`
      )
    }
    return given
  })
}

/** The name in the address of the server. @throws UserError where it is none */
function nameOf (text: string | undefined): string[] {
  if (text === undefined) return []
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol)) return [url.hostname]
  throw settingError(
    'FINTRACK_PUBLIC_URL',
    `FINTRACK_PUBLIC_URL is ${quote(text)}, which is not an address such as https://money.example.`
  )
}

/** @throws UserError for more clients than the process may have open: it would run out of files, and drop everyone */
function clientConnectionsOf (settings: SettingValues, openFiles: number | undefined): number {
  const asked = settings.FINTRACK_CLIENT_CONNECTIONS
  const room = roomForClients(openFiles ?? USUAL_OPEN_FILES, settings.FINTRACK_DATABASE_CONNECTIONS)
  if (asked === undefined) return Math.min(room, USUAL_CLIENTS)
  if (openFiles === undefined || asked <= room) return asked
  throw new UserError('usage', `FINTRACK_CLIENT_CONNECTIONS is ${asked}, and this process may have ${openFiles} ` +
    `files open, which leaves room for ${counted(room, 'client')}.`,
  {
    hint: 'lower it, or raise the limit: LimitNOFILE in a unit of systemd, `ulimit -n` in a shell',
    place: 'FINTRACK_CLIENT_CONNECTIONS'
  })
}

/** How many files the process may have open; undefined where that is not known. */
interface Machine { readonly openFiles: number | undefined }

/** @throws UserError for an unknown name or a bad value, with a sentence */
export function readConfig (env: Environment, { openFiles }: Machine = { openFiles: openFilesLimit() }): Config {
  const settings = readSettings(env, ['book', 'server'])
  return Object.freeze({
    ...bookConfig(settings),
    dataDir: settings.FINTRACK_DATA_DIR ?? defaultDataDir(env),
    host: settings.FINTRACK_HOST,
    names: [settings.FINTRACK_HOST, ...nameOf(settings.FINTRACK_PUBLIC_URL)].map((name) => name.replace(/\.$/, '')),
    port: settings.FINTRACK_PORT,
    logLevel: settings.FINTRACK_LOG_LEVEL,
    trustProxy: proxiesOf(settings.FINTRACK_TRUST_PROXY),
    metricsFrom: rangesOf('FINTRACK_METRICS_FROM', settings.FINTRACK_METRICS_FROM).map(([given]) => given),
    bodyLimitBytes: settings.FINTRACK_BODY_LIMIT_KIB * BYTES_PER_KIB,
    requestTimeoutMs: settings.FINTRACK_REQUEST_TIMEOUT_SECONDS * 1000,
    idleTimeoutMs: settings.FINTRACK_IDLE_TIMEOUT_SECONDS * 1000,
    shutdownMs: settings.FINTRACK_SHUTDOWN_SECONDS * 1000,
    requestsPerUser: settings.FINTRACK_REQUESTS_PER_USER,
    clientConnections: clientConnectionsOf(settings, openFiles),
    connections: settings.FINTRACK_DATABASE_CONNECTIONS,
  })
}
