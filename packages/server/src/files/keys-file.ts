/** `keys.json`, the keys that sign tokens: private to their owner, told apart by `kid`, the one that signs first. */
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { isRecord } from '@fintrack/contract/validate'
import { KEYS_FILE } from './data-folder.ts'
import { writeWhole } from './durable.ts'
import { OTHERS_BITS } from './private.ts'
import { NOT_REGULAR, readRegular } from './regular-file.ts'
import { systemCode, systemReason } from './system-error.ts'

const SECRET_BYTES = 32

export interface Key { readonly kid: string, readonly secret: Buffer }

/** The first one signs; every key verifies. */
export type Keys = readonly [Key, ...Key[]]

export function newKey (): Key {
  return { kid: randomBytes(8).toString('base64url'), secret: randomBytes(SECRET_BYTES) }
}

export function keysPath (dataDir: string): string {
  return join(dataDir, KEYS_FILE)
}

function unusable (file: string, reason: string, cause?: unknown): UserError {
  return new UserError('book', `${file} cannot be used (${reason}).`, {
    hint: 'make it readable and its folder writable for the account that runs this', place: file, cause,
  })
}

/** @throws UserError with the reason where the system refuses */
function attempt<T> (file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const reason = systemReason(error)
    throw reason === undefined ? error : unusable(file, reason, error)
  }
}

function parse (file: string, text: string): Keys {
  const damaged = new UserError('book', `${file} is damaged.`, {
    hint: 'put a copy of it back, or move it aside: a new one is made at the next start, and everyone has to log in ' +
      'again', place: file,
  })
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw damaged
  }
  const listed: unknown = isRecord(read) ? read.keys : undefined
  if (!Array.isArray(listed)) throw damaged
  const [first, ...more] = listed.map((entry: unknown): Key => {
    const secret = isRecord(entry) && typeof entry.secret === 'string'
      ? Buffer.from(
        entry.secret, 'base64url'
      )
      : Buffer.alloc(0)
    if (!isRecord(entry) || typeof entry.kid !== 'string' || secret.length < SECRET_BYTES) throw damaged
    return { kid: entry.kid, secret }
  })
  if (first === undefined) throw damaged
  return [first, ...more]
}

/** Another mark means another content. */
export interface KeysStamp { readonly mark: string, readonly mode: number }

/** @returns undefined where there is no file */
function keysStamp (file: string): KeysStamp | undefined {
  const stat = attempt(file, () => statSync(file, { bigint: true, throwIfNoEntry: false }))
  return stat === undefined ? undefined : { mark: `${stat.ino} ${stat.mtimeNs} ${stat.size}`, mode: Number(stat.mode) }
}

/** @throws UserError where the file is damaged, cannot be read, or can be read by others */
export function readKeys (file: string, { mode }: KeysStamp, platform: string = platformOfNow()): Keys {
  if (platform !== 'win32' && (mode & OTHERS_BITS) !== 0) {
    throw new UserError('book', `${file} can be read by other accounts (its mode is ${(mode & 0o777).toString(8)}).`, {
      hint: 'if somebody may have read it, remove it, and everyone has to log in again; else `chmod 600` ' +
        'it', place: file,
    })
  }
  const text = attempt(file, () => readRegular(file))
  if (text === undefined) throw unusable(file, NOT_REGULAR)
  return parse(file, text)
}

/** @returns the keys of a data folder as they are there; none are made @throws as `readKeys` */
export function keysIn (dataDir: string, platform?: string): readonly Key[] {
  const file = keysPath(dataDir)
  const stamp = keysStamp(file)
  return stamp === undefined ? [] : readKeys(file, stamp, platform)
}

function write (file: string, keys: Keys, how: 'create' | 'replace'): void {
  const listed = keys.map(({ kid, secret }) => ({ kid, secret: secret.toString('base64url') }))
  writeWhole(file, `${JSON.stringify({ keys: listed }, null, 2)}\n`, how)
}

/** Makes a key where there is no file. Of several processes that start at once, one makes it and all use it. */
export function ensureKeys (file: string): KeysStamp {
  const there = keysStamp(file)
  if (there !== undefined) return there
  attempt(file, () => {
    try {
      write(file, [newKey()], 'create')
    } catch (error) {
      // Another process was first: its keys are read.
      if (systemCode(error) !== 'EEXIST') throw error
    }
  })
  const made = keysStamp(file)
  if (made === undefined) throw unusable(file, 'it was removed as soon as it was made')
  return made
}

/** Puts these keys into the file, whether there is one or not. */
export function replaceKeys (file: string, keys: Keys): void {
  attempt(file, () => { write(file, keys, 'replace') })
}
