/** The program as a process of its own: its sources or its bundle, with pipes or on a real terminal. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import type { Test } from 'tap'
import { bundle } from '../../bundle.mjs'

export const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** The sources as they are, whose coverage counts. */
export const SOURCES = [
  process.execPath, '--import=./scripts/typescript.mjs', '--conditions=@fintrack/source', 'packages/cli/src/main.ts',
]

/** The same bundled, which starts several times as fast. It is in the package, so that what stays outside is found. */
export async function bundled (file: Pick<Test, 'teardown'>): Promise<readonly string[]> {
  const program = await bundle(`node_modules/.cache/program-${process.pid}`)
  file.teardown(() => { rmSync(join(program, '..'), { recursive: true, force: true }) })
  return [process.execPath, program]
}

/** A command as a shell reads it. */
export function shellWords (words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ')
}

/** This process's environment, without what would be ours, for a person of whom nothing else is known. */
export function environment (home: string, more: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] =>
    entry[1] !== undefined && !/^(FINTRACK_|XDG_|NO_COLOR|FORCE_COLOR|COLUMNS|CI$|TERM$)/.test(entry[0]))
  return { ...Object.fromEntries(kept), HOME: home, FINTRACK_CURRENCY: 'USD', ...more }
}

/** A run on a real terminal: everything that was drawn, and the exit code. */
export async function onTerminal (
  program: readonly string[],
  home: string,
  argv: readonly string[],
  typed: ReadonlyArray<readonly [after: string, keys: string]> = [],
  { env = {}, columns = 60 }: { readonly env?: Record<string, string>, readonly columns?: number } = {}
) {
  const [command = '', ...words] = program
  const terminal = spawn(command, [...words, ...argv], {
    cwd: root, cols: columns, rows: 30, env: environment(home, { TERM: 'xterm-256color', ...env }),
  })
  const answers = [...typed]
  let drawn = ''
  let from = 0
  terminal.onData((data) => {
    drawn += data
    const [next] = answers
    if (next === undefined || !drawn.slice(from).includes(next[0])) return
    answers.shift()
    from = drawn.length
    setTimeout(() => { terminal.write(next[1]) }, 50)
  })
  const code = await new Promise<number>((resolve) => { terminal.onExit(({ exitCode }) => { resolve(exitCode) }) })
  return { code, drawn }
}
