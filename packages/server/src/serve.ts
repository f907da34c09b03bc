/**
 * Runs a server from its environment to its end: configuration, book, listening, and a stop in which running requests
 * finish.
 */
import type { AddressInfo } from 'node:net'
import { UserError, type ErrorKind } from '@fintrack/contract/errors'
import type { Environment } from '@fintrack/contract/settings'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './http/app.ts'
import { systemClock } from './clock.ts'
import { readConfig, type Config } from './config/config.ts'
import { connectServer } from './db/connect.ts'
import { placeInWords } from './db/databases.ts'
import { requireUsableFiles } from './db/sqlite/database-file.ts'
import { takeExclusiveLock, type ExclusiveLock } from './db/sqlite/exclusive-lock.ts'
import { openKeysOf } from './features/signing-keys/open-keys.ts'
import { readAddress } from './config/ip-address.ts'
import { requireNotMoved } from './files/moved-file.ts'
import { systemReason, systemCode } from './files/system-error.ts'

export interface ServeOptions {
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Settles when the server should stop. */
  readonly stopped: Promise<void>
}

/** Exit codes of a start that failed, as the CLI has them; every other kind is a 1. */
const EXIT_BY_KIND: Partial<Record<ErrorKind, number>> = { usage: 2, unreachable: 3 }
const EXIT_FAILED = 1

const PORT_REASONS: Readonly<Record<string, string>> = { EADDRINUSE: 'is in use', EACCES: 'is not open to this user' }

function portError ({ host, port }: Config, cause: unknown): UserError {
  const reason = PORT_REASONS[String(systemCode(cause))] ?? `cannot be listened on (${String(systemReason(cause))})`
  return new UserError('unexpected', `Port ${port} of ${host} ${reason}.`,
    { hint: 'set FINTRACK_PORT to another port (0 takes a free one), or FINTRACK_HOST', place: 'FINTRACK_PORT', cause })
}

function urlsOf (addresses: readonly AddressInfo[]): string {
  const urlOf = ({ address, family, port }: AddressInfo) =>
    `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  return addresses.map(urlOf).join(' and ')
}

/**
 * The warning for a server whose passwords and tokens would travel unencrypted: by the addresses that it listens on,
 * whatever the host was called.
 */
function exposureWarning (addresses: readonly AddressInfo[], { trustProxy }: Config): string | undefined {
  const open = addresses.filter(({ address }) => readAddress(address)?.range() !== 'loopback')
  if (open.length === 0 || trustProxy.length > 0) return undefined
  return `This server can be reached from other machines, at ${urlsOf(open)}, without TLS: anyone on the network ` +
    'path can read passwords and tokens. ' +
    'Put a reverse proxy with TLS before it and name that in FINTRACK_TRUST_PROXY, or set FINTRACK_HOST=127.0.0.1.'
}

/** Listens until it is stopped. Running requests may finish then; sockets that hang are cut. */
async function listen (server: FastifyInstance, config: Config, listening: () => Promise<void>): Promise<void> {
  try {
    await server.listen({
      host: config.host,
      port: config.port,
      listenTextResolver: (address) => `listening on ${address}; the book is in ${placeInWords(config)}`,
    })
      .catch((error: unknown) => { throw portError(config, error) })
    await listening()
  } finally {
    const cut = setTimeout(() => { server.server.closeAllConnections() }, config.shutdownMs)
    server.server.closeIdleConnections()
    await server.close()
    clearTimeout(cut)
  }
}

async function run (
  config: Config, lock: ExclusiveLock | undefined, { stdout, stderr, stopped }: ServeOptions
): Promise<void> {
  const databases = await connectServer(config, lock)
  try {
    const keys = await openKeysOf({ place: config, databases, clock: systemClock })
    const { server, stopping, finishRemovals } = await buildApp(
      { config, databases, keys, clock: systemClock, writeLog: stderr }
    )
    if (databases.copy !== undefined) {
      server.log.warn({ copy: databases.copy }, 'the schema was brought up to date; the book as it was is kept')
    }
    for (const { user, entity, id } of databases.renamed) {
      server.log.warn({ user, entity, id }, 'renamed: its name and that of another are one now; the change log has it')
    }
    let finished = Promise.resolve()
    await listen(server, config, async () => {
      const addresses = server.addresses().filter((address) => typeof address !== 'string')
      const urls = urlsOf(addresses)
      lock?.announce(urls)
      stdout(`fintrack listens on ${urls}\n`)
      const warning = exposureWarning(addresses, config)
      if (warning !== undefined) server.log.warn(warning)
      finished = finishRemovals()
      await stopped
      stopping()
      server.log.info('stopping')
    })
    await finished
  } finally {
    await databases.close()
  }
}

/** Locks a data folder from before its database is opened until it is closed. A PostgreSQL may have several servers. */
async function runLocked (config: Config, options: ServeOptions): Promise<void> {
  if (config.databaseUrl !== undefined) return run(config, undefined, options)
  requireNotMoved(config)
  requireUsableFiles(config.dataDir)
  const lock = await takeExclusiveLock(config)
  try {
    await run(config, lock, options)
  } finally {
    await lock.release()
  }
}

/**
 * @returns the exit code: 0 after a stop, 2 for a bad setting, 1 where the book or the port cannot be used, 3 where
 * its database is away or busy
 */
export async function serve (options: ServeOptions): Promise<number> {
  try {
    await runLocked(readConfig(options.env), options)
    return 0
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const hints = [error.hint].filter((hint) => hint !== undefined).map((hint) => `hint: ${hint}\n`)
    options.stderr(`error: ${error.message}\n${hints.join('')}`)
    return EXIT_BY_KIND[error.kind] ?? EXIT_FAILED
  }
}
