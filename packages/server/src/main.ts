#!/usr/bin/env node
/** The server's own bin; `fintrack serve` does the same. The only user of `process` here. */
import { serve } from './serve.ts'

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { resolve() })
})

process.exitCode = await serve({
  env: process.env,
  stdout: (text) => { process.stdout.write(text) },
  stderr: (text) => { process.stderr.write(text) },
  stopped,
})
