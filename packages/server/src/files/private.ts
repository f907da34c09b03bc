/** Files and folders that only their owner can read. Windows keeps a user's own folders from others by itself. */
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { dirname, resolve } from 'node:path'
import { BookFault } from '../book-fault.ts'

const OTHERS_BITS = 0o077
const EVERYONE_WRITES = 0o002

/** Outermost first. */
function missingFolders (path: string): string[] {
  const missing: string[] = []
  for (let folder = resolve(path); !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder)) missing.unshift(folder)
  return missing
}

/**
 * Makes a folder and those it stands in, where they are missing; one that is there is left as it is. Step by step: Node's
 * own way never comes to an end where a folder cannot be made though its parent is there, as under /proc.
 * @throws what the file system throws
 */
export function makePrivateFolder (path: string, make: typeof mkdirSync = mkdirSync): void {
  for (const folder of missingFolders(path)) {
    try {
      make(folder, { mode: 0o700 })
    } catch (error) {
      if (!existsSync(folder)) throw error
      // Another process was first, and it is that process's.
      continue
    }
    // Whatever the umask: a folder that its owner cannot enter helps nobody.
    chmodSync(folder, 0o700)
  }
}

/**
 * Whoever can write a folder can put another file in the place of one in it, whatever its own mode.
 * @throws BookFault where every account can
 */
export function requireUnshared (folder: string, platform: string = platformOfNow()): void {
  const { mode } = statSync(folder)
  if (platform === 'win32' || (mode & EVERYONE_WRITES) === 0) return
  throw new BookFault(`The data folder ${folder} can be written by every account (its mode is ${(mode & 0o7777).toString(8)}).`,
    'make a folder of your own in it and set FINTRACK_DATA_DIR to that, or `chmod o-w` it')
}

/**
 * Takes from everyone else what a file that is there grants them.
 * @throws BookFault where that is not this account's to change
 */
export function makePrivate (file: string, platform: string = platformOfNow(), change: typeof chmodSync = chmodSync): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if (platform === 'win32' || (mode & OTHERS_BITS) === 0) return
  try {
    change(file, 0o600)
  } catch (error) {
    const [reason] = String(error).replace('Error: ', '').split(',')
    throw new BookFault(`${file} can be read by other accounts (its mode is ${(mode & 0o777).toString(8)}), and this one cannot change that (${reason}).`,
      'let its owner `chmod 600` it')
  }
}
