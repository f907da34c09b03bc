import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import t from 'tap'
import { connect } from '../../../src/db/connect.ts'
import { backupBook } from '../../../src/maintenance/backup.ts'
import { copyBook } from '../../../src/maintenance/copy/copy.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { restoreBook } from '../../../src/maintenance/restore/restore.ts'
import { serve } from '../../../src/serve.ts'
import { folder, TestClock } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { backup, bookWith } from '../books.ts'

const clock = new TestClock()

t.test('a folder whose book was copied is refused by commands, servers, backup and restore [P1.14]', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const to = join(folder(t), 'new')
  const { mark } = await copyBook({ from: { dataDir }, to: { dataDir: relative('', to) }, live: false, clock })
  t.equal(mark, join(dataDir, 'moved.json'))
  const message = `The book of ${dataDir} moved to ${to} on 2024-06-01.`
  const refusal = { name: 'UserError', kind: 'book', message }
  const before = readdirSync(dataDir)
  await t.rejects(connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 }), refusal)
  await t.rejects(backupBook({ dataDir, file: join(folder(t), 'book.db') }), refusal)
  await t.rejects(restoreBook({ dataDir, file: await backup(t), agree: async () => true }), refusal)
  await t.rejects(
    copyBook({ from: { dataDir, named: '--from' }, to: { dataDir: join(folder(t), 'x') }, live: true }), refusal
  )
  const err: string[] = []
  const options = { stdout: () => {}, stderr: (text: string) => { err.push(text) }, stopped: Promise.resolve() }
  t.equal(await serve({ env: { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' }, ...options }), 1)
  t.equal(err.join(''), `error: ${message}\nhint: use it there: set FINTRACK_DATA_DIR to ${to}; to go on with the ` +
    `old book, remove ${mark}\n`)
  t.strictSame(readdirSync(dataDir), before)

  t.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [{
    check: 'place', ok: false, found: message.slice(0, -1),
    remedy: `use it there: set FINTRACK_DATA_DIR to ${to}; to go on with the old book, remove ${mark}`,
  }])
  t.strictSame((await checkBook({ dataDir: to, node: '20' })).filter(({ ok }) => !ok), [])
  await (await connect({ dataDir: to, databaseUrl: undefined, statementTimeoutMs: 1000 })).close()
})

t.test('a mark names a database without user and password, and a book that comes back clears it', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  const to = { url, named: '--to' }
  const { to: name } = await copyBook({ from: { dataDir }, to, live: false, clock })
  const mark: unknown = JSON.parse(readFileSync(join(dataDir, 'moved.json'), 'utf8'))
  t.strictSame(mark, { to: name, kind: 'database', at: clock.now() })
  for (const file of ['fintrack.db', 'keys.json']) rmSync(join(dataDir, file))
  const back = await copyBook({ from: { url, named: '--from' }, to: { dataDir }, live: false })
  t.equal(back.mark, null, 'a database gets no mark')
  t.notOk(readdirSync(dataDir).includes('moved.json'))
  await (await connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 })).close()
})

t.test('a copy beside servers leaves no mark, and nor does one that fails', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const to = join(folder(t), 'new')
  t.match(await copyBook({ from: { dataDir }, to: { dataDir: to }, live: true }), { mark: null })
  await t.rejects(copyBook({ from: { dataDir }, to: { dataDir: to }, live: false }), { code: 'already_exists' })
  t.notOk(readdirSync(dataDir).includes('moved.json'))
})

t.test('a folder that cannot be marked is reported, with the copy that is there', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const to = join(folder(t), 'new')
  const path = join(dataDir, 'moved.json')
  const copying = copyBook({
    from: { dataDir },
    to: { dataDir: to },
    live: false,
    clock: Object.assign(new TestClock(), {
      now () {
        mkdirSync(join(path, 'in-the-way'), { recursive: true })
        return clock.now()
      },
    }),
  })
  await t.rejects(copying, {
    name: 'UserError', kind: 'book', place: path,
    message: new RegExp(`^The book is copied to ${to}, but the old one cannot be marked: ${path} cannot be written `),
    hint: `do not use ${dataDir} any more: what is stored there is not in the copy`,
  })
  t.ok(readdirSync(to).includes('fintrack.db'))
})
