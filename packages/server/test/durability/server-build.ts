/** Servers as processes of their own, which are ended as a crash ends them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { serverBundle } from '../helpers/server-bundle.ts'

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
}

async function started (file: string, dataDir: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const began = performance.now()
  const settings = {
    FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0', FINTRACK_LOG_LEVEL: 'error', FINTRACK_ACCESS_TOKEN_SECONDS: '3600',
  }
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, ...settings, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString() })
  const ended = once(child, 'close').then(([code]: unknown[]) => typeof code === 'number' ? code : null)
  const printed: unknown = await Promise.race([
    once(child.stdout, 'data').then(([chunk]: unknown[]) => String(chunk)), ended,
  ])
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

export function buildServer (): ServerBuild {
  const file = serverBundle()
  return { start: (dataDir, env = {}) => started(file, dataDir, env) }
}
