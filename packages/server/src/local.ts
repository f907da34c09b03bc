/** What is done to the local data folder only, and never over the wire. */
import { register } from '@fintrack/contract/auth'
import { invalid } from '@fintrack/contract/problem'
import { faultsOf } from '@fintrack/contract/validate'
import { systemClock, type Clock } from './clock.ts'
import { connect } from './db/connect.ts'
import { unitOfWork } from './db/unit-of-work.ts'
import { userService } from './features/users/user-service.ts'

export interface LoginOptions {
  readonly dataDir: string
  readonly currency: string
  readonly username: string
  readonly password: string
  readonly clock?: Clock
}

/**
 * Gives the embedded book's user a name and a password, so that he can log in to a server on this folder.
 * @throws Problem validation_failed for a name that is none or is taken, or a password that is refused
 */
export async function setEmbeddedLogin ({ dataDir, currency, username, password, clock = systemClock }: LoginOptions): Promise<void> {
  const faults = faultsOf(register.body, { username, password })
  if (faults !== undefined) throw invalid(faults)
  const databases = await connect(dataDir, 0)
  try {
    const users = userService({ uow: unitOfWork(databases), clock, settings: { currency, registration: 'open' } })
    await users.setLogin(await users.embedded(), username, password)
  } finally {
    await databases.close()
  }
}
