import t from 'tap'
import { tsv } from '../../src/render/tsv.ts'
import { streamOf } from '../../src/stream-of.ts'
import { joined, thing, THINGS } from '../helpers/things.ts'

t.test('a line a row without a header; tabs, breaks and backslashes are escapes', async (t) => {
  const pages = streamOf([thing(1, 'a\tb\\t', 'one\r\ntwo')], [thing(2, 'é', null, '-12.50')])
  t.equal(await joined(tsv(THINGS, pages, false)), '1\ta\\tb\\\\t\t1.00\tone\\r\\ntwo\n2\té\t-12.50\t\n')
})

t.test('an empty list is nothing', async (t) => {
  t.equal(await joined(tsv(THINGS, streamOf(), false)), '')
})

t.test('on a terminal acting characters are escapes, in a pipe they are themselves', async (t) => {
  t.equal(await joined(tsv(THINGS, streamOf([thing(1, 'a\u202eb')]), true)), '1\ta\\u202eb\t1.00\t\n')
  t.equal(await joined(tsv(THINGS, streamOf([thing(1, 'a\u202eb')]), false)), '1\ta\u202eb\t1.00\t\n')
})
