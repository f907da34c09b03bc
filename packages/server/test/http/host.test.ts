import t from 'tap'
import { hostCheck } from '../../src/http/host.ts'
import { bothDatabases, httpApi } from '../helpers/api.ts'

t.test('a server answers to loopback names, to addresses and to its own names', async (t) => {
  const check = hostCheck(['Money.example', '127.0.0.1'])
  for (const host of [
    undefined, 'localhost', 'LOCALHOST:8787', 'fintrack.localhost', 'localhost.', '127.0.0.1:8787', '10.0.0.5', '[::1]',
    '[2001:db8::1]:8787', 'money.example', 'MONEY.EXAMPLE:443', 'money.example.',
  ]) t.doesNotThrow(() => { check({ headers: { host } }) }, host)
})

t.test('a server refuses a name of somebody else', async (t) => {
  const check = hostCheck(['money.example'])
  for (const host of [
    '', 'evil.example', 'evil.example:8787', 'money.example.evil.example', 'notlocalhost', 'localhost.evil.example',
    'money.example:x', 'money.example/', 'user@money.example', '[::1', '127.0.0.1.evil.example', '2130706433',
  ]) t.throws(() => { check({ headers: { host } }) }, { code: 'misdirected_request' }, host)
  t.throws(() => { check({ headers: { host: 'evil.example:80' } }) }, {
    message: 'This server does not answer to the name "evil.example"; its operator names it by FINTRACK_PUBLIC_URL.',
  })
})

bothDatabases(t, 'no path answers a page that points its own name here [P2.16]', async (t, { server }) => {
  for (const url of ['/metrics', '/healthz', '/readyz', '/openapi.json', '/docs', '/api/categories/', '/nothing']) {
    const { statusCode, body } = await server.inject({ url, headers: { host: 'evil.example' } })
    t.equal(statusCode, 421, url)
    t.match(JSON.parse(body), { code: 'misdirected_request' }, url)
  }
})

t.test('a server answers to the name of its public address [P2.16]', async (t) => {
  const { server } = await httpApi(t, { FINTRACK_PUBLIC_URL: 'https://money.example/' })
  const statusOf = async (host: string) => (await server.inject({ url: '/healthz', headers: { host } })).statusCode
  t.equal(await statusOf('money.example'), 200)
  t.equal(await statusOf('evil.example'), 421)
})
