import fc from 'fast-check'
import t from 'tap'
import {
  addDays, addMonths, boundAfter, day, daysOfMonth, isDay, isMonth, lastDayOf, month, monthOf, monthTitle, weekdayOf,
} from '../src/dates.ts'

const DAY_MS = 86_400_000
const LONG = 1 << 20

/** JavaScript's own calendar, which is the proleptic Gregorian one too. Its years 0 to 99 need another way in. */
function dateOf (year: number, month: number, dayOfMonth: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date
}
const FIRST = dateOf(1, 1, 1).getTime() / DAY_MS
const LAST = dateOf(9999, 12, 31).getTime() / DAY_MS
const textOf = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10)
const pad = (value: number, width: number) => String(value).padStart(width, '0')

const anyDayNumber = fc.integer({ min: FIRST, max: LAST })
const anyDay = anyDayNumber.map((number) => day(textOf(number)))
const anyMonth = anyDay.map(monthOf)
const years = Array.from({ length: 9999 }, (_, at) => at + 1)

t.test('every month of every year has the right number of days [P3.8]', async (t) => {
  const wrong: string[] = []
  for (const year of years) {
    for (let number = 1; number <= 12; number++) {
      const text = `${pad(year, 4)}-${pad(number, 2)}`
      const length = dateOf(year, number + 1, 0).getUTCDate()
      const last = `${text}-${length}`
      const next = textOf(dateOf(year, number + 1, 1).getTime() / DAY_MS)
      const right = isMonth(text) &&
        isDay(last) && !isDay(`${text}-${length + 1}`) && isDay(`${text}-01`) && !isDay(`${text}-00`) &&
        lastDayOf(month(text)) === last &&
        daysOfMonth(month(text)).from === `${text}-01` &&
        (text === '9999-12' || (
          daysOfMonth(month(text)).before === next && boundAfter(day(last)) === next &&
          addDays(day(last), 1) === next && addDays(day(next), -1) === last &&
          addMonths(month(text), 1) === next.slice(0, 7) && addMonths(month(next.slice(0, 7)), -1) === text))
      if (!right) wrong.push(text)
    }
  }
  t.strictSame(wrong, [])
})

t.test('the days of the week are right in every year', async (t) => {
  const wrong = years.filter((year) => ['01-01', '02-28', '03-01', '12-31'].some((rest) => {
    const text = `${pad(year, 4)}-${rest}`
    return weekdayOf(day(text)) !== new Date(`${text}T00:00:00Z`).getUTCDay()
  }))
  t.strictSame(wrong, [])
})

t.test('addDays follows the calendar', async (t) => {
  t.equal(addDays(day('2024-02-28'), 1), '2024-02-29')
  t.equal(addDays(day('2023-02-28'), 1), '2023-03-01')
  t.equal(addDays(day('1900-02-28'), 1), '1900-03-01', 'no leap year')
  t.equal(addDays(day('2000-02-28'), 1), '2000-02-29', 'a leap year')
  t.equal(addDays(day('2024-01-01'), -1), '2023-12-31')
  fc.assert(fc.property(anyDayNumber, anyDayNumber, (from, to) =>
    addDays(day(textOf(from)), to - from) === textOf(to)), { numRuns: 2000 })
  fc.assert(fc.property(anyDayNumber, (number) =>
    weekdayOf(day(textOf(number))) === new Date(number * DAY_MS).getUTCDay()), { numRuns: 2000 })
})

t.test('addMonths counts months over the ends of years', async (t) => {
  t.equal(addMonths(month('2024-12'), 1), '2025-01')
  t.equal(addMonths(month('2024-01'), -1), '2023-12')
  t.equal(addMonths(month('2024-05'), -17), '2022-12')
  const ordinal = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5))
  fc.assert(fc.property(anyMonth, anyMonth, (from, to) => addMonths(from, ordinal(to) - ordinal(from)) === to))
})

