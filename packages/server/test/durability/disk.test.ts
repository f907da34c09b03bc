/** The disk fills up, and its writes and syncs fail: what was acknowledged is there, what was refused is not. */
import { randomInt } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { LATEST } from '../../src/db/migrations/index.ts'
import { migrate } from '../../src/db/migrate.ts'
import { folder } from '../helpers/api.ts'
import { asking, newUser } from './client.ts'
import { CAN_FAIL, faultyDisk, type Fault, type FaultyDisk } from './faulty-disk.ts'
import { Load } from './load.ts'
import { buildServer, type Server } from './server-build.ts'
import { requireSoundBook, requireSoundFile, type Outcomes } from './verdict.ts'

const build = buildServer()
const options = { skip: CAN_FAIL ? false : 'a disk that fails on demand is made by LD_PRELOAD, which is Linux\'s' }

/** Of servers whose disk fails, for each way in which it does. */
const KILLS = Number(process.env.DISK_KILLS ?? 4)

interface Place { readonly dataDir: string, readonly disk: FaultyDisk }

async function place (t: Test): Promise<Place> {
  const dataDir = realpathSync(folder(t))
  return { dataDir, disk: await faultyDisk(dataDir, folder(t)) }
}

async function serving (t: Test, { dataDir, disk }: Place): Promise<Server> {
  const server = await build.start(dataDir, disk.env)
  t.teardown(() => server.end('SIGKILL'))
  return server
}

/** Runs the load until this many requests more are acknowledged, or refused. */
async function runUntil (load: Load, server: Server, of: 'acknowledged' | 'refused', more: number): Promise<void> {
  const enough = load.sum(of) + more
  await load.run(server, () => load.sum(of) >= enough)
}

/** A server that runs shows nothing that it was not sure of. */
const ACKNOWLEDGED: Outcomes = ({ acknowledgedRows }) => acknowledgedRows

const CATEGORY = { name: 'Food', type: 'expense' }

const ANSWERS: Readonly<Record<Fault, { status: number, code: string }>> = {
  ENOSPC: { status: 507, code: 'storage_full' },
  EIO: { status: 503, code: 'unavailable' },
  SYNC: { status: 503, code: 'unavailable' },
}

for (const [fault, { status, code }] of Object.entries(ANSWERS) as Array<[Fault, { status: number, code: string }]>) {
  t.test(`${fault}: writes are refused, reads go on, and nothing is lost or made up [P1.2]`, options, async (t) => {
    const here = await place(t)
    const server = await serving(t, here)
    const load = await Load.on(server)
    const token = await newUser(server, 'eve')
    const ask = asking(server, token)
    for (let round = 0; round < 2; round += 1) {
      await runUntil(load, server, 'acknowledged', 30)
      const running = load.run(server, () => load.sum('refused') >= (round + 1) * 20)
      here.disk.fail(fault)
      await running
      const refused = await ask({ method: 'POST', path: '/api/categories/', body: CATEGORY })
      t.equal(refused.status, status)
      t.match(refused.body, { code })
      t.equal((await ask({ method: 'GET', path: '/readyz' })).status, 200)
      t.strictSame(await ask({ method: 'GET', path: '/api/categories/' }), { status: 200, body: [], retryAfter: null })
      // All that was acknowledged, and nothing else, read while the disk still fails.
      await load.verify(server, ACKNOWLEDGED)
      here.disk.mend()
      await load.verify(server, ACKNOWLEDGED)
    }
    await runUntil(load, server, 'acknowledged', 30)
    await load.finish(server)
    const rows = await load.verify(server, ACKNOWLEDGED)
    t.equal((await ask({ method: 'POST', path: '/api/categories/', body: CATEGORY })).status, 201)
    await requireSoundFile(here.dataDir)
    t.equal(await server.end('SIGTERM'), 0)
    t.notOk(existsSync(join(here.dataDir, 'fintrack.db-wal')), 'and the log is in the database')
    t.notMatch(server.stderr(), /insert|update|amount/i)
    if (status === 507) t.equal(server.stderr(), '')
    else t.match(server.stderr(), /"StorageError".*SQLITE_IOERR: disk I\/O error/)
    const again = await serving(t, here)
    t.equal(await load.verify(again), rows)
    t.comment(`${load.sum('acknowledged')} requests acknowledged, ${load.sum('refused')} refused, ${rows} rows`)
  })

  t.test(`${fault}: a kill while the disk fails loses no acknowledged write [P1.2]`, options, async (t) => {
    const here = await place(t)
    let server = await serving(t, here)
    const load = await Load.on(server)
    const token = await newUser(server, 'eve')
    for (let round = 0; round < KILLS; round += 1) {
      await runUntil(load, server, 'acknowledged', 20)
      const refused = load.sum('refused') + randomInt(1, 20)
      const running = load.run(server, () => false)
      here.disk.fail(fault)
      await load.reach('refused', refused, running)
      await server.end('SIGKILL')
      await running
      here.disk.mend()
      server = await serving(t, here)
      // Before anything is sent again: what was acknowledged is there, and what was not sure is there whole, or not at
      // all.
      await load.verify(server)
      await load.finish(server)
      await load.verify(server, ACKNOWLEDGED)
      await requireSoundFile(here.dataDir)
    }
    t.strictSame(await asking(server, token)({ method: 'GET', path: '/api/categories/' }), {
      status: 200, body: [], retryAfter: null,
    })
    t.equal(await server.end('SIGTERM'), 0)
    await requireSoundBook(here.dataDir)
  })

  t.test(`${fault}: a server that is killed after it has lost nothing that it acknowledged`, options, async (t) => {
    const here = await place(t)
    let server = await serving(t, here)
    const load = await Load.on(server)
    await runUntil(load, server, 'acknowledged', 30)
    const running = load.run(server, () => load.sum('refused') >= 20)
    here.disk.fail(fault)
    await running
    // A last write that is acknowledged makes way for what came before it.
    here.disk.mend()
    await runUntil(load, server, 'acknowledged', 20)
    await server.end('SIGKILL')
    server = await serving(t, here)
    await load.verify(server)
    await load.finish(server)
    await load.verify(server)
    await requireSoundFile(here.dataDir)
  })
}

