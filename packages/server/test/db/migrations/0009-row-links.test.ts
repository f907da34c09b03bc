import { importTransactions } from '@fintrack/contract/imports'
import t from 'tap'
import { bytesOf, httpApi } from '../../helpers/api.ts'

t.test('SQLite finds the parts and the tags of a transaction that is deleted by an index', async (t) => {
  const api = await httpApi(t)
  const user = await api.user()
  const lines = ['date,type,category,amount,tags,splits', '2024-05-01,expense,,3,trip,Food=1; Home=2']
  await user.call(importTransactions, { body: bytesOf(lines.join('\n')) })
  for (const table of ['parts', 'transaction_tags']) {
    const plan: Array<{ detail: string }> = await api.databases.reader.raw(
      `EXPLAIN QUERY PLAN SELECT 1 FROM ${table} WHERE transaction_id = ?`, [1]
    )
    t.match(plan.map(({ detail }) => detail).join(), `USING COVERING INDEX ${table}_by_transaction`)
  }
})
