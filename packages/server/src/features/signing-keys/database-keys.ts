/** The keys that sign tokens, on PostgreSQL: in the database, for every server on it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { newKey, type Key } from '../../files/keys-file.ts'
import { MOST_KEYS, type KeyRing } from './key-ring.ts'
import type { StoredKey } from './key-repository.ts'

/** So long, what was read is taken for what is there: a key that another server dropped is dropped here within a second. */
const FRESH_MS = 500

/** So long, those who ask for keys that are not known are gathered: one look is for all of them, however many are forged. */
const GATHER_MS = 50

const LOCK = 'signing keys'

interface Needs { readonly uow: UnitOfWork, readonly clock: Clock }

type Rows = readonly [StoredKey, ...StoredKey[]]

/** The keys as they were read at a moment, by a clock that only goes forward. */
interface Read { readonly atMs: number, readonly current: Key, readonly byKid: ReadonlyMap<string, Key> }

function stored ({ kid, secret }: Key): StoredKey {
  return { kid, secret: secret.toString('base64url') }
}

function keyOf ({ kid, secret }: StoredKey): Key {
  return { kid, secret: Buffer.from(secret, 'base64url') }
}

function readOf ([newest, ...older]: Rows, atMs: number): Read {
  const current = keyOf(newest)
  return { atMs, current, byKid: new Map([current, ...older.map(keyOf)].map((key) => [key.kid, key])) }
}

/** Makes the first key where there is none. Of several servers that start at once one makes it. */
async function makeFirst ({ uow, clock }: Needs): Promise<Rows> {
  return uow.write(async ({ keys, system }) => {
    await system.lock(LOCK)
    const [newest, ...older] = await keys.all()
    if (newest !== undefined) return [newest, ...older]
    const first = stored(newKey())
    await keys.add(first, clock.now())
    return [first]
  })
}

async function rowsOf (needs: Needs): Promise<Rows> {
  const [newest, ...older] = await needs.uow.read.keys.all()
  return newest === undefined ? makeFirst(needs) : [newest, ...older]
}

/** A ring that looks again before it is used, where it may have changed: it is waited for by `refreshed`. */
export async function openStoredKeys (needs: Needs): Promise<KeyRing> {
  let read = readOf(await rowsOf(needs), performance.now())
  let looking: Promise<void> | undefined
  let gathered: Promise<void> | undefined

  const look = async (): Promise<void> => {
    const atMs = performance.now()
    read = readOf(await rowsOf(needs), atMs)
  }
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => { looking = undefined }))
  /** A look that has not begun yet, so that whatever was stored until now is seen. */
  const lookNext = (): Promise<void> => (gathered ??= (async () => {
    await wait(GATHER_MS)
    await looking?.catch(() => {})
    gathered = undefined
    await lookOnce()
  })())

  return {
    get current () { return read.current },
    byId: (kid) => read.byKid.get(kid),
    refreshed: async (kid) => {
      if (performance.now() - read.atMs >= FRESH_MS) await lookOnce()
      // One that is not known here may be a moment old: a token of it would be refused for good.
      if (kid !== undefined && !read.byKid.has(kid)) await lookNext()
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
    await system.lock(LOCK)
    const kept = endSessions ? [] : (await keys.all()).slice(0, MOST_KEYS - 1)
    await keys.add(stored(key), clock.now())
    await keys.keepOnly([key.kid, ...kept.map(({ kid }) => kid)])
    return { kid: key.kid, kept: kept.length }
  })
}
