/** Finds out who asks by the request's token: an access token of a session that lives, or a personal access token. */
import { Problem } from '@fintrack/contract/problem'
import type { FastifyRequest } from 'fastify'
import { NOT_AUTHENTICATED, type Actor } from '../request-context.ts'
import type { SessionService } from '../features/sessions/session-service.ts'
import type { TokenService } from '../features/tokens/token-service.ts'
import { isPersonalToken } from '../features/tokens/token-text.ts'
import { bearerOf, type AccessTokens } from './access-tokens.ts'

/** @throws Problem not_authenticated */
export type Authenticate = (request: FastifyRequest) => Promise<Actor>

interface Needs {
  readonly accessTokens: AccessTokens
  readonly sessions: SessionService
  readonly tokens: TokenService
}

function refused (detail: string): Problem {
  return new Problem('not_authenticated', detail)
}

export function authentication ({ accessTokens, sessions, tokens }: Needs): Authenticate {
  return async (request) => {
    if (request.headers.authorization === undefined) throw refused(NOT_AUTHENTICATED)
    const text = bearerOf(request)
    if (isPersonalToken(text)) {
      const holder = await tokens.holderOf(text)
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
    if (!await sessions.isAlive(claims)) throw refused('This session has ended; log in again.')
    return claims
  }
}
