import type { Scope } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import { normalName, quote } from '@fintrack/contract/text'
import type { AccessToken, AccessTokenFilters, AccessTokenInput, NewAccessToken } from '@fintrack/contract/tokens'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin } from '../../dispatch.ts'
import { paged, type Page } from '../paging.ts'
import { newToken, readToken } from './token-text.ts'

const SECONDS_PER_DAY = 86_400

/** `last_used_at` is told to this: a write with every request would cost more than it tells. */
const USE_PRECISION_SECONDS = 300

/** Whose token it is, and what it may do. */
export interface TokenHolder { readonly userId: number, readonly tokenId: number, readonly scope: Scope }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no token ${id}.`)
}

export function tokenService ({ uow, clock }: { uow: UnitOfWork, clock: Clock }) {
  const isOver = ({ expires_at: end }: AccessToken) => end !== null && end <= clock.now()

  return {
    list: (userId: number, query: AccessTokenFilters): Promise<Page<AccessToken>> | Page<AccessToken> =>
      paged<AccessToken>('tokens', query, ['number'], (row) => [row.id], (after, most) => uow.read.tokens.page(userId, after, most)),

    get: async (userId: number, id: number): Promise<AccessToken> => {
      const token = await uow.read.tokens.get(userId, id)
      if (token === undefined) throw missing(id)
      return token
    },

    create: async (userId: number, { name: given, scope, expires_in_days: days }: AccessTokenInput, { sessionId, address }: Origin): Promise<NewAccessToken> => {
      const name = normalName(given)
      const { text, digest } = newToken(userId)
      const expires = days === undefined ? null : clock.moment(clock.seconds() + days * SECONDS_PER_DAY)
      const now = clock.now()
      try {
        return await uow.write(async (repos) => {
          const id = await repos.tokens.add(userId, { name, scope, digest, expires_at: expires }, now)
          await repos.audit.add(userId, { event: 'token_created', session_id: sessionId, token_id: id, address }, now)
          return { id, name, scope, created_at: now, last_used_at: null, expires_at: expires, token: text }
        })
      } catch (error) {
        if (violationOf(error) !== 'unique') throw error
        throw new Problem('already_exists', `There is a token ${quote(name)} already; choose another name, or revoke that one.`)
      }
    },

    revoke: (userId: number, id: number, { sessionId, address }: Origin): Promise<void> => uow.write(async (repos) => {
      if (!await repos.tokens.remove(userId, id)) throw missing(id)
      await repos.audit.add(userId, { event: 'token_revoked', session_id: sessionId, token_id: id, address }, clock.now())
    }),

    /** Whose token a text is, or undefined where it is none that is good now. */
    holderOf: async (text: string): Promise<TokenHolder | undefined> => {
      const claims = readToken(text)
      const token = claims === undefined ? undefined : await uow.read.tokens.byDigest(claims.userId, claims.digest)
      if (claims === undefined || token === undefined || isOver(token)) return undefined
      if (token.last_used_at === null || token.last_used_at <= clock.moment(clock.seconds() - USE_PRECISION_SECONDS)) {
        // Not waited for, and no matter if it fails: a long write must not hold up whoever only reads.
        uow.write((repos) => repos.tokens.touch(claims.userId, token.id, clock.now())).catch(() => {})
      }
      return { userId: claims.userId, tokenId: token.id, scope: token.scope }
    },
  }
}

export type TokenService = ReturnType<typeof tokenService>
