/**
 * The names that a server answers to. A page whose name a stranger points at this machine (DNS rebinding) sends its own
 * name as Host, and would otherwise read what a server on loopback tells everybody here.
 */
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import type { FastifyRequest } from 'fastify'
import { readAddress } from '../config/ip-address.ts'

/** The name in a Host header, in lower case without its port; undefined where it holds none (RFC 9110, 7.2). */
function nameOf (host: string): string | undefined {
  const [, address, name] = /^(?:\[([^\]]*)\]|([^:/?#@\s]*))(?::[0-9]*)?$/.exec(host.toLowerCase()) ?? []
  return address ?? name?.replace(/\.$/, '')
}

function isLoopbackName (name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

/**
 * @param names those of this server beside loopback's and addresses, which no stranger's page has
 * @returns refuses a request for another name. @throws Problem misdirected_request
 */
export function hostCheck (names: readonly string[]): (request: Pick<FastifyRequest, 'headers'>) => void {
  const own = new Set(names.map((name) => name.toLowerCase()))
  return ({ headers: { host } }) => {
    // HTTP/1.0 has no Host, and no browser speaks it.
    if (host === undefined) return
    const name = nameOf(host)
    if (name !== undefined && (own.has(name) || isLoopbackName(name) || readAddress(name) !== undefined)) return
    throw new Problem(
      'misdirected_request',
      `This server does not answer to the name ${quote(name ?? host)}; its operator names it by FINTRACK_PUBLIC_URL.`
    )
  }
}
