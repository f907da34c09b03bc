/**
 * Files of ours are read only where they are files: to open a pipe of that name would wait for its other end, for ever,
 * and no signal would be heard meanwhile.
 */
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'

/** The reason, as part of a sentence. */
export const NOT_REGULAR = 'it is not a regular file'

/** @returns undefined for a path that is there and is no regular file @throws what the file system throws */
export function readRegular (path: string): string | undefined {
  // Windows has no such flag, and no such files.
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return fstatSync(handle).isFile() ? readFileSync(handle, 'utf8') : undefined
  } finally {
    closeSync(handle)
  }
}

/** The first of the paths at which there is something that is no regular file. */
export function irregularOf (paths: readonly string[]): string | undefined {
  // SQLite may remove its own at any moment.
  return paths.find((path) => existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === false)
}
