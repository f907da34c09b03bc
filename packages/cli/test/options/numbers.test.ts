import t from 'tap'
import { parseIds, parseLimit } from '../../src/options/numbers.ts'

t.test('parseIds returns each id once', async (t) => {
  t.strictSame(parseIds(['17', '3', '017', '17']), [17, 3])
})

t.test('parseIds refuses a text that is no id', async (t) => {
  for (const text of ['', '0', '-1', '1.5', 'x', '1 2', '9999999999999999']) {
    t.throws(() => parseIds(['1', text]), {
      kind: 'usage',
      message: `${JSON.stringify(text)} is not the id of a transaction.`,
      hint: '`fintrack tx list` shows the ids, such as 17.',
    }, text)
  }
})

t.test('parseLimit takes a whole number from 1 on', async (t) => {
  t.equal(parseLimit('1'), 1)
  t.equal(parseLimit('2500'), 2500)
})

t.test('parseLimit refuses a text that is no number of rows', async (t) => {
  for (const text of ['', '0', '-1', '1.5', 'all', '9999999999']) {
    t.throws(() => parseLimit(text), {
      kind: 'usage',
      message: `--limit is ${JSON.stringify(text)}, which is not a number of rows.`,
      hint: 'Write a whole number from 1 on.',
    }, text)
  }
})
