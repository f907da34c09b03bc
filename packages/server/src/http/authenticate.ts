/** Finds out who asks by the request's token: an access token of a session that lives, or a personal access token. */
import { Problem } from '@fintrack/contract/problem'
import type { FastifyRequest } from 'fastify'
import { NOT_AUTHENTICATED, type Actor } from '../request-context.ts'
import type { SessionService } from '../features/sessions/session-service.ts'
import type { TokenService } from '../features/tokens/token-service.ts'
import { isPersonalToken, readToken } from '../features/tokens/token-text.ts'
import { bearerOf, type AccessTokens } from './access-tokens.ts'
import { addressOf, networkOf } from './address.ts'
import { lookupsAtOnce } from './in-flight.ts'

/** @throws Problem not_authenticated */
export type Authenticate = (request: FastifyRequest) => Promise<Actor>

interface Needs {
  readonly accessTokens: AccessTokens
  readonly sessions: SessionService
  readonly tokens: TokenService
  readonly requestsPerUser: number
}

function refused (detail: string): Problem {
  return new Problem('not_authenticated', detail)
}

export function authentication ({ accessTokens, sessions, tokens, requestsPerUser }: Needs): Authenticate {
  const atOnce = lookupsAtOnce(requestsPerUser)
  return async (request) => {
    if (request.headers.authorization === undefined) throw refused(NOT_AUTHENTICATED)
    const text = bearerOf(request)
    if (isPersonalToken(text)) {
      // The user that a token names may be anybody: others of theirs, from elsewhere, are not held up.
      const claim = `${readToken(text)?.userId} ${networkOf(addressOf(request))}`
      const holder = await atOnce(claim, () => tokens.holderOf(text))
      if (holder === undefined) {
        throw refused('This personal access token is invalid, expired or revoked; ' +
          'create another with `fintrack token create`.')
      }
      return { userId: holder.userId, tokenId: holder.tokenId, tokenScope: holder.scope }
    }
    const claims = await accessTokens.read(request)
    if (claims === undefined) {
      throw refused('This access token is invalid or has expired; refresh it or log in again.')
    }
    const isAlive = await atOnce(String(claims.userId), () => sessions.isAlive(claims))
    if (!isAlive) throw refused('This session has ended; log in again.')
    return claims
  }
}
