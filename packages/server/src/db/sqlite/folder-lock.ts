/**
 * One server on one data folder, and nobody else beside a migration or a restore. The lock is SQLite's own on a file of
 * its own: the kernel frees it with the process, however that ends. What its holder is called stands in a file beside
 * it, which is for people: whether the folder is free is asked of the lock alone.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
// eslint-disable-next-line house/server -- a lock's holder is told by his process, whoever started it
import { pid } from 'node:process'
import { isRecord } from '@fintrack/contract/validate'
import { BookFault } from '../../book-fault.ts'
import { preparePrivate } from '../../files/data-folder.ts'
import { openFile } from './file.ts'

export const LOCK_FILE = 'fintrack.lock'
const HOLDER_FILE = 'fintrack.lock.json'

/** Two that try at once are in each other's way for a moment. */
const BUSY_MS = 250

/** How often a lock is asked for that is not a server's: whoever has it is making the book, or bringing its schema up to date. */
const TRIES = 40

/** Who holds a folder, as far as it is known. */
interface Holder { readonly pid?: number, readonly address?: string }

export interface FolderLock {
  /** Says where the holder listens. */
  tell(address: string): void
  release(): Promise<void>
}

export function inWords ({ pid, address }: Holder): string {
  const who = pid === undefined ? 'another process' : `process ${pid}`
  return address === undefined ? who : `${who}, which listens on ${address},`
}

/** The folder is another process's. */
export class FolderHeld extends BookFault {
  readonly holder: Holder

  constructor (dataDir: string, holder: Holder) {
    super(`The data folder ${dataDir} is held by ${inWords(holder)}`.replace(/,?$/, '.'), 'stop that one first, or set FINTRACK_DATA_DIR to another folder')
    this.holder = holder
  }
}

/** Anyone who can write to the folder can write this: what does not look like ours is left out. */
function holderOf (dataDir: string): Holder {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dataDir, HOLDER_FILE), 'utf8'))
    if (!isRecord(read)) return {}
    return {
      ...(typeof read.pid === 'number' ? { pid: read.pid } : {}),
      ...(typeof read.address === 'string' && /^[\w:/.[\] ]{1,200}$/.test(read.address) ? { address: read.address } : {}),
    }
  } catch {
    return {}
  }
}

/** Whole or not at all. On a full disk there is a lock without a name. */
function writeHolder (dataDir: string, holder: Holder): void {
  const file = join(dataDir, HOLDER_FILE)
  const draft = `${file}.part`
  try {
    rmSync(draft, { force: true })
    writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, file)
  } catch {
    for (const path of [draft, file]) rmSync(path, { force: true, recursive: true })
  }
}

function lockFault (error: unknown, dataDir: string, file: string): BookFault {
  const text = String(error)
  if (text.includes('SQLITE_BUSY')) return new FolderHeld(dataDir, holderOf(dataDir))
  return new BookFault(`${file} cannot be locked (${text.replace(/^.*SQLITE_\w+: /, '')}).`,
    'it should be an empty file on a local file system: check the disk, and move it aside while no server runs if it is something else')
}

/**
 * Takes a data folder for this process.
 * @throws FolderHeld where another has it; BookFault where the folder cannot be used
 */
export async function lockFolder (dataDir: string): Promise<FolderLock> {
  const file = preparePrivate(dataDir, LOCK_FILE)
  const held = await openFile(file, 'write', BUSY_MS)
  try {
    // Nothing is written: a full disk locks as well, and a kill leaves no journal.
    await held.query('PRAGMA journal_mode = MEMORY')
    await held.query('BEGIN EXCLUSIVE')
  } catch (error) {
    await held.close()
    throw lockFault(error, dataDir, file)
  }
  writeHolder(dataDir, { pid })
  return {
    tell: (address) => { writeHolder(dataDir, { pid, address }) },
    release: async () => {
      rmSync(join(dataDir, HOLDER_FILE), { force: true })
      await held.close()
    },
  }
}

function held (error: unknown): FolderHeld {
  if (error instanceof FolderHeld) return error
  throw error
}

/**
 * Asks for the lock until it is free, or nothing is left to do with it.
 * @param isDone whether whoever had it has done the work meanwhile
 * @returns undefined where that is so
 * @throws FolderHeld by a server, or for too long; BookFault where the folder cannot be used
 */
export async function awaitLock (dataDir: string, isDone: () => boolean | Promise<boolean>, tries = TRIES): Promise<FolderLock | undefined> {
  const taken = await lockFolder(dataDir).catch(held)
  if (!(taken instanceof FolderHeld)) return taken
  if (await isDone()) return undefined
  if (taken.holder.address !== undefined || tries <= 1) throw taken
  return awaitLock(dataDir, isDone, tries - 1)
}
