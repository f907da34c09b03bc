/** Is a book sound? Every check that can be made of it; one that cannot be made says why. Nothing is written. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { counted, quote } from '@fintrack/contract/text'
import { APPLICATION_ID, stampOf } from '../../db/sqlite/inspection.ts'
import { LATEST } from '../../db/migrations/index.ts'
import type { Query } from '../../db/sqlite/file.ts'
import { KEYS_FILE, openKeys } from '../../features/signing-keys/key-ring.ts'
import { VERSION } from '../../version.ts'
import { bookOf, brokenPages, reading } from '../book-file.ts'
import { FileFault } from '../file-fault.ts'
import { fileModes, folderModes } from './file-modes.ts'
import { pass, inOneLine, reasonOf, fail, type CheckResult } from './check.ts'
import { INVARIANTS } from './invariants.ts'

/** What is done about a book that is broken, and about a backup that is. */
const RESTORE = 'put a backup in its place that passes `fintrack doctor FILE`: `fintrack restore FILE`'
const ANOTHER = 'this file is no good as a backup: keep another one'
const NEW_KEYS = 'put a copy of it back, or move it aside: a new one is made, and everyone has to log in again'
const NEWER = 'install the newer fintrack'

async function look (check: string, holds: string, remedy: string, wrongs: () => Promise<string[]>): Promise<CheckResult> {
  try {
    const sentences = await wrongs()
    return sentences.length === 0 ? pass(check, holds) : fail(check, inOneLine(sentences), remedy)
  } catch (error) {
    return fail(check, `it cannot be read: ${reasonOf(error)}`, remedy)
  }
}

async function dangling (query: Query): Promise<string[]> {
  const rows = await query('PRAGMA foreign_key_check')
  return rows.map(({ table, rowid, parent }) => `row ${quote(rowid)} of ${String(table)} refers to no row of ${String(parent)}`)
}

function schemaFinding (version: number): CheckResult {
  if (version > LATEST) return fail('schema', `${version}, which is newer than the ${LATEST} that this fintrack knows`, NEWER)
  return pass('schema', version === LATEST ? String(version) : `${version}, older than ${LATEST}: it is brought up to date when it is opened next`)
}

/** What holds a book's file, and what is in it. */
async function contentFindings (file: string, query: Query, remedy: string): Promise<CheckResult[]> {
  const { version, application } = await stampOf(query)
  if (application !== APPLICATION_ID) return [fail('file', `${file} is a database, but not a book of fintrack`, remedy)]
  const { size, nlink } = statSync(file)
  const findings = [
    nlink === 1
      ? pass('file', `${file}, ${counted(size, 'byte')}`)
      : fail('file', `${file} has ${nlink} names, and to write to it by two of them would damage it`, 'remove the others (`find -samefile` finds them)'),
    schemaFinding(version),
    await look('integrity', 'every page and index is as it should be', remedy, () => brokenPages(query)),
    await look('references', 'every row that is referred to is there', remedy, () => dangling(query)),
  ]
  // Of a newer schema it is not known what should hold.
  for (const { check, since, holds, wrongs } of version > LATEST ? [] : INVARIANTS) {
    if (version >= since) findings.push(await look(check, holds, remedy, () => wrongs(query)))
  }
  return findings
}

async function fileFindings (file: string, remedy: string): Promise<CheckResult[]> {
  try {
    return await reading(file, (query) => contentFindings(file, query, remedy))
  } catch (error) {
    return [fail('file', `${file} is damaged, or not a database (${reasonOf(error)})`, remedy)]
  }
}

async function versionFinding (node: string): Promise<CheckResult> {
  const sqlite = await reading(':memory:', (query) => query('SELECT sqlite_version() AS version'))
  return pass('versions', `fintrack ${VERSION}, schema ${LATEST}, SQLite ${String(sqlite[0]?.version)}, Node.js ${node}`)
}

/** The keys that sign logins, where there are some: they are made at the first use. */
async function keysFinding (dataDir: string): Promise<CheckResult> {
  if (!existsSync(resolve(dataDir, KEYS_FILE))) return pass('keys', 'none yet: they are made when somebody logs in first')
  return look('keys', `${KEYS_FILE} can be used`, NEW_KEYS, async () => {
    openKeys(dataDir)
    return []
  })
}

/** @throws FileFault where there is no such file */
export function requireFile (file: string): string {
  const path = resolve(file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() !== true) {
    throw new FileFault(`${path} cannot be read: ${stat === undefined ? 'there is no such file' : 'it is not a file'}.`,
      'name a file that `fintrack backup` has written')
  }
  return path
}

/** A file by itself: whether it could be a book. @throws FileFault where there is no such file */
export async function checkFile (file: string): Promise<CheckResult[]> {
  return fileFindings(requireFile(file), ANOTHER)
}

export interface ExaminationOptions {
  readonly dataDir: string
  /** A backup, in the place of the folder's own book. */
  readonly file?: string | undefined
  /** The version of Node.js. */
  readonly node: string
  readonly platform?: string
}

/**
 * @throws Problem not_found where the folder has no book
 * @throws FileFault where there is no such file
 */
export async function checkBook ({ dataDir, file, node, platform }: ExaminationOptions): Promise<CheckResult[]> {
  if (file !== undefined) {
    const path = requireFile(file)
    const findings = await fileFindings(path, ANOTHER)
    // Of a file that is somebody else's it is not said who should read it.
    const isBook = findings.some(({ check, ok }) => check === 'file' ? ok : check === 'schema')
    return [...findings, ...(isBook ? [fileModes(path, platform)] : []), await versionFinding(node)]
  }
  const book = bookOf(dataDir)
  return [...await fileFindings(book, RESTORE), folderModes(dataDir, platform), await keysFinding(dataDir), await versionFinding(node)]
}
