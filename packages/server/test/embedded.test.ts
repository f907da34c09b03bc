import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { register } from '@fintrack/contract/users'
import { call } from '@fintrack/contract/call'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { getReadiness } from '@fintrack/contract/system'
import { listTransactions } from '@fintrack/contract/transactions'
import { openBook, type Book, type BookOptions } from '../src/embedded.ts'
import { bytesOf, folder, httpApi, settingsOf, TestClock } from './helpers/api.ts'
import { sourceOf, SOURCE_FLAGS } from './helpers/processes.ts'

async function opened (t: Test, options: Partial<BookOptions> = {}): Promise<Book & { faults: unknown[] }> {
  const faults: unknown[] = []
  const book = await openBook({
    dataDir: folder(t), settings: settingsOf({ FINTRACK_CURRENCY: 'EUR', FINTRACK_IMPORT_LIMIT_MIB: '1' }),
    report: (error) => { faults.push(error) }, ...options,
  })
  t.teardown(() => book.close())
  return { ...book, faults }
}

t.test('the embedded book needs no login, and has the currency it was created with', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const { send, close } = await openBook({
    dataDir, settings: settingsOf({ FINTRACK_CURRENCY: 'EUR', FINTRACK_IMPORT_LIMIT_MIB: '1' }), report: () => {},
  })
  t.strictSame((await call(createCategory, { body: { name: 'Food', type: 'expense' } }, send)).body, {
    id: 1, name: 'Food', type: 'expense', archived: false,
  })
  t.match((await call(getMonthlyReport, { query: { month: '2024-05' } }, send)).body, { currency: 'EUR' })
  await close()
  const again = await opened(t, { dataDir, settings: settingsOf({ FINTRACK_CURRENCY: 'JPY' }) })
  t.strictSame((await call(listCategories, {}, again.send)).body, [
    { id: 1, name: 'Food', type: 'expense', archived: false },
  ])
  t.match(
    (await call(getMonthlyReport, { query: { month: '2024-05' } }, again.send)).body, { currency: 'EUR' },
    'changing it later changes nothing'
  )
  t.equal(existsSync(join(dataDir, 'keys.json')), true, 'keys are made with the book')
})

t.test('the embedded book throws a refusal as a problem and reports its internal errors', async (t) => {
  const { send, faults } = await opened(t)
  await t.rejects(call(createCategory, { body: { name: '', type: 'expense' } }, send), {
    name: 'Problem', code: 'validation_failed',
  })
  t.strictSame(faults, [])
  const dataDir = folder(t)
  const broken = await opened(t, { dataDir })
  await broken.close()
  await t.rejects(call(listCategories, {}, broken.send))
})

t.test('the embedded book takes another clock', async (t) => {
  const clock = new TestClock()
  const { send } = await opened(t, { clock })
  await call(importTransactions, { body: bytesOf('date,type,category,amount\n2024-05-01,expense,Food,1\n') }, send)
  t.match((await call(listTransactions, {}, send)).body, [{ created_at: clock.now() }])
})

t.test('the embedded book is always ready, and accepts registrations', async (t) => {
  const { send } = await opened(t)
  t.strictSame((await call(getReadiness, {}, send)).body, { status: 'ok' })
  t.match((await call(register, { body: { username: 'ada', password: 'a quiet river' } }, send)).body, {
    id: 2, username: 'ada',
  })
})

t.test('an import into the embedded book is limited as on a server', async (t) => {
  const { send } = await opened(t)
  const header = 'date,type,category,amount\n'
  const row = '2024-05-01,expense,Food,1.00\n'
  const fitting = header + row.repeat(Math.floor((1_048_576 - header.length) / row.length))
  const refusal = await call(
    importTransactions, { body: bytesOf(fitting + row) }, send
  ).catch((error: unknown) => error)
  t.ok(refusal instanceof Problem)
  t.match(refusal, { code: 'payload_too_large', message: 'The body is too large: the most is 1 MiB.' })
  t.strictSame((await call(listTransactions, {}, send)).body, [], 'and nothing is stored')
  t.match(
    (await call(importTransactions, { body: bytesOf(fitting) }, send)).body,
    { rows: Math.floor((1_048_576 - header.length) / row.length) }
  )
  t.match(await send(importTransactions, { query: [] }), { status: 415 })
  t.match(await send(importTransactions, { query: [], body: {} }), { status: 415 })
})

