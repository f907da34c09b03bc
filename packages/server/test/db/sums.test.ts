import t from 'tap'
import { dialectOf } from '../../src/db/dialect.ts'
import { readSum, SUM_OF } from '../../src/db/sums.ts'
import { bothDatabases } from '../helpers/api.ts'

bothDatabases(t, 'a sum is exact beyond 64 bits, and of negative amounts', async (t, { databases: { reader } }) => {
  const most = 9_223_372_036_854_775_807n
  for (const amounts of [
    [0n], [-1n], [1n, -1n], [most, most, most], [-most, -most, -7n], [most, -most, 4_294_967_296n, -4_294_967_295n],
  ]) {
    const values = amounts.map((one) => `(CAST(${one} AS bigint))`).join(', ')
    const rows: unknown[] = await reader.raw(
      `WITH given (amount) AS (VALUES ${values}) SELECT ${SUM_OF[dialectOf(reader)]('amount')} AS total FROM given`
    )
    const [{ total }] = rows as [{ total: string }]
    t.equal(readSum(total), amounts.reduce((sum, one) => sum + one, 0n), amounts.join(' '))
  }
})
