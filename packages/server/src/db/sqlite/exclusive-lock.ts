/**
 * The exclusive lock of a data folder: one server, migration, restore or copy at a time. A file beside the lock says
 * who holds it. That file is for people: only the lock itself decides whether the folder is free.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
// eslint-disable-next-line house/server -- the holder of a lock is named by its process, whoever started it
import { pid } from 'node:process'
import { UserError } from '@fintrack/contract/errors'
import { isRecord } from '@fintrack/contract/validate'
import { HOLDER_FILE, LOCK_FILE, nameInstead, type FolderPlace } from '../../files/data-folder.ts'
import { writeWhole } from '../../files/durable.ts'
import { readRegular } from '../../files/regular-file.ts'
import { tryLockFile } from './lock-file.ts'

/** Two that try at once are in each other's way for a moment. */
const BUSY_MS = 250

/**
 * How often a lock is asked for that is not a server's: its holder is making the book, or bringing its schema up to
 * date.
 */
const TRIES = 40

/** Who holds a lock, as far as that is known. */
export interface Holder { readonly pid?: number, readonly address?: string }

export interface ExclusiveLock {
  /** Says where the holder listens. */
  announce(address: string): void
  release(): Promise<void>
}

/** A lock, or else its holder. */
export type LockAttempt = { readonly lock: ExclusiveLock } | { readonly holder: Holder }

/** @returns such as `process 7, which listens on http://127.0.0.1:8787,` with a comma that closes the clause */
export function describeHolder ({ pid, address }: Holder): string {
  const who = pid === undefined ? 'another process' : `process ${pid}`
  return address === undefined ? who : `${who}, which listens on ${address},`
}

/** Reads who holds a lock. Anyone who can write to the folder can write this: text of another form is left out. */
function holderOf (dataDir: string): Holder {
  try {
    const read: unknown = JSON.parse(String(readRegular(join(dataDir, HOLDER_FILE))))
    if (!isRecord(read)) return {}
    return {
      ...(typeof read.pid === 'number' ? { pid: read.pid } : {}),
      ...(typeof read.address === 'string' && /^[\w:/.[\] ]{1,200}$/.test(read.address)
        ? {
            address: read.address,
          }
        : {}),
    }
  } catch {
    return {}
  }
}

/** On a full disk there is a lock without a name. */
function writeHolder (dataDir: string, holder: Holder): void {
  const file = join(dataDir, HOLDER_FILE)
  try {
    writeWhole(file, `${JSON.stringify(holder)}\n`, 'replace')
  } catch {
    rmSync(file, { force: true, recursive: true })
  }
}

/** @throws UserError where the folder cannot be used */
async function tryExclusiveLock (place: FolderPlace): Promise<LockAttempt> {
  const { dataDir } = place
  const lock = await tryLockFile(place, LOCK_FILE, 'exclusive', BUSY_MS)
  if (lock === undefined) return { holder: holderOf(dataDir) }
  writeHolder(dataDir, { pid })
  return {
    lock: {
      announce: (address) => { writeHolder(dataDir, { pid, address }) },
      release: async () => {
        rmSync(join(dataDir, HOLDER_FILE), { force: true })
        await lock.release()
      },
    },
  }
}

/**
 * @param remedy in the place of the hint to stop the holder or to name another folder
 * @throws UserError where another process holds the lock, or the folder cannot be used
 */
export async function takeExclusiveLock (place: FolderPlace, remedy?: string): Promise<ExclusiveLock> {
  const attempt = await tryExclusiveLock(place)
  if ('lock' in attempt) return attempt.lock
  const who = describeHolder(attempt.holder).replace(/,$/, '')
  throw new UserError('book', `The data folder ${place.dataDir} is held by ${who}.`, {
    hint: remedy ?? `stop that one first, or ${nameInstead('another folder', place.named)}`, place: place.dataDir,
  })
}

/**
 * Asks for the lock until it is free, its holder is a server, or its holder has done the work that it was wanted for.
 * @returns undefined where the work is done; a holder that is a server, or has not come to an end
 * @throws UserError where the folder cannot be used
 */
export async function awaitExclusiveLock (
  dataDir: string, isDone: () => boolean | Promise<boolean>, tries = TRIES
): Promise<LockAttempt | undefined> {
  const attempt = await tryExclusiveLock({ dataDir })
  if ('lock' in attempt) return attempt
  if (await isDone()) return undefined
  if (attempt.holder.address !== undefined || tries <= 1) return attempt
  return awaitExclusiveLock(dataDir, isDone, tries - 1)
}
