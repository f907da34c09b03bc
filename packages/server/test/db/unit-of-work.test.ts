import t, { type Test } from 'tap'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { violationOf } from '../../src/db/errors/violation.ts'
import { openUnitOfWork } from '../../src/features/repositories.ts'
import type { Databases } from '../../src/db/databases.ts'
import { connectPostgres } from '../../src/db/postgres/databases.ts'
import { folder } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/postgres.ts'

/** A server's connections, on either database. */
function everyDatabase (name: string, body: (t: Test, databases: Databases) => Promise<void>): void {
  const ways = {
    'on SQLite': (t: Test) => connectSqlite(folder(t)),
    'on PostgreSQL': async (t: Test) =>
      connectPostgres(await freshDatabase(t), { connections: 8, statementTimeoutMs: 30_000 }),
  }
  for (const [way, connect] of Object.entries(ways)) {
    void t.test(`${name} (${way})`, async (t) => {
      const databases = await connect(t)
      t.teardown(() => databases.close())
      await body(t, databases)
    })
  }
}

async function setUp (t: Test) {
  const dataDir = folder(t)
  const open = async () => {
    const databases = await connectSqlite(dataDir)
    t.teardown(() => databases.close())
    return { ...databases, ...openUnitOfWork(databases) }
  }
  const first = await open()
  await first.write((repos) => repos.users.addEmbedded('EUR', ''))
  await first.write(
    (repos) => repos.sessions.add(
      1, { nonce: 'n', refreshed_seconds: 0, expires_seconds: 1, ends_seconds: 1, label: '' }, ''
    )
  )
  return { first, second: await open() }
}

t.test('units of work that read and then write wait for one another, also between processes [V2.3.4]', async (t) => {
  const { first, second } = await setUp(t)
  const advance = (one: typeof first) => one.write(async (repos) => {
    const session = await repos.sessions.get(1, 1)
    // Long enough for the other to have read, if it could.
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    const generation = (session?.generation ?? 0) + 1
    await repos.sessions.advance(1, 1, { generation, refreshed_seconds: 0, expires_seconds: 1 }, '')
  })
  await Promise.all([first, second, first, second].map(advance))
  t.match(await first.read.sessions.get(1, 1), { generation: 5 })
})

t.test('a unit of work that fails leaves nothing behind, and the next one works [V2.3.3 V16.5.3]', async (t) => {
  const { first } = await setUp(t)
  const failing = first.write(async (repos) => {
    await repos.sessions.remove(1, 1)
    t.equal(await repos.sessions.get(1, 1), undefined, 'it sees its own writes')
    t.match(await first.read.sessions.get(1, 1), { generation: 1 }, 'nobody else does')
    throw new Error('no')
  })
  await t.rejects(failing, { message: 'no' })
  t.match(await first.read.sessions.get(1, 1), { generation: 1 })
  await first.write((repos) => repos.sessions.remove(1, 1))
  t.equal(await first.read.sessions.get(1, 1), undefined)
})

t.test('a unit of work on SQLite begins with BEGIN IMMEDIATE', async (t) => {
  const { first, second } = await setUp(t)
  await second.writer.raw('PRAGMA busy_timeout = 0')
  await first.write(async (repos) => {
    await repos.system.ping()
    await t.rejects(
      second.write((others) => others.system.ping()), { message: /SQLITE_BUSY/ }, 'though neither has written'
    )
  })
  await t.resolves(second.write((repos) => repos.system.ping()))
})

t.test('violationOf distinguishes the kinds of constraints', async (t) => {
  const { first } = await setUp(t)
  const { writer } = first
  const violation = async (work: Promise<unknown>) => work.then(() => 'none', violationOf)
  const user = { embedded: 1, currency: 'EUR', created_at: '', updated_at: '' }
  t.equal(await violation(writer('users').insert(user)), 'unique')
  t.equal(
    await violation(
      writer('sessions').insert({
        user_id: 9, nonce: '', refreshed_seconds: 0, expires_seconds: 0, created_at: '', last_used_at: '',
      })
    ),
    'foreign_key'
  )
  t.equal(await violation(writer('users').insert({ ...user, embedded: 2 })), undefined)
  t.equal(violationOf(undefined), undefined)
})

t.test('the repository of sessions returns only those of the given user', async (t) => {
  const { first: { read, write } } = await setUp(t)
  t.equal(await read.sessions.get(2, 1), undefined)
  await write((repos) => repos.sessions.remove(2, 1))
  await write((repos) => repos.sessions.removeAll(2))
  await write((repos) => repos.sessions.advance(2, 1, { generation: 9, refreshed_seconds: 0, expires_seconds: 1 }, ''))
  t.match(await read.sessions.get(1, 1), { generation: 1 })
})

everyDatabase('short reads go on while long reads of others wait their turn [P3.10]', async (t, databases) => {
  const uow = openUnitOfWork(databases)
  const ended: string[] = []
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  // More long reads than there are connections for them, of one user and of others.
  const scans = [1, 1, 1, 2, 3, 4].map((user, at) => uow.snapshot(user, async (repos) => {
    await repos.system.ping()
    await released
    ended.push(`${user}/${at}`)
  }))
  for (let at = 0; at < 20; at += 1) await uow.read.system.ping()
  t.strictSame(ended, [], 'none of them has ended')
  release()
  await Promise.all(scans)
  t.equal(ended.length, 6)
})

everyDatabase('long reads of a user go one after another, and leave room for others [P3.10]', async (t, databases) => {
  const uow = openUnitOfWork(databases)
  let running = 0
  let most = 0
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const greedy = Array.from({ length: 10 }, () => uow.scan(1, async () => {
    most = Math.max(most, running += 1)
    await released
    running -= 1
  }))
  await uow.snapshot(2, (repos) => repos.system.ping())
  t.equal(most, 1)
  release()
  await Promise.all(greedy)
  t.equal(most, 1)
})
