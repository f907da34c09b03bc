/**
 * A personal access token is `ftp_<user>_<secret>`. It holds the user's id, so that it is looked for among the tokens
 * of that user alone; of the secret only a digest is stored. (256 random bits need no slow hash.)
 */
import { createHash, randomBytes } from 'node:crypto'

const PREFIX = 'ftp_'
const SECRET_BYTES = 32

export interface TokenClaims { readonly userId: number, readonly digest: string }

function digestOf (text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function newToken (userId: number): { readonly text: string, readonly digest: string } {
  const text = `${PREFIX}${userId}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { text, digest: digestOf(text) }
}

/** Whether a text is meant as a personal access token, good or not. */
export function isPersonalToken (text: string): boolean {
  return text.startsWith(PREFIX)
}

/** What a text claims to be, or undefined where it is no personal access token at all. */
export function readToken (text: string): TokenClaims | undefined {
  const user = /^ftp_([1-9][0-9]{0,14})_[\w-]{43}$/.exec(text)?.[1]
  return user === undefined ? undefined : { userId: Number(user), digest: digestOf(text) }
}
