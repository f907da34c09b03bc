import { randomBytes } from 'node:crypto'
import type { Tokens } from '@fintrack/contract/auth'
import { LABEL_MAX_CHARACTERS, USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'
import type { SessionFilters } from '@fintrack/contract/sessions'
import { fold, isUsername, normalName } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import type { Origin } from '../../request-context.ts'
import { paged, type Page } from '../paging.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { verifyPassword, type HashCost } from '../users/password.ts'
import type { KeyRing } from '../signing-keys/key-ring.ts'
import type { AccessClaims, SignAccessToken } from './access-token.ts'
import { isGenuine, readRefreshToken, refreshToken, type ReadRefreshToken } from './refresh-token.ts'
import type { ListedSession, SessionRow } from './session-repository.ts'

const SECONDS_PER_DAY = 86_400

export interface SessionSettings {
  readonly accessTokenSeconds: number
  /** How long a session lives that is not used, and one that is. */
  readonly sessionDays: number
  readonly sessionMaxDays: number
  readonly refreshGraceSeconds: number
  readonly refreshRotation: boolean
  /** How long the audit is kept. */
  readonly auditDays: number
}

export interface Login {
  readonly username: string
  readonly password: string
  /** What the session is listed as; without it what the client calls itself. */
  readonly label?: string
}

interface Needs {
  readonly uow: UnitOfWork
  readonly clock: Clock
  readonly keys: () => Promise<KeyRing> | KeyRing
  readonly throttle: Throttle
  readonly settings: SessionSettings
  readonly signAccessToken: SignAccessToken
  /** Of the passwords of this server's users; left out, the usual one. */
  readonly hashCost?: HashCost | undefined
}

function refused (): Problem {
  return new Problem('invalid_refresh_token', 'This refresh token is not, or no longer, valid; log in again.')
}

function wrong (): Problem {
  return new Problem('invalid_credentials', 'No user has this name and password.')
}

function labelOf ({ label }: Login, { agent = '' }: Origin): string {
  // A header may hold any bytes; a label is shown in a list.
  return label === undefined ? agent.replace(/[^\x20-\x7e]/g, '').trim().slice(0, LABEL_MAX_CHARACTERS) : normalName(label)
}

export function sessionService ({ uow, clock, keys, throttle, settings, signAccessToken, hashCost }: Needs) {
  const inDays = (days: number) => clock.seconds() + days * SECONDS_PER_DAY
  const expiry = (endsSeconds: number | null) => Math.min(inDays(settings.sessionDays), endsSeconds ?? Infinity)

  /** The audit forgets what is too old. */
  const prune = (repos: Repositories) => repos.audit.removeOlder(clock.moment(inDays(-settings.auditDays)))

  /** The keys as they are now. They may be in the database: not asked for inside a transaction, which has a connection of its own. */
  const ringNow = async (kid?: string): Promise<KeyRing> => {
    const ring = await keys()
    await ring.refreshed(kid)
    return ring
  }

  const tokens = (ring: KeyRing, userId: number, session: Pick<SessionRow, 'id' | 'nonce' | 'generation'>): Tokens => ({
    access: signAccessToken({ userId, sessionId: session.id }, ring.current),
    refresh: refreshToken({ userId, sessionId: session.id, generation: session.generation }, session.nonce, ring.current),
  })

  /** The session that was found for a token, where that is genuine and the session alive. */
  const liveOf = (session: SessionRow | undefined, ring: KeyRing, token: ReadRefreshToken): SessionRow | undefined => {
    const key = ring.byId(token.kid)
    if (key === undefined || session === undefined || !isGenuine(token, session.nonce, key)) return undefined
    return session.expires_seconds > clock.seconds() ? session : undefined
  }

  /** A text that is a refresh token of a live session, with the keys by which it is. Whoever makes one up is not let into the queue of those who write. */
  const genuine = async (text: string): Promise<{ readonly token: ReadRefreshToken, readonly ring: KeyRing } | undefined> => {
    const token = readRefreshToken(text)
    if (token === undefined) return undefined
    const ring = await ringNow(token.kid)
    return liveOf(await uow.read.sessions.get(token.userId, token.sessionId), ring, token) === undefined ? undefined : { token, ring }
  }

  /** The session after a refresh, or undefined where the token is too old: then the session has ended. */
  const advanced = async (
    repos: Repositories, token: ReadRefreshToken, session: SessionRow, { address }: Origin
  ): Promise<SessionRow | undefined> => {
    const now = clock.seconds()
    if (!settings.refreshRotation || token.generation === session.generation) {
      const generation = settings.refreshRotation ? session.generation + 1 : session.generation
      const next = { generation, refreshed_seconds: now, expires_seconds: expiry(session.ends_seconds) }
      await repos.sessions.advance(token.userId, session.id, next, clock.now())
      return { ...session, ...next }
    }
    // Two shells that refresh at once get the same successor.
    const isPredecessor = token.generation === session.generation - 1
    if (isPredecessor && now - session.refreshed_seconds <= settings.refreshGraceSeconds) return session
    await repos.sessions.remove(token.userId, session.id)
    await repos.audit.add(token.userId, { event: 'refresh_reused', session_id: session.id, address }, clock.now())
    return undefined
  }

  return {
    /** An unknown name costs and answers the same as a wrong password: the same statements, and as long a hash. */
    logIn: async (login: Login, origin: Origin): Promise<Tokens> => {
      // What cannot be a name is not normalised: that takes time that grows with its square.
      const name = isUsername(login.username, USERNAME_MAX_CHARACTERS) ? normalName(login.username) : undefined
      const found = await uow.read.users.credentialsByName(name ?? '')
      const user = found?.username === name ? found : undefined
      const right = await throttle.guess(name === undefined ? login.username : fold(name), origin.network,
        () => verifyPassword(user?.passwordHash ?? undefined, login.password, hashCost))
      const { address } = origin
      if (user === undefined || !right) {
        try {
          await uow.write(async (repos) => {
            await prune(repos)
            await repos.audit.add(user?.id ?? null, { event: 'login_failed', address }, clock.now())
          })
        } catch (error) {
          // A user who goes just then takes his audit with him, and is answered as one who never was.
          if (violationOf(error) !== 'foreign_key') throw error
        }
        throw wrong()
      }
      const ring = await ringNow()
      return uow.write(async (repos) => {
        await repos.users.lock(user.id)
        // It may have been changed while it was looked at: that ended all sessions, and must not leave this one.
        if ((await repos.users.credentials(user.id))?.passwordHash !== user.passwordHash) throw wrong()
        await repos.sessions.removeExpired(user.id, clock.seconds())
        await prune(repos)
        const nonce = randomBytes(16).toString('base64url')
        const ends = inDays(settings.sessionMaxDays)
        const session = {
          nonce, refreshed_seconds: clock.seconds(), expires_seconds: expiry(ends), ends_seconds: ends, label: labelOf(login, origin),
        }
        const id = await repos.sessions.add(user.id, session, clock.now())
        await repos.audit.add(user.id, { event: 'logged_in', session_id: id, address }, clock.now())
        return tokens(ring, user.id, { id, nonce, generation: 1 })
      })
    },

    refresh: async (text: string, origin: Origin): Promise<Tokens> => {
      const known = await genuine(text)
      if (known === undefined) throw refused()
      const { token, ring } = known
      // The end of a session must be kept, so the refusal is thrown outside of the transaction.
      const session = await uow.write(async (repos) => {
        const live = liveOf(await repos.sessions.lock(token.userId, token.sessionId), ring, token)
        return live === undefined ? undefined : advanced(repos, token, live, origin)
      })
      if (session === undefined) throw refused()
      return tokens(ring, token.userId, session)
    },

    /** Ends the session of a token; one that is gone, or no token at all, is ended already. */
    logOut: async (text: string, { address }: Origin): Promise<void> => {
      const known = await genuine(text)
      if (known === undefined) return
      const { token, ring } = known
      await uow.write(async (repos) => {
        const session = liveOf(await repos.sessions.lock(token.userId, token.sessionId), ring, token)
        if (session === undefined) return
        await repos.sessions.remove(token.userId, session.id)
        await repos.audit.add(token.userId, { event: 'logged_out', session_id: session.id, address }, clock.now())
      })
    },

    list: (userId: number, query: SessionFilters): Promise<Page<ListedSession>> | Page<ListedSession> =>
      paged<ListedSession>('sessions', query, ['number'], (row) => [row.id],
        (after, most) => uow.read.sessions.page(userId, clock.seconds(), after, most)),

    /** Ends a session, the one that asks or another. */
    end: (userId: number, id: number, { address }: Origin): Promise<void> => uow.write(async (repos) => {
      await repos.sessions.removeExpired(userId, clock.seconds())
      if (!await repos.sessions.remove(userId, id)) throw new Problem('not_found', `There is no session ${id}.`)
      await repos.audit.add(userId, { event: 'session_ended', session_id: id, address }, clock.now())
    }),

    isAlive: async ({ userId, sessionId }: AccessClaims): Promise<boolean> => {
      const session = await uow.read.sessions.get(userId, sessionId)
      return session !== undefined && session.expires_seconds > clock.seconds()
    },
  }
}

export type SessionService = ReturnType<typeof sessionService>
