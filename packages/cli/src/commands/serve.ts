import type { Command } from 'commander'
import { loadServer } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { localOnly } from '../shapes/local-only.ts'

interface ServeOptions {
  /** Whether every request is logged, on a terminal too. */
  readonly verbose: boolean
  readonly host: string | undefined
  readonly port: string | undefined
}

/** For a person, below the line that says where the server is. */
function welcome (listening: string): string {
  const address = listening.replace(/^[\s\S]*?(http:\S+)[\s\S]*$/, '$1')
  return `The API is described at ${address}/docs\n` +
    `Log in by fintrack passwd, then fintrack login --server ${address}\n`
}

/** In a pipe the log is for programs, and as it is set; a person is told of what needs them. */
function logLevel (cx: Context, verbose: boolean): { readonly FINTRACK_LOG_LEVEL?: string } {
  if (verbose) return { FINTRACK_LOG_LEVEL: 'info' }
  const isSet = (cx.machine.env['FINTRACK_LOG_LEVEL'] ?? '') !== ''
  return isSet || !cx.io.stderrIsTerminal ? {} : { FINTRACK_LOG_LEVEL: 'warn' }
}

async function serveBook (cx: Context, { host, port, verbose }: ServeOptions): Promise<void> {
  localOnly(cx, 'serve')
  const { serve } = await loadServer(() => import('@fintrack/server/serve'))
  const exitCode = await serve({
    env: {
      ...cx.machine.env,
      FINTRACK_DATA_DIR: cx.dataDir,
      ...(host === undefined ? {} : { FINTRACK_HOST: host }),
      ...(port === undefined ? {} : { FINTRACK_PORT: port }),
      ...logLevel(cx, verbose),
    },
    // Nobody needs to go on reading the address.
    stdout: (text) => { cx.io.out(cx.io.stdoutIsTerminal ? text + welcome(text) : text).catch(() => {}) },
    stderr: (text) => { cx.io.err(text) },
    stopped: cx.interrupts.takeOver(),
  })
  cx.endWith(exitCode)
}

export function define (command: Command, cx: Context, run = serveBook): void {
  command
    .option('--host <address>', 'address to listen on, as FINTRACK_HOST')
    .option('--port <number>', 'port to listen on, as FINTRACK_PORT; 0 takes a free one')
    .addHelpText('after', '\nExamples:\n  fintrack serve\n  fintrack serve --port 9000\n')
    .option('--verbose', 'log every request, as FINTRACK_LOG_LEVEL=info; a terminal is told only of warnings')
    .action(({ host, port, verbose = false }: { host?: string, port?: string, verbose?: boolean }) =>
      run(cx, { host, port, verbose }))
}
