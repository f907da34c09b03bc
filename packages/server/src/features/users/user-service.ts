import { invalid, Problem } from '@fintrack/contract/problem'
import { fold, normalName, quote } from '@fintrack/contract/text'
import type { User, UserChange } from '@fintrack/contract/users'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import { userGone, type Origin, type Requested } from '../../dispatch.ts'
import { requireMatch } from '../etag.ts'
import { isNoOp } from '../changes/is-no-op.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { hashPassword, passwordFault, verifyPassword, type HashCost } from './password.ts'
import type { Credentials, UserRow } from './user-repository.ts'

export type { UserRow }

export interface UserSettings {
  /** The currency of new users that name none. */
  readonly currency: string
  /** Who may register: anyone, only the first, nobody. */
  readonly registration: 'open' | 'first' | 'closed'
}

export interface Registration {
  readonly username: string
  readonly password: string
  readonly email?: string
  readonly currency?: string
}

interface Needs {
  readonly uow: UnitOfWork
  readonly clock: Clock
  readonly throttle: Throttle
  readonly settings: UserSettings
  /** Of new passwords; left out, the usual one. Tests of other things take a lower one. */
  readonly hashCost?: HashCost | undefined
}

function closed (): Problem {
  return new Problem('registration_closed', 'This server takes no new users; ask whoever runs it.')
}

function operatorsUserGone (): Problem {
  return new Problem('not_found', 'This user was deleted a moment ago.')
}

/** @throws Problem validation_failed, with the rule that a new password breaks */
async function requireStrong (field: string, password: string, username: string): Promise<void> {
  const fault = await passwordFault(password, username)
  if (fault !== undefined) throw invalid({ [field]: [fault] })
}

