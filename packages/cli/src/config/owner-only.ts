/** Files and folders that are nobody's but their owner's. */
import { chmodSync, statSync } from 'node:fs'

const OTHERS_BITS = 0o077

function isOpen (path: string): boolean {
  return (statSync(path).mode & OTHERS_BITS) !== 0
}

/**
 * Takes a file or folder from everybody but its owner. What cannot be (it is not there, or another account's, or on a
 * file system without modes) stays as it is.
 * @returns whether others could get at it until now, and cannot any more
 */
export function restrictToOwner (path: string): boolean {
  try {
    if (!isOpen(path)) return false
    chmodSync(path, statSync(path).mode & 0o700)
    return !isOpen(path)
  } catch {
    return false
  }
}
