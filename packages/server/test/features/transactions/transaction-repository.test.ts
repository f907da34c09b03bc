import t from 'tap'
import { day } from '@fintrack/contract/dates'
import { minor } from '@fintrack/contract/money'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { transactionRepository } from '../../../src/features/transactions/transaction-repository.ts'
import { folder } from '../../helpers/api.ts'

t.test('a page of transactions is searched from its cursor, not from where the order begins', async (t) => {
  const databases = await connectSqlite(folder(t), 0)
  t.teardown(() => databases.close())
  const asked: string[] = []
  databases.writer.on('query', ({ sql }: { sql: string }) => { asked.push(sql) })
  const amounts = [{ currency: 'EUR', least: minor(1), most: minor(9) }]
  const bounds = { from: day('2024-01-01'), before: '2024-12-01', amounts }
  /** The bounds that a query names, besides the key. */
  const named = async (sort: 'date' | '-date' | 'amount' | '-amount', after?: Array<string | number>) => {
    asked.length = 0
    await transactionRepository(databases.writer).page(1, { ...bounds, sort }, after, 5)
    return asked.join('').replace(/\(t\..*?\)/g, '').match(/t\.(?:date|amount) [<>]=? /g)
  }
  const all = ['t.date >= ', 't.date < ', 't.amount >= ', 't.amount <= ']
  const without = (at: number) => all.filter((_, index) => index !== at)
  t.strictSame(await named('date'), all)
  t.strictSame(await named('date', ['2024-05-01', 5]), without(0))
  t.strictSame(await named('-date', ['2024-05-01', 5]), without(1))
  t.strictSame(await named('amount', ['EUR', 5, 5]), without(2))
  t.strictSame(await named('-amount', ['EUR', 5, 5]), without(3))
})