t.test('the calendar ends at the years 0001 and 9999', async (t) => {
  t.throws(() => addDays(day('9999-12-31'), 1), new RangeError('10000-01-01 is not a day.'))
  t.throws(() => addDays(day('0001-01-01'), -1), new RangeError('0000-12-31 is not a day.'))
  t.throws(() => addMonths(month('9999-12'), 1), new RangeError('10000-01 is not a month.'))
  t.throws(() => addMonths(month('0001-01'), -1), new RangeError('0000-12 is not a month.'))
  for (const count of [1e9, -1e9, 1e300, Infinity, NaN, 0.5, -0.5]) {
    t.throws(() => addDays(day('2024-05-17'), count), RangeError, `${count} days`)
    t.throws(() => addMonths(month('2024-05'), count), RangeError, `${count} months`)
  }
})

t.test('the bound behind the last day sorts behind it', async (t) => {
  t.equal(boundAfter(day('9999-12-31')), '9999-13-01')
  t.equal(boundAfter(day('9999-12-30')), '9999-12-31')
  t.strictSame(daysOfMonth(month('9999-12')), { from: '9999-12-01', before: '9999-13-01' })
  t.strictSame(daysOfMonth(month('9999-11')), { from: '9999-11-01', before: '9999-12-01' })
  t.strictSame(daysOfMonth(month('2024-02')), { from: '2024-02-01', before: '2024-03-01' })
})

t.test('days sort as their texts do', async (t) => {
  fc.assert(fc.property(anyDayNumber, anyDayNumber, (one, other) => (textOf(one) < textOf(other)) === (one < other)))
  fc.assert(fc.property(anyDay, anyMonth, (someDay, someMonth) => {
    const { from, before } = daysOfMonth(someMonth)
    return (from <= someDay && someDay < before) === (monthOf(someDay) === someMonth)
  }))
  fc.assert(fc.property(anyDay, anyDay, (last, other) => (other < boundAfter(last)) === (other <= last)))
})

t.test('a text that is no day is refused', async (t) => {
  const texts = [
    '', '2024', '2024-05', '2024-5-17', '2024-05-1', '24-05-17', '02024-05-17', '2024-05-017', '2024-00-10',
    '2024-13-01', '2024-02-30',
    '2023-02-29', '1900-02-29', '2024-04-31', '2024-05-32', '2024-05-00', '0000-01-01', '-001-01-01', '10000-01-01',
    '9999-13-01',
    '2024/05/17', '20240517', ' 2024-05-17', '2024-05-17 ', '2024-05-17\n', '2024-05-17T00:00:00Z', '２０２４-05-17',
    '2024-W20-5', 'today',
  ]
  for (const text of texts) {
    t.notOk(isDay(text), text)
    t.throws(() => day(text), new RangeError(`${text} is not a day.`))
  }
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 14 }),
    fc.integer({ min: 0, max: 33 }), (year, number, date) => {
    // What does not exist overflows into another month.
      const found = dateOf(year, number, date)
      const [years, months] = [found.getUTCFullYear(), found.getUTCMonth()]
      const exists = years === year && months + 1 === number && found.getUTCDate() === date
      return isDay(`${pad(year, 4)}-${pad(number, 2)}-${pad(date, 2)}`) === (exists && year > 0 && year < 10_000)
    }), { numRuns: 2000 })
  t.notOk(isDay('2'.repeat(LONG)))
})

t.test('a text that is no month is refused', async (t) => {
  for (const text of [
    '', '2024', '2024-5', '2024-00', '2024-13', '0000-01', '10000-01', '2024-05-17', '2024-05\n', ' 2024-05',
    '2024/05', 'may',
  ]) {
    t.notOk(isMonth(text), text)
    t.throws(() => month(text), new RangeError(`${text} is not a month.`))
  }
  t.equal(month('0001-01'), '0001-01')
  t.equal(month('9999-12'), '9999-12')
  t.notOk(isMonth('2'.repeat(LONG)))
})

t.test('a month has a title for people', async (t) => {
  t.strictSame(Array.from({ length: 12 }, (_, at) => monthTitle(addMonths(month('2024-01'), at))), [
    'January 2024', 'February 2024', 'March 2024', 'April 2024', 'May 2024', 'June 2024',
    'July 2024', 'August 2024', 'September 2024', 'October 2024', 'November 2024', 'December 2024',
  ])
})
