import t from 'tap'
import { grouped, unitsOf } from '../../src/render/amount.ts'

t.test('amounts are grouped by thousands for people', async (t) => {
  const cases = [
    ['0.00', '0.00'], ['999.99', '999.99'], ['1000.00', '1,000.00'], ['-1234567.89', '-1,234,567.89'], ['-100.00', '-100.00'],
    ['1250', '1,250'], ['1234.567', '1,234.567'],
  ] as const
  for (const [amount, text] of cases) t.equal(grouped(amount), text)
})

t.test('amounts are whole minor units for arithmetic', async (t) => {
  t.equal(unitsOf('12.50'), 1250n)
  t.equal(unitsOf('-0.05'), -5n)
  t.equal(unitsOf('1250'), 1250n)
})
