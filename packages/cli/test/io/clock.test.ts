import t from 'tap'
import { today } from '../../src/io/clock.ts'

t.test('today is the day on the calendar of this machine', (t) => {
  t.equal(today(new Date(2024, 1, 29, 23, 59, 59)), '2024-02-29')
  t.equal(today(new Date(2024, 2, 1, 0, 0, 0)), '2024-03-01')
  t.end()
})

t.test('today without an argument is the day of now', (t) => {
  t.match(today(), /^20[0-9]{2}-[01][0-9]-[0-3][0-9]$/)
  t.end()
})
