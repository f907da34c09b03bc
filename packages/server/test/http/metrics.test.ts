import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import { httpApi } from '../helpers/api.ts'
import { ask, listening } from '../helpers/wire.ts'

/** The value of a series, or undefined. */
function valueOf (text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

t.test('metrics count requests by endpoint, and hold no ids [P2.15]', async (t) => {
  const api = await httpApi(t)
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  for (const id of ['1', '2', '3']) {
    await user.answer(
      { ...createCategory, method: 'GET', path: '/api/categories/:id/' } as never, { id }
    )
  }
  await api.server.inject({ url: '/nowhere?secret=1' })
  const { statusCode, headers, body } = await api.server.inject({ url: '/metrics' })
  t.strictSame([statusCode, headers['content-type'], headers['cache-control']], [
    200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store',
  ])
  const count = (labels: string) => valueOf(body, `fintrack_http_request_duration_seconds_count{${labels}}`)
  t.equal(count('method="POST",route="/api/categories/",status="201"'), 1)
  t.equal(count('method="GET",route="/api/categories/:id/",status="200"'), 1)
  t.equal(count('method="GET",route="/api/categories/:id/",status="404"'), 2)
  t.equal(count('method="GET",route="none",status="404"'), 1)
  t.notMatch(body, /secret|nowhere|Food/)
  t.strictSame([valueOf(body, 'fintrack_ready'), valueOf(body, 'fintrack_passwords_waiting')], [1, 0])
  t.match(body, /^fintrack_build_info\{version="[0-9.]+"\} 1$/m)
  const again = (await api.server.inject({ url: '/metrics' })).body
  t.equal(valueOf(again, 'fintrack_http_request_duration_seconds_count{method="GET",route="/metrics",status="200"}'), 1)
})

t.test('metrics show that a stopping server is not ready', async (t) => {
  const api = await httpApi(t)
  api.stopping()
  t.equal(valueOf((await api.server.inject({ url: '/metrics' })).body, 'fintrack_ready'), 0)
})

t.test('metrics are answered to the named addresses only [P2.15]', async (t) => {
  const statusOf = async (env: Record<string, string>, remoteAddress: string, headers = {}) => {
    const { server } = await httpApi(t, env)
    return (await server.inject({ url: '/metrics', remoteAddress, headers })).statusCode
  }
  const [proxied, forwarded] = [{ 'x-forwarded-for': '127.0.0.1' }, { forwarded: 'for=127.0.0.1' }]
  const named = { FINTRACK_METRICS_FROM: '192.0.2.0/24, 2001:db8::1' }
  const itself = { FINTRACK_TRUST_PROXY: '127.0.0.1' }
  const trusted = { FINTRACK_TRUST_PROXY: '127.0.0.1', ...named }
  for (const [env, address, headers, status] of [
    [{}, '127.0.0.1', {}, 200], [{}, '::1', {}, 200], [{}, '192.0.2.1', {}, 403],
    [named, '192.0.2.7', {}, 200], [named, '2001:db8::1', {}, 200], [named, '127.0.0.1', {}, 403],
    [named, '2001:db8::2', {}, 403],
    // By a proxy that is not named anybody may come.
    [{}, '127.0.0.1', proxied, 403], [{}, '127.0.0.1', forwarded, 403],
    [trusted, '127.0.0.1', { 'x-forwarded-for': '192.0.2.7' }, 200],
    [trusted, '127.0.0.1', { 'x-forwarded-for': '198.51.100.1' }, 403],
    [trusted, '127.0.0.1', { 'x-forwarded-for': '192.0.2.7, 198.51.100.1' }, 403],
    // Nor by one that says nothing of them.
    [{}, '127.0.0.1', { via: '1.1 proxy' }, 403], [{}, '127.0.0.1', { 'x-real-ip': '127.0.0.1' }, 403],
    [{}, '127.0.0.1', { 'x-forwarded-proto': 'https' }, 403],
    [itself, '127.0.0.1', {}, 200], [itself, '127.0.0.1', { via: '1.1 proxy' }, 403],
    [itself, '127.0.0.1', { 'x-forwarded-for': '' }, 403],
    [itself, '127.0.0.1', { 'x-forwarded-for': 'unknown' }, 403],
    [itself, '127.0.0.1', { 'x-forwarded-for': '203.0.113.9, unknown' }, 403],
    [itself, '127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, 200],
  ] as const) {
    t.equal(
      await statusOf(env, address, headers), status, `${JSON.stringify(env)} ${address} ${JSON.stringify(headers)}`
    )
  }
  const { server } = await httpApi(t)
  const refused = await server.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })
  t.match(refused.json(), { code: 'forbidden', detail: 'This is for the addresses in FINTRACK_METRICS_FROM only.' })
})

t.test('metrics of a listening server describe its process', async (t) => {
  const { server } = await httpApi(t)
  t.teardown(() => server.close())
  const { text } = await ask(await listening(server), { path: '/metrics' })
  t.match(text, /^process_cpu_seconds_total /m)
  t.match(text, /^nodejs_eventloop_lag_seconds /m)
})

for (const database of ['sqlite', 'postgres'] as const) {
  t.test(`metrics count connections to the database and those that wait for one (${database})`, async (t) => {
    const { server, served } = await httpApi(t, { FINTRACK_DATABASE_CONNECTIONS: '2' }, database)
    const counts = async () => {
      const { body } = await server.inject({ url: '/metrics' })
      return ['writer', 'reader'].map((pool) => [
        ...['used', 'free'].map(
          (state) => valueOf(body, `fintrack_database_connections{pool="${pool}",state="${state}"}`)
        ),
        valueOf(body, `fintrack_database_waiting{pool="${pool}"}`),
      ])
    }
    // Both have one.
    for (const handle of [served.writer, served.reader]) await handle.raw('SELECT 1')
    t.strictSame(await counts(), [[0, 1, 0], [0, 1, 0]])
    let waiting: Promise<unknown> = Promise.resolve()
    await served.writer.transaction(async () => {
      waiting = served.writer.raw('SELECT 1').then(() => {})
      t.strictSame(await counts(), [[1, 0, 1], [0, 1, 0]])
    })
    await waiting
    t.strictSame(await counts(), [[0, 1, 0], [0, 1, 0]])
  })
}
