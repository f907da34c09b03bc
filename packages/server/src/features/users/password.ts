/** Passwords as argon2id hashes (OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane). */
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES } from '@fintrack/contract/limits'
import { fold } from '@fintrack/contract/text'

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** A hash of that cost that no password has: its salt and sum are zeros. */
const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

// The hash is a native addon that most commands never need.
const load = () => import('@node-rs/argon2')

export async function hashPassword (password: string): Promise<string> {
  return (await load()).hash(password, COST)
}

export async function verifyPassword (hash: string, password: string): Promise<boolean> {
  return (await load()).verify(hash, password)
}

/** Takes as long as a verification, and is never right. */
export async function spendAsMuchTime (password: string): Promise<boolean> {
  await verifyPassword(NOBODYS_HASH, password)
  return false
}

/** The sentence that refuses a new password, or undefined. No composition rules (NIST SP 800-63B, 5.1.1.2). */
export function passwordFault (password: string, username: string): string | undefined {
  const bytes = Buffer.byteLength(password)
  if (bytes < PASSWORD_MIN_BYTES) return `This password is too short; use at least ${PASSWORD_MIN_BYTES} bytes.`
  if (bytes > PASSWORD_MAX_BYTES) return `This password is too long; use at most ${PASSWORD_MAX_BYTES} bytes.`
  if (/\p{Surrogate}/u.test(password)) return 'This password holds half a character; type it again.'
  if (fold(password) === fold(username)) return 'This password is the username; choose another.'
  if (fold(password).includes('fintrack')) return 'This password holds the name of this program; choose another.'
  return undefined
}
