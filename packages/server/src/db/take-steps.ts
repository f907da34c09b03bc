import type { Knex } from 'knex'
import { newKeys, oldKeys } from './key-work.ts'
import { stepsBetween } from './migrations/index.ts'
import type { Renamed } from './renamed.ts'

/** What migrations cannot do by SQL. Each returns the rows that it had to rename. */
const WORK = { newKeys, oldKeys }

/**
 * Brings a book from one schema to another, up or down, in a transaction.
 * @returns the rows that had to get another name
 */
export async function takeSteps (
  trx: Knex, version: number, target: number, database: Parameters<typeof stepsBetween>[2]
): Promise<Renamed[]> {
  const renamed: Renamed[] = []
  for (const step of stepsBetween(version, target, database)) {
    if (typeof step === 'string') await trx.raw(step)
    else renamed.push(...await WORK[step.work](trx))
  }
  return renamed
}
