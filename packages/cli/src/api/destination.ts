/** Where a run's book is: flag beats environment beats config.json, and nothing at all means this machine. */
import { quote } from '@fintrack/contract/text'
import type { Config } from '../config/config.ts'
import type { Context, Destination } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { serverAddress, serverAt } from '../options/server-address.ts'

export interface Wishes {
  readonly local: boolean
  readonly flag: string | undefined
  readonly environment: string | undefined
  readonly profile: string
  readonly insecureHttp: boolean
  /** Whether FINTRACK_TOKEN is set. */
  readonly hasToken: boolean
}

export function destinationOf (
  { local, flag, environment, profile, insecureHttp, hasToken }: Wishes, config: () => Config
): Destination {
  if (local) return { kind: 'embedded' }
  const stored = config().profiles.get(profile)
  const address = flag ?? environment ?? stored?.server
  if (address !== undefined) return serverAt(address, insecureHttp, stored)
  // A profile that was named and is not there must not end in another book.
  if (profile !== 'default') {
    throw usage(
      `There is no profile ${quote(profile)}.`, `\`fintrack login --profile ${profile} --server URL\` creates it.`
    )
  }
  // A job that has lost its FINTRACK_SERVER must not write into the book of its machine.
  if (hasToken) {
    throw usage(
      'FINTRACK_TOKEN is set, but there is no server to use it with.',
      'Set FINTRACK_SERVER as well; --local means the book of this machine.'
    )
  }
  return { kind: 'embedded' }
}

/** @returns its address; undefined where it is the book of this machine, or where the settings name no way to a book */
export function serverOf (cx: Context): string | undefined {
  try {
    const destination = cx.destination()
    return destination.kind === 'server' ? destination.address : undefined
  } catch {
    // A command that goes to the server reports this; what works on this machine goes on.
    return undefined
  }
}

/** FINTRACK_TOKEN, the profile's stored login, or none; each only for the server that it belongs to. */
export type TokenSource = 'environment' | 'stored' | undefined

export function tokenSource (cx: Context): TokenSource {
  const destination = cx.destination()
  if (destination.kind === 'embedded') return undefined
  const { FINTRACK_TOKEN: token, FINTRACK_SERVER: server } = cx.settings
  if (token !== undefined && (server === undefined || serverAddress(server) === destination.address)) {
    return 'environment'
  }
  return cx.store.credentials(cx.globals.profile)?.server === destination.address ? 'stored' : undefined
}
