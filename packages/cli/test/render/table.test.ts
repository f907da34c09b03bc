import t from 'tap'
import { table } from '../../src/render/table.ts'
import { streamOf } from '../../src/render/view.ts'
import { widthOf } from '../../src/render/width.ts'
import { PLAIN } from '../helpers/paint.ts'
import { joined, thing, THINGS, type Thing } from '../helpers/things.ts'

/** cli-table3 knows the codes of colours, so a painted cell has the width of its text. */
const BOLD = { ...PLAIN, bold: (text: string) => `\u001b[1m${text}\u001b[22m` }

function drawn (rows: readonly Thing[], width?: number, ascii = false): Promise<string> {
  return joined(table(THINGS, streamOf(rows), { width, ascii, paint: PLAIN }))
}

const ROWS = [
  thing(9, 'milk', 'from the corner shop'), thing(10, '日本 ก็ 👨‍👩‍👧', 'é\tb\\', '-1234.50'), thing(11, ''),
]

t.test('a table aligns its columns by the cells of a terminal, with two spaces between', async (t) => {
  t.equal(await drawn(ROWS), [
    'id  name          amount  note',
    ' 9  milk           ~1.00  from the corner shop',
    '10  日本 ก็ 👨‍👩‍👧  ~-1234.50  é\\tb\\\\',
    '11                 ~1.00',
    '',
  ].join('\n'))
})

t.test('a table of an empty list has no header', async (t) => {
  t.equal(await drawn([]), '')
})

t.test('in a table that is too wide the widest column that may shrink is cut first', async (t) => {
  t.equal(await drawn(ROWS, 40), [
    'id  name          amount  note',
    ' 9  milk           ~1.00  from the corn…',
    '10  日本 ก็ 👨‍👩‍👧  ~-1234.50  é\\tb\\\\',
    '11                 ~1.00',
    '',
  ].join('\n'))
  t.equal(await drawn([thing(9, 'a long name', 'from the corner shop')], 30, true), [
    'id  name      amount  note',
    ' 9  a lon...   ~1.00  from...',
    '',
  ].join('\n'))
})

t.test('in a table that is still too wide columns are left out, and numbers are never cut', async (t) => {
  t.equal(
    await drawn(ROWS, 23),
    'id  name         amount\n 9  milk          ~1.00\n10  日本 ก็…   ~-1234.50\n11                ~1.00\n'
  )
  t.equal(
    await drawn(ROWS, 5),
    'id  name         amount\n 9  milk          ~1.00\n10  日本 ก็…   ~-1234.50\n11                ~1.00\n'
  )
})

t.test('a table paints its header', async (t) => {
  t.equal(await joined(table(THINGS, streamOf([thing(1, 'milk')]), { width: undefined, ascii: false, paint: BOLD })),
    '\u001b[1mid\u001b[22m  \u001b[1mname\u001b[22m  \u001b[1mamount\u001b[22m  \u001b[1mnote\u001b[22m\n' +
      ' 1  milk   ~1.00\n')
})

t.test('a table shows a text of combining marks alone as an empty cell', async (t) => {
  t.equal(await drawn([thing(1, '\u0301')]), 'id  name  amount  note\n 1  \u0301       ~1.00\n')
})

t.test('a table goes on over its pages without a new header', async (t) => {
  const pages = streamOf([thing(1, 'milk')], [thing(2, 'bread and butter')])
  const look = { width: 80, ascii: false, paint: PLAIN }
  t.equal(await joined(table(THINGS, pages, look)), [
    'id  name              amount  note',
    ' 1  milk               ~1.00',
    ' 2  bread and butter   ~1.00',
    '',
  ].join('\n'))
})

t.test('a very long table begins anew where a later row needs more room', async (t) => {
  const many = (from: number, name: string) => Array.from({ length: 10_000 }, (_, at) => thing(from + at, name))
  const look = { width: 80, ascii: false, paint: PLAIN }
  const lines = (await joined(
    table(THINGS, streamOf(many(10_000, 'milk'), many(20_000, 'milk'), [thing(100_000, 'bread')]), look)
  )).split('\n')
  t.equal(lines.length, 1 + 20_000 + 1 + 1 + 1 + 1)
  t.strictSame([lines[0], lines[1], lines[10_001], ...lines.slice(20_000)], [
    '   id  name  amount  note',
    '10000  milk   ~1.00',
    '20000  milk   ~1.00',
    '29999  milk   ~1.00',
    '',
    '    id  name   amount  note',
    '100000  bread   ~1.00',
    '',
  ])
})

t.test('no line of a table is wider than the terminal while there is something to cut', async (t) => {
  for (const width of [26, 30, 40, 60]) {
    for (const line of (await drawn(ROWS, width)).split('\n')) t.ok(widthOf(line) <= width, `${width}: ${line}`)
  }
})

t.test('a spare column leaves before anything is cut, and a hiding one is not there while it is empty', async (t) => {
  const view = {
    ...THINGS,
    columns: THINGS.columns.map((column) => ({
      ...column,
      ...(column.name === 'amount' ? { spare: true as const } : {}),
      ...(column.name === 'note' ? { hides: true as const } : {}),
    })),
  }
  const shown = (rows: readonly Thing[], width: number, isChosen = false) =>
    joined(table(view, streamOf(rows), { width, ascii: false, paint: PLAIN, isChosen }))
  t.equal(await shown([thing(1, 'milk')], 40), 'id  name  amount\n 1  milk   ~1.00\n')
  t.equal(await shown([thing(1, 'milk')], 40, true), 'id  name  amount  note\n 1  milk   ~1.00\n')
  t.equal(await shown([thing(1, 'milk', 'fresh')], 20), 'id  name  note\n 1  milk  fresh\n')
})

t.test('a column that keeps is cut in its turn where its cells differ, and leaves where they do not', async (t) => {
  const view = {
    ...THINGS,
    columns: THINGS.columns.map((column) => column.name === 'amount' ? { ...column, leaves: 2, keeps: 3 } : column),
  }
  const shown = (...rows: readonly Thing[]) =>
    joined(table(view, streamOf(rows), { width: 16, ascii: false, paint: PLAIN }))
  t.equal(await shown(thing(1, 'wholemeal'), thing(2, 'bread', null, '22.00')),
    'id  name      am…\n 1  wholeme…  ~1…\n 2  bread     ~2…\n')
  t.equal(await shown(thing(1, 'wholemeal'), thing(2, 'bread')), 'id  name\n 1  wholemeal\n 2  bread\n')
})
