import fc from 'fast-check'
import t from 'tap'
import { addressText, isWithin, networkText, readAddress, readRange } from '../../src/config/ip-address.ts'

function textsOf (text: string): [address: string, network: string] | undefined {
  const address = readAddress(text)
  return address === undefined ? undefined : [addressText(address), networkText(address)]
}

t.test('an IP address has one form, and counts as itself or as its /64', async (t) => {
  for (const [text, address, network] of [
    ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '2001:db8::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['::1', '::1', '::/64'],
    ['::', '::', '::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/64'],
    ['fe80::1%\u001b[31m\nanything', 'fe80::1', 'fe80::/64'],
  ] as const) t.strictSame(textsOf(text), [address, network], text)
})

t.test('two IPv6 addresses of one household count as one', async (t) => {
  const groups = (length: number) => fc.array(fc.integer({ min: 0, max: 0xffff }), {
    minLength: length, maxLength: length,
  })
  const text = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':')
  // The first group is not 0, so that nothing is a mapped IPv4 address.
  fc.assert(fc.property(fc.integer({ min: 1, max: 0xffff }), groups(3), groups(4), groups(4),
    (first, more, one, other) => {
      const network = (host: readonly number[]) => textsOf(text([first, ...more, ...host]))?.[1]
      return network(one) === network(other) && network(one) !== undefined
    }))
})

t.test('a text that is no IP address is not read as one', async (t) => {
  for (const text of [
    '', ' ', 'x', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '01.2.3.4', '1.2.3', '1.2.3.4.5', '1.2.3.256',
    '1.2.3.4 ', '1.2.3.4:80', '[::1]', '[::1]:80', ':::', '1::2::3', '::g', '::1/64', 'localhost', 'unknown', '%eth0',
    '１.2.3.4',
  ]) {
    t.equal(textsOf(text), undefined, text)
  }
})

t.test('an IP range is an address or a CIDR', async (t) => {
  const rangeOf = (text: string) => readRange(text)?.map(String)
  t.strictSame(rangeOf('192.0.2.1'), ['192.0.2.1', '32'])
  t.strictSame(rangeOf('2001:db8::1'), ['2001:db8::1', '128'])
  t.strictSame(rangeOf('10.0.0.0/8'), ['10.0.0.0', '8'])
  t.strictSame(rangeOf('fc00::/7'), ['fc00::', '7'])
  t.strictSame(rangeOf('::/0'), ['::', '0'])
  t.strictSame(rangeOf('::ffff:10.0.0.0/104'), ['10.0.0.0', '8'])
  t.strictSame(rangeOf('::ffff:10.0.0.1'), ['10.0.0.1', '32'])
  for (const text of [
    '', '/8', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/8 ', '10/8', '::/129',
    '::ffff:10.0.0.0/95', 'fe80::1%eth0', 'fe80::%eth0/64', '10.0.0.0/0x8', '10.0.0.0/255.0.0.0', 'loopback', '*',
  ]) t.equal(rangeOf(text), undefined, text)
})

t.test('an IP address is within a range of its own kind only', async (t) => {
  const within = (address: string, range: string) => {
    const [read, bounds] = [readAddress(address), readRange(range)]
    return read !== undefined && bounds !== undefined && isWithin(read, bounds)
  }
  t.equal(within('10.255.255.255', '10.0.0.0/8'), true)
  t.equal(within('10.1.2.3', '10.9.9.9/8'), true)
  t.equal(within('11.0.0.0', '10.0.0.0/8'), false)
  t.equal(within('::ffff:10.0.0.1', '10.0.0.0/8'), true)
  t.equal(within('10.0.0.1', '::ffff:10.0.0.0/104'), true)
  t.equal(within('192.0.2.1', '192.0.2.1'), true)
  t.equal(within('192.0.2.2', '192.0.2.1'), false)
  t.equal(within('fdff::1', 'fc00::/7'), true)
  t.equal(within('fe00::1', 'fc00::/7'), false)
  t.equal(within('::1', '0.0.0.0/0'), false)
  t.equal(within('127.0.0.1', '::/0'), false)
})
