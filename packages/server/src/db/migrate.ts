/**
 * Brings a database to the newest schema. Each database carries its schema's number in `user_version` and ours in
 * `application_id`, so that a start costs one look when there is nothing to do. All steps run in one transaction
 * that begins IMMEDIATE: a second process waits and finds the work done, and a kill leaves the old schema whole.
 * (Knex's own migrator keeps its lock in a row, which a kill would leave locked.)
 */
import { UserError } from '@fintrack/contract/errors'
import type { Knex } from 'knex'
import { fileError } from './errors/sqlite.ts'
import { LATEST } from './migrations/index.ts'
import type { Renamed } from './renamed.ts'
import { takeSteps } from './take-steps.ts'
import { APPLICATION_ID, refuseForeign, stampOf } from './sqlite/inspection.ts'

/**
 * Steps up or down to a version (the latest, unless told).
 * @returns the rows that had to get another name
 * @throws UserError where the file is damaged, foreign or newer; it is left untouched
 */
export async function migrate (writer: Knex, filename: string, target = LATEST): Promise<Renamed[]> {
  try {
    const seen = await stampOf((sql) => writer.raw(sql))
    refuseForeign(seen, filename)
    if (seen.version === target && !seen.empty) return []
    return await writer.transaction(async (trx) => {
      const stamp = await stampOf((sql) => trx.raw(sql))
      refuseForeign(stamp, filename)
      const renamed = await takeSteps(trx, stamp.version, target, 'sqlite')
      await trx.raw(`PRAGMA user_version = ${target}`)
      await trx.raw(`PRAGMA application_id = ${APPLICATION_ID}`)
      return renamed
    })
  } catch (error) {
    throw fileError(error, filename)
  }
}

/**
 * Requires the newest schema of a book that is only to be read.
 * @param where a command opens the book, as the end of a sentence
 * @throws UserError where the book has to be brought up to date first
 */
export function requireNewest (name: string, version: number, where: string): void {
  if (version === LATEST) return
  throw new UserError('book', `${name} is a book of an older fintrack (its schema is ${version}; this one's is ` +
    `${LATEST}).`,
  {
    hint: `open it once with this one, as \`fintrack report --local\` does where ${where}, which brings it up to ` +
      'date; then run this again'
  })
}
