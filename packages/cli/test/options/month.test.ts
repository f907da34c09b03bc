import { day, isMonth } from '@fintrack/contract/dates'
import fc from 'fast-check'
import t from 'tap'
import { parseMonth } from '../../src/options/month.ts'

const TODAY = day('2024-05-20')

t.test('a month is read in each of its forms', async (t) => {
  const cases = {
    '2024-02': '2024-02',
    '0001-01': '0001-01',
    this: '2024-05',
    last: '2024-04',
    next: '2024-06',
    '-0': '2024-05',
    '-1': '2024-04',
    '-5': '2023-12',
    '-17': '2022-12',
    '05': '2024-05',
    5: '2024-05',
    12: '2024-12',
    may: '2024-05',
    May: '2024-05',
    dec: '2024-12',
    Sept: '2024-09',
    january: '2024-01',
    LAST: '2024-04',
  }
  for (const [text, month] of Object.entries(cases)) t.equal(parseMonth(text, TODAY, '--month'), month, text)
})

t.test('months are counted across the end of a year', async (t) => {
  t.equal(parseMonth('last', day('2024-01-31'), '--month'), '2023-12')
  t.equal(parseMonth('next', day('2024-12-31'), '--month'), '2025-01')
})

t.test('there is no month before the year 1 or after 9999', async (t) => {
  t.throws(() =>
    parseMonth('-9999', day('0833-03-01'), '--month'), { message: '--month is "-9999", which is not a month.' })
  t.equal(parseMonth('-9999', day('0834-04-01'), '--month'), '0001-01')
  t.throws(() =>
    parseMonth('next', day('9999-12-31'), '--month'), { message: '--month is "next", which is not a month.' })
})

t.test('a text that is no month is refused under the name of its option', async (t) => {
  for (const text of [
    '', '2024', '2024-13', '2024-5', '0000-01', '00', '13', 'ma', 'j', 'foo', 'mayor', '2024-05-03', '--1', '+1',
    'constructor', '-99999',
  ]) {
    t.throws(() => parseMonth(text, TODAY, 'The month'), {
      name: 'UserError',
      kind: 'usage',
      message: `The month is ${JSON.stringify(text)}, which is not a month.`,
      hint: 'Write 2024-05, 05, may, this, last, next or -1.',
    }, text)
  }
})

t.test('any text is a month or a refusal', async (t) => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (text) => {
    try {
      t.ok(isMonth(parseMonth(text, TODAY, '--month')))
    } catch (error) {
      t.match(error, { name: 'UserError' })
    }
  }))
})
