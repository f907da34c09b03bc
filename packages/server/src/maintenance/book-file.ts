/** A book as a file, apart from the program that works with it: looked at, counted, copied. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import { openFile, type Query } from '../db/sqlite/file.ts'

const DATABASE_FILE = 'fintrack.db'

/** Others may be at work on the file: a recovery of its log, a migration. */
export const BUSY_MS = 10_000

/** What stands beside a database and belongs to it: its log, the log's index, and a journal of before there was a log. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const

export function bookPath (dataDir: string): string {
  return join(dataDir, DATABASE_FILE)
}

/** @throws Problem not_found where the folder has no book */
export function bookOf (dataDir: string): string {
  const file = bookPath(dataDir)
  if (!existsSync(file)) throw new Problem('not_found', `There is no book in ${dataDir} yet; FINTRACK_DATA_DIR names another folder.`)
  return file
}

/** Looks at a book as it is at one moment, also while others write to it. Nothing is written. */
export async function reading<T> (file: string, work: (query: Query) => Promise<T>): Promise<T> {
  // Whoever closes a book last moves its log into the file: beside a log, only looking leaves both as they are.
  const book = await openFile(file, existsSync(`${file}-wal`) ? 'read' : 'write', BUSY_MS)
  try {
    await book.query('PRAGMA query_only = 1')
    await book.query('PRAGMA trusted_schema = 0')
    await book.query('BEGIN')
    return await work(book.query)
  } finally {
    await book.close()
  }
}

/** Copies a book as it is at one moment, also while others write to it. @param target an empty file */
export async function copyBook (file: string, target: string): Promise<void> {
  const book = await openFile(file, existsSync(`${file}-wal`) ? 'read' : 'write', BUSY_MS)
  try {
    await book.query(`VACUUM INTO '${target.replaceAll('\'', '\'\'')}'`)
  } finally {
    await book.close()
  }
}

/** How many rows a book holds. */
export interface RowCounts {
  readonly users: number
  readonly transactions: number
  readonly categories: number
  readonly budgets: number
}

export async function rowCounts (query: Query): Promise<RowCounts> {
  const count = async (table: keyof RowCounts): Promise<number> => {
    const [row] = await query(`SELECT COUNT(*) AS rows FROM ${table}`)
    return Number(row?.rows)
  }
  return {
    users: await count('users'),
    transactions: await count('transactions'),
    categories: await count('categories'),
    budgets: await count('budgets'),
  }
}

/** What SQLite finds wrong with the pages and the indexes of a database, in its own words. */
export async function brokenPages (query: Query): Promise<string[]> {
  const rows = await query('PRAGMA integrity_check(100)')
  return rows.map((row) => String(row.integrity_check).replace(/\s+/g, ' ')).filter((text) => text !== 'ok')
}
