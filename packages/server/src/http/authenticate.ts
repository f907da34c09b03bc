/** Who asks, by the access token of the request. A token is good for as long as its session lives. */
import fastifyJwt from '@fastify/jwt'
import { Problem } from '@fintrack/contract/problem'
import { isRecord, matches } from '@fintrack/contract/validate'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import { NOT_AUTHENTICATED, type Actor } from '../dispatch.ts'
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from '../features/sessions/access-token.ts'
import type { KeyRing } from '../features/sessions/keys.ts'
import type { AccessClaims, SessionService } from '../features/sessions/session-service.ts'

export type Authenticate = (request: FastifyRequest) => Promise<Actor>

interface Needs { readonly keys: KeyRing, readonly sessions: SessionService, readonly clock: Clock }

function refused (detail: string): Problem {
  return new Problem('not_authenticated', detail)
}

const Signed = Type.Object({ header: Type.Object({ kid: Type.String() }) })

/** The key that a token's header names. */
function keyOf (keys: KeyRing, token: unknown): Buffer {
  const key = matches(Signed, token) ? keys.byId(token.header.kid) : undefined
  if (key === undefined) throw new Error('The token names no key that is known here.')
  return key.secret
}

function claimsOf (payload: unknown): AccessClaims | undefined {
  if (!isRecord(payload) || payload.typ !== ACCESS_TOKEN_TYPE) return undefined
  const { sub, sid } = payload
  return typeof sub === 'string' && /^[1-9][0-9]{0,14}$/.test(sub) && typeof sid === 'number' && Number.isSafeInteger(sid)
    ? { userId: Number(sub), sessionId: sid }
    : undefined
}

export async function authentication (app: FastifyInstance, { keys, sessions, clock }: Needs): Promise<Authenticate> {
  await app.register(fastifyJwt, {
    secret: async (_request: FastifyRequest, token: unknown) => keyOf(keys, token),
    decode: { complete: true },
    verify: { algorithms: [ACCESS_TOKEN_ALGORITHM], requiredClaims: ['exp', 'sub', 'sid', 'typ'] },
  })

  return async (request) => {
    if (request.headers.authorization === undefined) throw refused(NOT_AUTHENTICATED)
    let payload: unknown
    try {
      // The end of this second: a token is not good at its `exp` any more (RFC 7519, 4.1.4).
      payload = await request.jwtVerify({ clockTimestamp: clock.seconds() * 1000 + 999 })
    } catch {
      throw refused('This access token is not, or no longer, valid; refresh it or log in again.')
    }
    const claims = claimsOf(payload)
    if (claims === undefined || !await sessions.isAlive(claims)) {
      throw refused('This session has ended; log in again.')
    }
    return { userId: claims.userId }
  }
}
