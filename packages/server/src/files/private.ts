/** Files and folders that only their owner can read. Windows keeps a user's own folders from others by itself. */
import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { nameInstead, type FolderPlace } from './data-folder.ts'
import { irregularOf } from './regular-file.ts'
import { systemCode, systemReason } from './system-error.ts'

export const OTHERS_BITS = 0o077
const EVERYONE_WRITES = 0o002

/** Outermost first. */
function missingFolders (path: string): string[] {
  const missing: string[] = []
  let folder = resolve(path)
  for (; !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder)) missing.unshift(folder)
  return missing
}

/**
 * Makes a folder and its missing parents; a folder that exists is left as it is. Goes step by step, because Node's own
 * recursive way never ends where a folder cannot be made though its parent is there, as under /proc.
 * @throws what the file system throws
 */
export function makePrivateFolder (path: string, make: typeof mkdirSync = mkdirSync): void {
  for (const folder of missingFolders(path)) {
    try {
      make(folder, { mode: 0o700 })
    } catch (error) {
      if (!existsSync(folder)) throw error
      // Another process was first, and the folder is that process's.
      continue
    }
    // Whatever the umask: a folder that its owner cannot enter helps nobody.
    chmodSync(folder, 0o700)
  }
}

/**
 * Refuses a folder that every account can write: they could replace a file in it, whatever the mode of that file.
 * @throws UserError
 */
export function requireUnshared (place: FolderPlace, platform: string = platformOfNow()): void {
  const { dataDir } = place
  const { mode } = statSync(dataDir)
  if (platform === 'win32' || (mode & EVERYONE_WRITES) === 0) return
  const octal = (mode & 0o7777).toString(8)
  throw new UserError('book', `The data folder ${dataDir} can be written by every account (its mode is ${octal}).`, {
    hint: `make a folder of your own in it and ${nameInstead('that', place.named)}, or \`chmod o-w\` it`,
    place: dataDir,
  })
}

/**
 * Takes from everyone else what the mode of a file grants them. A file that is missing is left alone.
 * @throws UserError where this account may not change the mode
 */
export function makePrivate (
  file: string, platform: string = platformOfNow(), change: typeof chmodSync = chmodSync
): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if (platform === 'win32' || (mode & OTHERS_BITS) === 0) return
  try {
    change(file, 0o600)
  } catch (error) {
    throw new UserError('book',
      `${file} can be read by other accounts (its mode is ${(mode & 0o777).toString(8)}), and this one cannot ` +
        `change that (${systemReason(error)}).`,
      { hint: 'let its owner `chmod 600` it', place: file, cause: error })
  }
}

/**
 * Makes an empty file where there is none. Never opens one that exists: to close it again would free every lock that
 * this process has on it (POSIX), those of its database too.
 */
function makeFile (file: string): void {
  if (existsSync(file)) return
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was first.
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

/**
 * Makes a data folder and a file in it, where they are missing, before SQLite would make the file readable to others.
 * @returns the path of the file
 * @throws UserError where they cannot be made or written
 */
export function preparePrivate (place: FolderPlace, name: string): string {
  const { dataDir } = place
  const file = join(dataDir, name)
  const refused = (
    reason: string, cause?: unknown
  ) => new UserError('book', `The data folder ${dataDir} cannot be written (${reason}).`, {
    hint: nameInstead('a folder of your own', place.named), place: dataDir, cause,
  })
  try {
    makePrivateFolder(dataDir)
    // Before there is a file of ours in it: the folder may be for everybody.
    requireUnshared(place)
    makeFile(file)
    if (irregularOf([file]) !== undefined) throw refused(`${name} is not a regular file`)
    // SQLite would open a file that is read-only, and refuse the first write.
    accessSync(file, constants.W_OK)
  } catch (error) {
    throw systemCode(error) === undefined ? error : refused(String(systemReason(error)), error)
  }
  return file
}
