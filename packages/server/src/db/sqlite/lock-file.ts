/** A SQLite file as a lock: the kernel frees it with the process, however that ends. */
import { UserError } from '@fintrack/contract/errors'
import type { FolderPlace } from '../../files/data-folder.ts'
import { preparePrivate } from '../../files/private.ts'
import { sqliteMeaning, sqliteReason } from '../errors/sqlite.ts'
import { openFile } from './file.ts'

export interface FileLock { readonly release: () => Promise<void> }

/** Nothing is written: a full disk locks as well, and a kill leaves no journal. */
const STEPS = {
  shared: ['PRAGMA journal_mode = MEMORY', 'BEGIN', 'SELECT 1 FROM sqlite_schema'],
  exclusive: ['PRAGMA journal_mode = MEMORY', 'BEGIN EXCLUSIVE'],
} as const

/**
 * @param busyMs how long it waits for others
 * @returns undefined where another process has a lock that does not go with this one
 * @throws UserError where the folder or the file cannot be used
 */
export async function tryLockFile (
  place: FolderPlace, name: string, how: keyof typeof STEPS, busyMs: number
): Promise<FileLock | undefined> {
  const file = preparePrivate(place, name)
  const opened = await openFile(file, 'write', busyMs)
  try {
    for (const step of STEPS[how]) await opened.query(step)
    return { release: opened.close }
  } catch (error) {
    await opened.close()
    if (sqliteMeaning(error) === 'busy') return undefined
    throw new UserError('book', `${file} cannot be locked (${sqliteReason(error)}).`, {
      hint: 'it should be an empty file on a local file system: check the disk, and move the file aside while no ' +
        'server runs if it is something else',
      place: file,
      cause: error,
    })
  }
}
