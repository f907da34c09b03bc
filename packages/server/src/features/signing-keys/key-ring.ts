/** The keys that sign tokens: made at the first start, private to their owner, told apart by `kid`. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '@fintrack/contract/validate'
import { BookFault } from '../../book-fault.ts'

export const KEYS_FILE = 'keys.json'
export const SECRET_BYTES = 32
const OTHERS_BITS = 0o077

/** Keys that still verify after a rotation, the one that signs included. */
export const MOST_KEYS = 10

export interface Key { readonly kid: string, readonly secret: Buffer }

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

export type Keys = readonly [Key, ...Key[]]

export function newKey (): Key {
  return { kid: randomBytes(8).toString('base64url'), secret: randomBytes(SECRET_BYTES) }
}

function unreadable (file: string, error: unknown): BookFault {
  const [reason] = String(error).replace('Error: ', '').split(',')
  return new BookFault(`${file} cannot be used (${reason}).`, 'make it readable and its folder writable for the account that runs this')
}

function parsed (file: string, text: string): Keys {
  const damaged = new BookFault(`${file} is damaged.`,
    'put a copy of it back, or move it aside: a new one is made at the next start, and everyone has to log in again')
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw damaged
  }
  const listed: unknown = isRecord(read) ? read.keys : undefined
  if (!Array.isArray(listed)) throw damaged
  const [first, ...more] = listed.map((entry: unknown): Key => {
    const secret = isRecord(entry) && typeof entry.secret === 'string' ? Buffer.from(entry.secret, 'base64url') : Buffer.alloc(0)
    if (!isRecord(entry) || typeof entry.kid !== 'string' || secret.length < SECRET_BYTES) throw damaged
    return { kid: entry.kid, secret }
  })
  if (first === undefined) throw damaged
  return [first, ...more]
}

/** Puts the keys under a name of their own beside the file, whole and on the disk. @returns that name */
function drafted (file: string, keys: Keys): string {
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  const listed = keys.map(({ kid, secret }) => ({ kid, secret: secret.toString('base64url') }))
  try {
    writeFileSync(draft, `${JSON.stringify({ keys: listed }, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
    // Whatever the umask: a file that its owner cannot read helps nobody.
    chmodSync(draft, 0o600)
  } catch (error) {
    rmSync(draft, { force: true })
    throw unreadable(file, error)
  }
  return draft
}

/** Two processes that start at once end up with the same keys: only one of them can link its draft into place. */
function makeKeys (file: string): void {
  const draft = drafted(file, [newKey()])
  try {
    linkSync(draft, file)
  } catch {
    // Somebody else was first, and theirs are read. Whether they are there is looked at next.
  } finally {
    rmSync(draft)
  }
}

interface Stamp { readonly mark: string, readonly mode: number }

function stampOf (file: string): Stamp | undefined {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? undefined : { mark: `${stat.ino} ${stat.mtimeNs} ${stat.size}`, mode: Number(stat.mode) }
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** @throws BookFault where the file is damaged, cannot be read, or can be read by others */
function readKeys (file: string, { mode }: Stamp, platform: string): Keys {
  if (platform !== 'win32' && (mode & OTHERS_BITS) !== 0) {
    throw new BookFault(`${file} can be read by other accounts (its mode is ${(mode & 0o777).toString(8)}).`,
      'if somebody may have read it, remove it, and everyone has to log in again; else `chmod 600` it')
  }
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
  return parsed(file, text)
}

/** Of a ring that looks by itself, or that never changes. */
async function unasked (): Promise<void> {}

/** A ring over a file that another process may exchange: it is looked at with each use, and read when it has changed. */
function fileRing (file: string, platform: string): KeyRing {
  let read: { readonly mark: string, readonly current: Key, readonly byKid: ReadonlyMap<string, Key> } | undefined
  const look = () => {
    let stamp = stampOf(file)
    if (stamp === undefined) {
      makeKeys(file)
      stamp = stampOf(file)
      if (stamp === undefined) throw unreadable(file, 'it was removed as soon as it was made')
    }
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
      // Who is at work goes on with what he knows; the next start refuses the file, with a sentence.
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
 * @throws BookFault where the file is damaged, cannot be read or made, or can be read by others
 */
export function openKeys (dataDir: string, secret?: string, platform: string = platformOfNow()): KeyRing {
  return secret === undefined ? fileRing(join(dataDir, KEYS_FILE), platform) : secretRing(secret)
}

/**
 * Puts a new key in front: it signs from now on, also in a server that is running.
 * @param endSessions drops the old keys, so that nothing that they signed is good any more
 * @returns the new key's id, and how many older ones still verify
 */
export function rotateKeys (dataDir: string, { endSessions }: { readonly endSessions: boolean }, platform: string = platformOfNow()): { kid: string, kept: number } {
  const file = join(dataDir, KEYS_FILE)
  const stamp = stampOf(file)
  const old = stamp === undefined || endSessions ? [] : readKeys(file, stamp, platform).slice(0, MOST_KEYS - 1)
  const key = newKey()
  renameSync(drafted(file, [key, ...old]), file)
  return { kid: key.kid, kept: old.length }
}

/**
 * The keys of a data folder as they are there, the one that signs first. None are made.
 * @throws BookFault where the file is damaged, cannot be read, or can be read by others
 */
export function keysIn (dataDir: string, platform: string = platformOfNow()): readonly Key[] {
  const file = join(dataDir, KEYS_FILE)
  const stamp = stampOf(file)
  return stamp === undefined ? [] : readKeys(file, stamp, platform)
}

/** Puts keys into a data folder that has none. @param keys the one that signs first @throws BookFault where the file cannot be made */
export function placeKeys (dataDir: string, keys: Keys): void {
  const file = join(dataDir, KEYS_FILE)
  renameSync(drafted(file, keys), file)
}
