import t from 'tap'
import { bytesInWords } from '../../src/render/bytes.ts'

t.test('sizes to a tenth, in the unit that keeps them short', (t) => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [0, '0 bytes'], [1, '1 byte'], [999, '999 bytes'], [1000, '1.0 kB'], [1049, '1.0 kB'], [1050, '1.1 kB'], [94_208, '94.2 kB'],
    [999_949, '999.9 kB'], [999_950, '1.0 MB'], [12_345_678, '12.3 MB'], [5_000_000_000, '5.0 GB'], [7_654_000_000_000_000, '7654.0 TB'],
  ]
  for (const [bytes, words] of cases) t.equal(bytesInWords(bytes), words)
  t.end()
})
