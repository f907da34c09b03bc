/**
 * Several server processes over one PostgreSQL: one of them dies, the database goes away, and they all start at once.
 */
import pg from 'pg'
import t, { type Test } from 'tap'
import { folder } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/postgres.ts'
import { relay } from '../helpers/relay.ts'
import { asking, expecting, newUser } from './client.ts'
import { Cluster } from './cluster.ts'
import { Crowd, type Outcome } from './crowd.ts'
import { buildServer } from './server-build.ts'

const build = buildServer()

function figuresOf (
  { requests, acknowledged, cut, unavailable, retried, rows, ended, slowestRevocationMs }: Outcome
): string {
  return `${requests} requests, ${acknowledged} writes acknowledged, ${cut} cut off, ${unavailable} without the ` +
    `database, ${retried} sent again, ${rows} rows; ` +
    `${ended} sessions ended, dead everywhere after ${Math.round(slowestRevocationMs)} ms at most`
}

t.test('48 clients of three servers lose no acknowledged write', async (t) => {
  const way = await relay(t)
  const cluster = await Cluster.on(build, way.url)
  t.teardown(() => cluster.remove())
  const crowd = await Crowd.before(cluster)
  t.equal(crowd.size, 48)

  await t.test('a killed server costs only its requests in flight [P1.10]', async (t) => {
    const outcome = await crowd.survive(4)
    t.comment(figuresOf(outcome))
    t.ok(outcome.cut > 0, 'requests were in flight')
    t.ok(outcome.twice > 0, 'and some sent twice at once')
    t.equal(outcome.late, 0, 'the next request after the end of a session is refused, wherever it comes')
  })

  await t.test('servers answer 503 while the database is away, and go on by themselves when it is back', async (t) => {
    const { servers, cut } = cluster
    await crowd.run(2, async (until) => {
      await until(0.3)
      cluster.isWithoutDatabase = true
      await way.cut()
      await cluster.ready(false)
      while (crowd.unavailable < crowd.size) await new Promise((resolve) => { setTimeout(resolve, 5) })
      await way.mend()
      await cluster.ready(true)
      cluster.isWithoutDatabase = false
    })
    const outcome = await crowd.verify()
    t.comment(figuresOf(outcome))
    t.strictSame(cluster.cut, cut, 'every request was answered')
    t.ok(outcome.refreshes > 0 && outcome.ended > 0, 'sessions were refreshed and ended')
    t.equal(outcome.late, 0)
    t.strictSame(cluster.servers, servers, 'these are those that were there before')
    await cluster.stop()
    t.notMatch(cluster.log, /fintrack@|postgres:\/\/|insert into/i)
  })
})

async function connected (t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(() => client.end())
  return client
}

t.test('six servers that start during a schema change wait for it [P1.12]', async (t) => {
  const url = await freshDatabase(t, true)
  const client = await connected(t, url)
  // As one that is at work on the schema, and does not come to its end.
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock(x\'66696e74\'::bigint)')
  await client.query('CREATE TABLE half (id integer)')
  const start = { done: 0 }
  const starting = Promise.all(Array.from({ length: 6 }, async () => {
    const server = await build.start(folder(t), { FINTRACK_DATABASE_URL: url }).finally(() => { start.done += 1 })
    t.teardown(() => server.end('SIGKILL'))
    return server
  }))
  const waiting = async () => (await client.query(
    'SELECT 1 FROM pg_locks WHERE locktype = \'advisory\' AND NOT granted AND database = (SELECT oid FROM ' +
      'pg_database WHERE datname = current_database())'
  )).rowCount
  while (start.done === 0 && await waiting() !== 6) await new Promise((resolve) => { setTimeout(resolve, 10) })
  t.equal(start.done, 0)
  await client.query('ROLLBACK')
  const servers = await starting
  const [first] = servers as [typeof servers[number]]
  const token = await newUser(first, 'ada')
  for (const server of servers) {
    t.match(await expecting(asking(server, token), 200, { method: 'GET', path: '/api/users/me/' }), { username: 'ada' })
    t.equal(server.stderr(), '')
  }
  const { rows } = await client.query(
    'SELECT DISTINCT xmin::text FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = ' +
      '\'public\'::regnamespace)'
  )
  t.equal(rows.length, 1, 'all of it was made by one transaction')
  t.strictSame((await client.query('SELECT count(*)::integer AS keys FROM signing_keys')).rows, [{ keys: 1 }])
})
