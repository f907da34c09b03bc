/** Removes all that a user has, in parts: one writer serves all users, and each part is soon over. */
import type { Knex } from 'knex'
import { TABLES, type Table } from '../resources.ts'

/** Of one transaction; and the bytes of long texts that it removes from one table. */
export const PART_ROWS = 5000
export const PART_BYTES = 4 * 1024 * 1024

const OWNED = TABLES.filter(({ ownedBy }) => ownedBy === 'user_id')
const LETS_IN = new Set(['sessions', 'tokens'])

/** What lets anybody in goes first. Of the others, what refers to something else comes before it. */
const IN_ORDER = [
  ...OWNED.filter(({ name }) => LETS_IN.has(name)), ...OWNED.filter(({ name }) => !LETS_IN.has(name)).toReversed(),
]

export function removalRepository (handle: Knex) {
  const rowsOf = (userId: number, { name }: Table) => handle(name).where({ user_id: userId })

  const hasRows = async (userId: number, table: Table): Promise<boolean> => {
    const row: unknown = await rowsOf(userId, table).select('user_id').first()
    return row !== undefined
  }

  /** The keys of some rows: at least one, and none after their long texts have come to a part's bytes. */
  const some = (userId: number, table: Table, key: readonly string[], most: number): Knex.QueryBuilder => {
    const { longTexts = [] } = table
    if (longTexts.length === 0) return rowsOf(userId, table).select(key).limit(most)
    const marks = (list: readonly unknown[], mark: string, between: string) => list.map(() => mark).join(between)
    // A length is in a row's head: the text itself is not read.
    const bytes = handle.raw(`${marks(longTexts, 'COALESCE(octet_length(??), 0)', ' + ')} AS bytes`, longTexts)
    const total = handle.raw(`SUM(bytes) OVER (ORDER BY ${marks(key, '??', ', ')}) AS total`, key)
    const sized = rowsOf(userId, table).select(...key, bytes).limit(most).as('sized')
    const summed = handle.select(...key, 'bytes', total).from(sized).as('summed')
    return handle.select(key).from(summed).whereRaw('total - bytes < ?', [PART_BYTES])
  }

  /** @returns how many rows referred to others of their table, and do so no more */
  const unlink = (userId: number, table: Table, link: string, most: number): Promise<number> =>
    rowsOf(userId, table).whereIn('id', rowsOf(userId, table).select('id').whereNotNull(link).limit(most))
      .update({ [link]: null })

  const removeSome = (userId: number, table: Table, most: number): Promise<number> => {
    const key = table.key.filter((column) => column !== 'user_id')
    return rowsOf(userId, table).whereIn(key, some(userId, table, key, most)).delete()
  }

  return {
    /**
     * Removes rows of a user, up to so many that others wait for them, and the user themselves once nothing refers to
     * them any more.
     * @returns whether the user is removed, and nothing is left
     */
    async removePart (userId: number): Promise<boolean> {
      let left = PART_ROWS
      for (const table of IN_ORDER) {
        for (const link of table.links ?? []) left -= await unlink(userId, table, link, left)
        left -= await removeSome(userId, table, left)
        if (left === 0 || (table.longTexts !== undefined && await hasRows(userId, table))) return false
      }
      await handle('users').where({ id: userId }).delete()
      return true
    },
  }
}
