/** Brings the book of a data folder to the newest schema, with a copy of it as it was, by one process at a time. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import type { Knex } from 'knex'
import { createWhole } from '../../files/durable.ts'
import { ensureKeys, keysPath, readKeys } from '../../files/keys-file.ts'
import { damagedDatabase, reasonOf, sqliteMeaning } from '../errors/sqlite.ts'
import type { Databases } from '../databases.ts'
import { migrate } from '../migrate.ts'
import { LATEST } from '../migrations/index.ts'
import { awaitExclusiveLock, describeHolder, type ExclusiveLock, type LockAttempt } from './exclusive-lock.ts'
import { copyDatabase } from './file.ts'
import { inspect, stampOf } from './inspection.ts'

/** A name that says which schema came next, and that nothing has. */
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
  /** The caller's lock; undefined where it is to be taken for as long as this takes. */
  readonly lock: ExclusiveLock | undefined
  /** Done under the lock before the first table is made. */
  readonly prepare: () => Promise<void>
  readonly tries?: number
}

/** Copies the book before its schema changes. @returns the copy, checked and on the disk */
async function copyBefore (filename: string): Promise<string> {
  const target = backupName(filename)
  try {
    await createWhole(target, async (draft) => {
      await copyDatabase(filename, draft)
      await inspect(draft, true)
    })
    return target
  } catch (error) {
    if (sqliteMeaning(error) === 'damaged') throw damagedDatabase(filename)
    throw new UserError('book', `${filename} cannot be copied to ${target} before its schema is brought up to date ` +
      `(${reasonOf(error)}).`,
    { hint: 'make room for the copy in that folder; the book was left as it is', place: filename, cause: error })
  }
}

/** The copy, where there was a book to copy, and the rows that had to get another name. */
export type Upgraded = Pick<Databases, 'copy' | 'renamed'>

async function bringUp (writer: Knex, filename: string, prepare: () => Promise<void>): Promise<Upgraded> {
  const stamp = await stampOf((sql) => writer.raw(sql))
  const copy = stamp.version > 0 && stamp.version < LATEST ? await copyBefore(filename) : undefined
  await prepare()
  const renamed = await migrate(writer, filename)
  // From here on an empty file in its place is no first start that was cut off: see `prepareDatabase`.
  if (stamp.version === 0) {
    const keys = keysPath(dirname(filename))
    readKeys(keys, ensureKeys(keys))
  }
  return { copy, renamed }
}

/** @returns undefined where another process has done the work meanwhile */
async function lockToUpgrade ({ dataDir, writer, filename, tries }: Upgrade): Promise<ExclusiveLock | undefined> {
  const stampOfNow = () => stampOf((sql) => writer.raw(sql))
  const attempt: LockAttempt | undefined = await awaitExclusiveLock(
    dataDir, async () => (await stampOfNow()).version === LATEST, tries
  )
  if (attempt === undefined) return undefined
  if ('lock' in attempt) return attempt.lock
  const { version } = await stampOfNow()
  throw new UserError('book',
    `${filename} has to be brought up to date (its schema is ${version}; this fintrack's is ${LATEST}), ` +
    `but ${describeHolder(attempt.holder)} holds its folder.`,
    { hint: 'stop that one, and run this again', place: dataDir })
}

/**
 * @throws UserError where another process holds the folder, or there is no room for the copy
 */
export async function upgrade (given: Upgrade): Promise<Upgraded> {
  const { filename, writer, lock, prepare } = given
  const taken = lock ?? await lockToUpgrade(given)
  if (taken === undefined) return { copy: undefined, renamed: [] }
  try {
    return await bringUp(writer, filename, prepare)
  } finally {
    if (lock === undefined) await taken.release()
  }
}
