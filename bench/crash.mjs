// Kills a server under write load, again and again, and looks whether anything that it acknowledged is lost or doubled:
// prints what it found, and ends with 1 where something is wrong or a restart took over 2 s.
//   node --conditions=@fintrack/source bench/crash.mjs [rounds]
import process from 'node:process'
import '../scripts/typescript.mjs'

const RESTART_MS = 2000
const rounds = Number(process.argv[2] ?? 200)
const { crashRounds } = await import('../packages/server/test/durability/crash-rounds.ts')

const { kills, acknowledged, retried, rows, restartsMs } = await crashRounds({
  rounds,
  loadMs: [20, 800],
  onRound: ({ kills, acknowledged, rows }) => {
    if (kills % 20 === 0) {
      process.stdout.write(
      `${kills} kills, ${acknowledged} requests acknowledged, ${rows} rows: nothing lost, nothing doubled\n`
      )
    }
  }
})
const sorted = restartsMs.toSorted((a, b) => a - b)
const slowest = sorted.at(-1)
process.stdout.write(
  `${kills} kills, ${acknowledged} requests acknowledged, ${retried} cut off and sent again, ${rows} rows in the end\n`
)
process.stdout.write(
  `restarts: median ${Math.round(sorted[Math.floor(sorted.length / 2)])} ms, slowest ${Math.round(slowest)} ms\n`
)
if (slowest > RESTART_MS) {
  process.stdout.write(`a restart took over ${RESTART_MS} ms\n`)
  process.exitCode = 1
}
