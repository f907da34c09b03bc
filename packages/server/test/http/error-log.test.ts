import t from 'tap'
import { getReadiness } from '@fintrack/contract/system'
import { listTransactions } from '@fintrack/contract/transactions'
import { httpApi, type HttpApi } from '../helpers/api.ts'
import { relay } from '../helpers/relay.ts'

/** What the log says beside requests. */
function told ({ log }: HttpApi): unknown[] {
  return log.map((line) => JSON.parse(line)).filter(({ msg }) => msg !== 'request')
    .map(
      ({
        level, msg, database, err, reqId,
      }) => ({ level, msg, database, err: err?.message, ofRequest: reqId !== undefined })
    )
}

t.test('a lost database is logged once, and once more when it is back, however many requests fail', async (t) => {
  const way = await relay(t)
  const url = way.url.replace('fintrack@', 'fintrack:hunter2@')
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: url }, 'postgres')
  const user = await api.user()
  const database = `PostgreSQL at ${String(new URL(url).searchParams.get('host'))}, database ` +
    `"${new URL(url).pathname.slice(1)}"`
  const away = {
    level: 50, msg: 'the database does not answer', database, err: 'the connection to PostgreSQL is lost (ENOENT)',
  }
  const back = { level: 30, msg: 'the database answers again', database, err: undefined, ofRequest: false }
  // Those that the pools have are gone before anybody asks.
  const settled = async () => {
    await way.cut()
    for (const handle of [api.served.writer, api.served.reader]) await handle.raw('SELECT 1').catch(() => {})
  }
  await settled()
  for (let times = 0; times < 3; times += 1) t.equal((await user.answer(listTransactions)).status, 503)
  t.equal((await api.anonymous.answer(getReadiness)).status, 503)
  t.strictSame(told(api), [{ ...away, ofRequest: true }])
  await way.mend()
  for (let times = 0; times < 3; times += 1) t.equal((await user.answer(listTransactions)).status, 200)
  t.strictSame(told(api), [{ ...away, ofRequest: true }, back])
  await settled()
  t.equal((await api.anonymous.answer(getReadiness)).status, 503, 'readiness alone asks')
  t.strictSame(told(api).slice(2), [{ ...away, ofRequest: false }])
  t.notMatch(api.log.join(''), /hunter2|fintrack@/)
})

t.test('a database that hangs is logged as well', async (t) => {
  const way = await relay(t)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: way.url }, 'postgres')
  way.hold()
  t.equal((await api.anonymous.answer(getReadiness)).status, 503)
  t.match(told(api), [{ level: 50, msg: 'the database does not answer', err: 'nothing came within 2000 ms' }])
})
