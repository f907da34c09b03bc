import t from 'tap'
import { parseChangeId } from '../../src/options/change-id.ts'

t.test('the id of a change', (t) => {
  t.equal(parseChangeId('17'), 17)
  t.equal(parseChangeId('0017'), 17)
  for (const text of ['', '0', '-1', '1.5', 'last', '1e3', '1234567890123456']) {
    t.throws(() => parseChangeId(text), { kind: 'usage', message: `${JSON.stringify(text)} is not the id of a change.`, hint: '`fintrack log` shows the ids, such as 17.' })
  }
  t.end()
})
