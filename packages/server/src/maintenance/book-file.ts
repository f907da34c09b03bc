/** A book as a file, beside the programs that work with it: found, counted, checked page by page. */
import { existsSync } from 'node:fs'
import { Problem } from '@fintrack/contract/problem'
import type { Query } from '../db/sqlite/file.ts'
import { databasePath } from '../files/data-folder.ts'

/** @throws Problem not_found where the folder has no book */
export function bookOf (dataDir: string): string {
  const file = databasePath(dataDir)
  if (!existsSync(file)) {
    throw new Problem(
      'not_found', `There is no book in ${dataDir} yet; FINTRACK_DATA_DIR names another folder.`
    )
  }
  return file
}

/** How many rows a book has. */
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
