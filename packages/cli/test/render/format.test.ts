import t from 'tap'
import { bytesInWords, grouped, moment, unitsOf } from '../../src/render/format.ts'

t.test('amounts are grouped by thousands for people', async (t) => {
  const cases = [
    ['0.00', '0.00'],
    ['999.99', '999.99'],
    ['1000.00', '1,000.00'],
    ['-1234567.89', '-1,234,567.89'],
    ['-100.00', '-100.00'],
    ['1250', '1,250'], ['1234.567', '1,234.567'],
  ] as const
  for (const [amount, text] of cases) t.equal(grouped(amount), text)
})

t.test('amounts are whole minor units for arithmetic', async (t) => {
  t.equal(unitsOf('12.50'), 1250n)
  t.equal(unitsOf('-0.05'), -5n)
  t.equal(unitsOf('1250'), 1250n)
})

t.test('sizes are rounded to a tenth, in the unit that keeps them short', (t) => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1049, '1.0 kB'],
    [1050, '1.1 kB'],
    [94_208, '94.2 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [12_345_678, '12.3 MB'],
    [5_000_000_000, '5.0 GB'],
    [7_654_000_000_000_000, '7654.0 TB'],
  ]
  for (const [bytes, words] of cases) t.equal(bytesInWords(bytes), words)
  t.end()
})

t.test('a moment is shown to the minute in UTC, and another text unchanged', (t) => {
  const cases = [
    ['2024-05-03T10:20:30.456Z', '2024-05-03 10:20Z'],
    ['2024-05-03T10:20:30Z', '2024-05-03 10:20Z'],
    ['2024-05-03T10:20Z', '2024-05-03 10:20Z'],
    ['', ''], ['soon', 'soon'], ['2024-05-03T10:20:30+02:00', '2024-05-03T10:20:30+02:00'],
  ] as const
  for (const [text, shown] of cases) t.equal(moment(text), shown)
  t.end()
})
