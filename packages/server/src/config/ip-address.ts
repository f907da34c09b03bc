/** Addresses and ranges of IP, each in the one form in which two of them can be compared. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An IPv6 network that one household, or one host with changing addresses, has to itself (RFC 6177, RFC 8981). */
const HOUSEHOLD_BITS = 64
/** What maps IPv4 into IPv6: `::ffff:0:0/96`. */
const MAPPED_BITS = 96

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6
export type IpRange = readonly [network: IpAddress, bits: number]

/**
 * The address that a text is, an IPv4-mapped one as IPv4; undefined where it is none, as are `127.1` and
 * `0x7f000001`.
 */
export function readAddress (text: string): IpAddress | undefined {
  // A zone (`fe80::1%eth0`) is any text, and means something on one machine only.
  const plain = text.replace(/%.*/s, '')
  return isIP(plain) === 0 ? undefined : ipaddr.process(plain)
}

/** Its one form: `192.0.2.1`, `2001:db8::1` (RFC 5952). */
export function addressText (address: IpAddress): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString()
}

/** What an address is counted as: IPv4 itself, IPv6 as its /64. */
export function networkText (address: IpAddress): string {
  const text = addressText(address)
  if (address instanceof ipaddr.IPv4) return text
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${text}/${HOUSEHOLD_BITS}`).toRFC5952String()}/${HOUSEHOLD_BITS}`
}

/** The range that a text is: a CIDR such as `10.0.0.0/8`, or one address. Undefined where it is neither. */
export function readRange (text: string): IpRange | undefined {
  const [, plain = '', given] = /^([^/%]*)(?:\/([0-9]{1,3}))?$/.exec(text) ?? []
  const address = readAddress(plain)
  if (address === undefined) return undefined
  const most = address instanceof ipaddr.IPv4 ? 32 : 128
  const isMapped = most === 32 && isIP(plain) === 6
  const bits = given === undefined ? most : Number(given) - (isMapped ? MAPPED_BITS : 0)
  return bits < 0 || bits > most ? undefined : [address, bits]
}

export function isWithin (address: IpAddress, [network, bits]: IpRange): boolean {
  return address.kind() === network.kind() && address.match(network, bits)
}
