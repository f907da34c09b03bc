import { setTimeout as wait } from 'node:timers/promises'
import { invalid, Problem } from '@fintrack/contract/problem'
import { fold, normalName, quote } from '@fintrack/contract/text'
import type { User, UserChange } from '@fintrack/contract/users'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import { userGone, type Origin, type RequestContext } from '../../request-context.ts'
import { requireMatch, translateUniqueViolation, updateRow } from '../update.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { hashPassword, passwordFault, verifyPassword, type HashCost } from './password.ts'
import { isClosed, type Credentials, type UserRow } from './user-repository.ts'

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

/**
 * Between two transactions of an operator's command. A server on the same SQLite looks every 100 ms whether it may
 * write.
 */
const PAUSE_MS = 120

function closed (): Problem {
  return new Problem('registration_closed', 'Registration is closed on this server; ask its operator.')
}

function operatorsUserGone (): Problem {
  return new Problem('not_found', 'This user was deleted a moment ago.')
}

/** @throws Problem validation_failed, with the rule that a new password breaks */
async function requireStrong (field: string, password: string, username: string): Promise<void> {
  const fault = await passwordFault(password, username)
  if (fault !== undefined) throw invalid({ [field]: [fault] })
}

async function getUser (repos: Pick<Repositories, 'users'>, userId: number): Promise<UserRow> {
  const user = await repos.users.get(userId)
  if (user === undefined) throw userGone()
  return user
}

/**
 * The currency of a user's amounts that name none.
 * @throws Problem not_authenticated where the user was deleted meanwhile
 */
export async function currencyOf (repos: Pick<Repositories, 'users'>, userId: number): Promise<string> {
  return (await getUser(repos, userId)).currency
}

/** The password was not changed while it was being checked. */
async function requireUnchanged (repos: Repositories, field: string, { id, passwordHash }: Credentials): Promise<void> {
  const now = await repos.users.credentials(id)
  if (now === undefined) throw userGone()
  if (now.passwordHash !== passwordHash) {
    throw invalid({ [field]: ['The password was changed a moment ago; use the new one.'] })
  }
}

/** A username is unique by a constraint of the database. */
function nameTaken (username: string): Problem {
  return invalid({ username: [`The username ${quote(username)} is taken; choose another.`] })
}

