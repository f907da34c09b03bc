/** Checks whether a book is sound. A check that cannot be made says why. Nothing is written. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { counted, quote } from '@fintrack/contract/text'
import { reasonOf } from '../../db/errors/sqlite.ts'
import { LATEST } from '../../db/migrations/index.ts'
import { readDatabase, type Query } from '../../db/sqlite/file.ts'
import { APPLICATION_ID, stampOf } from '../../db/sqlite/inspection.ts'
import { schemaFaults } from '../../db/sqlite/schema.ts'
import { KEYS_FILE } from '../../files/data-folder.ts'
import { keysIn, keysPath } from '../../files/keys-file.ts'
import { movedError } from '../../files/moved-file.ts'
import { VERSION } from '../../version.ts'
import { bookOf, brokenPages } from '../book-file.ts'
import { fileModes, folderModes } from './file-modes.ts'
import { checkFor, checkSchema, fail, pass, type CheckResult } from './check.ts'
import { checkInvariants } from './invariants.ts'

/** The remedies for a broken book, and for a broken backup. */
const RESTORE = 'put a backup in its place that passes `fintrack doctor FILE`: `fintrack restore FILE`'
const ANOTHER = 'do not use this file as a backup; use another one'
const NEW_KEYS = 'put a copy of it back, or move it aside: a new one is made, and everyone has to log in again'
const FOREIGN = 'remove what is foreign to it with `sqlite3`, or'

async function dangling (query: Query): Promise<string[]> {
  const rows = await query('PRAGMA foreign_key_check')
  return rows.map(({
    table, rowid, parent,
  }) => `row ${quote(rowid)} of ${String(table)} refers to no row of ${String(parent)}`)
}

/** Checks a book's file and its content. */
async function checkContent (file: string, query: Query, remedy: string): Promise<CheckResult[]> {
  const { version, application } = await stampOf(query)
  if (application !== APPLICATION_ID) return [fail('file', `${file} is a database, but not a book of fintrack`, remedy)]
  const { size, nlink } = statSync(file)
  const schema = await checkSchema(version, `${FOREIGN} ${remedy}`, () => schemaFaults(query, version))
  const results = [
    nlink === 1
      ? pass('file', `${file}, ${counted(size, 'byte')}`)
      : fail(
        'file',
        `${file} has ${nlink} names, and to write to it by two of them would damage it`,
        'remove the others (`find -samefile` finds them)'
      ),
    schema,
    await checkFor('integrity', 'every page and index is intact', remedy, () => brokenPages(query)),
    await checkFor('references', 'every reference points to a row that exists', remedy, () => dangling(query)),
  ]
  // What should hold in another schema is not known, and a view in the place of a table could run for ever.
  if (schema.ok) results.push(...await checkInvariants('sqlite', version, remedy, query))
  return results
}

async function checkContentOf (file: string, remedy: string): Promise<CheckResult[]> {
  try {
    return await readDatabase(file, (query) => checkContent(file, query, remedy))
  } catch (error) {
    return [fail('file', `${file} is damaged, or not a database (${reasonOf(error)})`, remedy)]
  }
}

async function checkVersions (node: string): Promise<CheckResult> {
  const sqlite = await readDatabase(':memory:', (query) => query('SELECT sqlite_version() AS version'))
  return pass(
    'versions', `fintrack ${VERSION}, schema ${LATEST}, SQLite ${String(sqlite[0]?.version)}, Node.js ${node}`
  )
}

/** Checks the keys that sign logins, which are made at the first use. */
async function checkKeys (dataDir: string): Promise<CheckResult> {
  if (!existsSync(keysPath(dataDir))) return pass('keys', 'there are none yet; they are created at their first use')
  return checkFor('keys', `${KEYS_FILE} can be used`, NEW_KEYS, async () => {
    keysIn(dataDir)
    return []
  })
}

/** A book that has moved may be looked at: nothing is stored. */
function checkPlace (dataDir: string): CheckResult[] {
  const moved = movedError({ dataDir })
  return moved === undefined ? [] : [fail('place', moved.message.replace(/\.$/, ''), String(moved.hint))]
}

/** @throws UserError where there is no such file */
export function requireFile (file: string): string {
  const path = resolve(file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() !== true) {
    const reason = stat === undefined ? 'there is no such file' : 'it is not a file'
    throw new UserError('unreadable_file', `${path} cannot be read: ${reason}.`,
      { hint: 'name a file that `fintrack backup` has written', place: file })
  }
  return path
}

/** Checks whether a file by itself could be a book. @throws UserError where there is no such file */
export async function checkFile (file: string): Promise<CheckResult[]> {
  return checkContentOf(requireFile(file), ANOTHER)
}

export interface DoctorOptions {
  readonly dataDir: string
  /** PostgreSQL in the place of the folder. */
  readonly databaseUrl?: string | undefined
  /** A backup, to be checked instead of the folder's own book. */
  readonly file?: string | undefined
  /** The version of Node.js. */
  readonly node: string
  readonly platform?: string
}

/**
 * @throws Problem not_found where there is no book
 * @throws UserError where there is no such file, or the database cannot be reached
 */
export async function checkBook (
  { dataDir, databaseUrl, file, node, platform }: DoctorOptions
): Promise<CheckResult[]> {
  if (file !== undefined) {
    const path = requireFile(file)
    const results = await checkContentOf(path, ANOTHER)
    // Who may read a file that is no book is not our business.
    const isBook = results.some(({ check, ok }) => check === 'file' ? ok : check === 'schema')
    return [...results, ...(isBook ? [fileModes(path, platform)] : []), await checkVersions(node)]
  }
  if (databaseUrl !== undefined) {
    const { checkDatabase } = await import('./database.ts')
    return checkDatabase(databaseUrl, node)
  }
  const book = bookOf(dataDir)
  return [
    ...await checkContentOf(book, RESTORE),
    folderModes(dataDir, platform),
    await checkKeys(dataDir),
    ...checkPlace(dataDir),
    await checkVersions(node),
  ]
}
