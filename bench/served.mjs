// What the programs that measure over HTTP share: a server of their own, users of it, and bodies.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const MAIN = process.env.FINTRACK_MAIN ?? fileURLToPath(new URL('../packages/server/dist/main.js', import.meta.url))
export const PASSWORD = 'a quiet river at dawn'

/** A server of the built program with a data folder of its own. FINTRACK_MAIN names another build to measure. */
export async function served (databaseUrl) {
  const folder = mkdtempSync(join(tmpdir(), 'fintrack-bench-'))
  const server = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      FINTRACK_DATA_DIR: folder,
      FINTRACK_PORT: '0',
      FINTRACK_LOG_LEVEL: 'silent',
      FINTRACK_REGISTRATIONS_PER_ADDRESS: '1000000',
      FINTRACK_ACCESS_TOKEN_SECONDS: '3600',
      ...(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => { server.once('close', resolve) })
  const address = await new Promise(resolve => {
    server.stdout.on('data', text => { resolve(/http:\S+/.exec(text.toString())[0]) })
  })
  return {
    address,
    stop: async () => {
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Sends, and reads the whole answer. */
export async function send (address, method, path, { body, token, type = 'application/json' } = {}) {
  const started = performance.now()
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
  })
  const text = await answer.text()
  return { status: answer.status, text, ms: performance.now() - started }
}

/** Registers a user, and gives what sends their requests. */
export async function user (address, username) {
  await send(address, 'POST', '/api/users/register/', { body: { username, password: PASSWORD } })
  const { text } = await send(address, 'POST', '/api/token/', { body: { username, password: PASSWORD } })
  const token = JSON.parse(text).access
  return (method, path, options) => send(address, method, path, { token, ...options })
}

/** The body of an import. @param header names its columns */
export function csv (lines, header = 'date,type,category,amount,description') {
  return { body: [header, ...lines].join('\n'), type: 'text/csv' }
}

export function times (count, make) {
  return Array.from({ length: count }, (_, at) => make(at))
}
