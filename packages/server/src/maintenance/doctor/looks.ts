/** How doctor looks for rows that should not be: each look names what is wrong, or nothing. */
import { counted, quote } from '@fintrack/contract/text'
import type { Query, Row } from '../../db/sqlite/file.ts'

/** Rows read at once. */
const CHUNK_ROWS = 5000

/** Counts rows that should not be. @param condition of rows of `from`, whose id is in `id` */
export function countWrong (noun: string, plural: string, from: string, condition: string, what: string, id = 'id') {
  return async (query: Query): Promise<string[]> => {
    const [row] = await query(`SELECT COUNT(*) AS rows, MIN(${id}) AS first FROM ${from} WHERE ${condition}`)
    const count = Number(row?.rows)
    return count === 0 ? [] : [`${counted(count, noun, plural)} ${what} (the first is ${String(row?.first)})`]
  }
}

export async function allOf (
  query: Query, ...looks: ReadonlyArray<(query: Query) => Promise<string[]>>
): Promise<string[]> {
  const wrongs: string[] = []
  for (const look of looks) wrongs.push(...await look(query))
  return wrongs
}

/** Values of a column that are not what they should be; null is none. */
export function wrongValues (table: string, column: string, isRight: (text: string) => boolean, what: string) {
  return async (query: Query): Promise<string[]> => {
    const rows = await query(
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1`
    )
    return rows.map(({ value }) => String(value)).filter((value) => !isRight(value)).map(
      (value) => `${table.replaceAll('_', ' ')} have ${quote(value)}, which is not ${what}`
    )
  }
}

/** Rows whose key does not follow from what it is made of. */
export function wrongKeys (
  table: string, columns: string, keyOf: (row: Row) => string, noun = 'transaction', plural = 'transactions'
) {
  return async (query: Query): Promise<string[]> => {
    const ids: number[] = []
    for (let last = -1; ;) {
      const rows = await query(`SELECT id, ${columns} FROM ${table} WHERE id > ${last} ORDER BY id LIMIT ${CHUNK_ROWS}`)
      ids.push(...rows.filter((row) => row.key !== keyOf(row)).map(({ id }) => Number(id)))
      const end = rows.at(-1)
      if (end === undefined) break
      last = Number(end.id)
    }
    if (ids.length === 0) return []
    const rows = counted(ids.length, noun, plural)
    return [`${rows} whose search key does not match the text (the first is ${ids[0]})`]
  }
}
