import { day } from '@fintrack/contract/dates'
import t from 'tap'
import { dayRange } from '../../src/options/day-range.ts'

const TODAY = day('2024-05-20')

t.test('a day range is a month, or goes from one day to another, both included', async (t) => {
  t.strictSame(dayRange({}, TODAY), {})
  t.strictSame(dayRange({ month: 'last' }, TODAY), { month: '2024-04' })
  t.strictSame(dayRange({ from: '-7d' }, TODAY), { from: '2024-05-13' })
  t.strictSame(dayRange({ to: 'yesterday' }, TODAY), { to: '2024-05-19' })
  t.strictSame(dayRange({ from: '05-01', to: '05-01' }, TODAY), { from: '2024-05-01', to: '2024-05-01' })
})

t.test('a day range refuses a month together with days', async (t) => {
  for (const days of [{ from: '05-01' }, { to: '05-01' }]) {
    t.throws(() => dayRange({ month: 'this', ...days }, TODAY), {
      kind: 'usage', message: '--month cannot be used with --from or --to.',
    })
  }
})

t.test('a range that ends before it begins is refused', async (t) => {
  t.throws(() => dayRange({ from: 'today', to: 'yesterday' }, TODAY), {
    kind: 'usage', message: '--from 2024-05-20 is after --to 2024-05-19.',
  })
})

t.test('a bad day of a range is refused under the name of its flag', async (t) => {
  t.throws(() => dayRange({ month: 'x' }, TODAY), { message: '--month is "x", which is not a month.' })
  t.throws(() => dayRange({ from: 'x' }, TODAY), { message: '--from is "x", which is not a day.' })
  t.throws(() => dayRange({ to: 'x' }, TODAY), { message: '--to is "x", which is not a day.' })
})
