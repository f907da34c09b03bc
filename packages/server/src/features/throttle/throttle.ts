/**
 * Slows guessing down. An attempt is counted before its password is looked at, so that guesses made at once count as well;
 * what turns out right is taken back. Counts are in the database: they hold over restarts, and for every server on it.
 * Nothing is ever locked for good: an attempt counts for one window and no longer.
 */
import { createHash } from 'node:crypto'
import { Problem } from '@fintrack/contract/problem'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { AttemptKind } from './attempt-repository.ts'

const REGISTRATION_WINDOW_SECONDS = 3600

export interface ThrottleSettings {
  readonly loginFailuresPerAccount: number
  readonly loginFailuresPerAddress: number
  readonly throttleWindowSeconds: number
  readonly registrationsPerAddress: number
}

interface Limit { readonly kind: AttemptKind, readonly key: string, readonly most: number, readonly windowSeconds: number }

/** An attempt that was counted. */
export interface Attempt {
  /** It was right: it does not count, nor do the account's failures before it. */
  forgive(repos: Repositories): Promise<void>
}

/** An account as its attempts know it: of whatever was typed as a name (a password, now and then) only a digest is kept. */
function accountKey (foldedName: string): string {
  return createHash('sha256').update(foldedName).digest('base64url')
}

export function throttle ({ uow, clock, settings }: { uow: UnitOfWork, clock: Clock, settings: ThrottleSettings }) {
  const longestSeconds = Math.max(settings.throttleWindowSeconds, REGISTRATION_WINDOW_SECONDS)

  /** @throws Problem too_many_requests where any limit is reached; nothing is counted then */
  const counted = (limits: readonly Limit[], refusal: string): Promise<number[]> => uow.write(async ({ attempts }) => {
    const now = clock.seconds()
    await attempts.removeOlder(now - longestSeconds)
    for (const { kind, key, most, windowSeconds } of limits) {
      const { count, firstSeconds } = await attempts.recent(kind, key, now - windowSeconds)
      if (count >= most) {
        const retryAfterSeconds = Math.max(1, firstSeconds + windowSeconds - now)
        throw new Problem('too_many_requests', `${refusal}; try again in ${retryAfterSeconds} s.`, { retryAfterSeconds })
      }
    }
    const ids: number[] = []
    for (const { kind, key } of limits) ids.push(await attempts.add(kind, key, now))
    return ids
  })

  return {
    /**
     * Counts a guess at an account's password.
     * @param foldedName the account's name, folded, whether there is such an account or not
     * @param network where it comes from; undefined on the machine itself
     * @throws Problem too_many_requests
     */
    password: async (foldedName: string, network: string | undefined): Promise<Attempt> => {
      const windowSeconds = settings.throttleWindowSeconds
      const account = { kind: 'password_of_account', key: accountKey(foldedName), most: settings.loginFailuresPerAccount, windowSeconds } as const
      const fromThere = network === undefined
        ? []
        : [{ kind: 'password_from_address', key: network, most: settings.loginFailuresPerAddress, windowSeconds } as const]
      const ids = await counted([account, ...fromThere], 'There were too many wrong passwords')
      return {
        forgive: async ({ attempts }) => {
          await attempts.removeAll(account.kind, account.key)
          for (const id of ids) await attempts.remove(id)
        },
      }
    },

    /** @throws Problem too_many_requests */
    registration: async (network: string | undefined): Promise<void> => {
      if (network === undefined) return
      await counted([{
        kind: 'registration_from_address', key: network, most: settings.registrationsPerAddress, windowSeconds: REGISTRATION_WINDOW_SECONDS,
      }], 'Too many users were registered from this address')
    },
  }
}

export type Throttle = ReturnType<typeof throttle>
