/** The content of an access token: a JWT of one type and a short life, which ends with its session. */
import { createHmac } from 'node:crypto'
import { isRecord } from '@fintrack/contract/validate'
import type { Clock } from '../../clock.ts'
import type { Key } from '../../files/keys-file.ts'

const TYPE = 'access'
const AUDIENCE = 'fintrack'
export const ALGORITHM = 'HS256'

/** The user of a token, and the session that it ends with. */
export interface AccessClaims { readonly userId: number, readonly sessionId: number }

/** Signs an access token of the configured life. The HTTP app and the embedded book each bring their own. */
export type SignAccessToken = (claims: AccessClaims, key: Key) => string

export function payloadOf (
  { userId, sessionId }: AccessClaims, clock: Clock, lifeSeconds: number
): Record<string, unknown> {
  const now = clock.seconds()
  return { sub: String(userId), sid: sessionId, typ: TYPE, aud: AUDIENCE, iat: now, exp: now + lifeSeconds }
}

/**
 * The claims of a payload whose signature was verified, or undefined where it is not that of an access token that is
 * good now. It is no longer good at its `exp` (RFC 7519, 4.1.4), and ours have no `nbf`: they are good from the start.
 */
export function claimsOf (payload: unknown, clock: Clock): AccessClaims | undefined {
  if (!isRecord(payload) || payload.typ !== TYPE || payload.aud !== AUDIENCE) return undefined
  const { sub, sid, exp, nbf } = payload
  if (nbf !== undefined) return undefined
  if (typeof sub !== 'string' || !/^[1-9][0-9]{0,14}$/.test(sub) || !Number.isSafeInteger(sid)) return undefined
  if (!Number.isSafeInteger(exp) || Number(exp) <= clock.seconds()) return undefined
  return { userId: Number(sub), sessionId: Number(sid) }
}

function base64url (value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/**
 * Signs in the embedded book, which never loads Fastify: an HMAC over two texts (RFC 7515, 3.1). It verifies nothing,
 * because nobody logs in to the embedded book; a server on the same folder takes these tokens as its own.
 */
export function signerWithoutServer (clock: Clock, lifeSeconds: number): SignAccessToken {
  return (claims, { kid, secret }) => {
    const text = `${base64url({ alg: ALGORITHM, typ: 'JWT', kid })}.${base64url(payloadOf(claims, clock, lifeSeconds))}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
}
