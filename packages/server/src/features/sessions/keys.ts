/** The keys that sign tokens: made at the first start, private to their owner, told apart by `kid`. */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '@fintrack/contract/validate'
import { BookFault } from '../../book-fault.ts'

export const KEYS_FILE = 'keys.json'
const SECRET_BYTES = 32

export interface Key { readonly kid: string, readonly secret: Buffer }

/** The first key signs; every key verifies. */
export interface KeyRing { readonly current: Key, byId(kid: string): Key | undefined }

function ring (keys: readonly [Key, ...Key[]]): KeyRing {
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  return { current: keys[0], byId: (kid) => byKid.get(kid) }
}

function readKeys (file: string): KeyRing {
  const damaged = new BookFault(`${file} is damaged.`,
    'move it aside: a new one is made at the next start, and everyone has to log in again')
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
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
  return ring([first, ...more])
}

/**
 * Reads the keys of a data folder; makes them where there are none. Two processes that start at once end up with the
 * same keys: the file is written under another name and linked into place, which only one of them can do.
 * @throws BookFault where the file is damaged
 */
export function openKeys (dataDir: string): KeyRing {
  const file = join(dataDir, KEYS_FILE)
  if (!existsSync(file)) {
    const draft = join(dataDir, `.${KEYS_FILE}.${randomBytes(8).toString('hex')}`)
    const key = { kid: randomBytes(8).toString('base64url'), secret: randomBytes(SECRET_BYTES).toString('base64url') }
    writeFileSync(draft, `${JSON.stringify({ keys: [key] }, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
    try {
      linkSync(draft, file)
    } catch {
      // Somebody else was first; theirs is read below.
    } finally {
      rmSync(draft)
    }
  }
  return readKeys(file)
}
