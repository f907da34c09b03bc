/** Processes of their own, for what one process cannot show: races, signals, what is loaded. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { serverBundle } from './server-bundle.ts'

const ROOT = new URL('../../../../', import.meta.url)

/** What makes Node run TypeScript, from the workspace's sources. */
export const SOURCE_FLAGS = [
  `--import=${new URL('scripts/typescript.mjs', ROOT).href}`, '--conditions=@fintrack/source',
]

export function sourceOf (name: string): string {
  return fileURLToPath(new URL(`packages/server/src/${name}`, ROOT))
}

/** A server that runs, or has run, as a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Settles once it has printed this. */
  printed(text: RegExp): Promise<RegExpExecArray>
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
}

/**
 * @param isSource loads the sources one by one, so that what runs in them counts as covered; it takes several times as
 * long
 * @param openFiles the most files that it may have open, where that is not what this process may
 */
export function serverProcess (
  test: Test, env: Record<string, string>, isSource = false, openFiles?: number
): ServerProcess {
  // Without the settings that the machine may have; what coverage needs stays.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FINTRACK_')))
  const program = [process.execPath, ...isSource ? [...SOURCE_FLAGS, sourceOf('main.ts')] : [serverBundle()]]
  const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `
  const child = spawn(
    '/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...program],
    { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString() })
  const ended = once(child, 'close').then(([code]: unknown[]) => typeof code === 'number' ? code : null)
  test.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const found = (text: RegExp) => text.exec(stdout) ?? text.exec(stderr)
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    printed: async (text) => {
      let match = found(text)
      while (match === null) {
        const one = await Promise.race([
          ended.then(() => 'ended'), once(child.stdout, 'data'), once(child.stderr, 'data'),
        ])
        match = found(text)
        if (match === null && one === 'ended') throw new Error(`It ended without ${text}: ${stdout}${stderr}`)
      }
      return match
    },
    ended,
  }
}

/** The port that a server says it listens on. */
export async function portOf (server: ServerProcess): Promise<number> {
  return Number((await server.printed(/^fintrack listens on http:\/\/127\.0\.0\.1:(\d+)\n/))[1])
}
