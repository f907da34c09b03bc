import t from 'tap'
import { newClock } from '../src/clock.ts'

t.test('today is the day on this person\'s calendar, the moment is in UTC', (t) => {
  const clock = newClock(() => new Date(2024, 1, 29, 23, 59, 59))
  t.equal(clock.today(), '2024-02-29')
  t.equal(clock.now(), new Date(2024, 1, 29, 23, 59, 59).toISOString())
  t.equal(newClock(() => new Date(2024, 2, 1, 0, 0, 0)).today(), '2024-03-01')
  t.end()
})

t.test('without anything else it is the machine\'s', (t) => {
  t.match(newClock().now(), /^20[0-9]{2}-[01][0-9]-[0-3][0-9]T/)
  t.end()
})
