/**
 * Migrated databases without a row, which the tests' databases are copied from: copying takes a hundredth of migrating.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { DATABASE_FILE } from '../../src/files/data-folder.ts'

/** A run of the suite names one file for all of its processes; a test file that runs by itself makes its own. */
const FILE = process.env['TEST_SQLITE'] ?? join(tmpdir(), `fintrack-template-${process.pid}`, DATABASE_FILE)

if (process.env['TEST_SQLITE'] === undefined) {
  process.on(
    'exit', () => { rmSync(dirname(FILE), { recursive: true, force: true }) }
  )
}

async function makeTemplate (): Promise<void> {
  mkdirSync(dirname(FILE), { recursive: true })
  const draft = mkdtempSync(join(dirname(FILE), 'draft-'))
  const databases = await connectSqlite(draft, 0)
  await databases.close()
  // Of several processes that make it at once, the last puts its copy in the place of an equal one.
  renameSync(join(draft, DATABASE_FILE), FILE)
  rmSync(draft, { recursive: true })
}

let made: Promise<void> | undefined

/** Puts a migrated database into a data folder that has none. */
export async function placeDatabase (dataDir: string): Promise<void> {
  if (!existsSync(FILE)) await (made ??= makeTemplate())
  copyFileSync(FILE, join(dataDir, DATABASE_FILE))
}
