/** Where a request comes from, for the throttle and the audit. */
import type { FastifyRequest } from 'fastify'
import { addressText, isWithin, networkText, readAddress, readRange, type IpAddress } from '../config/ip-address.ts'

/** The address of a client that has hung up; no client can claim it. */
const UNKNOWN = 'unknown'

/** An entry of X-Forwarded-For; some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:443`. */
function hopOf (text = ''): IpAddress | undefined {
  return readAddress(text.replace(/^\[(.*)\](?::[0-9]+)?$|^([^:]*):[0-9]+$/s, '$1$2'))
}

/** Whether a hop is named by its address, with a port or without. */
export function isAddress (hop: string): boolean {
  return hopOf(hop) !== undefined
}

/** Whether an address is one of those that a setting names. */
type IsNamed = (address: string | undefined) => boolean

/**
 * @param addresses addresses and CIDRs, as the setting was read
 * @returns false where there are none, which tells Fastify to trust no proxy
 */
export function namedBy (addresses: readonly string[]): IsNamed | false {
  const ranges = addresses.map(readRange).filter((range) => range !== undefined)
  if (ranges.length === 0) return false
  return (text) => {
    const hop = hopOf(text)
    return hop !== undefined && ranges.some((range) => isWithin(hop, range))
  }
}

/**
 * The address of the nearest hop that is not a proxy of ours, in its one form. Where a proxy of ours names something
 * that is not an address, this is that proxy's own address: never a text that the client chose.
 */
export function addressOf (request: Pick<FastifyRequest, 'ip' | 'ips'>): string {
  const hops = (request.ips ?? [request.ip]).map(hopOf)
  const address = hops.findLast((hop) => hop !== undefined)
  return address === undefined ? UNKNOWN : addressText(address)
}

/** The network that the throttle counts an address as: IPv4 itself, IPv6 its /64. @param address from `addressOf` */
export function networkOf (address: string): string {
  const read = readAddress(address)
  return read === undefined ? address : networkText(read)
}
