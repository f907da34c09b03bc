import fc from 'fast-check'
import t from 'tap'
import { disarm, rearm } from '../src/csv-cell.ts'

const LONG = 1 << 20
const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\'=+-@\t\ra1') }))

t.test('writing a CSV cell puts an apostrophe in front of what a spreadsheet would run', async (t) => {
  for (const text of [
    '=1+1', '+49 30', '-5', '@SUM(A1)', '\t=1', '\r=1', "'=1", "''=1",
  ]) t.equal(disarm(text), `'${text}`)
  for (const text of ['', 'milk', '1-2', ' =1', "'tis", "'", "''", "rock'n'roll"]) t.equal(disarm(text), text)
  fc.assert(fc.property(cell, (text) => !/^[=+\-@\t\r]/.test(disarm(text))))
})

t.test('reading a CSV cell removes the apostrophe that writing added', async (t) => {
  fc.assert(fc.property(cell, (text) => rearm(disarm(text)) === text), { numRuns: 1000 })
  t.equal(rearm("'=1"), '=1')
  t.equal(rearm("''=1"), "'=1")
  t.equal(rearm('=1'), '=1', 'a file of another program is read as it is')
  t.equal(rearm("'tis"), "'tis")
})

t.test('a long CSV cell is read and written in linear time', async (t) => {
  const text = "'".repeat(LONG)
  t.equal(disarm(text), text)
  t.equal(rearm(text), text)
})
