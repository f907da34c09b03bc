import { addDays, day, isDay, weekdayOf } from '@fintrack/contract/dates'
import fc from 'fast-check'
import t from 'tap'
import { parseDay } from '../../src/options/day.ts'

/** A Monday. */
const TODAY = day('2024-05-20')

t.test('a day is read in each of its forms', async (t) => {
  const cases = {
    '2024-02-29': '2024-02-29',
    '05-03': '2024-05-03',
    '12-31': '2024-12-31',
    today: '2024-05-20',
    yesterday: '2024-05-19',
    Yesterday: '2024-05-19',
    mon: '2024-05-20',
    monday: '2024-05-20',
    sun: '2024-05-19',
    fri: '2024-05-17',
    Tues: '2024-05-14',
    '-0d': '2024-05-20',
    '-3d': '2024-05-17',
    '-140d': '2024-01-01',
    '-3D': '2024-05-17',
  }
  for (const [text, expected] of Object.entries(cases)) t.equal(parseDay(text, TODAY, '--date'), expected, text)
})

t.test('a text that is no day is refused under the name of its option', async (t) => {
  for (const text of [
    '', '2024-02-30', '2023-02-29', '02-30', '5-3', '03', '20240503', 'tomorrow', 'fr', 'fridays', '3d', '-3', '-3w',
    '-9999999d', 'toString',
  ]) {
    t.throws(() => parseDay(text, TODAY, '--date'), {
      name: 'UserError',
      kind: 'usage',
      message: `--date is ${JSON.stringify(text)}, which is not a day.`,
      hint: 'Write 2024-05-03, 05-03, today, yesterday, fri or -3d.',
    }, text)
  }
})

t.test('a weekday is the latest one, today included', async (t) => {
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  fc.assert(fc.property(fc.nat(3_000_000), fc.nat(6), (days, weekday) => {
    const today = addDays(day('0001-01-14'), days)
    const found = parseDay(names[weekday] ?? '', today, '--date')
    t.ok(isDay(found))
    t.equal(weekdayOf(found), weekday)
    t.ok(found <= today && found > addDays(today, -7))
  }))
})
