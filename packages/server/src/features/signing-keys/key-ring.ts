/** The keys that sign tokens: those of a data folder, or a secret of the operator's own. */
import { createHash } from 'node:crypto'
import { platform as platformOfNow } from 'node:os'
import { ensureKeys, keysIn, keysPath, newKey, readKeys, replaceKeys, type Key } from '../../files/keys-file.ts'

/** The most keys after a rotation, the one that signs included. */
export const MAX_KEYS = 10

export interface RotateOptions {
  /** Removes the old keys, so that no token of theirs is valid any more. */
  readonly endSessions: boolean
}

/** The new key's id, and how many older keys still verify. */
export interface Rotation { readonly kid: string, readonly olderKeys: number }

/** One key signs; every key verifies. */
export interface KeyRing {
  readonly current: Key
  byId(kid: string): Key | undefined
  /**
   * Brings the ring up to date with where its keys are stored. Call it before `current` and `byId`, and not inside a
   * transaction. @param kid a key to look for where the ring does not have it
   */
  refreshed(kid?: string): Promise<void>
}

/** For a ring that looks by itself, or that never changes. */
async function nothingToRefresh (): Promise<void> {}

/** A ring over a file that another process may replace: each use checks the file, and reads it when it has changed. */
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
    refreshed: nothingToRefresh,
  }
}

/** The one key of an operator's own secret. Its `kid` follows from the secret, so that servers that share it agree. */
function secretRing (secret: string): KeyRing {
  const digest = createHash('sha256').update(`fintrack kid ${secret}`).digest('base64url')
  const key: Key = { kid: digest.slice(0, 11), secret: Buffer.from(secret) }
  return { current: key, byId: (kid) => kid === key.kid ? key : undefined, refreshed: nothingToRefresh }
}

/**
 * The keys of a data folder, created where there are none; or the operator's own secret in their place.
 * @throws UserError where the file is damaged, cannot be read or made, or can be read by others
 */
export function openKeys (dataDir: string, secret?: string, platform: string = platformOfNow()): KeyRing {
  return secret === undefined ? fileRing(keysPath(dataDir), platform) : secretRing(secret)
}

/**
 * Puts a new key first: it signs from now on, also in a server that is running.
 */
export function rotateKeys (
  dataDir: string, { endSessions }: RotateOptions, platform: string = platformOfNow()
): Rotation {
  const old = endSessions ? [] : keysIn(dataDir, platform).slice(0, MAX_KEYS - 1)
  const key = newKey()
  replaceKeys(keysPath(dataDir), [key, ...old])
  return { kid: key.kid, olderKeys: old.length }
}
