/** Where a request comes from, as the throttle and the audit know it. */
import type { FastifyRequest } from 'fastify'
import { addressText, isWithin, networkText, readAddress, readRange, type IpAddress } from '../config/ip-address.ts'

/** Of a client that hung up before it was asked: nothing that anyone can choose for himself. */
const UNKNOWN = 'unknown'

/** An entry of X-Forwarded-For; some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:443`. */
function hopOf (text = ''): IpAddress | undefined {
  return readAddress(text.replace(/^\[(.*)\](?::[0-9]+)?$|^([^:]*):[0-9]+$/s, '$1$2'))
}

/** Whether a proxy named somebody by his address, with a port or without. */
export function isAddress (hop: string): boolean {
  return hopOf(hop) !== undefined
}

/** Whether an address is one of those that a setting names. */
type IsNamed = (address: string | undefined) => boolean

/** @param addresses and CIDRs, as the setting was read. @returns false where it names none, which Fastify takes for no trust */
export function namedBy (addresses: readonly string[]): IsNamed | false {
  const ranges = addresses.map(readRange).filter((range) => range !== undefined)
  if (ranges.length === 0) return false
  return (text) => {
    const hop = hopOf(text)
    return hop !== undefined && ranges.some((range) => isWithin(hop, range))
  }
}

/**
 * The address of the nearest hop that is no proxy of ours, in its one form. Where a proxy of ours names what is no address,
 * it is that proxy's own: never a text that the client chose.
 */
export function addressOf (request: Pick<FastifyRequest, 'ip' | 'ips'>): string {
  const hops = (request.ips ?? [request.ip]).map(hopOf)
  const address = hops.findLast((hop) => hop !== undefined)
  return address === undefined ? UNKNOWN : addressText(address)
}

/** What an address is counted as: IPv4 itself, IPv6 as its /64. @param address as `addressOf` gives it */
export function networkOf (address: string): string {
  const read = readAddress(address)
  return read === undefined ? address : networkText(read)
}
