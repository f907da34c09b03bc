import type { User } from '@fintrack/contract/auth'
import { invalid, Problem } from '@fintrack/contract/problem'
import { normalName, quote } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/constraint.ts'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { hashPassword, passwordFault } from './password.ts'

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

function closed (): Problem {
  return new Problem('registration_closed', 'This server takes no new users; ask whoever runs it.')
}

export function userService ({ uow, clock, settings }: { uow: UnitOfWork, clock: Clock, settings: UserSettings }) {
  /** A username is unique by a constraint of the database: its refusal is told here. */
  const told = async <T>(username: string, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (violationOf(error) !== 'unique') throw error
      throw invalid({ username: [`The username ${quote(username)} is taken; choose another.`] })
    }
  }

  const hashed = async (username: string, password: string): Promise<string> => {
    const fault = passwordFault(password, username)
    if (fault !== undefined) throw invalid({ password: [fault] })
    return hashPassword(password)
  }

  return {
    register: async ({ password, ...given }: Registration): Promise<User> => {
      if (settings.registration === 'closed') throw closed()
      const username = normalName(given.username)
      const user = { username, email: given.email ?? '', currency: given.currency ?? settings.currency }
      const passwordHash = await hashed(username, password)
      return told(username, uow.write(async (repos) => {
        if (settings.registration === 'first' && await repos.users.anyRegistered()) throw closed()
        return { id: await repos.users.add({ ...user, passwordHash }, clock.now()), ...user }
      }))
    },

    /** The embedded book's own user, made at its first use. */
    embedded: async (): Promise<number> => {
      const known = await uow.read.users.embedded()
      if (known !== undefined) return known.id
      return uow.write(async (repos) => {
        const first = await repos.users.embedded()
        return first?.id ?? repos.users.addEmbedded(settings.currency, clock.now())
      })
    },

    /** Gives a user a name and a password; whoever was logged in with the old one is not any more. */
    setLogin: async (userId: number, username: string, password: string): Promise<void> => {
      const name = normalName(username)
      const passwordHash = await hashed(name, password)
      await told(name, uow.write(async (repos) => {
        await repos.users.setLogin(userId, name, passwordHash, clock.now())
        await repos.sessions.removeAll(userId)
      }))
    },
  }
}
