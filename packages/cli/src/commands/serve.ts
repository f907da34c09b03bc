import type { Command } from 'commander'
import { loadServer } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { localOnly } from '../shapes/local-only.ts'

interface ServeOptions {
  readonly host: string | undefined
  readonly port: string | undefined
}

async function serveBook (cx: Context, { host, port }: ServeOptions): Promise<void> {
  localOnly(cx, 'serve')
  const { serve } = await loadServer(() => import('@fintrack/server/serve'))
  const exitCode = await serve({
    env: {
      ...cx.machine.env,
      FINTRACK_DATA_DIR: cx.dataDir,
      ...(host === undefined ? {} : { FINTRACK_HOST: host }),
      ...(port === undefined ? {} : { FINTRACK_PORT: port }),
    },
    // Nobody needs to go on reading the address.
    stdout: (text) => { cx.io.out(text).catch(() => {}) },
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
    .action(({ host, port }: { host?: string, port?: string }) => run(cx, { host, port }))
}