export function userService ({ uow, clock, throttle, settings, hashCost }: Needs) {
  /**
   * Checks the password of the user who asks, throttled as a login is.
   * @param field of the request that holds the password
   */
  const checkPassword = async (
    { user, session, origin }: RequestContext, field: string, password: string
  ): Promise<Credentials> => {
    const credentials = await uow.read.users.credentials(user)
    if (credentials === undefined) throw userGone()
    const { username, passwordHash } = credentials
    if (username === null || passwordHash === null) {
      throw invalid({
        [field]: ['This is the user of the machine\'s own book, who has no password; `fintrack passwd` sets one.'],
      })
    }
    if (await throttle.guess(fold(username), origin.network, () => verifyPassword(passwordHash, password, hashCost))) {
      return credentials
    }
    await uow.write((repos) =>
      repos.audit.add(user, { event: 'password_failed', session_id: session, address: origin.address }, clock.now()))
    throw invalid({ [field]: ['This is not the password of this user.'] })
  }

  /** @returns whether nothing of the user is left; else nobody can log in as them any more */
  const removePart = (
    userId: number, check: (repos: Repositories, user: UserRow | undefined) => Promise<void>, address?: string
  ): Promise<boolean> =>
    uow.write(async (repos) => {
      await repos.users.lockToRemove(userId)
      const user = await repos.users.get(userId)
      await check(repos, user)
      if (user === undefined) return true
      const isRemoved = await repos.users.removePart(userId)
      const isNews = isRemoved ? !isClosed(user) : await repos.users.close(userId, clock.now())
      if (isNews) await repos.audit.add(null, { event: 'user_deleted', address }, clock.now())
      return isRemoved
    })

  /** Removes what is left of a user who was closed. */
  const removeRest = async (userId: number, pause: () => Promise<unknown>): Promise<void> => {
    do await pause()
    while (!await removePart(userId, async () => {}))
  }

  return {
    register: async ({ address, network }: Origin, { password, ...given }: Registration): Promise<User> => {
      if (settings.registration === 'closed') throw closed()
      const username = normalName(given.username)
      const user = { username, email: given.email ?? '', currency: given.currency ?? settings.currency }
      await requireStrong('password', password, username)
      const passwordHash = await throttle.registration(network, () => hashPassword(password, hashCost))
      return translateUniqueViolation(uow.write(async (repos) => {
        if (settings.registration === 'first') {
          await repos.system.lock('registration')
          if (await repos.users.anyRegistered()) throw closed()
        }
        const id = await repos.users.add({ ...user, passwordHash }, clock.now())
        await repos.audit.add(id, { event: 'registered', address }, clock.now())
        return { id, ...user }
      }), () => nameTaken(username))
    },

    get: ({ user }: RequestContext): Promise<UserRow> => getUser(uow.read, user),

    /** Existing rows keep their currency: the user's is the one of new rows and of the report. */
    update: ({ user, session, origin, ifMatch }: RequestContext, change: UserChange): Promise<UserRow> =>
      uow.write(async (repos) => {
        await repos.users.lock(user)
        const { after } = await updateRow({
          name: 'Your account',
          ifMatch,
          get: () => getUser(repos, user),
          ownColumns: (row) => row,
          valuesOf: ({ email, currency }) => ({ email, currency, ...change }),
          write: async (values, { email }) => {
            await repos.users.update(user, values, clock.now())
            if (values.email === email) return
            await repos.audit.add(
              user, { event: 'email_changed', session_id: session, address: origin.address }, clock.now()
            )
          },
        })
        return after
      }),

    /** Every other session ends; personal access tokens stay. */
    changePassword: async (context: RequestContext, oldPassword: string, newPassword: string): Promise<void> => {
      const { user, session, origin } = context
      const credentials = await checkPassword(context, 'old_password', oldPassword)
      const username = String(credentials.username)
      await requireStrong('new_password', newPassword, username)
      const passwordHash = await hashPassword(newPassword, hashCost)
      await uow.write(async (repos) => {
        await repos.users.lock(user)
        await requireUnchanged(repos, 'old_password', credentials)
        await repos.users.setLogin(user, username, passwordHash, clock.now())
        await repos.sessions.removeAll(user, session)
        await repos.audit.add(
          user, { event: 'password_changed', session_id: session, address: origin.address }, clock.now()
        )
      })
    },

    /**
     * Removes the user with everything that they have: in one transaction, or, where they have many rows, in several,
     * so that others write between them. After the first the user is gone for everybody: where the rest is interrupted,
     * the next start of a server finishes it.
     */
    remove: async (context: RequestContext, password: string): Promise<void> => {
      const { user, origin, ifMatch } = context
      const credentials = await checkPassword(context, 'password', password)
      const isRemoved = await removePart(user, async (repos) => {
        await requireUnchanged(repos, 'password', credentials)
        requireMatch(ifMatch, await getUser(repos, user), 'Your account')
      }, origin.address)
      if (!isRemoved) await removeRest(user, async () => {})
    },

    /** The same for the operator. @throws Problem not_found */
    removeAsOperator: async (userId: number): Promise<void> => {
      const isRemoved = await removePart(userId, async (_, user) => {
        if (user === undefined) throw operatorsUserGone()
      })
      if (!isRemoved) await removeRest(userId, () => wait(PAUSE_MS))
    },

    /** Finishes removals that were interrupted. @param isStopping ends it between two parts */
    finishRemovals: async (isStopping: () => boolean): Promise<void> => {
      for (const userId of await uow.read.users.closed()) {
        while (!isStopping() && !await removePart(userId, async () => {})) await wait(PAUSE_MS)
      }
    },

    /**
     * The id of the embedded book's own user, who is created at its first use.
     * @param currencyOf tells the currency of one who is created
     */
    embedded: async (currencyOf = async (): Promise<string> => settings.currency): Promise<number> => {
      const existing = await uow.read.users.embedded()
      if (existing !== undefined) return existing.id
      const currency = await currencyOf()
      return uow.write(async (repos) => {
        await repos.system.lock('embedded user')
        const first = await repos.users.embedded()
        return first?.id ?? repos.users.addEmbedded(currency, clock.now())
      })
    },

    /**
     * Gives a user a name and a password, for the operator. All sessions of the user end.
     * @returns how many sessions ended
     * @throws Problem validation_failed, not_found
     */
    setLogin: async (userId: number, username: string, password: string): Promise<number> => {
      const name = normalName(username)
      await requireStrong('password', password, name)
      const passwordHash = await hashPassword(password, hashCost)
      return translateUniqueViolation(uow.write(async (repos) => {
        // This locks the row: a login at the same moment is over, and its session ends here, or it waits, and is
        // refused.
        if (!await repos.users.setLogin(userId, name, passwordHash, clock.now())) throw operatorsUserGone()
        await throttle.forget(repos, fold(name))
        await repos.audit.add(userId, { event: 'password_reset' }, clock.now())
        return repos.sessions.removeAll(userId)
      }), () => nameTaken(name))
    },
  }
}

export type UserService = ReturnType<typeof userService>
