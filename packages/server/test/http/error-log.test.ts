import t, { type Test } from 'tap'
import { getReadiness } from '@fintrack/contract/system'
import { listTransactions } from '@fintrack/contract/transactions'
import { httpApi, type HttpApi } from '../helpers/api.ts'
import { networkPostgres, type NetworkPostgres } from '../helpers/network-postgres.ts'
import { relay } from '../helpers/relay.ts'

/** What the log says beside requests. */
function told ({ log }: HttpApi): unknown[] {
  return log.map((line) => JSON.parse(line)).filter(({ msg }) => msg !== 'request')
    .map(
      ({
        level, msg, database, err, reqId, reason, hint,
      }) => ({ level, msg, database, err: err?.message, ofRequest: reqId !== undefined, reason, hint })
    )
}

t.test('a lost database is logged once, and once more when it is back, however many requests fail', async (t) => {
  const way = await relay(t)
  const url = way.url.replace('fintrack@', 'fintrack:hunter2@')
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: url }, 'postgres')
  const user = await api.user()
  const database = `PostgreSQL at ${String(new URL(url).searchParams.get('host'))}, database ` +
    `"${new URL(url).pathname.slice(1)}"`
  const none = { err: undefined, ofRequest: false, reason: undefined, hint: undefined }
  const away = {
    ...none,
    level: 40,
    msg: `${database} cannot be reached (ENOENT).`,
    database,
    reason: 'unreachable',
    hint: 'look at FINTRACK_DATABASE_URL, and whether PostgreSQL runs there',
  }
  const back = { ...none, level: 30, msg: 'the database answers again', database }
  // Those that the pools have are gone before anybody asks.
  const settled = async () => {
    await way.cut()
    for (const handle of [api.served.writer, api.served.reader]) await handle.raw('SELECT 1').catch(() => {})
  }
  await settled()
  for (let times = 0; times < 3; times += 1) t.equal((await user.answer(listTransactions)).status, 503)
  t.equal((await api.anonymous.answer(getReadiness)).status, 503)
  t.strictSame(told(api), [away])
  await way.mend()
  for (let times = 0; times < 3; times += 1) t.equal((await user.answer(listTransactions)).status, 200)
  t.strictSame(told(api), [away, back])
  api.clock.advance(60)
  await settled()
  t.equal((await api.anonymous.answer(getReadiness)).status, 503, 'readiness alone asks')
  t.strictSame(told(api).slice(2), [away])
  t.notMatch(api.log.join(''), /hunter2|fintrack@/)
})

t.test('a database that hangs is logged as well', async (t) => {
  const way = await relay(t)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: way.url }, 'postgres')
  way.hold()
  t.equal((await api.anonymous.answer(getReadiness)).status, 503)
  t.match(told(api), [{ level: 50, msg: 'the database does not answer', err: 'nothing came within 2000 ms' }])
})

let started: Promise<NetworkPostgres> | undefined

/** A server whose database asks for a password. */
async function withPassword (test: Test, user: string) {
  const own = await (started ??= networkPostgres(t))
  own.admit('host all all 127.0.0.1/32 scram-sha-256')
  await own.reload()
  await own.query(`CREATE ROLE ${user} LOGIN PASSWORD 'hunter2'`)
  await own.query(`CREATE DATABASE book_of_${user} OWNER ${user}`)
  const api = await httpApi(
    test, { FINTRACK_DATABASE_URL: `postgres://${user}:hunter2@127.0.0.1:${own.port}/book_of_${user}` }, 'postgres'
  )
  const alter = (change: string) => own.query(`ALTER ROLE ${user} ${change}`)
  /** Changes the user, and ends the connections that they have: new ones have to be made. */
  const alterAndEnd = async (change: string) => {
    await alter(change)
    await own.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '${user}'`)
    // A connection of the pools may not know yet that it is gone.
    for (const handle of [api.served.writer, api.served.reader]) await handle.raw('SELECT 1').catch(() => {})
  }
  return { api, alter, alterAndEnd, words: `PostgreSQL at 127.0.0.1:${own.port}, database "book_of_${user}"` }
}

t.test('a server logs why it gets no connection in the words of its start, each reason once a minute', async (t) => {
  const { api, alterAndEnd: alter, words } = await withPassword(t, 'anna')
  const user = await api.user()
  const statuses = async () => {
    const answers = [await user.answer(listTransactions), await user.answer(listTransactions)]
    return answers.map(({ status, retryAfterSeconds }) => [status, retryAfterSeconds])
  }
  const line = (reason: string, msg: string, hint: RegExp) => ({ level: 40, reason, msg, hint, database: words })
  const login = line('login', `${words} does not let this user in.`, /^look at the user in FINTRACK_DATABASE_URL/)
  const limit = line('no_connection_left', `${words} has no connection left.`, /^raise max_connections there/)
  await alter('PASSWORD \'another\'')
  t.strictSame(await statuses(), [[503, 5], [503, 5]])
  t.match(told(api), [login])
  await alter('PASSWORD \'hunter2\' CONNECTION LIMIT 0')
  t.strictSame(await statuses(), [[503, 5], [503, 5]])
  t.match(told(api), [login, limit], 'another reason at once')
  api.clock.advance(60)
  t.strictSame(await statuses(), [[503, 5], [503, 5]])
  t.match(told(api), [login, limit, limit], 'the same reason after a minute')
  await alter('CONNECTION LIMIT -1')
  t.strictSame(await statuses(), [[200, undefined], [200, undefined]])
  t.match(told(api), [login, limit, limit, { level: 30, msg: 'the database answers again', database: words }])
  t.notMatch(api.log.join(''), /hunter2|anna:/)
  const { body } = await api.server.inject({ url: '/metrics' })
  const counted = [...body.matchAll(/^fintrack_database_connection_failures_total\{reason="(\w+)"\} (\d+)$/gm)]
  t.strictSame(counted.map(([, reason, count]) => [reason, Number(count) >= 3]), [
    ['login', true], ['no_connection_left', true],
  ])
})

t.test('connections that fail are logged as well again after a minute without failures, not before', async (t) => {
  const { api, alter } = await withPassword(t, 'bert')
  const { writer } = api.served
  await writer.raw('SELECT 1')
  await alter('CONNECTION LIMIT 0')
  await writer.transaction(async (trx) => {
    await t.rejects(writer.raw('SELECT 1'), { code: '53300' })
    await trx.raw('SELECT 1')
  })
  t.match(told(api), [{ level: 40, reason: 'no_connection_left' }], 'a connection that was there works')
  api.clock.advance(60)
  await writer.raw('SELECT 1')
  t.match(told(api), [{ level: 40 }, { level: 30, msg: 'the database answers again' }])
})
