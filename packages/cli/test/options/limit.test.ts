import t from 'tap'
import { parseLimit } from '../../src/options/limit.ts'

t.test('a limit is a whole number from 1 on', async (t) => {
  t.equal(parseLimit('1'), 1)
  t.equal(parseLimit('2500'), 2500)
})

t.test('anything else is refused', async (t) => {
  for (const text of ['', '0', '-1', '1.5', 'all', '9999999999']) {
    t.throws(() => parseLimit(text), {
      kind: 'usage', message: `--limit is ${JSON.stringify(text)}, which is not a number of rows.`, hint: 'Write a whole number from 1 on.',
    }, text)
  }
})
