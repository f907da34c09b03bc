/** Passwords as argon2id hashes (OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane). */
import { availableParallelism } from 'node:os'
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'
import { fold } from '@fintrack/contract/text'
import pLimit from 'p-limit'

/** What a hash costs: memory in KiB, passes over it, and lanes. */
export interface HashCost { readonly memoryCost: number, readonly timeCost: number, readonly parallelism: number }

const COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash of this cost that no password has: its salt and sum are zeros. */
function nobodysHash ({ memoryCost, timeCost, parallelism }: HashCost): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`
}

/** The threads that Node works with: SQLite's statements run on them too, so one is left to them. */
const POOL_THREADS = 4
/** At most one hash for each core at a time: more would take no less time, and 19 MiB each. */
const hashLimit = pLimit(Math.min(availableParallelism(), POOL_THREADS - 1))
const MOST_WAITING = 200
const RETRY_SECONDS = 2

// The hash is a native addon that most commands never need.
const load = () => import('@node-rs/argon2')

/** @throws Problem unavailable where too many wait already */
async function withHashSlot<T> (work: (argon2: Awaited<ReturnType<typeof load>>) => Promise<T>): Promise<T> {
  if (hashLimit.pendingCount >= MOST_WAITING) {
    throw new Problem(
      'unavailable', `Too many passwords are waiting to be checked; try again in ${RETRY_SECONDS} s.`,
      { retryAfterSeconds: RETRY_SECONDS }
    )
  }
  return hashLimit(async () => work(await load()))
}

/** How many passwords wait to be checked. */
export function passwordsWaiting (): number {
  return hashLimit.pendingCount
}

export function hashPassword (password: string, cost = COST): Promise<string> {
  return withHashSlot(({ hash }) => hash(password, cost))
}

/**
 * Whether a password is the one of a hash.
 * @param hash undefined where there is no such user: it takes as long as a hash of this cost, and is never right
 */
export async function verifyPassword (hash: string | undefined, password: string, cost = COST): Promise<boolean> {
  const right = await withHashSlot(({ verify }) => verify(hash ?? nobodysHash(cost), password))
  return right && hash !== undefined
}

/** How many of the commonest passwords are refused (OWASP ASVS 5.0, 6.2.4), of those that are long enough. */
const COMMONEST = 3000
let commonest: ReadonlySet<string> | undefined

/** A list of 1 MB that only a new password needs. */
async function commonPasswords (): Promise<ReadonlySet<string>> {
  if (commonest !== undefined) return commonest
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  // The commonest first.
  const longEnough = dictionary['passwords-common'].filter((word) => Buffer.byteLength(word) >= PASSWORD_MIN_BYTES)
  return (commonest = new Set(longEnough.slice(0, COMMONEST).map(fold)))
}

/** The sentence that refuses a new password, or undefined. No composition rules (NIST SP 800-63B, 5.1.1.2). */
export async function passwordFault (password: string, username: string): Promise<string | undefined> {
  const bytes = Buffer.byteLength(password)
  if (bytes < PASSWORD_MIN_BYTES) return `This password is too short; use at least ${PASSWORD_MIN_BYTES} bytes.`
  if (bytes > PASSWORD_MAX_BYTES) return `This password is too long; use at most ${PASSWORD_MAX_BYTES} bytes.`
  if (/\p{Surrogate}/u.test(password)) return 'This password holds half a character; type it again.'
  const folded = fold(password)
  if (folded === fold(username)) return 'This password is the username; choose another.'
  if (folded.includes('fintrack')) return 'This password holds the name of this program; choose another.'
  if ((await commonPasswords()).has(folded)) {
    return 'This password is one of the commonest, which are guessed first; choose another.'
  }
  return undefined
}
