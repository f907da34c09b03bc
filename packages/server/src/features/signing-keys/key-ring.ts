/** The keys that sign tokens: those of a data folder, or a secret of the operator's own. */
import { createHash } from 'node:crypto'
import { platform as platformOfNow } from 'node:os'
import { ensureKeys, keysIn, keysPath, newKey, readKeys, replaceKeys, type Key } from '../../files/keys-file.ts'

/** Keys that still verify after a rotation, the one that signs included. */
export const MOST_KEYS = 10

/** One key signs; every key verifies. */
export interface KeyRing {
  readonly current: Key
  byId(kid: string): Key | undefined
  /**
   * Settles once the ring is as it is kept now: to be waited for before the others are asked. It may be kept elsewhere.
   * Not inside a transaction. @param kid is looked for where the ring does not have it
   */
  refreshed(kid?: string): Promise<void>
}

/** Of a ring that looks by itself, or that never changes. */
async function unasked (): Promise<void> {}

/** A ring over a file that another process may exchange: it is looked at with each use, and read when it has changed. */
function fileRing (file: string, platform: string): KeyRing {
  let read: { readonly mark: string, readonly current: Key, readonly byKid: ReadonlyMap<string, Key> } | undefined
  const look = () => {
    const stamp = ensureKeys(file)
    if (read?.mark !== stamp.mark) {
      const [current, ...older] = readKeys(file, stamp, platform)
      read = { mark: stamp.mark, current, byKid: new Map([current, ...older].map((key) => [key.kid, key])) }
    }
    return read
  }
  const now = () => {
    try {
      return look()
    } catch (error) {
      // A ring in use goes on with the keys that it has read; the next start refuses the file, with a sentence.
      if (read === undefined) throw error
      return read
    }
  }
  now()
  return {
    get current () { return now().current },
    byId: (kid) => now().byKid.get(kid),
    refreshed: unasked,
  }
}

/** The one key that a secret of the operator's own is. Its `kid` follows from it, so that servers that share it agree. */
function secretRing (secret: string): KeyRing {
  const digest = createHash('sha256').update(`fintrack kid ${secret}`).digest('base64url')
  const key: Key = { kid: digest.slice(0, 11), secret: Buffer.from(secret) }
  return { current: key, byId: (kid) => kid === key.kid ? key : undefined, refreshed: unasked }
}

/**
 * The keys of a data folder, made where there are none; or the secret of the operator's own in their place.
 * @throws UserError where the file is damaged, cannot be read or made, or can be read by others
 */
export function openKeys (dataDir: string, secret?: string, platform: string = platformOfNow()): KeyRing {
  return secret === undefined ? fileRing(keysPath(dataDir), platform) : secretRing(secret)
}

/**
 * Puts a new key in front: it signs from now on, also in a server that is running.
 * @param endSessions drops the old keys, so that nothing that they signed is good any more
 * @returns the new key's id, and how many older ones still verify
 */
export function rotateKeys (dataDir: string, { endSessions }: { readonly endSessions: boolean }, platform: string = platformOfNow()): { kid: string, kept: number } {
  const old = endSessions ? [] : keysIn(dataDir, platform).slice(0, MOST_KEYS - 1)
  const key = newKey()
  replaceKeys(keysPath(dataDir), [key, ...old])
  return { kid: key.kid, kept: old.length }
}
