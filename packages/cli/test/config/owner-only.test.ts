import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { restrictToOwner } from '../../src/config/owner-only.ts'

t.test('restrictToOwner takes a file from others and keeps the owner\'s own rights', (t) => {
  const path = join(t.testdir({ file: '' }), 'file')
  for (const [before, told, after] of [
    [0o644, true, '600'],
    [0o600, false, '600'],
    [0o777, true, '700'],
    [0o440, true, '400'],
    [0o620, true, '600'],
    [0o601, true, '600'],
  ] as const) {
    chmodSync(path, before)
    t.strictSame([restrictToOwner(path), (statSync(path).mode & 0o777).toString(8)], [told, after])
  }
  t.end()
})

t.test('restrictToOwner leaves a file alone that does not exist', (t) => {
  t.equal(restrictToOwner(join(t.testdir(), 'nothing')), false)
  t.end()
})