t.test('an embedded book whose folder cannot be used is reported in a sentence', async (t) => {
  const dataDir = folder(t)
  writeFileSync(join(dataDir, 'fintrack.db'), 'x')
  await t.rejects(opened(t, { dataDir }), {
    name: 'UserError', kind: 'book', message: `${join(dataDir, 'fintrack.db')} is damaged, or not a database.`,
  })
})

t.test('the embedded book works beside a running server and other embedded books on its folder', async (t) => {
  const server = await httpApi(t)
  const user = await server.user()
  const books = await Promise.all([1, 2].map(() => opened(t, { dataDir: server.dataDir })))
  const senders = [user.send, ...books.map(({ send }) => send)]
  await Promise.all(senders.flatMap((send, who) => Array.from({ length: 15 }, (_, at) =>
    call(createCategory, { body: { name: `category ${who} of ${at}`, type: 'expense' } }, send))))
  t.equal((await user.call(listCategories, {})).body.length, 15)
  for (const { send } of books) t.equal((await call(listCategories, {}, send)).body.length, 30, 'the same book')
})

/** Notes what is loaded, as a module or by require(). */
const NOTING = `
  import { appendFileSync } from 'node:fs'
  import { createRequire, register } from 'node:module'
  const file = process.argv[1]
  register('data:text/javascript,' + encodeURIComponent(\`
    import { appendFileSync } from 'node:fs'
    let file
    export function initialize (path) { file = path }
    export async function resolve (name, context, next) {
      const found = await next(name, context)
      appendFileSync(file, found.url + '\\\\n')
      return found
    }\`), { data: file })
  process.on('exit', () => {
    appendFileSync(file, Object.keys(createRequire(import.meta.url).cache).join('\\n') + '\\n')
  })
`

/** The packages that a script loads. */
async function packagesOf (t: Test, script: string): Promise<Set<string>> {
  const file = join(folder(t), 'loaded')
  await promisify(execFile)(process.execPath, [...SOURCE_FLAGS, '--input-type=module', '--eval', NOTING + script, file])
  const names = [
    ...readFileSync(file, 'utf8').matchAll(/\/node_modules\/(?!\.pnpm\/)((?:@[^/\n]+\/)?[^/\n]+)/g),
  ].map(([, name]) => name ?? '')
  return new Set(names)
}

const SERVERS_ONLY =
  /^(fastify|@fastify\/.*|ajv.*|pino.*|fast-json-stringify|find-my-way|light-my-request|avvio|secure-json-parse)$/

t.test('the embedded book never loads a package that only a server needs', async (t) => {
  const dataDir = folder(t)
  const loaded = await packagesOf(t, `
    const { openBook } = await import(${JSON.stringify(sourceOf('embedded.ts'))})
    const { ENDPOINTS } = await import('${new URL('../../contract/src/endpoints.ts', import.meta.url).href}')
    const book = await openBook({
      dataDir: ${JSON.stringify(dataDir)},
      settings: ${JSON.stringify(settingsOf())},
      report: (error) => { throw error },
    })
    const bytes = async function * () { yield Buffer.from('date,type,category,amount\\n2024-05-01,expense,Food,1\\n') }
    const fields = {
      name: 'Rent', type: 'expense', date: '2024-05-01', category: 1, amount: '1',
      month: '2024-05', monthly_limit: '1', refresh: 'x',
    }
    for (const [name, endpoint] of ENDPOINTS) {
      const query = endpoint.query?.required?.includes('month') === true ? [['month', '2024-05']] : []
      const given = Object.keys(endpoint.body?.properties ?? {})
      const body = endpoint.upload !== undefined
        ? bytes()
        : Object.fromEntries(Object.entries(fields).filter(([field]) => given.includes(field)))
      const { status } = await book.send(endpoint, { id: '1', query, ...(endpoint.body === undefined ? {} : { body }) })
      if (status >= 500) throw new Error(name)
    }
    await book.close()`)
  t.ok(['knex', 'sqlite3', 'typebox'].every((name) => loaded.has(name)), 'what it needs is noted')
  t.strictSame([...loaded].filter((name) => SERVERS_ONLY.test(name)), [])
  t.strictSame([...loaded].filter((name) => /argon2|jwt/.test(name)), [], 'nor what only logins need')
})

t.test('starting a server loads packages that the embedded book does not', async (t) => {
  const loaded = await packagesOf(t, `await import(${JSON.stringify(sourceOf('serve.ts'))})`)
  t.ok(
    [
      'fastify', '@fastify/jwt', '@fastify/swagger', 'avvio', 'find-my-way', 'secure-json-parse',
    ].every((name) => loaded.has(name))
  )
})
