/** The server of these sources as one file, which starts several times as fast: for tests that start it often. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))

/** Native, or served from their own folder; and drivers of other databases, which Knex names and nobody loads. */
const EXTERNAL = [
  'sqlite3', '@node-rs/argon2', '@fastify/swagger', '@fastify/swagger-ui',
  'better-sqlite3', 'mariadb', 'mariadb/callback', 'mysql', 'mysql2', 'oracledb', 'pg', 'pg-native', 'pg-query-stream', 'tedious',
]

export interface Server {
  readonly address: string
  readonly startMs: number
  stderr(): string
  /** Ends it, and waits for that. @returns its exit code; null where the signal ended it */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

export interface ServerBuild {
  /** @throws Error with what it printed, where it does not start */
  start(dataDir: string, env?: Readonly<Record<string, string>>): Promise<Server>
  remove(): void
}

async function started (file: string, dataDir: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const began = performance.now()
  const settings = { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0', FINTRACK_LOG_LEVEL: 'error', FINTRACK_ACCESS_TOKEN_SECONDS: '3600' }
  const child = spawn(process.execPath, [file], { env: { PATH: process.env.PATH, ...settings, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString() })
  const ended = once(child, 'close').then(([code]: unknown[]) => typeof code === 'number' ? code : null)
  const printed: unknown = await Promise.race([once(child.stdout, 'data').then(([chunk]: unknown[]) => String(chunk)), ended])
  if (typeof printed !== 'string') throw new Error(`The server did not start (${String(printed)}): ${stderr}`)
  return {
    address: /http:\S+/.exec(printed)?.[0] ?? '',
    startMs: performance.now() - began,
    stderr: () => stderr,
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

export async function buildServer (): Promise<ServerBuild> {
  // In the package, so that what stays outside is found from there.
  const folder = join(PACKAGE, 'node_modules/.cache', `durability-${process.pid}`)
  const file = join(folder, 'main.mjs')
  mkdirSync(folder, { recursive: true })
  await build({
    absWorkingDir: PACKAGE,
    entryPoints: ['src/main.ts'],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    conditions: ['@fintrack/source'],
    external: EXTERNAL,
    banner: { js: 'import { createRequire as $createRequire } from \'node:module\'; const require = $createRequire(import.meta.url);' },
    logLevel: 'error',
  })
  return {
    start: (dataDir, env = {}) => started(file, dataDir, env),
    remove: () => { rmSync(folder, { recursive: true, force: true }) },
  }
}
