import t from 'tap'
import { inOneLine } from '../../../src/maintenance/doctor/check.ts'

t.test('sentences on one line: the first three, and how many more', (t) => {
  t.equal(inOneLine(['a']), 'a')
  t.equal(inOneLine(['a', 'b', 'c']), 'a; b; c')
  t.equal(inOneLine(['a', 'b', 'c', 'd', 'e']), 'a; b; c; and 2 more')
  t.end()
})
