import t from 'tap'
import { crashRounds } from './crash-rounds.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 20)

t.test('kill -9 under load loses and doubles no write [P1.1]', { timeout: 60_000 + ROUNDS * 60_000 }, async (t) => {
  const { kills, acknowledged, retried, rows, restartsMs } = await crashRounds({ rounds: ROUNDS })
  t.equal(kills, ROUNDS)
  t.ok(acknowledged > kills, 'there was a load')
  t.comment(
    `${kills} kills, ${acknowledged} requests acknowledged, ${retried} sent again, ${rows} rows; slowest restart ` +
      `${Math.round(Math.max(...restartsMs))} ms`
  )
})
