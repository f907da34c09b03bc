/**
 * A refresh token is `fr1.<user>.<session>.<generation>.<kid>.<mac>`. The MAC covers user, session, generation and the
 * session's nonce (the `kid` only names the key), so that a rotation stores only the session's generation, and the
 * server can compute the same next token again at any time.
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
  const { userId, sessionId, generation } = claims
  return ['fr1', userId, sessionId, generation, key.kid, macOf(claims, nonce, key).toString('base64url')].join('.')
}

export interface ReadRefreshToken extends RefreshClaims { readonly kid: string, readonly mac: string }

const NUMBER = '([1-9][0-9]{0,14})'
const PATTERN = new RegExp(`^fr1\\.${NUMBER}\\.${NUMBER}\\.${NUMBER}\\.([\\w-]{1,64})\\.([\\w-]{43})$`)

/** The parts of a text that looks like a refresh token, or undefined. Verifies nothing. */
export function readRefreshToken (text: string): ReadRefreshToken | undefined {
  const parts = PATTERN.exec(text)
  if (parts === null) return undefined
  const [, user = '', session = '', generation = '', kid = '', mac = ''] = parts
  return { userId: Number(user), sessionId: Number(session), generation: Number(generation), kid, mac }
}

export function isGenuine (token: ReadRefreshToken, nonce: string, key: Key): boolean {
  const given = Buffer.from(token.mac, 'base64url')
  // The last character has spare bits: of the texts that decode to the same bytes only ours is the token.
  if (given.toString('base64url') !== token.mac) return false
  const expected = macOf(token, nonce, key)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
