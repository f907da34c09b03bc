/** Fills an empty book with the rows of another, in one transaction: as they are, with their ids. */
import type { Knex } from 'knex'
import { UserError } from '@fintrack/contract/errors'
import type { StoredKey } from '../features/signing-keys/key-repository.ts'
import type { BookWriter, Counters, Values } from './book-rows.ts'
import { inNames, isPostgresError } from './errors/postgres.ts'
import { sqliteCode, sqliteReason } from './errors/sqlite.ts'

/** What a database does in a way of its own. */
interface Own {
  readonly continueAfter: (counters: Counters) => Promise<void>
  readonly keys: (keys: readonly StoredKey[]) => Promise<void>
}

function namesOf (columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}

/** A row that one database has taken and the other refuses, by names alone: its values are the user's. */
function rowFault (error: unknown, table: string): unknown {
  const isRefused = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG'].includes(sqliteCode(error) ?? '')
  const refused = isPostgresError(error) && /^2[23]/.test(error.code) ? inNames(error) : isRefused ? sqliteReason(error) : undefined
  if (refused === undefined) return error
  return new UserError('book', `A row of ${table} is refused where it is to go (${refused}).`,
    { hint: 'look at the book that it comes from, with `fintrack doctor` where that is in a folder; nothing was copied' })
}

/** @param trx of an empty book */
export function rowWriter (trx: Knex.Transaction, own: Own): BookWriter {
  const run = async (table: string, sql: string, values: readonly Values[]): Promise<void> => {
    try {
      await trx.raw(sql, values.flat())
    } catch (error) {
      throw rowFault(error, table)
    }
  }
  return {
    async add ({ name, columns, links = [] }, rows) {
      const kept = columns.flatMap((column, at) => links.includes(column) ? [] : [at])
      const marks = `(${kept.map(() => '?').join(', ')})`
      const sql = `INSERT INTO ${name} (${namesOf(columns.filter((column) => !links.includes(column)))}) VALUES ${rows.map(() => marks).join(', ')}`
      await run(name, sql, rows.map((row) => kept.map((at) => row[at] ?? null)))
    },

    async link ({ name, columns }, links, rows) {
      const at = [...links, 'user_id', 'id'].map((column) => columns.indexOf(column))
      const sql = `UPDATE ${name} SET ${links.map((column) => `"${column}" = ?`).join(', ')} WHERE user_id = ? AND id = ?`
      for (const row of rows) {
        const values = at.map((index) => row[index] ?? null)
        if (values.slice(0, links.length).some((value) => value !== null)) await run(name, sql, [values])
      }
    },

    ...own,
  }
}
