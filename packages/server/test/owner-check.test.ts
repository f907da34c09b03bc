import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { createTransaction } from '@fintrack/contract/transactions'
import { dispatchApi } from './helpers/api.ts'
import { ownerFault } from './helpers/owner-check.ts'

const GOOD = [
  'select `id` from `categories` where `user_id` = ? and `id` = ? limit ?',
  'update `transactions` set `date` = ? where `user_id` = ? and `id` = ?',
  'delete from `budgets` where `user_id` = ? and `category` = ?',
  'insert into `tokens` (`name`, `user_id`) values (?, ?)',
  'INSERT INTO transactions\n (user_id, date) SELECT ?, value ->> 0 FROM json_each(?)',
  'select `t`.`id` from `transactions` as `t` left join `categories` as `c` on `c`.`user_id` = `t`.`user_id` and `c`.`id` = `t`.`category` where `t`.`user_id` = ?',
  'SELECT s.total FROM (SELECT category FROM transactions WHERE user_id = ? GROUP BY category) AS s LEFT JOIN categories AS c ON c.user_id = ? AND c.id = s.category',
  'select `id` from `users` where `id` = ? limit ?',
]

t.test('a statement that asks for its owner everywhere is good', async (t) => {
  for (const sql of GOOD) t.equal(ownerFault(sql), undefined, sql)
})

t.test('a statement with any owner condition less is not', async (t) => {
  let count = 0
  for (const sql of GOOD) {
    for (const { 0: condition, index } of sql.matchAll(/(?:`?[tc]`?\.)?`?user_id`? = (?:\?|`t`\.`user_id`)|(?<=users` where )`id` = \?/g)) {
      const weaker = `${sql.slice(0, index)}1 = 1${sql.slice(index + condition.length)}`
      t.type(ownerFault(weaker), 'string', weaker)
      count += 1
    }
  }
  t.equal(count, 8)
  t.equal(ownerFault('insert into `tokens` (`name`) values (?)'), 'an insert into tokens names no owner')
})

t.test('a condition that narrows something else is none', async (t) => {
  for (const sql of [
    'select * from transactions where category in (select id from categories where user_id = ?)',
    'update transactions set category = null where id = ? and exists (select 1 from budgets where user_id = ?)',
    'update transactions set user_id = ? where id = ?',
    'select * from transactions where user_id = ? or 1 = 1',
    'delete from transactions where payee = \'attempts\'',
    'select * from attempts join transactions',
  ]) t.type(ownerFault(sql), 'string', sql)
})

for (const [database, on] of [['sqlite', 'SQLite'], ['postgres', 'PostgreSQL']] as const) {
  t.test(`of the statements that the API really runs on ${on} none can do without any of its owner conditions`, async (t) => {
    const api = await dispatchApi(t, {}, database)
    const statements = new Set<string>()
    for (const handle of new Set([api.served.reader, api.served.writer])) handle.on('query', ({ sql }: { sql: string }) => { statements.add(sql) })
    const user = await api.user()
    await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
    await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } })
    await user.call(createBudget, { body: { month: '2024-05', monthly_limit: '1', category: 'Food' } })
    for (const [name, endpoint] of ENDPOINTS) {
      if (endpoint.method === 'GET' && endpoint.open !== true) await user.answer(endpoint, { id: '1', query: name === 'getMonthlyReport' ? [['month', '2024-05']] : [] })
      else if (endpoint.method === 'PATCH') await user.answer(endpoint, { id: '1', body: {} })
      else if (endpoint.method === 'DELETE' && endpoint.body === undefined) await user.answer(endpoint, { id: '1' })
    }
    let removed = 0
    for (const sql of statements) {
      t.equal(ownerFault(sql), undefined, sql)
      for (const { 0: condition, index } of sql.matchAll(/(?:[`"]?\w+[`"]?\.)?[`"]?user_id[`"]? = (?:\?|\$\d+|[`"]?\w+[`"]?\.[`"]user_id[`"])|(?<=[`"]users[`"] where )[`"]id[`"] = (?:\?|\$\d+)/g)) {
        t.type(ownerFault(`${sql.slice(0, index)}1 = 1${sql.slice(index + condition.length)}`), 'string', `without ${condition}: ${sql}`)
        removed += 1
      }
    }
    t.ok(removed > 30, `${removed} conditions`)
  })
}

t.test('a table that nobody told of is not let through', async (t) => {
  t.equal(ownerFault('select * from `secrets` where `user_id` = ?'), 'secrets is asked for without its owner')
  t.equal(ownerFault('vacuum'), 'nothing is asked for without its owner')
})

t.test('what the operator asks for is only his', async (t) => {
  const sql = 'select `a`.`id` from `audit` as `a` left join `users` as `u` on `u`.`id` = `a`.`user_id` order by `a`.`id` desc'
  t.equal(ownerFault(sql, true), undefined)
  t.equal(ownerFault(sql), 'audit, users is asked for without its owner')
})
