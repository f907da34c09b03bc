/** The keys that sign tokens on PostgreSQL: in the database, for every server on it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { UnitOfWork } from '../repositories.ts'
import { newKey, type Key } from '../../files/keys-file.ts'
import { MAX_KEYS, type KeyRing, type RotateOptions, type Rotation } from './key-ring.ts'
import type { StoredKey } from './key-repository.ts'

/** How long a reading of the keys counts as current: a key that another server removed is gone here within a second. */
const FRESH_MS = 500

/** How long requests with unknown keys are gathered: one query answers all of them, however many are forged. */
const GATHER_MS = 50

const LOCK = 'signing keys'

interface Needs { readonly uow: UnitOfWork, readonly clock: Clock }

type Rows = readonly [StoredKey, ...StoredKey[]]

/** The keys, and when they were read by a clock that only goes forward. */
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

/** Creates the first key where there is none. Of several servers that start at once, one creates it. */
async function createFirst ({ uow, clock }: Needs): Promise<Rows> {
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
  return newest === undefined ? createFirst(needs) : [newest, ...older]
}

/** A ring whose `refreshed` reads the keys again where they may have changed. */
export async function openStoredKeys (needs: Needs): Promise<KeyRing> {
  let read = readOf(await rowsOf(needs), performance.now())
  let looking: Promise<void> | undefined
  let gathered: Promise<void> | undefined

  const look = async (): Promise<void> => {
    const atMs = performance.now()
    read = readOf(await rowsOf(needs), atMs)
  }
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => { looking = undefined }))
  /** A look that has not begun yet, so that it sees every key that is stored by now. */
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
      // An unknown key may be a moment old, and its tokens must not be refused for good.
      if (kid !== undefined && !read.byKid.has(kid)) await lookNext()
    },
  }
}

/**
 * Puts a new key first: it signs from now on, also in the servers that are running.
 */
export async function rotateStoredKeys ({ uow, clock }: Needs, { endSessions }: RotateOptions): Promise<Rotation> {
  const key = newKey()
  return uow.write(async ({ keys, system }) => {
    await system.lock(LOCK)
    const older = endSessions ? [] : (await keys.all()).slice(0, MAX_KEYS - 1)
    await keys.add(stored(key), clock.now())
    await keys.keepOnly([key.kid, ...older.map(({ kid }) => kid)])
    return { kid: key.kid, olderKeys: older.length }
  })
}
