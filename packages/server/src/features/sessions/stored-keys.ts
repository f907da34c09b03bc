/** The keys that sign tokens, on PostgreSQL: in the database, for every server on it. */
import type { Clock } from '../../clock.ts'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { MOST_KEYS, newKey, type Key, type KeyRing } from './keys.ts'
import type { StoredKey } from './key-repository.ts'

/** So long, what was read is taken for what is there: a key that another server dropped is dropped here within a second. */
const FRESH_MS = 500

interface Needs { readonly uow: UnitOfWork, readonly clock: Clock }

function stored ({ kid, secret }: Key): StoredKey {
  return { kid, secret: secret.toString('base64url') }
}

/** Makes the first key where there is none. Of several servers that start at once one makes it. */
async function makeFirst ({ uow, clock }: Needs): Promise<StoredKey[]> {
  return uow.write(async ({ keys, system }) => {
    await system.lock('signing keys')
    const there = await keys.all()
    if (there.length > 0) return there
    const first = stored(newKey())
    await keys.add(first, clock.now())
    return [first]
  })
}

/** @param milliseconds a clock that only goes forward */
export async function openStoredKeys (needs: Needs, milliseconds = () => performance.now()): Promise<KeyRing> {
  let byKid: ReadonlyMap<string, Key> = new Map()
  let current: Key = newKey()
  let readAt = 0

  const take = (rows: readonly StoredKey[], at: number) => {
    // A key that stays is the same value before and after: whoever remembers it need not compare secrets.
    const ring = rows.map(({ kid, secret }) => byKid.get(kid) ?? { kid, secret: Buffer.from(secret, 'base64url') })
    current = ring[0] ?? current
    byKid = new Map(ring.map((key) => [key.kid, key]))
    readAt = at
  }

  const read = async () => {
    const at = milliseconds()
    const rows = await needs.uow.read.keys.all()
    take(rows.length > 0 ? rows : await makeFirst(needs), at)
  }

  await read()
  return {
    get current () { return current },
    byId: (kid) => byKid.get(kid),
    refreshed: async (kid) => {
      if (milliseconds() - readAt >= FRESH_MS || (kid !== undefined && !byKid.has(kid))) await read()
    },
  }
}

/**
 * Puts a new key in front: it signs from now on, also in the servers that run.
 * @param endSessions drops the old keys, so that nothing that they signed is good any more
 * @returns the new key's id, and how many older ones still verify
 */
export async function rotateStoredKeys ({ uow, clock }: Needs, { endSessions }: { readonly endSessions: boolean }): Promise<{ kid: string, kept: number }> {
  const key = newKey()
  return uow.write(async ({ keys, system }) => {
    await system.lock('signing keys')
    const kept = endSessions ? [] : (await keys.all()).slice(0, MOST_KEYS - 1)
    await keys.add(stored(key), clock.now())
    await keys.keepOnly([key.kid, ...kept.map(({ kid }) => kid)])
    return { kid: key.kid, kept: kept.length }
  })
}
