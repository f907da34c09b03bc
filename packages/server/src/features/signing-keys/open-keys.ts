/** Opens the keys that sign tokens: the operator's own secret, else the keys beside the book. */
import type { Clock } from '../../clock.ts'
import type { Databases } from '../../db/databases.ts'
import { openUnitOfWork } from '../repositories.ts'
import { openKeys, type KeyRing } from './key-ring.ts'

/** The settings that say where the keys are. */
export interface KeyPlace {
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly jwtSecret: string | undefined
}

/** @throws UserError where the file of a data folder, or the database, cannot be used */
export async function openKeysOf (
  { place, databases, clock }: { place: KeyPlace, databases: Databases, clock: Clock }
): Promise<KeyRing> {
  if (place.databaseUrl === undefined || place.jwtSecret !== undefined) return openKeys(place.dataDir, place.jwtSecret)
  const { databaseUrl } = place
  const { openStoredKeys } = await import('./database-keys.ts')
  const { openingError } = await import('../../db/errors/postgres-opening.ts')
  return openStoredKeys({ uow: openUnitOfWork(databases), clock }).catch((error: unknown) => {
    throw openingError(error, { url: databaseUrl })
  })
}
