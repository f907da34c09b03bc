// Three servers over one PostgreSQL and 48 clients before them, round after round; in each one server is killed and another
// started. Looks whether anything that was acknowledged is lost or doubled, and whether a session outlives its end:
// prints what it found, and ends with 1 where something is wrong.
//   node bench/several-servers.mjs [seconds]
import process from 'node:process'
import '../scripts/typescript.mjs'
import { startPostgres } from '../scripts/postgres.mjs'

const seconds = Number(process.argv[2] ?? 60)
const { crowdRounds } = await import('../packages/server/test/durability/crowd.ts')
const { buildServer } = await import('../packages/server/test/durability/server-build.ts')

const started = performance.now()
const elapsed = () => (performance.now() - started) / 1000
const postgres = await startPostgres()
const build = await buildServer()
try {
  const { requests, acknowledged, cut, retried, rows, refreshes, ended, late, slowestRevocationMs } = await crowdRounds({
    databaseUrl: `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(postgres.socket)}`,
    build,
    steps: 20,
    isOver: () => elapsed() > seconds,
    onRound: (rounds, { requests, acknowledged, rows }) => {
      process.stdout.write(`${rounds} kills, ${requests} requests, ${acknowledged} writes acknowledged, ${rows} rows: nothing lost, nothing doubled\n`)
    }
  })
  process.stdout.write(`${requests} requests in ${Math.round(elapsed())} s, ${acknowledged} writes acknowledged, ${cut} requests cut off, ${retried} writes sent again, ${rows} rows in the end\n`)
  process.stdout.write(`${refreshes} pairs of refreshes at once; ${ended} sessions ended, ${late} answers took one for alive after that, dead everywhere after ${Math.round(slowestRevocationMs)} ms at most\n`)
} finally {
  build.remove()
  await postgres.stop()
}
