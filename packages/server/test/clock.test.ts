import t from 'tap'
import { systemClock } from '../src/clock.ts'

t.test('the clock tells one moment in two ways', async (t) => {
  t.match(systemClock.now(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const [before, text, after] = [systemClock.seconds(), systemClock.now(), systemClock.seconds()]
  const seconds = Math.floor(Date.parse(text) / 1000)
  t.ok(before <= seconds && seconds <= after)
  t.ok(Number.isInteger(before))
})
