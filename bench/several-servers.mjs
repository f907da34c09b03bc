// Three servers over one PostgreSQL and 48 clients before them, round after round; in each one server is killed and
// another started. Looks whether anything that was acknowledged is lost or doubled, and whether a session outlives its
// end: prints what it found, and ends with 1 where something is wrong.
//   node --conditions=@fintrack/source bench/several-servers.mjs [seconds]
import process from 'node:process'
import '../scripts/typescript.mjs'
import { startPostgres } from '../scripts/postgres.mjs'

const seconds = Number(process.argv[2] ?? 60)
const { Cluster } = await import('../packages/server/test/durability/cluster.ts')
const { Crowd } = await import('../packages/server/test/durability/crowd.ts')
const { buildServer } = await import('../packages/server/test/durability/server-build.ts')

const postgres = await startPostgres()
const build = buildServer()
const cluster = await Cluster.on(
  build, `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(postgres.socket)}`
)
try {
  const crowd = await Crowd.before(cluster)
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  let found
  for (let kills = 1; kills === 1 || elapsed() < seconds; kills++) {
    found = await crowd.survive(10)
    process.stdout.write(
      `${kills} kills, ${found.requests} requests, ${found.acknowledged} writes acknowledged, ${found.rows} rows: ` +
        'nothing lost, nothing doubled\n'
    )
  }
  process.stdout.write(
    `${found.requests} requests in ${Math.round(elapsed())} s, ${found.cut} cut off, ${found.retried} writes ` +
      'sent again\n'
  )
  process.stdout.write(
    `${found.twice} writes sent twice at once, ${found.refreshes} refreshes twice at once; ${found.ended} sessions ` +
      `ended, taken for alive ${found.late} times after that, dead everywhere after ` +
      `${Math.round(found.slowestRevocationMs)} ms at most\n`
  )
  await cluster.stop()
} finally {
  await cluster.remove()
  build.remove()
  await postgres.stop()
}
