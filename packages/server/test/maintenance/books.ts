/** Books with rows in them, backups of them, and books that were broken on purpose. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBudget } from '@fintrack/contract/budgets'
import { call } from '@fintrack/contract/call'
import { createCategory } from '@fintrack/contract/categories'
import { undoChange } from '@fintrack/contract/changes'
import { changeTransaction, createTransaction } from '@fintrack/contract/transactions'
import type { Test } from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { openFile } from '../../src/db/sqlite/file.ts'
import { openBook, type Book } from '../../src/embedded.ts'
import { backupBook } from '../../src/maintenance/backup.ts'
import { readDatabase } from '../../src/db/sqlite/file.ts'
import { folder, settingsOf } from '../helpers/api.ts'

export async function opened (dataDir: string): Promise<Book> {
  return openBook({ dataDir, settings: settingsOf(), report: () => {} })
}

/**
 * A closed book with a bit of everything, one change of which was taken back, done again, and taken back. @returns its
 * folder
 */
export async function bookFolder (test: Test): Promise<string> {
  const dataDir = folder(test)
  const { send, close } = await opened(dataDir)
  const category = async (name: string, type: 'income' | 'expense') => (await call(
    createCategory, { body: { name, type } }, send
  )).body.id
  const food = await category('Food', 'expense')
  const salary = await category('Ärger & Salär', 'income')
  const add = (amount: string, date: string, of: object) => call(
    createTransaction, { body: { amount, date, ...of } }, send
  )
  await add('12.50', '2024-05-03', { category: food, payee: 'Größe', description: 'milk' })
  await add('3200.00', '2024-05-28', { category: salary })
  await add('-4.00', '2024-05-04', { category: food })
  await add('18.00', '2024-05-09', { type: 'expense' })
  await add('900', '2024-06-09', { category: food, currency: 'JPY' })
  await call(createBudget, { body: { category: food, month: '2024-05', monthly_limit: '400' } }, send)
  await call(createBudget, { body: { category: salary, month: '2024-07', monthly_limit: '3000' } }, send)
  await call(changeTransaction, { id: 1, body: { amount: '13.75' } }, send)
  for (const id of [10, 11, 12]) await call(undoChange, { id }, send)
  await close()
  return dataDir
}

/** Runs statements that no program of ours would run. */
export async function broken (dataDir: string, ...statements: readonly string[]): Promise<void> {
  const file = await openFile(join(dataDir, 'fintrack.db'), 'write', 1000)
  for (const pragma of [
    'foreign_keys = 0', 'ignore_check_constraints = 1', 'writable_schema = 1',
  ]) await file.query(`PRAGMA ${pragma}`)
  for (const statement of statements) await file.query(statement)
  await file.close()
}

/** Takes a closed book back to an older schema. */
export async function broughtBack (dataDir: string, schema: number): Promise<void> {
  const { writer, close } = await connectSqlite(dataDir)
  await migrate(writer, join(dataDir, 'fintrack.db'), schema)
  await close()
}

/** A file that is none of ours. */
export function garbage (path: string): string {
  writeFileSync(path, 'This is not a database, whatever its name may say. '.repeat(100), { mode: 0o600 })
  return path
}

/** What the transactions of `bookFolder` come to. */
export const BACKED_UP = [1250, 320000, -400, 1800, 900]

/** A backup of a book with five transactions. */
export async function backup (test: Test): Promise<string> {
  const file = join(folder(test), 'backup.db')
  await backupBook({ dataDir: await bookFolder(test), file })
  return file
}

/** A book with one transaction more for each of these. */
export async function bookWith (test: Test, ...amounts: readonly string[]): Promise<string> {
  const dataDir = folder(test)
  const { send, close } = await opened(dataDir)
  for (const amount of amounts) {
    await call(
      createTransaction, { body: { amount, date: '2024-05-05', type: 'expense' } }, send
    )
  }
  await close()
  return dataDir
}

export async function amountsOf (file: string): Promise<unknown[]> {
  return readDatabase(
    file, async (query) => (await query('SELECT amount FROM transactions ORDER BY id')).map(({ amount }) => amount)
  )
}
