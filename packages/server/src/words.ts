/**
 * The words of the embedded book that a shell completes: in a few milliseconds, so without Knex and without the API. A
 * book that is not there, has moved, is being restored or has another schema has no words: nothing is made, brought up
 * to date or written.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MOVED_FILE, databasePath } from './files/data-folder.ts'
import { LATEST } from './db/migrations/index.ts'
import { embeddedOwner, wordsOf, type Ask, type WordKind } from './features/words/words-repository.ts'

export type { WordKind }

/** How long another process is waited for. */
const BUSY_MS = 500

async function wordsIn (ask: Ask, kind: WordKind): Promise<string[]> {
  const owner = await embeddedOwner(ask)
  return owner === undefined ? [] : wordsOf(ask, owner, kind)
}

async function wordsInFolder (dataDir: string, kind: WordKind): Promise<string[]> {
  const filename = databasePath(dataDir)
  if (!existsSync(filename) || existsSync(join(dataDir, MOVED_FILE))) return []
  const { shareRestoreLock } = await import('./db/sqlite/restore-lock.ts')
  const { stampOf, APPLICATION_ID } = await import('./db/sqlite/inspection.ts')
  const { readDatabase } = await import('./db/sqlite/file.ts')
  const lock = await shareRestoreLock(dataDir, BUSY_MS)
  try {
    return await readDatabase(filename, async (query) => {
      const { application, version } = await stampOf(query)
      return application === APPLICATION_ID && version === LATEST ? wordsIn(query, kind) : []
    }, BUSY_MS)
  } finally {
    await lock.release()
  }
}

async function wordsInPostgres (databaseUrl: string, kind: WordKind): Promise<string[]> {
  const { readPostgres } = await import('./db/postgres/read.ts')
  return readPostgres(databaseUrl, BUSY_MS, async (ask) => {
    const [row] = await ask('SELECT version FROM fintrack_schema')
    return row?.version === LATEST ? wordsIn(ask, kind) : []
  })
}

/** @throws where the book cannot be read just now */
export function embeddedWords (
  { dataDir, databaseUrl }: { readonly dataDir: string, readonly databaseUrl: string | undefined }, kind: WordKind
): Promise<string[]> {
  return databaseUrl === undefined ? wordsInFolder(dataDir, kind) : wordsInPostgres(databaseUrl, kind)
}
