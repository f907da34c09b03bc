/** Our own files are read only where they are files: a pipe of that name would be waited for, and Ctrl-C not heard. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** @returns undefined for a pipe, a device or a socket @throws what the file system throws, also for a folder */
export function readRegular (path: string): Buffer | undefined {
  // Windows has no such flag, and no such files.
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(handle)
    return stat.isFile() || stat.isDirectory() ? readFileSync(handle) : undefined
  } finally {
    closeSync(handle)
  }
}
