import fc from 'fast-check'
import t from 'tap'
import { Problem } from '@fintrack/contract/problem'
import { csvLines, type CsvLine } from '../../../src/features/imports/csv-lines.ts'

async function * pieces (bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read (text: string | Uint8Array, size = 65_536): Promise<CsvLine[]> {
  const lines: CsvLine[] = []
  for await (const line of csvLines(pieces(typeof text === 'string' ? Buffer.from(text) : text, size))) lines.push(line)
  return lines
}

/** Cells by line number, or what was refused. */
async function outcome (text: string | Uint8Array, size?: number): Promise<unknown> {
  try {
    return (await read(text, size)).map(({ number, cells }) => [number, ...cells])
  } catch (error) {
    if (error instanceof Problem) return [error.code, error.message, error.extras]
    throw error
  }
}

function refusal (line: number, sentence: string): unknown {
  return ['import_rejected', `line ${line}: ${sentence}`, { errors: { [`line ${line}`]: [sentence] } }]
}

const STRAY = 'A quote stands in the middle of a cell; put the whole cell in quotes and double those inside.'
const UNCLOSED = 'A quote is opened here and never closed.'
const LONG = 'This line is longer than 200,000 characters; is this a CSV file?'

t.test('CSV lines end with CRLF, LF or CR, even in one file, and empty ones are skipped but counted', async (t) => {
  const expected = [[1, 'a', 'b'], [2, 'c', 'd'], [5, 'e', 'f']]
  for (const [first, second] of [
    ['\n', '\n'], ['\r\n', '\r\n'], ['\r', '\r'], ['\r\n', '\n'], ['\n', '\r\n'], ['\r', '\r\n'],
  ] as const) {
    const text = `a,b${first}c,d${second}${second}${first === '\r' && second === '\r\n' ? second : first}e,f`
    for (const end of ['', '\n', '\r\n', '\r', '\n\n\r\n']) {
      for (const size of [1, 2, 3, 1000]) t.strictSame(await outcome(text + end, size), expected)
    }
  }
  t.strictSame(await outcome('\r\n\na,b\n'), [[3, 'a', 'b']])
  t.strictSame(await outcome(''), [])
  t.strictSame(await outcome('\n\r\n\r'), [])
})

t.test('a quoted CSV cell keeps commas, quotes and line breaks, and is on the line of its start', async (t) => {
  t.strictSame(await outcome('"a,b","c ""d""",""\n"""",e\n'), [[1, 'a,b', 'c "d"', ''], [2, '"', 'e']])
  t.strictSame(await outcome('h\n"one\ntwo\r\nthree\rfour\n\nsix"\n\nlast'), [
    [1, 'h'], [2, 'one\ntwo\r\nthree\rfour\n\nsix'], [9, 'last'],
  ])
  t.strictSame(await outcome('""'), [[1, '']], 'an empty cell in quotes is a cell')
  t.strictSame(await outcome(',\n , '), [[1, '', ''], [2, ' ', ' ']])
  t.strictSame(
    await outcome('\ufeffa,b\n\ufeffc'), [[1, 'a', 'b'], [2, '\ufeffc']], 'a byte order mark is one at the start'
  )
  t.strictSame(await outcome('\ufeff"a",b', 1), [[1, 'a', 'b']])
})

t.test('a stray or unclosed quote in a CSV file is refused with the line on which its record begins', async (t) => {
  for (const size of [1, 7, 1000]) {
    t.strictSame(await outcome('h\na"b",c\n', size), refusal(2, STRAY))
    t.strictSame(await outcome('h\n"a"b,c\n', size), refusal(2, STRAY))
    t.strictSame(await outcome('h\n"a" ,c\n', size), refusal(2, STRAY))
    t.strictSame(await outcome('h\n"one\ntwo"x"y"\n', size), refusal(2, STRAY))
    t.strictSame(await outcome('h\n5" pipe,1\nx,7" pipe\n', size), refusal(2, STRAY))
    t.strictSame(await outcome('h\n\n"one\ntwo\nthree', size), refusal(3, UNCLOSED))
    t.strictSame(await outcome('h\n"one\r', size), refusal(2, UNCLOSED))
    t.strictSame(await outcome('"', size), refusal(1, UNCLOSED))
  }
})

t.test('a CSV line far longer than any row is refused before all of it is read [V5.2.1]', async (t) => {
  let given = 0
  async function * endless (first: string, piece: string): AsyncGenerator<Uint8Array, void, undefined> {
    yield Buffer.from(first)
    for (;;) {
      given += 1
      yield Buffer.from(piece)
    }
  }
  const refused = async (first: string, piece: string) => {
    given = 0
    try {
      for await (const line of csvLines(endless(first, piece))) t.ok(line)
    } catch (error) {
      return [(error as Problem).message, given]
    }
    return 'read to its end'
  }
  t.strictSame(await refused('h\nx', 'x'.repeat(50_000)), [`line 2: ${LONG}`, 4])
  t.strictSame(await refused('h\n"x', 'x'.repeat(50_000)), [`line 2: ${LONG}`, 4])
  t.strictSame(await refused('h\n"x\n', `${'x'.repeat(49_999)}\n`), [`line 2: ${UNCLOSED}`, 4])
  t.strictSame(await outcome('x'.repeat(200_000)), [[1, 'x'.repeat(200_000)]])
  for (const size of [1000, 300_000]) {
    t.strictSame(await outcome('x'.repeat(200_001), size), refusal(1, LONG))
    t.strictSame(await outcome(`h\n"${'x\n'.repeat(100_001)}"\n`, size), refusal(2, UNCLOSED))
  }
})

t.test('a CSV file that is not UTF-8 is refused, and an error of the source is thrown unchanged', async (t) => {
  const notUtf8 = ['import_rejected', 'The file is not UTF-8 text; save it as CSV in UTF-8.', {}]
  t.strictSame(await outcome(Buffer.from('\ufeffdate,type', 'utf16le')), notUtf8)
  t.strictSame(await outcome(Buffer.from('h\nCaf\xe9', 'latin1')), notUtf8)
  t.strictSame(await outcome(Buffer.from('h\nCafé').subarray(0, -1)), notUtf8, 'cut off within a character')
  t.strictSame(await outcome(Buffer.from('Café,🏠'), 1), [[1, 'Café', '🏠']], 'in pieces of one byte')
  const broken = new Error('the line went dead')
  async function * failing (): AsyncGenerator<Uint8Array, void, undefined> {
    yield Buffer.from('h\na\n')
    throw broken
  }
  const seen: CsvLine[] = []
  await t.rejects(async () => { for await (const line of csvLines(failing())) seen.push(line) }, broken)
  t.equal(seen.length, 2)
})

t.test('reading CSV lines stops the source where the reader stops early', async (t) => {
  let stopped = false
  async function * source (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) yield Buffer.from('a,b\n')
    } finally {
      stopped = true
    }
  }
  const lines = csvLines(source())
  t.strictSame(await lines.next(), { value: { number: 1, cells: ['a', 'b'] }, done: false })
  await lines.return()
  t.ok(stopped)
})

