import t from 'tap'
import { bar } from '../../../src/render/report/section.ts'

t.test('a bar is drawn in eighths of a cell, to the nearest one', async (t) => {
  const drawn = Array.from({ length: 18 }, (_, part) => bar(BigInt(part), 16n, 2, false))
  t.strictSame(drawn, [
    '', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█', '█▏', '█▎', '█▍', '█▌', '█▋', '█▊', '█▉', '██', '██',
  ])
  t.equal(bar(188_274n, 341_250n, 40, false), '██████████████████████▏')
})

t.test('a bar in ASCII is drawn in whole cells', async (t) => {
  t.strictSame([0n, 1n, 2n, 7n, 8n, 9n].map((part) => bar(part, 8n, 4, true)), ['', '#', '#', '####', '####', '####'])
})

t.test('an amount that is not positive has no bar', async (t) => {
  t.equal(bar(-5n, 10n, 10, false), '')
  t.equal(bar(5n, 0n, 10, false), '')
})
