/** Which token goes with the requests of a run. */
import type { Context } from '../context.ts'
import { serverAddress } from './destination.ts'

/** FINTRACK_TOKEN, the profile's stored login, or none; each only for the server that it belongs to. */
export type TokenSource = 'environment' | 'stored' | undefined

export function tokenSource (cx: Context): TokenSource {
  const destination = cx.destination()
  if (destination.kind === 'embedded') return undefined
  const { FINTRACK_TOKEN: token, FINTRACK_SERVER: server } = cx.settings
  if (token !== undefined && (server === undefined || serverAddress(server) === destination.address)) return 'environment'
  return cx.store.credentials(cx.globals.profile)?.server === destination.address ? 'stored' : undefined
}
