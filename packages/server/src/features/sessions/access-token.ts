/** Signs access tokens. (Reading them is @fastify/jwt's part, at the door; signing is needed where Fastify is not.) */
import { createSigner } from 'fast-jwt'
import type { Clock } from '../../clock.ts'
import type { KeyRing } from './keys.ts'
import type { AccessClaims } from './session-service.ts'

export const ACCESS_TOKEN_TYPE = 'access'
export const ACCESS_TOKEN_ALGORITHM = 'HS256'

export function accessToken (claims: AccessClaims, keys: KeyRing, clock: Clock, lifeSeconds: number): string {
  const sign = createSigner({ algorithm: ACCESS_TOKEN_ALGORITHM, key: keys.current.secret, kid: keys.current.kid })
  const now = clock.seconds()
  return sign({ sub: String(claims.userId), sid: claims.sessionId, typ: ACCESS_TOKEN_TYPE, iat: now, exp: now + lifeSeconds })
}
