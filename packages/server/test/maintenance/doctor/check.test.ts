import t from 'tap'
import { inOneLine, reasonOf } from '../../../src/maintenance/doctor/check.ts'

t.test('sentences on one line: the first three, and how many more', (t) => {
  t.equal(inOneLine(['a']), 'a')
  t.equal(inOneLine(['a', 'b', 'c']), 'a; b; c')
  t.equal(inOneLine(['a', 'b', 'c', 'd', 'e']), 'a; b; c; and 2 more')
  t.end()
})

t.test('a reason is in words', (t) => {
  t.equal(reasonOf(new Error('SQLITE_CORRUPT: database disk image is malformed')), 'database disk image is malformed')
  t.equal(reasonOf(new Error('EACCES: permission denied, open \'/root/x\'')), 'EACCES: permission denied')
  t.equal(reasonOf(new RangeError('1 is not a day, nor a night')), '1 is not a day, nor a night')
  t.end()
})
