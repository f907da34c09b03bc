import t from 'tap'
import { systemClock } from '../src/clock.ts'

t.test('the clock gives one moment in seconds and as UTC text [V16.2.2]', async (t) => {
  t.match(systemClock.now(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const [before, text, after] = [systemClock.seconds(), systemClock.now(), systemClock.seconds()]
  const seconds = Math.floor(Date.parse(text) / 1000)
  t.ok(before <= seconds && seconds <= after)
  t.ok(Number.isInteger(before))
})
