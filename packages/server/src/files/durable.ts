/** Files that are whole, private and on the disk before anyone sees them by their name. */
import { randomBytes } from 'node:crypto'
import {
  chmodSync, closeSync, fsyncSync, linkSync, lstatSync, openSync, readdirSync, renameSync, rmSync, writeFileSync,
} from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { systemCode } from './system-error.ts'

/** The names that `newDraft` gives. */
const DRAFT = /^\..+\.[0-9a-f]{12}\.part$/

/** A process that works on a draft writes to it all the time: one that was not written to for so long is abandoned. */
const ABANDONED_SECONDS = 3600

/** Makes an empty file beside the target, private to its owner before anything is in it. @returns its path */
export function newDraft (target: string): string {
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`)
  closeSync(openSync(draft, 'wx', 0o600))
  // Whatever the umask: a file that its owner cannot read helps nobody.
  chmodSync(draft, 0o600)
  return draft
}

/** Removes the drafts that killed processes have left in a folder. One that cannot be removed is in nobody's way. */
export function removeAbandoned (folder: string, nowSeconds: number): void {
  try {
    for (const name of readdirSync(folder).filter((one) => DRAFT.test(one))) {
      const path = join(folder, name)
      const stat = lstatSync(path)
      if (stat.isFile() && stat.mtimeMs / 1000 < nowSeconds - ABANDONED_SECONDS) rmSync(path)
    }
  } catch {
    // Gone meanwhile, or another account's. A folder that is missing is reported by the write that follows.
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

/**
 * Brings the content of a file to the disk. Not for an open database: closing its file would free its locks (POSIX).
 */
export function syncFile (file: string): void {
  sync(file, 'r+')
}

/** Brings the names in a folder to the disk. Windows has no such call, and keeps its names by itself. */
export function syncFolder (folder: string, platform: string = platformOfNow()): void {
  if (platform !== 'win32') sync(folder, 'r')
}

/** Codes with which a link fails because the file system has no links. */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

export function hasNoLinks (error: unknown): boolean {
  return WITHOUT_LINKS.has(systemCode(error))
}

/**
 * Gives a draft its name, at once and whole, where nothing has that name.
 * @param link may be missing, as on most memory sticks: the name is then taken by an empty file first
 * @throws an error with the code EEXIST where something has the name
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

/**
 * Makes a new file through a draft beside it: whole and on the disk once it has its name. A failure leaves nothing.
 * @param fill writes to the draft, whose path it gets
 * @throws an error with the code EEXIST where something has the name; what `fill` throws
 */
export async function createWhole (target: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = newDraft(target)
  try {
    await fill(draft)
    syncFile(draft)
    place(draft, target)
    syncFolder(dirname(target))
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Writes a small file through a draft beside it, as a new file or in the place of another. @throws as `createWhole` */
export function writeWhole (target: string, text: string, how: 'create' | 'replace'): void {
  const draft = newDraft(target)
  try {
    writeFileSync(draft, text, { flush: true })
    if (how === 'create') place(draft, target)
    else renameSync(draft, target)
    syncFolder(dirname(target))
  } finally {
    rmSync(draft, { force: true })
  }
}