const anyCell = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'é', '🏠', ',', '"', '\n', '\r\n', '\r', ' '), maxLength: 6 }),
  quoted: fc.boolean(),
})
const anyRecord = fc.record({
  cells: fc.array(anyCell, { minLength: 1, maxLength: 4 }), emptyLines: fc.integer({ min: 0, max: 2 }),
})
const anyFile = fc.record({ records: fc.array(anyRecord, { maxLength: 8 }), end: fc.constantFrom('\n', '\r\n', '\r') })

function linesIn (text: string): number {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n').length
}

t.test('any CSV cells of RFC 4180, sent in any pieces, are read back with their line numbers', async (t) => {
  await fc.assert(fc.asyncProperty(anyFile, fc.integer({ min: 1, max: 12 }), async ({ records, end }, size) => {
    let text = ''
    const expected: unknown[] = []
    for (const { cells, emptyLines } of records) {
      expected.push([linesIn(text), ...cells.map((cell) => cell.text)])
      // An empty line is no record, so a record of one empty cell needs its quotes.
      text += cells.map((cell) => cell.quoted || cells.length === 1 || /[",\r\n]/.test(cell.text)
        ? `"${cell.text.replaceAll('"', '""')}"`
        : cell.text).join(',')
      text += end.repeat(1 + emptyLines)
    }
    const found = await outcome(text, size)
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      throw new Error(
      `${JSON.stringify(found)} is not ${JSON.stringify(expected)}`
      )
    }
  }), { numRuns: 1000 })
})
