/** The keys that a server under test signs by, wherever they are. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openUnitOfWork } from '../../src/features/repositories.ts'
import { rotateKeys } from '../../src/features/signing-keys/key-ring.ts'
import { rotateStoredKeys } from '../../src/features/signing-keys/database-keys.ts'
import type { HttpApi } from './api.ts'

export interface SigningKey { readonly kid: string, readonly secret: Buffer }

/** The newest first. */
export async function keysIn ({ database, databases, dataDir }: HttpApi): Promise<[SigningKey, ...SigningKey[]]> {
  const keys: Array<{ kid: string, secret: string }> = database === 'postgres'
    ? await databases.reader('signing_keys').orderBy('id', 'desc')
    : JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')).keys
  return keys.map(
    ({ kid, secret }) => ({ kid, secret: Buffer.from(secret, 'base64url') })
  ) as [SigningKey, ...SigningKey[]]
}

/** Puts a new key in front, which the server signs by from now on. */
export async function rotate (api: HttpApi): Promise<void> {
  if (api.database === 'sqlite') {
    rotateKeys(api.dataDir, { endSessions: false })
    return
  }
  const { kid } = await rotateStoredKeys(
    { uow: openUnitOfWork(api.databases), clock: api.clock }, { endSessions: false }
  )
  // It looks at once for a key that it does not know.
  await api.server.inject({
    method: 'POST', url: '/api/token/refresh/', payload: { refresh: `fr1.1.1.1.${kid}.${'A'.repeat(43)}` },
  })
}
