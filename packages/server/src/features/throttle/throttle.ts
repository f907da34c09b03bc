/**
 * Slows guessing down. An attempt is counted before its password is looked at, so that guesses made at once count as
 * well; what turns out right is taken back. Counts are in the database: they hold over restarts, and for every server
 * on it. Nothing is ever locked for good: an attempt counts for one window and no longer.
 */
import { createHash } from 'node:crypto'
import { Problem } from '@fintrack/contract/problem'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import type { AttemptKind } from './attempt-repository.ts'

const REGISTRATION_WINDOW_SECONDS = 3600

export interface ThrottleSettings {
  readonly loginFailuresPerAccount: number
  readonly loginFailuresPerAddress: number
  readonly throttleWindowSeconds: number
  readonly registrationsPerAddress: number
}

interface Limit {
  readonly kind: AttemptKind
  readonly key: string
  readonly most: number
  readonly windowSeconds: number
}

/**
 * An account as its attempts know it: of whatever was typed as a name (a password, now and then) only a digest is kept.
 */
function accountKey (foldedName: string): string {
  return createHash('sha256').update(foldedName).digest('base64url')
}

export function throttle ({ uow, clock, settings }: { uow: UnitOfWork, clock: Clock, settings: ThrottleSettings }) {
  const longestSeconds = Math.max(settings.throttleWindowSeconds, REGISTRATION_WINDOW_SECONDS)

  /** @throws Problem too_many_requests where any limit is reached; nothing is counted then */
  const counted = (limits: readonly Limit[], refusal: string): Promise<number[]> =>
    uow.write(async ({ attempts, system }) => {
      const now = clock.seconds()
      await attempts.removeOlder(now - longestSeconds)
      // Whoever counts one thing at the same moment is counted as well. Always in this order, so that nobody waits in a
      // ring.
      for (const { kind, key } of limits) await system.lock(`attempts ${kind} ${key}`)
      for (const { kind, key, most, windowSeconds } of limits) {
        const { count, firstSeconds } = await attempts.recent(kind, key, now - windowSeconds)
        if (count >= most) {
          const retryAfterSeconds = Math.max(1, firstSeconds + windowSeconds - now)
          throw new Problem(
            'too_many_requests', `${refusal}; try again in ${retryAfterSeconds} s.`, { retryAfterSeconds }
          )
        }
      }
      const ids: number[] = []
      for (const { kind, key } of limits) ids.push(await attempts.add(kind, key, now))
      return ids
    })

  /**
   * Work whose attempt counts as soon as it begins. Where it comes to no end, nothing was tried, and nothing counts.
   */
  const countAttempt = async <T>(
    limits: readonly Limit[], refusal: string, work: () => Promise<T>
  ): Promise<{ result: T, ids: readonly number[] }> => {
    const ids = await counted(limits, refusal)
    try {
      return { result: await work(), ids }
    } catch (error) {
      await uow.write(({ attempts }) => attempts.remove(ids))
      throw error
    }
  }

  return {
    /**
     * A guess at an account's password. A right one does not count, nor do the account's failures before it.
     * @param foldedName the account's name, folded, whether there is such an account or not
     * @param network where it comes from; undefined on the machine itself
     * @param isRight looks at the password
     * @throws Problem too_many_requests
     */
    guess: async (
      foldedName: string, network: string | undefined, isRight: () => Promise<boolean>
    ): Promise<boolean> => {
      const windowSeconds = settings.throttleWindowSeconds
      const account = {
        kind: 'password_of_account', key: accountKey(foldedName), most: settings.loginFailuresPerAccount, windowSeconds,
      } as const
      const limits: Limit[] = [account]
      if (network !== undefined) {
        const most = settings.loginFailuresPerAddress
        limits.push({ kind: 'password_from_address', key: network, most, windowSeconds })
      }
      const { result, ids } = await countAttempt(limits, 'There were too many wrong passwords', isRight)
      if (result) {
        await uow.write(async ({ attempts }) => {
          await attempts.removeAll(account.kind, account.key)
          await attempts.remove(ids)
        })
      }
      return result
    },

    /** Whoever has a new password from the operator has not guessed at it yet. */
    forget: (repos: Repositories, foldedName: string): Promise<void> => repos.attempts.removeAll(
      'password_of_account', accountKey(foldedName)
    ),

    /** @throws Problem too_many_requests */
    registration: async <T>(network: string | undefined, work: () => Promise<T>): Promise<T> => {
      if (network === undefined) return work()
      const limit = {
        kind: 'registration_from_address',
        key: network,
        most: settings.registrationsPerAddress,
        windowSeconds: REGISTRATION_WINDOW_SECONDS,
      } as const
      return (await countAttempt([limit], 'Too many users were registered from this address', work)).result
    },
  }
}

export type Throttle = ReturnType<typeof throttle>
