import t, { type Test } from 'tap'
import { addressOf, networkOf, namedBy } from '../../src/http/address.ts'
import { httpApi } from '../helpers/api.ts'

t.test('no proxy is trusted where none is listed', async (t) => {
  t.equal(namedBy([]), false)
})

t.test('a listed proxy is trusted in whatever form its address comes, and no other is', async (t) => {
  const trust = namedBy(['10.0.0.0/8', '2001:db8::1'])
  if (trust === false) throw new Error('nobody is trusted')
  for (const text of [
    '10.0.0.1', '::ffff:10.0.0.1', '10.0.0.1:443', '2001:db8::1', '2001:DB8:0::1', '[2001:db8::1]', '[2001:db8::1]:443',
  ]) t.equal(trust(text), true, text)
  for (const text of [
    '11.0.0.1', '2001:db8::2', '', 'x', '10.0.0.1.evil.example', '[10.0.0.1', '10.0.0.1:', ':80', undefined,
  ]) t.equal(trust(text), false, String(text))
})

/** What a server with these proxies takes requests for, by its log. */
async function observer (test: Test, proxies: string) {
  const { server, log } = await httpApi(test, { FINTRACK_TRUST_PROXY: proxies })
  return async (remoteAddress: string, headers: Record<string, string>): Promise<unknown> => {
    await server.inject({ url: '/healthz', headers, remoteAddress })
    return JSON.parse(log.at(-1) ?? '').address
  }
}

t.test('X-Forwarded-For is believed from listed proxies only, hop by hop [P2.5]', async (t) => {
  for (const [proxies, remote, forwarded, expected] of [
    ['', '198.51.100.1', undefined, '198.51.100.1'],
    ['', '198.51.100.1', '192.0.2.9', '198.51.100.1'],
    ['', '::ffff:198.51.100.1', undefined, '198.51.100.1'],
    ['10.0.0.0/8', '198.51.100.1', '192.0.2.9', '198.51.100.1'],
    ['10.0.0.0/8', '10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1', '192.0.2.9', '192.0.2.9'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '192.0.2.9', '192.0.2.9'],
    // What stands left of the first stranger is that stranger's word.
    ['10.0.0.0/8', '10.0.0.1', '203.0.113.7, 192.0.2.9', '192.0.2.9'],
    ['10.0.0.0/8', '10.0.0.1', '203.0.113.7, 192.0.2.9, 10.0.0.2', '192.0.2.9'],
    ['10.0.0.0/8', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['10.0.0.0/8', '10.0.0.1', '203.0.113.7, 192.0.2.9, 10.0.0.2:4443', '192.0.2.9'],
    ['10.0.0.0/8, ::1', '::1', '2001:DB8:0:0::9', '2001:db8::9'],
    ['10.0.0.0/8', '10.0.0.1', '192.0.2.9:5678', '192.0.2.9'],
    ['10.0.0.0/8', '10.0.0.1', '[2001:db8::9]:80', '2001:db8::9'],
    ['10.0.0.0/8', '10.0.0.1', '[2001:db8::9]', '2001:db8::9'],
    ['10.0.0.0/8', '10.0.0.1', '::ffff:192.0.2.9', '192.0.2.9'],
    // What is no address is never taken for one.
    ['10.0.0.0/8', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1', '192.0.2.9, <script>', '10.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1', '192.0.2.9, x, 10.0.0.2', '10.0.0.2'],
    ['10.0.0.0/8', '10.0.0.1', '127.1', '10.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1', 'fe80::1%eth0;DROP TABLE', 'fe80::1'],
  ] as const) {
    const address = await (await observer(t, proxies))(
      remote, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    )
    t.equal(address, expected, `${remote} for ${forwarded}, behind ${proxies}`)
  }
})

t.test('no header but X-Forwarded-For changes the address of a client [P2.5]', async (t) => {
  const more = {
    forwarded: 'for=192.0.2.9', 'x-real-ip': '192.0.2.9', 'cf-connecting-ip': '192.0.2.9', 'x-client-ip': '192.0.2.9',
    'true-client-ip': '192.0.2.9',
  }
  t.equal(await (await observer(t, '10.0.0.0/8'))('10.0.0.1', more), '10.0.0.1')
})

t.test('a client without an address is logged as unknown', async (t) => {
  const nobody = { ip: undefined } as unknown as Parameters<typeof addressOf>[0]
  t.equal(addressOf(nobody), 'unknown')
  t.equal(addressOf({ ip: '', ips: [] }), 'unknown')
  t.equal(networkOf('unknown'), 'unknown')
})

t.test('a client\'s address counts as itself, or as its /64', async (t) => {
  t.equal(networkOf('192.0.2.1'), '192.0.2.1')
  t.equal(networkOf('2001:db8::1'), '2001:db8::/64')
})
