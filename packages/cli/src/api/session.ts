/** A token with every request, and the next one when it has run out. */
import { call, type Send } from '@fintrack/contract/call'
import { isByteStream } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import type { Credentials } from '../config/credentials.ts'
import type { Store } from '../config/store.ts'
import type { Transport } from './http-transport.ts'

export interface Session {
  /** The token to send now; undefined where nobody is logged in. */
  token(): string | undefined
  /** The token to send after this one was refused; undefined where there is no other. */
  renewed(refused: string): Promise<string | undefined>
}

/** A token that was given and is not stored: nothing can renew it. */
export function givenSession (token: string | undefined): Session {
  return { token: () => token, renewed: async () => undefined }
}

/**
 * The profile's stored login, for the server that it was got from.
 * Of the processes that find their token refused at once, one renews it and the others take what it stored.
 */
export function storedSession (store: Store, profile: string, address: string, transport: Transport): Session {
  const stored = (): Credentials | undefined => {
    const credentials = store.credentials(profile)
    return credentials?.server === address ? credentials : undefined
  }
  return {
    token: () => stored()?.access,
    renewed: (refused) => store.locked(async () => {
      const credentials = stored()
      if (credentials === undefined || credentials.access !== refused) return credentials?.access
      const tokens = await refreshed(credentials.refresh, transport)
      if (tokens === undefined) return undefined
      await store.saveCredentials(profile, { server: address, ...tokens })
      return tokens.access
    }),
  }
}

async function refreshed (refresh: string, transport: Transport) {
  const { refreshTokens } = await import('@fintrack/contract/auth')
  try {
    return (await call(refreshTokens, { body: { refresh } }, transport)).body
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_refresh_token') return undefined
    throw error
  }
}

export function withSession (transport: Transport, session: Session): Send {
  const send: Send = async (endpoint, request) => {
    if (endpoint.open === true) return transport(endpoint, request)
    const token = session.token()
    const answer = await transport(endpoint, request, token)
    if (answer.status !== 401 || token === undefined) return answer
    const next = await session.renewed(token)
    return next === undefined ? answer : transport(endpoint, request, next)
  }
  return async (endpoint, request) => {
    if (!isByteStream(request.body)) return send(endpoint, request)
    // A stream cannot be sent twice, so a small question first finds out whether the token is good.
    const { listCategories } = await import('@fintrack/contract/categories')
    const answer = await send(listCategories, { query: [['limit', '1']] })
    return answer.status === 200 ? send(endpoint, request) : answer
  }
}
