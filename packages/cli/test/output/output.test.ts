import t from 'tap'
import type { Context } from '../../src/context.ts'
import { ClosedPipe } from '../../src/io/streams.ts'
import { newOutput } from '../../src/output/output.ts'
import { thing, THINGS } from '../helpers/things.ts'

/** As much of a context as printing needs. */
function contextOf (globals: Partial<Context['globals']>, out: (text: string) => Promise<void>): Context {
  return {
    io: { stdoutIsTerminal: false, out, err: () => {} },
    globals: { quiet: false, ascii: false, ...globals },
    paint: async () => ({}),
  } as unknown as Context
}

t.test('a list asks for no more pages once its reader has left', async (t) => {
  for (const output of ['csv', 'tsv', 'ndjson', 'json'] as const) {
    let pages = 0
    const endless = (async function * () {
      for (;;) {
        pages += 1
        yield [thing(pages, 'milk')]
      }
    })()
    let written = 0
    const cx = contextOf({ output }, async () => {
      written += 1
      if (written > 2) throw new ClosedPipe()
    })
    await t.rejects(newOutput(cx, THINGS).list(endless, ''), { name: 'ClosedPipe' })
    t.ok(pages <= 3, `${output}: ${pages} pages`)
  }
})

t.test('a list prints each page before it asks for the next one', async (t) => {
  const events: string[] = []
  const pages = (async function * () {
    for (const id of [1, 2]) {
      events.push(`ask ${id}`)
      yield [thing(id, 'milk')]
    }
  })()
  await newOutput(
    contextOf({ output: 'ndjson', fields: ['id'] }, async (text) => { events.push(text.trim()) }), THINGS
  ).list(pages, '')
  t.strictSame(events, ['ask 1', '{"id":1}', 'ask 2', '{"id":2}'])
})

t.test('a table in a pipe is not cut, and is aligned as a whole', async (t) => {
  const printed: string[] = []
  const long = 'a text that is much longer than the eighty cells of a terminal, and is here to be seen whole in a file'
  const pages = (async function * () {
    yield Array.from({ length: 10_001 }, (_, at) => thing(10_000 + at, 'x'))
    yield [thing(1, 'y', long)]
  })()
  const { PLAIN } = await import('../helpers/paint.ts')
  const cx = { ...contextOf({ output: 'table' }, async (text) => { printed.push(text) }), paint: async () => PLAIN }
  await newOutput(cx, THINGS).list(pages, '')
  const lines = printed.join('').split('\n')
  t.equal(lines.length, 10_004)
  t.equal(lines.at(-2), `    1  y      ~1.00  ${long}`)
  t.equal(lines[1], '10000  x      ~1.00')
})

t.test('a reader that leaves does not stop the writes that were asked for', async (t) => {
  const done: number[] = []
  const writes = (async function * () {
    for (const id of [1, 2, 3]) {
      done.push(id)
      yield thing(id, 'milk')
    }
  })()
  const cx = contextOf({}, async () => { throw new ClosedPipe() })
  await t.rejects(newOutput(cx, THINGS).written(writes, false), { name: 'ClosedPipe' })
  t.strictSame(done, [1, 2, 3])
})

t.test('rows are printed although the next one fails, and its failure is thrown also where nobody reads', async (t) => {
  const writes = async function * () {
    yield thing(1, 'milk')
    throw new Error('the second is refused')
  }
  const printed: string[] = []
  await t.rejects(newOutput(
    contextOf({}, async (text) => { printed.push(text) }), THINGS
  ).written(writes(), false), new Error('the second is refused'))
  t.strictSame(printed, ['1\n'])
  const cx = contextOf({}, async () => { throw new ClosedPipe() })
  await t.rejects(newOutput(cx, THINGS).written(writes(), false), new Error('the second is refused'))
})
