/** Runs a server from its environment to its end: configuration, book, listening, and stopping with grace. */
import type { AddressInfo } from 'node:net'
import { SettingFault, type Environment } from '@fintrack/contract/settings'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './http/app.ts'
import { BookAway, BookFault } from './book-fault.ts'
import { systemClock } from './clock.ts'
import { readConfig, type Config } from './config/config.ts'
import { connectServer, placeInWords } from './db/databases.ts'
import { lockFolder, type FolderLock } from './db/sqlite/folder-lock.ts'
import { openKeysOf } from './features/signing-keys/open-keys.ts'
import { readAddress } from './config/ip-address.ts'

export interface ServeOptions {
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Settles when the server should stop. */
  readonly stopped: Promise<void>
}

const EXIT = { done: 0, failed: 1, usage: 2, away: 3 } as const

const PORT_REASONS = { EADDRINUSE: 'is in use', EACCES: 'is not open to this user' }

/** The port cannot be had. A sentence for the person who runs it. */
class PortFault extends Error {
  readonly hint = 'set FINTRACK_PORT to another port (0 takes a free one), or FINTRACK_HOST'

  constructor ({ host, port }: Config, cause: unknown) {
    const reason = Object.entries(PORT_REASONS).find(([code]) => String(cause).includes(code))?.[1]
    super(`Port ${port} of ${host} ${reason ?? `cannot be listened on (${String(cause).replace('Error: ', '')})`}.`)
  }
}

/** A start that failed for a reason that a person can mend, as sentence and hint. */
function told (error: unknown): { code: number, text: string } | undefined {
  if (error instanceof SettingFault) return { code: EXIT.usage, text: `error: ${error.message}\n` }
  if (error instanceof BookFault || error instanceof PortFault) {
    return { code: error instanceof BookAway ? EXIT.away : EXIT.failed, text: `error: ${error.message}\nhint: ${error.hint}\n` }
  }
  return undefined
}

function urlsOf (addresses: readonly AddressInfo[]): string {
  return addresses.map(({ address, family, port }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`).join(' and ')
}

/** What is to be said where passwords and tokens would travel in the clear; by what is listened on, whatever the host's name was. */
function exposure (addresses: readonly AddressInfo[], { trustProxy }: Config): string | undefined {
  const open = addresses.filter(({ address }) => readAddress(address)?.range() !== 'loopback')
  if (open.length === 0 || trustProxy.length > 0) return undefined
  return `This server can be reached from other machines, at ${urlsOf(open)}, without TLS: whoever is on the way reads passwords and tokens. ` +
    'Put a reverse proxy with TLS before it and name that in FINTRACK_TRUST_PROXY, or set FINTRACK_HOST=127.0.0.1.'
}

/** Listens until it is stopped. What still runs then may finish; sockets that hang are cut. */
async function listen (server: FastifyInstance, config: Config, listening: () => Promise<void>): Promise<void> {
  try {
    await server.listen({ host: config.host, port: config.port, listenTextResolver: (address) => `listening on ${address}; the book is in ${placeInWords(config)}` })
      .catch((error: unknown) => { throw new PortFault(config, error) })
    await listening()
  } finally {
    const cut = setTimeout(() => { server.server.closeAllConnections() }, config.shutdownMs)
    server.server.closeIdleConnections()
    await server.close()
    clearTimeout(cut)
  }
}

async function run (config: Config, lock: FolderLock | undefined, { stdout, stderr, stopped }: ServeOptions): Promise<void> {
  const databases = await connectServer(config, lock)
  try {
    const keys = await openKeysOf({ place: config, databases, clock: systemClock })
    const { server, stopping } = await buildApp({ config, databases, keys, clock: systemClock, writeLog: stderr })
    if (databases.copy !== undefined) server.log.warn({ copy: databases.copy }, 'the schema was brought up to date; the book as it was is kept')
    await listen(server, config, async () => {
      const addresses = server.addresses().filter((address) => typeof address !== 'string')
      const urls = urlsOf(addresses)
      lock?.tell(urls)
      stdout(`fintrack listens on ${urls}\n`)
      const warning = exposure(addresses, config)
      if (warning !== undefined) server.log.warn(warning)
      await stopped
      stopping()
      server.log.info('stopping')
    })
  } finally {
    await databases.close()
  }
}

/** A data folder is one server's, from before its database is opened until it is closed. A PostgreSQL has as many as there are. */
async function hold (config: Config, options: ServeOptions): Promise<void> {
  if (config.databaseUrl !== undefined) return run(config, undefined, options)
  const lock = await lockFolder(config.dataDir)
  try {
    await run(config, lock, options)
  } finally {
    await lock.release()
  }
}

/** @returns the exit code: 0 after a stop, 2 for a bad setting, 1 where the book or the port cannot be had, 3 where its database is away or busy */
export async function serve (options: ServeOptions): Promise<number> {
  try {
    await hold(readConfig(options.env), options)
    return EXIT.done
  } catch (error) {
    const known = told(error)
    if (known === undefined) throw error
    options.stderr(known.text)
    return known.code
  }
}
