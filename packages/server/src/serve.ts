/** Runs a server from its environment to its end: configuration, book, listening, and stopping with grace. */
import type { AddressInfo } from 'node:net'
import { SettingFault, type Environment } from '@fintrack/contract/settings'
import { buildApp } from './app.ts'
import { BookFault } from './book-fault.ts'
import { systemClock } from './clock.ts'
import { readConfig, type Config } from './config.ts'
import { connect } from './db/connect.ts'
import { openKeys } from './features/sessions/keys.ts'

export interface ServeOptions {
  readonly env: Environment
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Settles when the server should stop. */
  readonly stopped: Promise<void>
}

const EXIT = { done: 0, failed: 1, usage: 2 } as const

/** A start that failed for a reason that a person can mend, as sentence and hint. */
function told(error: unknown, config?: Config): { code: number, text: string } | undefined {
  if (error instanceof SettingFault) return { code: EXIT.usage, text: `error: ${error.message}\n` }
  if (error instanceof BookFault) {
    return { code: EXIT.failed, text: `error: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}` }
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (config === undefined || !/^E[A-Z]+$/.test(code)) return undefined
  const reason = code === 'EADDRINUSE' ? 'is in use' : code === 'EACCES' ? 'is not open to this user' : `cannot be listened on (${code})`
  const remedy = 'set FINTRACK_PORT to another port (0 takes a free one), or FINTRACK_HOST'
  return { code: EXIT.failed, text: `error: Port ${config.port} of ${config.host} ${reason}.\nhint: ${remedy}\n` }
}

function urlsOf(addresses: readonly AddressInfo[]): string {
  return addresses.map(({ address, family, port }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`).join(' and ')
}

async function run(config: Config, { stdout, stderr, stopped }: ServeOptions): Promise<void> {
  const databases = await connect(config.dataDir)
  try {
    const { server, stopping } = await buildApp({ config, databases, keys: openKeys(config.dataDir), clock: systemClock, writeLog: stderr })
    try {
      await server.listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' })
      stdout(`fintrack listens on ${urlsOf(server.addresses().filter((address) => typeof address !== 'string'))}\n`)
      await stopped
      stopping()
      server.log.info('stopping')
    } finally {
      // What still runs may finish; sockets that hang are cut.
      const cut = setTimeout(() => { server.server.closeAllConnections() }, config.shutdownMs)
      server.server.closeIdleConnections()
      await server.close()
      clearTimeout(cut)
    }
  } finally {
    await databases.close()
  }
}

/** @returns the exit code: 0 after a stop, 2 for a bad setting, 1 where the book or the port cannot be had */
export async function serve(options: ServeOptions): Promise<number> {
  let config: Config | undefined
  try {
    config = readConfig(options.env)
    await run(config, options)
    return EXIT.done
  } catch (error) {
    const known = told(error, config)
    if (known === undefined) throw error
    options.stderr(known.text)
    return known.code
  }
}
