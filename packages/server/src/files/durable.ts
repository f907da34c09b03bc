/** Files that are whole and on the disk before anyone sees them by their name. */
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** What `newDraft` calls its files. */
const DRAFT = /^\..+\.[0-9a-f]{12}\.part$/

/** Whoever works on a draft writes to it all the time. */
const ABANDONED_SECONDS = 3600

/** An empty file beside the one that it is to become, private to its owner before anything is in it. @returns its path */
export function newDraft (target: string): string {
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`)
  closeSync(openSync(draft, 'wx', 0o600))
  // Whatever the umask: a file that its owner cannot read helps nobody.
  chmodSync(draft, 0o600)
  return draft
}

/** Removes the drafts in a folder that kills have left. One that cannot be removed is in nobody's way. */
export function removeAbandoned (folder: string, nowSeconds: number): void {
  try {
    for (const name of readdirSync(folder).filter((one) => DRAFT.test(one))) {
      const path = join(folder, name)
      const stat = lstatSync(path)
      if (stat.isFile() && stat.mtimeMs / 1000 < nowSeconds - ABANDONED_SECONDS) rmSync(path)
    }
  } catch {
    // Gone meanwhile, or another account's. A folder that is not there is told by who writes to it.
  }
}

function sync (path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** What is in the file is on the disk. Not for a database that is open: to close its file frees its locks (POSIX). */
export function syncFile (file: string): void {
  sync(file, 'r+')
}

/** The names in a folder are on the disk. Windows has no such call, and keeps its names by itself. */
export function syncFolder (folder: string, platform: string = platformOfNow()): void {
  if (platform !== 'win32') sync(folder, 'r')
}

/** Whether a link failed because the file system has none. */
export function hasNoLinks (error: unknown): boolean {
  return /\b(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS):/.test(String(error))
}

/**
 * Gives a draft its name, at once and whole, where nothing has that name.
 * @param link may be missing, as on most memory sticks: the name is then taken by an empty file first
 * @throws an error with EEXIST where something has it
 */
export function place (draft: string, target: string, link: typeof linkSync = linkSync): void {
  try {
    link(draft, target)
  } catch (error) {
    if (!hasNoLinks(error)) throw error
    closeSync(openSync(target, 'wx', 0o600))
    try {
      renameSync(draft, target)
    } catch (problem) {
      rmSync(target)
      throw problem
    }
    return
  }
  rmSync(draft)
}
