import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { readSettings } from '@fintrack/contract/settings'
import { openEmbeddedBook } from '../../src/api/embedded-transport.ts'
import type { Context } from '../../src/context.ts'
import { newIo } from '../../src/io/streams.ts'

/** What the book was opened with, and what it says on stderr when it reports an error. */
async function opened (debug: boolean) {
  const stderr = new PassThrough()
  const cx = {
    dataDir: '/data',
    settings: readSettings({ FINTRACK_CURRENCY: 'EUR', FINTRACK_IMPORT_LIMIT_MIB: '3' }, ['book']),
    flags: { input: true, ...(debug ? { debug } : {}) },
    io: newIo(Readable.from([]), new PassThrough(), stderr, {}),
  } as Context
  const seen: unknown[] = []
  type Load = NonNullable<Parameters<typeof openEmbeddedBook>[1]>
  const openBook: Awaited<ReturnType<Load>>['openBook'] = async ({ report, ...options }) => {
    seen.push(options)
    report(Object.assign(new Error('with\u001b stack'), { stack: 'Error: with\u001b stack\n    at somewhere' }))
    report(Object.assign(new Error('bare'), { stack: undefined }))
    report('no error at all')
    return { send: async () => ({ status: 200, body: [] }), close: async () => {} }
  }
  await openEmbeddedBook(cx, async () => ({ openBook }))
  return { seen, told: stderr.read()?.toString() }
}

t.test('the book is opened in the data folder, with the settings of its side', async (t) => {
  t.strictSame(await opened(false), { seen: [{ dataDir: '/data', currency: 'EUR', importLimitMib: 3 }], told: undefined })
})

t.test('with --debug a person sees where a fault of our own happened', async (t) => {
  t.equal((await opened(true)).told, 'Error: with\\u001b stack\n    at somewhere\nbare\n')
})
