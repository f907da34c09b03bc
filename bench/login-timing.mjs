// Whether a stranger can tell by the time of a refusal that a name is known: logs in with wrong passwords to a server
// of its own, a known and an unknown name in turn, and prints the quartiles of both and the ratio of their medians.
//   node bench/login-timing.mjs [pairs]     after `npx -y pnpm@12 build`
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const pairs = Number(process.argv[2] ?? 200)
const folder = mkdtempSync(join(tmpdir(), 'fintrack-bench-'))
const server = spawn(process.execPath, [fileURLToPath(new URL('../packages/server/dist/main.js', import.meta.url))], {
  env: {
    PATH: process.env.PATH,
    FINTRACK_DATA_DIR: folder,
    FINTRACK_PORT: '0',
    FINTRACK_LOG_LEVEL: 'silent',
    FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1000000',
    FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1000000'
  },
  stdio: ['ignore', 'pipe', 'inherit']
})
const ended = new Promise((resolve) => { server.once('close', resolve) })
const address = await new Promise((resolve) => {
  server.stdout.on('data', (text) => { resolve(/http:\S+/.exec(text.toString())[0]) })
})

async function post (path, body) {
  const started = performance.now()
  const answer = await fetch(`${address}${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  })
  await answer.text()
  return { status: answer.status, ms: performance.now() - started }
}

function quartiles (values) {
  const sorted = values.toSorted((a, b) => a - b)
  return [0.25, 0.5, 0.75].map((part) => sorted[Math.floor(part * (sorted.length - 1))])
}

try {
  await post('/api/users/register/', { username: 'known', password: 'a quiet river at dawn' })
  const times = { known: [], stranger: [] }
  // The first of each finds everything cold.
  for (let pair = -5; pair < pairs; pair += 1) {
    const names = pair % 2 === 0 ? ['known', 'stranger'] : ['stranger', 'known']
    for (const username of names) {
      const { status, ms } = await post('/api/token/', { username, password: 'a wrong password' })
      if (status !== 401) throw new Error(`${username} was answered with ${status}`)
      if (pair >= 0) times[username].push(ms)
    }
  }
  for (const [name, values] of Object.entries(times)) {
    process.stdout.write(
      `${name.padEnd(9)} quartiles ${quartiles(values).map((ms) => `${ms.toFixed(2)} ms`).join('  ')}\n`
    )
  }
  const [known, stranger] = [times.known, times.stranger].map((values) => quartiles(values)[1])
  process.stdout.write(`ratio of the medians, known to unknown: ${(known / stranger).toFixed(3)} (${pairs} pairs)\n`)
} finally {
  server.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
}
