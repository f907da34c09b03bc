import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { readSettings } from '@fintrack/contract/settings'
import { hasEmbeddedBook, loadServer, localBook, openEmbeddedBook } from '../../src/api/embedded-transport.ts'
import type { Context } from '../../src/context.ts'
import { newIo } from '../../src/io/streams.ts'

const SETTINGS = readSettings({ FINTRACK_CURRENCY: 'EUR', FINTRACK_IMPORT_LIMIT_MIB: '3' }, ['book'])

/** What the book was opened with, and what it says on stderr when it reports an error. */
async function opened (debug: boolean, upgraded = false) {
  const stderr = new PassThrough()
  const cx = {
    dataDir: '/data',
    settings: SETTINGS,
    flags: { input: true, ...(debug ? { debug } : {}) },
    io: newIo(Readable.from([]), new PassThrough(), stderr, {}),
  } as Context
  const seen: unknown[] = []
  type Load = NonNullable<Parameters<typeof openEmbeddedBook>[2]>
  const openBook: Awaited<ReturnType<Load>>['openBook'] = async ({ report, tell, currencyOf, ...options }) => {
    seen.push({ ...options, currency: await currencyOf?.() })
    if (upgraded) tell?.('tag 3, "a\u202e", is "a-2" now.')
    report(Object.assign(new Error('with\u001b stack'), { stack: 'Error: with\u001b stack\n    at somewhere' }))
    report(Object.assign(new Error('bare'), { stack: undefined }))
    report('no error at all')
    return { send: async () => ({ status: 200, body: [] }), close: async () => {} }
  }
  await openEmbeddedBook(cx, undefined, async () => ({ openBook }))
  return { seen, told: stderr.read()?.toString() }
}

t.test('the embedded book is opened in the data folder, with the settings of its side', async (t) => {
  t.strictSame(await opened(false), {
    seen: [{ dataDir: '/data', settings: SETTINGS, currency: 'EUR' }], told: undefined,
  })
})

t.test('--debug prints the stack of an internal error of the embedded book', async (t) => {
  t.equal((await opened(true)).told, 'Error: with\\u001b stack\n    at somewhere\nbare\n')
})

t.test('the command line says what bringing the embedded book up to date did to its rows', async (t) => {
  t.equal((await opened(false, true)).told, 'note: tag 3, "a\\u202e", is "a-2" now.\n')
})

t.test('looking for the embedded book does not create one', async (t) => {
  const folder = t.testdir({ there: { 'fintrack.db': '' }, bare: {} })
  const has = (name: string) => hasEmbeddedBook({ dataDir: join(folder, name), settings: {} } as Context)
  t.strictSame([has('there'), has('bare'), has('nowhere')], [true, false, false])
  t.notOk(existsSync(join(folder, 'nowhere')))
})

t.test('work that stores something in the folder is in doubt while it runs, and reading is not', async (t) => {
  const underWay: string[] = []
  const cx = {
    dataDir: join(t.testdir(), 'data'),
    settings: SETTINGS,
    storing: (remedy: string, work: () => Promise<unknown>) => {
      underWay.push(remedy)
      return work()
    },
  } as Context
  const book = await localBook(cx)
  t.equal(await book.setEmbeddedLogin('anna', 'correct horse battery'), undefined)
  t.strictSame((await book.users()).map(({ username, currency, embedded }) =>
    [username, currency, embedded]), [['anna', 'EUR', true]])
  t.strictSame(await book.setPassword('anna', 'a quiet river at dawn'), { sessions: 0, tokens: 0 })
  t.equal((await book.rotateKeys(true)).olderKeys, 0)
  t.strictSame((await book.events('anna')).map(({ event }) => event), ['password_reset', 'password_reset'])
  t.equal(await book.removeUser('anna'), undefined)
  t.strictSame((await book.events()).map(({ event }) => event), ['user_deleted'])
  t.strictSame(underWay, [
    'Run it again: the last password counts.', 'Run it again: the last password counts.',
    'Run it again: one more new key does no harm.', 'Check with `fintrack server user list` before you run it again.',
  ])
})

t.test('SQLite that cannot be loaded is one sentence and what to do, and anything else stays as it is', async (t) => {
  const refused = (error: unknown) => loadServer(async () => { throw error })
  for (const fields of [{ code: 'ERR_DLOPEN_FAILED' }, { tries: ['/a/node_sqlite3.node', '/b/node_sqlite3.node'] }]) {
    const cause = Object.assign(new Error('Could not locate the bindings file. Tried:\n …'), fields)
    await t.rejects(refused(cause), {
      kind: 'book', message: /^SQLite cannot be loaded: [^\n]+$/, hint: /`npm rebuild sqlite3`/, cause,
    })
  }
  const other = new Error('other')
  await t.rejects(refused(other), other)
})
