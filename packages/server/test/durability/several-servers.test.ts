/** Several server processes over one PostgreSQL: one of them dies, the database goes away, and they all start at once. */
import pg from 'pg'
import t, { type Test } from 'tap'
import { folder } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/postgres.ts'
import { relay } from '../helpers/relay.ts'
import { asking, expecting, newUser } from './client.ts'
import { Cluster } from './cluster.ts'
import { Crowd, crowdRounds, type Outcome } from './crowd.ts'
import { buildServer } from './server-build.ts'

const build = await buildServer()
t.teardown(() => { build.remove() })

function figuresOf ({ requests, acknowledged, cut, unavailable, retried, rows, ended, slowestRevocationMs }: Outcome): string {
  return `${requests} requests, ${acknowledged} writes acknowledged, ${cut} cut off, ${unavailable} without the database, ${retried} sent again, ${rows} rows; ` +
    `${ended} sessions ended, dead everywhere after ${Math.round(slowestRevocationMs)} ms at most`
}

t.test('a server that is killed under 48 clients costs only what it had in flight: books are exact, sessions whole', async (t) => {
  const outcome = await crowdRounds({ databaseUrl: await freshDatabase(t), build, steps: 10, isOver: () => true })
  t.comment(figuresOf(outcome))
  t.ok(outcome.cut > 0, 'requests were in flight')
  t.ok(outcome.refreshes > 0 && outcome.ended > 0, 'sessions were refreshed and ended')
  t.equal(outcome.late, 0, 'the next request after the end of a session is refused, wherever it comes')
})

t.test('the database goes away under three servers and comes back: 503 until then, and all go on by themselves', async (t) => {
  const way = await relay(t)
  const cluster = await Cluster.on(build, way.url)
  t.teardown(() => cluster.remove())
  const crowd = await Crowd.before(cluster)
  const { servers } = cluster
  await crowd.run(6, async (until) => {
    await until(0.4)
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
  t.strictSame([outcome.cut, outcome.late], [0, 0])
  t.strictSame(cluster.servers, servers, 'these are those that were there before')
  await cluster.stop()
  t.notMatch(cluster.log, /fintrack@|postgres:\/\/|insert into/i)
})

async function connected (t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(() => client.end())
  return client
}

t.test('six servers that start at once on an empty database all serve, and one of them made it', async (t) => {
  const url = await freshDatabase(t, true)
  const servers = await Promise.all(Array.from({ length: 6 }, async () => {
    const server = await build.start(folder(t), { FINTRACK_DATABASE_URL: url })
    t.teardown(() => server.end('SIGKILL'))
    return server
  }))
  const [first] = servers as [typeof servers[number]]
  const token = await newUser(first, 'ada')
  for (const server of servers) {
    t.match(await expecting(asking(server, token), 200, { method: 'GET', path: '/api/users/me/' }), { username: 'ada' })
    t.equal(server.stderr(), '')
  }
  const client = await connected(t, url)
  const { rows } = await client.query('SELECT DISTINCT xmin::text FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = \'public\'::regnamespace)')
  t.equal(rows.length, 1, 'all of it was made by one transaction')
  t.strictSame((await client.query('SELECT count(*)::integer AS keys FROM signing_keys')).rows, [{ keys: 1 }])
})

t.test('servers that start while another changes the schema wait for it, and come up', async (t) => {
  const url = await freshDatabase(t, true)
  const other = await connected(t, url)
  // As one that is at work on it, and does not come to its end.
  await other.query('BEGIN')
  await other.query('SELECT pg_advisory_xact_lock(x\'66696e74\'::bigint)')
  await other.query('CREATE TABLE half (id integer)')
  let up = 0
  const starting = Promise.all(Array.from({ length: 2 }, async () => {
    const server = await build.start(folder(t), { FINTRACK_DATABASE_URL: url })
    t.teardown(() => server.end('SIGKILL'))
    up += 1
    return server
  }))
  const waiting = async () => (await other.query('SELECT 1 FROM pg_locks WHERE locktype = \'advisory\' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())')).rowCount
  while (await waiting() !== 2) await new Promise((resolve) => { setTimeout(resolve, 10) })
  t.equal(up, 0)
  await other.query('ROLLBACK')
  for (const server of await starting) await expecting(asking(server), 200, { method: 'GET', path: '/readyz' })
})
