/** The folder of a book and the files in it: made private to their owner before SQLite would make them readable to others. */
import { accessSync, closeSync, constants, existsSync, openSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BookFault } from '../book-fault.ts'
import { KEYS_FILE } from '../features/sessions/keys.ts'
import { damagedDatabase } from './inspection.ts'
import { makePrivateFolder, requireUnshared } from './private-files.ts'

const DATABASE_FILE = 'fintrack.db'

/** A page at its smallest: a database is whole pages. SQLite takes a file that is shorter for a new one, and would write over it. */
const SMALLEST_PAGE_BYTES = 512

/** What SQLite keeps beside a database until it is in it. */
const LOG_ENDINGS = ['-wal', '-journal']

/** @returns NaN where no file is to be seen */
function bytesOf (path: string): number {
  const stat = existsSync(path) ? statSync(path) : undefined
  return stat?.isFile() === true ? stat.size : NaN
}

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

/** @throws BookFault where the folder or the file cannot be made, or the file is cut short */
export function prepareDatabase (dataDir: string): string {
  const named = join(dataDir, DATABASE_FILE)
  // SQLite keeps the log beside the file itself.
  const path = existsSync(named) ? realpathSync(named) : named
  const sizeBefore = bytesOf(path)
  // Of a book that is gone or empty they would be all that is left: SQLite would throw them away.
  if (!(sizeBefore > 0) && LOG_ENDINGS.some((ending) => bytesOf(`${path}${ending}`) > 0)) throw damagedDatabase(path)
  preparePrivate(dataDir, DATABASE_FILE)
  // An empty file is a first start that was cut off, but not beside keys, which come after it.
  if (sizeBefore % SMALLEST_PAGE_BYTES > 0 || (sizeBefore === 0 && existsSync(join(dataDir, KEYS_FILE)))) throw damagedDatabase(path)
  return path
}
