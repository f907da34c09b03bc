/** What is done to the local data folder only, and never over the wire: whoever holds the folder is the operator. */
import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import type { SettingValues } from '@fintrack/contract/settings'
import { normalName, quote } from '@fintrack/contract/text'
import { register } from '@fintrack/contract/users'
import { faultsOf } from '@fintrack/contract/validate'
import { bookConfig } from './config/book-config.ts'
import { systemClock, type Clock } from './clock.ts'
import { connect } from './db/connect.ts'
import { describeRename } from './db/renamed.ts'
import { toProblem } from './db/errors/storage-problem.ts'
import { openUnitOfWork, type UnitOfWork } from './features/repositories.ts'
import type { AuditRow } from './features/audit/audit-repository.ts'
import { rotateKeys as rotate } from './features/signing-keys/key-ring.ts'
import { throttle } from './features/throttle/throttle.ts'
import { closedId, type UserSummary } from './features/users/user-repository.ts'
import { userService, type UserService } from './features/users/user-service.ts'

export { backupBook } from './maintenance/backup.ts'
export { copyBook } from './maintenance/copy/copy.ts'
export { checkBook } from './maintenance/doctor/doctor.ts'
export { restoreBook } from './maintenance/restore/restore.ts'

export interface LocalOptions {
  readonly dataDir: string
  readonly settings: SettingValues
  readonly clock?: Clock
  /** Told of what bringing the book up to date did to its rows. */
  readonly tell?: (sentence: string) => void
}

export type LocalUser = UserSummary
export type LocalEvent = AuditRow

interface LocalBook { readonly uow: UnitOfWork, readonly users: UserService, readonly clock: Clock }

/**
 * @throws UserError where the folder or the file cannot be used; Problem unavailable, storage_full where the database
 * goes away or refuses meanwhile
 */
async function withBook<T> (
  { dataDir, settings, clock = systemClock, tell }: LocalOptions, work: (book: LocalBook) => Promise<T>
): Promise<T> {
  const config = bookConfig(settings)
  const databases = await connect({ dataDir, ...config })
  for (const one of databases.renamed) tell?.(describeRename(one))
  try {
    const uow = openUnitOfWork(databases)
    const users = userService({ uow, clock, throttle: throttle({ uow, clock, settings: config }), settings: config })
    return await work({ uow, users, clock }).catch((error: unknown) => { throw toProblem(error) })
  } finally {
    await databases.close()
  }
}

function requireLogin (username: string, password: string): void {
  faultsOf(register.body, { username, password })?.check()
}

/** @throws Problem not_found */
async function userIdOf ({ uow }: LocalBook, username: string): Promise<number> {
  const name = normalName(username)
  const user = await uow.read.users.credentialsByName(name)
  if (user?.username !== name) throw new Problem('not_found', `There is no user ${quote(username)} here.`)
  return user.id
}

/**
 * Gives the embedded book's user a name and a password, so that they can log in to a server on this folder.
 * @throws Problem validation_failed for a name that is none or is taken, or a password that is refused
 */
export async function setEmbeddedLogin (
  { username, password, ...options }: LocalOptions & { readonly username: string, readonly password: string }
): Promise<void> {
  requireLogin(username, password)
  await withBook(options, async ({ users }) => users.setLogin(await users.embedded(), username, password))
}

export function listUsers (options: LocalOptions): Promise<LocalUser[]> {
  return withBook(options, ({ uow, clock }) => uow.read.users.all(clock.seconds()))
}

/**
 * Sets a new password for a user who forgot theirs.
 * @returns the sessions that it ended, and the personal access tokens that are still good
 * @throws Problem not_found, validation_failed
 */
export function setUserPassword (
  { username, password, ...options }: LocalOptions & { readonly username: string, readonly password: string }
): Promise<{ sessions: number, tokens: number }> {
  return withBook(options, async (book) => {
    const id = await userIdOf(book, username)
    requireLogin(username, password)
    const sessions = await book.users.setLogin(id, username, password)
    return { sessions, tokens: await book.uow.read.tokens.count(id) }
  })
}

/** Removes a user with all of their data. @throws Problem not_found */
export function removeUser ({ username, ...options }: LocalOptions & { readonly username: string }): Promise<void> {
  return withBook(options, async (book) => {
    // Where an earlier removal was interrupted, this goes on with it.
    const closed = (await book.uow.read.users.closed()).find((id) => id === closedId(username))
    await book.users.removeAsOperator(closed ?? await userIdOf(book, username))
  })
}

/** Logins, failures and changes of credentials, the latest first. @throws Problem not_found */
export function listEvents (
  { username, ...options }: LocalOptions & { readonly username?: string }
): Promise<LocalEvent[]> {
  return withBook(
    options,
    async (book) => book.uow.read.audit.all(username === undefined ? undefined : await userIdOf(book, username))
  )
}

/**
 * Puts a new key in front of `keys.json`, or of those in the database.
 * @param endSessions drops the old ones, so that everyone has to log in again
 * @throws UserError where tokens are signed by a secret of the operator's own
 */
export async function rotateKeys (
  { endSessions, ...options }: LocalOptions & { readonly endSessions: boolean }
): Promise<{ kid: string, olderKeys: number }> {
  const { dataDir, settings } = options
  if (settings.FINTRACK_JWT_SECRET !== undefined) {
    throw new UserError('book', 'Tokens are signed by FINTRACK_JWT_SECRET here, not by a key of its own.',
      { hint: 'give that setting a new value and start the servers again: everyone has to log in again' })
  }
  // Two that rotate at once wait for one another: neither takes the other's key away.
  return withBook(options, async ({ uow, clock }) => {
    if (settings.FINTRACK_DATABASE_URL === undefined) return uow.write(async () => rotate(dataDir, { endSessions }))
    const { rotateStoredKeys } = await import('./features/signing-keys/database-keys.ts')
    return rotateStoredKeys({ uow, clock }, { endSessions })
  })
}