export function userService ({ uow, clock, throttle, settings, hashCost }: Needs) {
  /** A username is unique by a constraint of the database: its refusal is told here. */
  const told = async <T>(username: string, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (violationOf(error) !== 'unique') throw error
      throw invalid({ username: [`The username ${quote(username)} is taken; choose another.`] })
    }
  }

  const get = async (repos: Repositories, userId: number): Promise<UserRow> => {
    const user = await repos.users.get(userId)
    if (user === undefined) throw userGone()
    return user
  }

  /**
   * Whoever asks shows that he knows his password, throttled as a login is.
   * @throws Problem validation_failed, too_many_requests
   */
  const proven = async (userId: number, field: string, password: string, origin: Origin): Promise<Credentials> => {
    const credentials = await uow.read.users.credentials(userId)
    if (credentials === undefined) throw userGone()
    const { username, passwordHash } = credentials
    if (username === null || passwordHash === null) {
      throw invalid({ [field]: ['This account has no password: it is the book of its own machine, where `fintrack passwd` sets one.'] })
    }
    if (await throttle.guess(fold(username), origin.network, () => verifyPassword(passwordHash, password))) return credentials
    await uow.write((repos) =>
      repos.audit.add(userId, { event: 'password_failed', session_id: origin.sessionId, address: origin.address }, clock.now()))
    throw invalid({ [field]: ['This is not the password of this account.'] })
  }

  /** What a password was right for still holds: it was not changed while it was being looked at. */
  const requireUnchanged = async (repos: Repositories, field: string, { id, passwordHash }: Credentials): Promise<void> => {
    const now = await repos.users.credentials(id)
    if (now === undefined) throw userGone()
    if (now.passwordHash !== passwordHash) {
      throw invalid({ [field]: ['The password was changed a moment ago; use the new one.'] })
    }
  }

  return {
    register: async ({ password, ...given }: Registration, { address, network }: Origin): Promise<User> => {
      if (settings.registration === 'closed') throw closed()
      const username = normalName(given.username)
      const user = { username, email: given.email ?? '', currency: given.currency ?? settings.currency }
      await requireStrong('password', password, username)
      const passwordHash = await throttle.registration(network, () => hashPassword(password, hashCost))
      return told(username, uow.write(async (repos) => {
        if (settings.registration === 'first') {
          await repos.system.lock('registration')
          if (await repos.users.anyRegistered()) throw closed()
        }
        const id = await repos.users.add({ ...user, passwordHash }, clock.now())
        await repos.audit.add(id, { event: 'registered', address }, clock.now())
        return { id, ...user }
      }))
    },

    get: (userId: number): Promise<UserRow> => get(uow.read, userId),

    /** Rows that are there keep their currency: it is the one of new rows and of the report. */
    update: (userId: number, change: UserChange, { origin: { sessionId, address }, ifMatch }: Requested): Promise<UserRow> => uow.write(async (repos) => {
      await repos.users.lock(userId)
      const before = await get(repos, userId)
      requireMatch(ifMatch, before, 'Your account')
      if (isNoOp(before, change)) return before
      const { email = before.email, currency = before.currency } = change
      await repos.users.update(userId, { email, currency }, clock.now())
      if (email !== before.email) await repos.audit.add(userId, { event: 'email_changed', session_id: sessionId, address }, clock.now())
      return get(repos, userId)
    }),

    /** Every other session ends; personal access tokens stay. */
    changePassword: async (userId: number, oldPassword: string, newPassword: string, origin: Origin): Promise<void> => {
      const credentials = await proven(userId, 'old_password', oldPassword, origin)
      const username = String(credentials.username)
      await requireStrong('new_password', newPassword, username)
      const passwordHash = await hashPassword(newPassword, hashCost)
      await uow.write(async (repos) => {
        await repos.users.lock(userId)
        await requireUnchanged(repos, 'old_password', credentials)
        await repos.users.setLogin(userId, username, passwordHash, clock.now())
        await repos.sessions.removeAll(userId, origin.sessionId)
        await repos.audit.add(userId, { event: 'password_changed', session_id: origin.sessionId, address: origin.address }, clock.now())
      })
    },

    remove: async (userId: number, password: string, { origin, ifMatch }: Requested): Promise<void> => {
      const credentials = await proven(userId, 'password', password, origin)
      await uow.write(async (repos) => {
        await repos.users.lockToRemove(userId)
        await requireUnchanged(repos, 'password', credentials)
        requireMatch(ifMatch, await get(repos, userId), 'Your account')
        await repos.users.remove(userId)
        await repos.audit.add(null, { event: 'user_deleted', address: origin.address }, clock.now())
      })
    },

    /** As whoever holds the data folder may. @throws Problem not_found */
    removeAsOperator: (userId: number): Promise<void> => uow.write(async (repos) => {
      await repos.users.lockToRemove(userId)
      if (!await repos.users.remove(userId)) throw operatorsUserGone()
      await repos.audit.add(null, { event: 'user_deleted' }, clock.now())
    }),

    /** The embedded book's own user, made at its first use. */
    embedded: async (): Promise<number> => {
      const known = await uow.read.users.embedded()
      if (known !== undefined) return known.id
      return uow.write(async (repos) => {
        await repos.system.lock('embedded user')
        const first = await repos.users.embedded()
        return first?.id ?? repos.users.addEmbedded(settings.currency, clock.now())
      })
    },

    /**
     * Gives a user a name and a password, as whoever holds the data folder may; whoever was logged in with the old one
     * is not any more.
     * @returns how many sessions ended
     * @throws Problem validation_failed, not_found
     */
    setLogin: async (userId: number, username: string, password: string): Promise<number> => {
      const name = normalName(username)
      await requireStrong('password', password, name)
      const passwordHash = await hashPassword(password, hashCost)
      return told(name, uow.write(async (repos) => {
        // This locks the row: a login of just then is over and its session ends here, or it waits, and is wrong.
        if (!await repos.users.setLogin(userId, name, passwordHash, clock.now())) throw operatorsUserGone()
        await throttle.forget(repos, fold(name))
        await repos.audit.add(userId, { event: 'password_reset' }, clock.now())
        return repos.sessions.removeAll(userId)
      }))
    },
  }
}

export type UserService = ReturnType<typeof userService>
