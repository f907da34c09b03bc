/** Access tokens: JWTs of one algorithm, one type and a short life, which die with their session. */
import { createDecoder, createSigner, createVerifier } from 'fast-jwt'
import { isRecord, matches } from '@fintrack/contract/validate'
import { Type } from 'typebox'
import type { Clock } from '../../clock.ts'
import type { Key } from '../../files/keys-file.ts'
import type { KeyRing } from '../signing-keys/key-ring.ts'
import type { AccessClaims } from './session-service.ts'

const TYPE = 'access'
const AUDIENCE = 'fintrack'
const ALGORITHM = 'HS256'

/** Longer than any token of ours: what is longer is not even decoded. */
const MOST_CHARACTERS = 2048

/** Verified tokens that are remembered, at 1 KB; one that is over goes when it is asked for, or makes way. */
const MOST_REMEMBERED = 10_000

export function accessToken (claims: AccessClaims, keys: KeyRing, clock: Clock, lifeSeconds: number): string {
  const sign = createSigner({ algorithm: ALGORITHM, key: keys.current.secret, kid: keys.current.kid })
  const now = clock.seconds()
  return sign({ sub: String(claims.userId), sid: claims.sessionId, typ: TYPE, aud: AUDIENCE, iat: now, exp: now + lifeSeconds })
}

interface Verified extends AccessClaims { readonly expiresSeconds: number, readonly key: Key }

const decode = createDecoder({ complete: true })
const Signed = Type.Object({ header: Type.Object({ kid: Type.String() }) })

function kidOf (text: string): string | undefined {
  try {
    const decoded: unknown = decode(text)
    return matches(Signed, decoded) ? decoded.header.kid : undefined
  } catch {
    // fast-jwt throws for whatever is no token.
    return undefined
  }
}

/** The last sign of a MAC has bits to spare: of the texts that mean the same bytes only one is the token. */
function isCanonical (text: string): boolean {
  const mac = text.slice(text.lastIndexOf('.') + 1)
  return Buffer.from(mac, 'base64url').toString('base64url') === mac
}

function claimsOf (payload: unknown): Omit<Verified, 'key'> | undefined {
  // Ours are good from the start: one that says otherwise is none of them.
  if (!isRecord(payload) || payload.typ !== TYPE || payload.aud !== AUDIENCE || payload.nbf !== undefined) return undefined
  const { sub, sid, exp } = payload
  const isOurs = typeof sub === 'string' && /^[1-9][0-9]{0,14}$/.test(sub) && Number.isSafeInteger(sid) && Number.isSafeInteger(exp)
  return isOurs ? { userId: Number(sub), sessionId: Number(sid), expiresSeconds: Number(exp) } : undefined
}

/** Whose access token a text is, or undefined where it is none that is good now. Whether its session lives is not looked at. */
export type ReadAccessToken = (text: string) => Promise<AccessClaims | undefined>

/**
 * A reader that remembers what it has verified. What it remembers is good until the token's own end, and for as long as
 * the key that signed it is on the ring.
 */
export function accessTokenReader (keys: KeyRing, clock: Clock): ReadAccessToken {
  const remembered = new Map<string, Verified>()

  const verified = (text: string, kid: string): Verified | undefined => {
    try {
      const key = keys.byId(kid)
      if (key === undefined || !isCanonical(text)) return undefined
      // Its own end is looked at below, by our clock and at each use.
      const verify = createVerifier({ key: key.secret, algorithms: [ALGORITHM], checkTyp: 'JWT', ignoreExpiration: true })
      const claims = claimsOf(verify(text))
      return claims === undefined ? undefined : { ...claims, key }
    } catch {
      // fast-jwt throws for whatever has no MAC of that key.
      return undefined
    }
  }

  const remember = (text: string, token: Verified): void => {
    for (const oldest of remembered.keys()) {
      if (remembered.size < MOST_REMEMBERED) break
      remembered.delete(oldest)
    }
    remembered.set(text, token)
  }

  return async (text) => {
    if (text.length > MOST_CHARACTERS) return undefined
    const kid = remembered.get(text)?.key.kid ?? kidOf(text)
    if (kid === undefined) return undefined
    await keys.refreshed(kid)
    const known = remembered.get(text)
    const token = known ?? verified(text, kid)
    // A token is not good at its `exp` any more (RFC 7519, 4.1.4).
    const isGood = token !== undefined && token.expiresSeconds > clock.seconds() && keys.byId(token.key.kid) === token.key
    if (known !== undefined && !isGood) remembered.delete(text)
    if (!isGood) return undefined
    if (known === undefined) remember(text, token)
    return { userId: token.userId, sessionId: token.sessionId }
  }
}
