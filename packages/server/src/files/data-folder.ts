/** The folder of a book and the files in it: made private to their owner before SQLite would make them readable to others. */
import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BookFault } from '../book-fault.ts'
import { makePrivateFolder, requireUnshared } from './private.ts'

/**
 * Makes an empty file where there is none. One that is there is not opened: to close it again would free every lock that
 * this process has on it (POSIX), those of its database too.
 */
function makeFile (file: string): void {
  if (existsSync(file)) return
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was first.
    if (!String(error).includes('EEXIST')) throw error
  }
}

function made (dataDir: string, name: string): string {
  const file = join(dataDir, name)
  try {
    makePrivateFolder(dataDir)
    makeFile(file)
    if (!statSync(file).isFile()) throw new Error('EISDIR: a folder stands where a file belongs')
    // SQLite would open it for reading, and refuse the first write.
    accessSync(file, constants.W_OK)
    return file
  } catch (error) {
    // "EACCES: permission denied", without the call that met it.
    const [reason] = String(error).replace('Error: ', '').split(',')
    throw new BookFault(`The data folder ${dataDir} cannot be written (${reason}).`, 'set FINTRACK_DATA_DIR to a folder of your own')
  }
}

/** @throws BookFault where the folder or the file cannot be made */
export function preparePrivate (dataDir: string, name: string): string {
  const file = made(dataDir, name)
  requireUnshared(dataDir)
  return file
}
