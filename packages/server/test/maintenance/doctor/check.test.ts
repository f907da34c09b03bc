import t from 'tap'
import { inOneLine } from '../../../src/maintenance/doctor/check.ts'

t.test('a check joins the first three sentences on one line and counts the others', (t) => {
  t.equal(inOneLine(['a']), 'a')
  t.equal(inOneLine(['a', 'b', 'c']), 'a; b; c')
  t.equal(inOneLine(['a', 'b', 'c', 'd', 'e']), 'a; b; c; and 2 more')
  t.end()
})
