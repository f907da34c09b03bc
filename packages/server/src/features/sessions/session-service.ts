import { randomBytes } from 'node:crypto'
import type { Tokens } from '@fintrack/contract/auth'
import { LABEL_MAX_CHARACTERS, USERNAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'
import type { SessionFilters } from '@fintrack/contract/sessions'
import { counted, fold, isUsername, normalName } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import type { Origin, RequestContext } from '../../request-context.ts'
import { paged, type Page } from '../paging.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { verifyPassword, type HashCost } from '../users/password.ts'
import type { KeyRing } from '../signing-keys/key-ring.ts'
import type { AccessClaims, SignAccessToken } from './access-token.ts'
import { isGenuine, readRefreshToken, refreshToken, type ReadRefreshToken } from './refresh-token.ts'
import type { ListedSession, SessionRow } from './session-repository.ts'

const SECONDS_PER_DAY = 86_400

export interface SessionSettings {
  /** The most open ones of a user. */
  readonly sessionsPerUser: number
  readonly accessTokenSeconds: number
  /** After how many days an unused session ends, and any session at the latest. */
  readonly sessionDays: number
  readonly sessionMaxDays: number
  readonly refreshGraceSeconds: number
  readonly refreshRotation: boolean
  /** After how many days an entry of the audit is removed. */
  readonly auditDays: number
}

export interface Login {
  readonly username: string
  readonly password: string
  /** The name of the session in the list; without it, the name that the client gives itself. */
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
  return new Problem('invalid_refresh_token', 'This refresh token is invalid or its session has ended; log in again.')
}

function wrong (): Problem {
  return new Problem('invalid_credentials', 'No user has this name and password.')
}

/** A header may hold any bytes, and a list shows the label. */
function labelOf ({ label }: Login, { agent = '' }: Origin): string {
  if (label !== undefined) return normalName(label)
  return agent.replace(/[^\x20-\x7e]/g, '').trim().slice(0, LABEL_MAX_CHARACTERS)
}

function tooMany (most: number): Problem {
  return new Problem(
    'limit_reached',
    `This user has ${counted(most, 'open session')}, the most that they may have. End one where you are logged in ` +
      '(`fintrack session revoke`), or ask the operator.'
  )
}

export function sessionService ({ uow, clock, keys, throttle, settings, signAccessToken, hashCost }: Needs) {
  const inDays = (days: number) => clock.seconds() + days * SECONDS_PER_DAY
  const expiry = (endsSeconds: number | null) => Math.min(inDays(settings.sessionDays), endsSeconds ?? Infinity)

  /** Removes entries of the audit that are too old. */
  const prune = (repos: Repositories) => repos.audit.removeOlder(clock.moment(inDays(-settings.auditDays)))

  /** The keys as they are now. Not for use inside a transaction: they may be in the database, on another connection. */
  const ringNow = async (kid?: string): Promise<KeyRing> => {
    const ring = await keys()
    await ring.refreshed(kid)
    return ring
  }

  const tokens = (ring: KeyRing, userId: number, session: Pick<SessionRow, 'id' | 'nonce' | 'generation'>): Tokens => ({
    access: signAccessToken({ userId, sessionId: session.id }, ring.current),
    refresh: refreshToken(
      { userId, sessionId: session.id, generation: session.generation }, session.nonce, ring.current),
  })

  /** The session of a token, where the token is genuine and the session has not ended. */
  const liveOf = (session: SessionRow | undefined, ring: KeyRing, token: ReadRefreshToken): SessionRow | undefined => {
    const key = ring.byId(token.kid)
    if (key === undefined || session === undefined || !isGenuine(token, session.nonce, key)) return undefined
    return session.expires_seconds > clock.seconds() ? session : undefined
  }

  /**
   * Reads a refresh token of a live session, and the keys that verified it. A forged token fails here, before it can
   * wait in the queue of writers.
   */
  const genuine = async (
    text: string
  ): Promise<{ readonly token: ReadRefreshToken, readonly ring: KeyRing } | undefined> => {
    const token = readRefreshToken(text)
    if (token === undefined) return undefined
    const ring = await ringNow(token.kid)
    const session = await uow.read.sessions.get(token.userId, token.sessionId)
    return liveOf(session, ring, token) === undefined ? undefined : { token, ring }
  }

  /** The session after a refresh, or undefined where the token is too old, which ends the session. */
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
    // Two shells that refresh at once get the same next token.
    const isPredecessor = token.generation === session.generation - 1
    if (isPredecessor && now - session.refreshed_seconds <= settings.refreshGraceSeconds) return session
    await repos.sessions.remove(token.userId, session.id)
    await repos.audit.add(token.userId, { event: 'refresh_reused', session_id: session.id, address }, clock.now())
    return undefined
  }

  return {
    /** Runs the same statements and as long a hash for an unknown name as for a wrong password. */
    logIn: async (origin: Origin, login: Login): Promise<Tokens> => {
      // Normalises only a valid name: normalising takes time that grows with the square of the length.
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
          // A user who is deleted just then takes their audit along, and is answered like an unknown user.
          if (violationOf(error) !== 'foreign_key') throw error
        }
        throw wrong()
      }
      const ring = await ringNow()
      return uow.write(async (repos) => {
        await repos.users.lock(user.id)
        // A password that was changed during the check ended all sessions, and must not leave this one.
        if ((await repos.users.credentials(user.id))?.passwordHash !== user.passwordHash) throw wrong()
        await repos.sessions.removeExpired(user.id, clock.seconds())
        if (await repos.sessions.count(user.id) >= settings.sessionsPerUser) throw tooMany(settings.sessionsPerUser)
        await prune(repos)
        const nonce = randomBytes(16).toString('base64url')
        const ends = inDays(settings.sessionMaxDays)
        const session = {
          nonce,
          refreshed_seconds: clock.seconds(),
          expires_seconds: expiry(ends),
          ends_seconds: ends,
          label: labelOf(login, origin),
        }
        const id = await repos.sessions.add(user.id, session, clock.now())
        await repos.audit.add(user.id, { event: 'logged_in', session_id: id, address }, clock.now())
        return tokens(ring, user.id, { id, nonce, generation: 1 })
      })
    },

    refresh: async (origin: Origin, text: string): Promise<Tokens> => {
      const verified = await genuine(text)
      if (verified === undefined) throw refused()
      const { token, ring } = verified
      // Throws the refusal outside of the transaction, which must commit the end of the session.
      const session = await uow.write(async (repos) => {
        const live = liveOf(await repos.sessions.lock(token.userId, token.sessionId), ring, token)
        return live === undefined ? undefined : advanced(repos, token, live, origin)
      })
      if (session === undefined) throw refused()
      return tokens(ring, token.userId, session)
    },

    /** Ends the session of a token. Does nothing where the session has ended, or the text is not a token. */
    logOut: async ({ address }: Origin, text: string): Promise<void> => {
      const verified = await genuine(text)
      if (verified === undefined) return
      const { token, ring } = verified
      await uow.write(async (repos) => {
        const session = liveOf(await repos.sessions.lock(token.userId, token.sessionId), ring, token)
        if (session === undefined) return
        await repos.sessions.remove(token.userId, session.id)
        await repos.audit.add(token.userId, { event: 'logged_out', session_id: session.id, address }, clock.now())
      })
    },

    list: ({ user }: RequestContext, query: SessionFilters): Promise<Page<ListedSession>> | Page<ListedSession> =>
      paged<ListedSession>('sessions', query, ['number'], (row) => [row.id],
        (after, most) => uow.read.sessions.page(user, clock.seconds(), after, most)),

    /** Ends a session: the one that asks, or another. */
    end: ({ user, origin: { address } }: RequestContext, id: number): Promise<void> => uow.write(async (repos) => {
      await repos.sessions.removeExpired(user, clock.seconds())
      if (!await repos.sessions.remove(user, id)) throw new Problem('not_found', `There is no session ${id}.`)
      await repos.audit.add(user, { event: 'session_ended', session_id: id, address }, clock.now())
    }),

    isAlive: async ({ userId, sessionId }: AccessClaims): Promise<boolean> => {
      const session = await uow.read.sessions.get(userId, sessionId)
      return session !== undefined && session.expires_seconds > clock.seconds()
    },
  }
}

export type SessionService = ReturnType<typeof sessionService>
