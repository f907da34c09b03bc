import type { Scope } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import { counted, normalName, quote } from '@fintrack/contract/text'
import type { AccessToken, AccessTokenFilters, AccessTokenInput, NewAccessToken } from '@fintrack/contract/tokens'
import type { Clock } from '../../clock.ts'
import type { UnitOfWork } from '../repositories.ts'
import type { RequestContext } from '../../request-context.ts'
import { paged, type Page } from '../paging.ts'
import { translateUniqueViolation } from '../update.ts'
import { newToken, readToken } from './token-text.ts'

const SECONDS_PER_DAY = 86_400

/** The precision of `last_used_at`: a write with every request would cost more than it is worth. */
const USE_PRECISION_SECONDS = 300

/** Whose token it is, and what it may do. */
export interface TokenHolder { readonly userId: number, readonly tokenId: number, readonly scope: Scope }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no token ${id}.`)
}

function nameTaken (name: string): Problem {
  return new Problem(
    'already_exists', `There is a token ${quote(name)} already; choose another name, or revoke that one.`
  )
}

export interface TokenSettings { readonly tokensPerUser: number }

function tooMany (most: number): Problem {
  return new Problem(
    'limit_reached', `This user has ${counted(most, 'token')}, the most that they may have; revoke one first.`
  )
}

interface Needs { readonly uow: UnitOfWork, readonly clock: Clock, readonly settings: TokenSettings }

export function tokenService ({ uow, clock, settings }: Needs) {
  const isOver = ({ expires_at: end }: AccessToken) => end !== null && end <= clock.now()

  return {
    list: ({ user }: RequestContext, query: AccessTokenFilters): Promise<Page<AccessToken>> | Page<AccessToken> =>
      paged<AccessToken>(
        'tokens', query, ['number'], (row) => [row.id], (after, most) => uow.read.tokens.page(user, after, most)
      ),

    get: async ({ user }: RequestContext, id: number): Promise<AccessToken> => {
      const token = await uow.read.tokens.get(user, id)
      if (token === undefined) throw missing(id)
      return token
    },

    create: (
      context: RequestContext, { name: given, scope, expires_in_days: days }: AccessTokenInput
    ): Promise<NewAccessToken> => {
      const { user, session, origin: { address } } = context
      const name = normalName(given)
      const { text, digest } = newToken(user)
      const expires = days === undefined ? null : clock.moment(clock.seconds() + days * SECONDS_PER_DAY)
      const now = clock.now()
      return translateUniqueViolation(uow.write(async (repos) => {
        await repos.users.lock(user)
        if (await repos.tokens.count(user) >= settings.tokensPerUser) throw tooMany(settings.tokensPerUser)
        const id = await repos.tokens.add(user, { name, scope, digest, expires_at: expires }, now)
        await repos.audit.add(user, { event: 'token_created', session_id: session, token_id: id, address }, now)
        return { id, name, scope, created_at: now, last_used_at: null, expires_at: expires, token: text }
      }), () => nameTaken(name))
    },

    revoke: ({ user, session, origin: { address } }: RequestContext, id: number): Promise<void> =>
      uow.write(async (repos) => {
        if (!await repos.tokens.remove(user, id)) throw missing(id)
        await repos.audit.add(user, { event: 'token_revoked', session_id: session, token_id: id, address }, clock.now())
      }),

    /** Whose token a text is, or undefined where it is no valid token. */
    holderOf: async (text: string): Promise<TokenHolder | undefined> => {
      const claims = readToken(text)
      const token = claims === undefined ? undefined : await uow.read.tokens.byDigest(claims.userId, claims.digest)
      if (claims === undefined || token === undefined || isOver(token)) return undefined
      if (token.last_used_at === null || token.last_used_at <= clock.moment(clock.seconds() - USE_PRECISION_SECONDS)) {
        // Not awaited, and it may fail: a long write must not hold up a request that only reads.
        uow.write((repos) => repos.tokens.touch(claims.userId, token.id, clock.now())).catch(() => {})
      }
      return { userId: claims.userId, tokenId: token.id, scope: token.scope }
    },
  }
}

export type TokenService = ReturnType<typeof tokenService>
