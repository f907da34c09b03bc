import { randomBytes } from 'node:crypto'
import type { Tokens } from '@fintrack/contract/auth'
import { USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'
import { isUsername, normalName } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import { spendAsMuchTime, verifyPassword } from '../users/password.ts'
import type { KeyRing } from './keys.ts'
import { isGenuine, readRefreshToken, refreshToken, type ReadRefreshToken } from './refresh-token.ts'
import type { SessionRow } from './session-repository.ts'

const SECONDS_PER_DAY = 86_400

/** What an access token says: whose it is, and the session that it dies with. */
export interface AccessClaims { readonly userId: number, readonly sessionId: number }

export interface SessionSettings {
  readonly sessionDays: number
  readonly refreshGraceSeconds: number
  readonly refreshRotation: boolean
}

interface Needs {
  readonly uow: UnitOfWork
  readonly clock: Clock
  readonly keys: () => KeyRing
  readonly settings: SessionSettings
  /** Signs an access token of the configured life. */
  readonly signAccess: (claims: AccessClaims) => Promise<string>
}

function refused (): Problem {
  return new Problem('invalid_refresh_token', 'This refresh token is not, or no longer, valid; log in again.')
}

export function sessionService ({ uow, clock, keys, settings, signAccess }: Needs) {
  const expiry = () => clock.seconds() + settings.sessionDays * SECONDS_PER_DAY

  const tokens = async (userId: number, session: Pick<SessionRow, 'id' | 'nonce' | 'generation'>): Promise<Tokens> => ({
    access: await signAccess({ userId, sessionId: session.id }),
    refresh: refreshToken({ userId, sessionId: session.id, generation: session.generation }, session.nonce, keys().current),
  })

  /** The live session of a genuine token. */
  const sessionOf = async (repos: Repositories, token: ReadRefreshToken): Promise<SessionRow | undefined> => {
    const key = keys().byId(token.kid)
    const session = await repos.sessions.get(token.userId, token.sessionId)
    if (key === undefined || session === undefined || !isGenuine(token, session.nonce, key)) return undefined
    return session.expires_seconds > clock.seconds() ? session : undefined
  }

  /** The session after a refresh, or undefined where the token is too old: then the session has ended. */
  const advanced = async (repos: Repositories, token: ReadRefreshToken, session: SessionRow): Promise<SessionRow | undefined> => {
    const now = clock.seconds()
    if (!settings.refreshRotation || token.generation === session.generation) {
      const generation = settings.refreshRotation ? session.generation + 1 : session.generation
      const next = { generation, refreshed_seconds: now, expires_seconds: expiry() }
      await repos.sessions.advance(token.userId, session.id, next, clock.now())
      return { ...session, ...next }
    }
    // Two shells that refresh at once get the same successor.
    const isPredecessor = token.generation === session.generation - 1
    if (isPredecessor && now - session.refreshed_seconds <= settings.refreshGraceSeconds) return session
    await repos.sessions.remove(token.userId, session.id)
    return undefined
  }

  return {
    /** An unknown name costs and answers the same as a wrong password. */
    logIn: async (username: string, password: string): Promise<Tokens> => {
      // What cannot be a name is not normalised: that takes time that grows with its square.
      const name = isUsername(username, USERNAME_MAX_CHARACTERS) ? normalName(username) : ''
      const user = await uow.read.users.credentials(name)
      const known = user?.username === name ? user : undefined
      const right = known === undefined ? await spendAsMuchTime(password) : await verifyPassword(known.passwordHash, password)
      if (known === undefined || !right) throw new Problem('invalid_credentials', 'No user has this name and password.')
      return uow.write(async (repos) => {
        const nonce = randomBytes(16).toString('base64url')
        const session = { nonce, refreshed_seconds: clock.seconds(), expires_seconds: expiry() }
        const id = await repos.sessions.add(known.id, session, clock.now())
        return tokens(known.id, { id, nonce, generation: 1 })
      })
    },

    refresh: async (text: string): Promise<Tokens> => {
      const token = readRefreshToken(text)
      if (token === undefined) throw refused()
      // The end of a session must be kept, so the refusal is thrown outside of the transaction.
      const session = await uow.write(async (repos) => {
        const live = await sessionOf(repos, token)
        return live === undefined ? undefined : advanced(repos, token, live)
      })
      if (session === undefined) throw refused()
      return tokens(token.userId, session)
    },

    /** Ends the session of a token; one that is gone, or no token at all, is ended already. */
    logOut: async (text: string): Promise<void> => {
      const token = readRefreshToken(text)
      if (token === undefined) return
      await uow.write(async (repos) => {
        const session = await sessionOf(repos, token)
        if (session !== undefined) await repos.sessions.remove(token.userId, session.id)
      })
    },

    isAlive: async ({ userId, sessionId }: AccessClaims): Promise<boolean> => {
      const session = await uow.read.sessions.get(userId, sessionId)
      return session !== undefined && session.expires_seconds > clock.seconds()
    },
  }
}

export type SessionService = ReturnType<typeof sessionService>
