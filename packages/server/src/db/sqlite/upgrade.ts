/** Brings the book of a data folder to the newest schema, with a copy of it as it was, by one process at a time. */
import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Knex } from 'knex'
import { BookFault } from '../../book-fault.ts'
import { copyBook } from '../../maintenance/book-file.ts'
import { openKeys } from '../../features/signing-keys/key-ring.ts'
import { newDraft, place, syncFile, syncFolder } from '../../files/durable.ts'
import { awaitLock, FolderHeld, inWords, type FolderLock } from './folder-lock.ts'
import { damagedDatabase, inspect, stampOf, type Stamp } from './inspection.ts'
import { LATEST } from '../migrations/index.ts'
import { migrate } from '../migrate.ts'

/** A name that says what came next, and that nothing has. */
function backupName (filename: string): string {
  const name = `${filename}.before-${LATEST}`
  let free = name
  for (let count = 2; existsSync(free); count += 1) free = `${name}-${count}`
  return free
}

interface Upgrade {
  readonly dataDir: string
  readonly filename: string
  readonly writer: Knex
  /** Held by the caller; else it is taken for as long as this takes. */
  readonly lock: FolderLock | undefined
  /** Done under the lock before the first table is made. */
  readonly prepare: () => Promise<void>
  readonly tries?: number
}

function uncopied (filename: string, target: string, error: unknown): BookFault {
  if (/SQLITE_(?:CORRUPT|NOTADB)/.test(String(error))) return damagedDatabase(filename)
  const [reason] = String(error).replace(/^\w*Error: /, '').split(',')
  return new BookFault(`${filename} cannot be copied to ${target} before its schema is brought up to date (${reason}).`,
    'make room for the copy in that folder; the book was left as it is')
}

/** Copies the book before its schema changes. @returns the copy, checked and on the disk */
async function keep (filename: string): Promise<string> {
  const target = backupName(filename)
  try {
    const draft = newDraft(target)
    try {
      await copyBook(filename, draft)
      await inspect(draft, true)
      syncFile(draft)
      place(draft, target)
      syncFolder(dirname(target))
    } finally {
      rmSync(draft, { force: true })
    }
    return target
  } catch (error) {
    throw uncopied(filename, target, error)
  }
}

/** @returns the copy that was kept, where there was something to keep */
async function bringUp (writer: Knex, filename: string, step: () => Promise<void>): Promise<string | undefined> {
  const stamp = await stampOf((sql) => writer.raw(sql))
  const copy = stamp.version > 0 && stamp.version < LATEST ? await keep(filename) : undefined
  await step()
  await migrate(writer, filename)
  // From here on an empty file in its place is no first start that was cut off: see `prepareDatabase`.
  if (stamp.version === 0) openKeys(dirname(filename))
  return copy
}

function held (filename: string, stamp: Stamp, { holder }: FolderHeld): BookFault {
  return new BookFault(
    `${filename} has to be brought up to date (its schema is ${stamp.version}; this fintrack's is ${LATEST}), but ${inWords(holder)} holds its folder.`,
    'stop that one, and run this again')
}

/** @returns the lock, or undefined where another process has done the work meanwhile */
async function lockToUpgrade ({ dataDir, writer, filename, tries }: Upgrade): Promise<FolderLock | undefined> {
  const stampOfNow = () => stampOf((sql) => writer.raw(sql))
  try {
    return await awaitLock(dataDir, async () => (await stampOfNow()).version === LATEST, tries)
  } catch (error) {
    throw error instanceof FolderHeld ? held(filename, await stampOfNow(), error) : error
  }
}

/**
 * @returns the copy of the book as it was, where there was something to keep
 * @throws BookFault where another process holds the folder, or there is no room for the copy
 */
export async function upgrade (given: Upgrade): Promise<string | undefined> {
  const { filename, writer, lock, prepare } = given
  const taken = lock ?? await lockToUpgrade(given)
  if (taken === undefined) return undefined
  try {
    return await bringUp(writer, filename, prepare)
  } finally {
    if (lock === undefined) await taken.release()
  }
}
