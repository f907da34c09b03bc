import { rearm } from '@fintrack/contract/csv-cell'
import t from 'tap'
import { csv, tsv } from '../../src/render/delimited.ts'
import { streamOf } from '../../src/render/view.ts'
import { joined, thing, THINGS } from '../helpers/things.ts'

t.test('CSV has a header and a line for each row, ends lines in CR LF, and quotes where needed', async (t) => {
  const rows = [thing(1, 'milk, bread', 'say "hi"'), thing(2, 'two\nlines', null, '-12.50')]
  t.equal(await joined(csv(THINGS, streamOf(rows), false)),
    'id,name,amount,note\r\n1,"milk, bread",1.00,"say ""hi"""\r\n2,"two\nlines",-12.50,\r\n')
})

t.test('CSV of an empty list is its header', async (t) => {
  t.equal(await joined(csv(THINGS, streamOf(), false)), 'id,name,amount,note\r\n')
})

t.test('CSV cells that a spreadsheet would run are disarmed, and numbers are left alone [P3.7]', async (t) => {
  const texts = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\'=1', '\'\'+1', '\'plain', 'a=b']
  const lines = (await joined(
    csv(THINGS, streamOf(texts.map((text) => thing(1, text, null, '-1.00'))), false)
  )).split('\r\n')
  t.strictSame(lines.slice(1, -1), [
    '1,\'=1+1,-1.00,', '1,\'+1,-1.00,', '1,\'-1,-1.00,', '1,\'@x,-1.00,', '1,\'\tx,-1.00,', '1,"\'\rx",-1.00,',
    '1,\'\'=1,-1.00,', '1,\'\'\'+1,-1.00,', '1,\'plain,-1.00,', '1,a=b,-1.00,',
  ])
  t.strictSame(
    lines.slice(1, -1).map((line) => rearm(line.slice(2, -7).replaceAll('"', ''))),
    texts,
    'an import takes the texts back'
  )
})

t.test('CSV escapes control characters on a terminal, and not in a file', async (t) => {
  const rows = [thing(1, 'a\u202eb\n\u001b')]
  t.equal(await joined(csv(THINGS, streamOf(rows), true)), 'id,name,amount,note\r\n1,"a\\u202eb\n\\u001b",1.00,\r\n')
  t.equal(await joined(csv(THINGS, streamOf(rows), false)), 'id,name,amount,note\r\n1,"a\u202eb\n\u001b",1.00,\r\n')
})

t.test('TSV has a line for each row and no header, and escapes tabs, breaks and backslashes', async (t) => {
  const pages = streamOf([thing(1, 'a\tb\\t', 'one\r\ntwo')], [thing(2, 'é', null, '-12.50')])
  t.equal(await joined(tsv(THINGS, pages, false)), '1\ta\\tb\\\\t\t1.00\tone\\r\\ntwo\n2\té\t-12.50\t\n')
})

t.test('TSV of an empty list is empty', async (t) => {
  t.equal(await joined(tsv(THINGS, streamOf(), false)), '')
})

t.test('TSV escapes control characters on a terminal, and not in a pipe', async (t) => {
  t.equal(await joined(tsv(THINGS, streamOf([thing(1, 'a\u202eb')]), true)), '1\ta\\u202eb\t1.00\t\n')
  t.equal(await joined(tsv(THINGS, streamOf([thing(1, 'a\u202eb')]), false)), '1\ta\u202eb\t1.00\t\n')
})
