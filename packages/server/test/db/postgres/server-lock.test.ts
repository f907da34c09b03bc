/** A server on PostgreSQL is seen for as long as it runs, and nothing is copied from under it, or to where it is. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { systemClock } from '../../../src/clock.ts'
import { connectServer } from '../../../src/db/connect.ts'
import type { Databases } from '../../../src/db/databases.ts'
import { databaseSource, databaseTarget } from '../../../src/maintenance/copy/database.ts'
import { openPostgres } from '../../../src/db/postgres/databases.ts'
import { requireAlone, takeServerLock } from '../../../src/db/postgres/server-lock.ts'
import { copyBook } from '../../../src/maintenance/copy/copy.ts'
import { bookWith } from '../../maintenance/books.ts'
import { folder } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { relay } from '../../helpers/relay.ts'

const SIZE = { connections: 4, statementTimeoutMs: 10_000 }
const IN_USE = /^PostgreSQL at \S+, database "\w+" is in use: fintrack has \d other connections? to it\.$/
const STARTED = /^PostgreSQL at \S+, database "\w+" is in use: a server has started on it, or another copy\.$/
const COPIED = {
  name: 'UserError', kind: 'book', message: /^PostgreSQL at \S+, database "\w+" is being copied, or copied to\.$/,
  hint: 'start the server again once `fintrack db copy` has ended',
}

function serverOn (test: Test, databaseUrl: string): Promise<Databases> {
  return connectServer({ dataDir: folder(test), databaseUrl, ...SIZE }, undefined)
}

/** A connection that is not taken for a server's. */
async function admin (test: Test, url: string): Promise<Knex> {
  const handle = openPostgres(url, SIZE, 'writer', 1)
  test.teardown(() => handle.destroy())
  await handle.raw('SELECT set_config(\'application_name\', \'test\', false)')
  return handle
}

/** Connections of servers and commands. */
async function pidsOf (handle: Knex): Promise<number[]> {
  const rows: Array<{ pid: number }> = await handle.raw(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = \'fintrack\''
  )
  return rows.map(({ pid }) => pid)
}

/** Who holds the servers' lock. */
async function holdersOf (handle: Knex): Promise<number[]> {
  const rows: Array<{ pid: number }> = await handle.raw(
    'SELECT pid FROM pg_locks WHERE locktype = \'advisory\' AND granted AND database = (SELECT oid FROM pg_database ' +
      'WHERE datname = current_database())')
  return rows.map(({ pid }) => pid)
}

async function until (isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) await sleep(20)
}

t.test('an idle server is found by its lock, also after its connection was cut', async (t) => {
  const url = await freshDatabase(t)
  const look = await admin(t, url)
  const server = await serverOn(t, url)
  // As after half a minute without a request.
  await Promise.all([server.writer.destroy(), server.reader.destroy()])
  const from = { url, named: '--from' }
  const refused = {
    name: 'UserError', kind: 'book', message: IN_USE,
    hint: 'stop its servers first; or add --live, and what they store meanwhile is not copied',
  }
  const [first, ...others] = await holdersOf(look)
  t.strictSame([await pidsOf(look), others], [[first], []], 'it has this one connection')
  await t.rejects(copyBook({ from, to: { dataDir: folder(t) }, live: false }), refused)

  await look.raw('SELECT pg_terminate_backend(?)', [Number(first)])
  await until(async () => (await holdersOf(look)).some((pid) => pid !== first))
  await t.rejects(copyBook({ from, to: { dataDir: folder(t) }, live: false }), refused)
  await server.close()
  t.match(await copyBook({ from, to: { dataDir: join(folder(t), 'to') }, live: false }), { missed: false })
})

t.test('a server waits while the database is away, and takes its lock again once it is back', async (t) => {
  const way = await relay(t)
  const server = await serverOn(t, way.url)
  t.teardown(() => server.close())
  await way.cut()
  await t.rejects(server.reader.raw('SELECT 1'), { name: 'StorageError', isOutage: true })
  // It is looked for at least once meanwhile, and the failure is nobody's.
  await sleep(2500)
  await way.mend()
  const look = await admin(t, way.url)
  await until(async () => (await holdersOf(look)).length === 1)
  t.strictSame(await server.reader.raw('SELECT 1 AS one'), [{ one: 1 }])
})

t.test('a copy refuses a target on which a server runs', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  const to = { url, named: '--to' }
  const server = await serverOn(t, url)
  await t.rejects(copyBook({ from: { dataDir }, to, live: true }), {
    name: 'UserError', kind: 'book', message: IN_USE, hint: 'stop its servers first',
  })
  await server.close()
  const target = await databaseTarget(to, systemClock)
  const started = await serverOn(t, url)
  await t.rejects(target.fill(async () => {}, async () => {}), {
    name: 'UserError', kind: 'book', message: STARTED, hint: 'stop its servers first',
  })
  await started.close()
  await target.close()
})

t.test('no server starts on the source or target of a copy, unless the copy is live', async (t) => {
  const url = await freshDatabase(t)
  const place = { url, named: '--from' }
  const source = await databaseSource(place, false)
  await source.snapshot(async () => { await t.rejects(serverOn(t, url), COPIED) })
  const started = await serverOn(t, url)
  await t.rejects(source.snapshot(async () => {}), {
    name: 'UserError', kind: 'book', message: STARTED,
    hint: 'stop its servers first; or add --live, and what they store meanwhile is not copied',
  })
  await started.close()
  await source.close()

  const target = await databaseTarget(place, systemClock)
  await target.fill(async () => { await t.rejects(serverOn(t, url), COPIED) }, async () => {})
  await target.close()

  const live = await databaseSource(place, true)
  await live.snapshot(async () => { await (await serverOn(t, url)).close() })
  await live.close()
})

t.test('many servers take their locks at once, and one that meets a copy for a moment waits for it', async (t) => {
  const url = await freshDatabase(t)
  const look = await admin(t, url)
  const servers = await Promise.all([serverOn(t, url), serverOn(t, url), serverOn(t, url)])
  t.equal((await holdersOf(look)).length, 3)
  await Promise.all(servers.map((server) => server.close()))
  const handle = openPostgres(url, SIZE, 'reader', 1)
  t.teardown(() => handle.destroy())
  let locking: Promise<() => void> | undefined
  await look.transaction(async (trx) => {
    await trx.raw('SELECT pg_advisory_xact_lock(hashtextextended(\'servers\', 0))')
    locking = takeServerLock(handle, 'it')
    await sleep(150)
  })
  const stopWatching = await locking
  t.equal((await holdersOf(look)).length, 1)
  stopWatching?.()
})

t.test('the server lock waits for a connection that is about to end', async (t) => {
  const url = await freshDatabase(t)
  const [handle, other] = [openPostgres(url, SIZE, 'writer', 1), openPostgres(url, SIZE, 'writer', 1)]
  t.teardown(() => handle.destroy())
  await other.raw('SELECT 1')
  const alone = requireAlone(handle, 'it', '')
  await sleep(50)
  await other.destroy()
  await t.resolves(alone)
})
