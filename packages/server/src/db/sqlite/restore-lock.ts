/**
 * The door of a book. SQLite finds a book's log by its name: whoever has opened a file, but has not locked it yet, while
 * another file takes its name would read the other's log as his own, and write it into the wrong book. So an opening
 * stands in the door, shared with others, until it has its lock; who exchanges the book shuts it first.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BookFault } from '../../book-fault.ts'
import { preparePrivate } from '../../files/data-folder.ts'
import { LOCK_FILE } from './folder-lock.ts'
import { openFile } from './file.ts'

const GATE_FILE = 'fintrack.gate'

/** An exchange waits for what others do with the book, and takes a few renames itself. */
const BUSY_MS = 20_000

/** Closed by whoever got it. A kill closes it too. */
export interface Gate { readonly close: () => Promise<void> }

async function atGate (dataDir: string, begin: readonly string[], busyMs: number): Promise<Gate> {
  const file = preparePrivate(dataDir, GATE_FILE)
  const gate = await openFile(file, 'write', busyMs)
  try {
    for (const sql of begin) await gate.query(sql)
    return gate
  } catch (error) {
    await gate.close()
    const isBusy = String(error).includes('SQLITE_BUSY')
    throw new BookFault(`${file} cannot be locked (${String(error).replace(/^.*SQLITE_\w+: /, '')}).`,
      isBusy ? 'the book is being restored or opened: run this again in a moment' : 'check the disk, and put the data folder on a local file system')
  }
}

/** Of a folder in which nobody can be exchanging a book. */
const OPEN: Gate = { close: async () => {} }

/**
 * Stands in the door while a book is opened. A folder that was never locked has no book of ours to exchange: it may be
 * somebody else's, and is left as it is.
 * @throws BookFault
 */
export async function enter (dataDir: string, busyMs = BUSY_MS): Promise<Gate> {
  if (!existsSync(join(dataDir, LOCK_FILE))) return OPEN
  return atGate(dataDir, ['PRAGMA journal_mode = MEMORY', 'BEGIN', 'SELECT 1 FROM sqlite_schema'], busyMs)
}

/** Shuts the door while the book is exchanged: nobody is on his way in. @throws BookFault */
export function shut (dataDir: string, busyMs = BUSY_MS): Promise<Gate> {
  return atGate(dataDir, ['PRAGMA journal_mode = MEMORY', 'BEGIN EXCLUSIVE'], busyMs)
}