t.test('a server stops with 0 while the disk fails, and what it acknowledged is in the log', options, async (t) => {
  const here = await place(t)
  const server = await serving(t, here)
  const load = await Load.on(server)
  await runUntil(load, server, 'acknowledged', 30)
  here.disk.fail('EIO')
  t.equal(await server.end('SIGTERM'), 0)
  here.disk.mend()
  const again = await serving(t, here)
  await load.verify(again)
})

t.test('a server that cannot start on a full disk says so, and loses nothing', options, async (t) => {
  const here = await place(t)
  const first = await serving(t, here)
  const load = await Load.on(first)
  await runUntil(load, first, 'acknowledged', 20)
  await first.end('SIGKILL')
  here.disk.fail('ENOSPC')
  // Not even the index of the log can be made.
  await t.rejects(build.start(here.dataDir, here.disk.env), {
    message: `The server did not start (1): error: ${join(here.dataDir, 'fintrack.db')} cannot be opened for ` +
      'writing (disk I/O error).\n' +
      'hint: check the disk, and who owns the file and its folder\n',
  })
  here.disk.mend()
  const server = await serving(t, here)
  await load.verify(server)
  await load.finish(server)
  await load.verify(server)
})

t.test('an upgrade does not change the schema where there is no room for a copy', options, async (t) => {
  const here = await place(t)
  const file = join(here.dataDir, 'fintrack.db')
  const { writer, close } = await connectSqlite(here.dataDir)
  // It stays open: without an index of its log, for which there is no room, it could not even be looked at.
  await migrate(writer, file, LATEST - 1)
  here.disk.fail('ENOSPC')
  await t.rejects(build.start(here.dataDir, here.disk.env), {
    message: `The server did not start (1): error: ${file} cannot be copied to ${file}.before-${LATEST} before its ` +
      'schema is brought up to date ' +
      '(database or disk is full).\nhint: make room for the copy in that folder; the book was left as it is\n',
  })
  here.disk.mend()
  await close()
  t.notOk(existsSync(`${file}.before-${LATEST}`))
  const server = await serving(t, here)
  t.ok(existsSync(`${file}.before-${LATEST}`))
  t.equal(await server.end('SIGTERM'), 0)
})
