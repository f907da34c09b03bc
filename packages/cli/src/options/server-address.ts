/** The address of a server as a person types it. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

export interface ServerDestination {
  readonly kind: 'server'
  readonly address: string
}

/** Whether a host name is this machine's own. */
export function isLoopback (hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' ||
    /^127(?:\.[0-9]{1,3}){3}$/.test(hostname)
}

/** A server's address in its one form, without a slash at the end. @throws UserError what is none */
export function serverAddress (text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    const completed = `http://${text}`
    const isHost = /^[^\s:/]+(?::[0-9]+)?$/.test(text) && URL.canParse(completed)
    throw usage(`${quote(text)} is not the address of a server.`,
      isHost ? `Did you mean ${completed}?` : 'Write one such as http://127.0.0.1:8787.')
  }
  if (url.username !== '' || url.password !== '') {
    throw usage(
      'The address of the server contains a username or a password.', 'Leave them out: `fintrack login` asks for them.'
    )
  }
  if (url.search !== '' || url.hash !== '') {
    throw usage(`${quote(text)} is not the address of a server: it has a query or a fragment.`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** What an earlier login says of its server. */
interface Allowed { readonly server: string, readonly insecure_http?: true }

/**
 * A server as a destination. @throws UserError an address that is none, or of another machine without encryption and
 * leave
 * @param stored the profile's login: what was allowed for its server stays allowed
 */
export function serverAt (text: string, insecureHttp: boolean, stored: Allowed | undefined): ServerDestination {
  const address = serverAddress(text)
  const { protocol, hostname } = new URL(address)
  const allowed = insecureHttp || (stored?.insecure_http === true && stored.server === address)
  if (protocol === 'https:' || allowed || isLoopback(hostname)) return { kind: 'server', address }
  throw usage(`${address} is another machine, and over http everyone on the way can read your password and your book.`,
    'Use https, or --insecure-http if the connection is protected in another way.')
}
