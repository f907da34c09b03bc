/**
 * A refresh token is `fr1.<user>.<session>.<generation>.<kid>.<mac>`. The MAC covers user, session,
 * generation and the session's nonce (the `kid` only says by which key), so
 * that rotation stores nothing but the session's generation: the same successor can be told again at any time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Key } from '../../files/keys-file.ts'

export interface RefreshClaims { readonly userId: number, readonly sessionId: number, readonly generation: number }

function macOf (claims: RefreshClaims, nonce: string, key: Key): Buffer {
  return createHmac('sha256', key.secret)
    .update(`fintrack refresh ${claims.userId} ${claims.sessionId} ${claims.generation} ${nonce}`)
    .digest()
}

export function refreshToken (claims: RefreshClaims, nonce: string, key: Key): string {
  return `fr1.${claims.userId}.${claims.sessionId}.${claims.generation}.${key.kid}.${macOf(claims, nonce, key).toString('base64url')}`
}

export interface ReadRefreshToken extends RefreshClaims { readonly kid: string, readonly mac: string }

/** What a text claims to be, or undefined where it is no refresh token at all. Nothing is verified yet. */
export function readRefreshToken (text: string): ReadRefreshToken | undefined {
  const parts = /^fr1\.([1-9][0-9]{0,14})\.([1-9][0-9]{0,14})\.([1-9][0-9]{0,14})\.([\w-]{1,64})\.([\w-]{43})$/.exec(text)
  if (parts === null) return undefined
  const [, user = '', session = '', generation = '', kid = '', mac = ''] = parts
  return { userId: Number(user), sessionId: Number(session), generation: Number(generation), kid, mac }
}

export function isGenuine (token: ReadRefreshToken, nonce: string, key: Key): boolean {
  const given = Buffer.from(token.mac, 'base64url')
  // The last sign has bits to spare: of the texts that mean the same bytes only ours is the token.
  if (given.toString('base64url') !== token.mac) return false
  const expected = macOf(token, nonce, key)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
