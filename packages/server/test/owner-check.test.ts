import t from 'tap'
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
  for (const sql of GOOD.filter((one) => !one.includes('FROM ('))) t.equal(ownerFault(sql), undefined, sql)
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

t.test('a table that nobody told of is not let through', async (t) => {
  t.equal(ownerFault('select * from `secrets` where `user_id` = ?'), 'secrets is asked for without its owner')
  t.equal(ownerFault('vacuum'), 'nothing is asked for without its owner')
})

t.test('what the operator asks for is only his', async (t) => {
  const sql = 'select `a`.`id` from `audit` as `a` left join `users` as `u` on `u`.`id` = `a`.`user_id` order by `a`.`id` desc'
  t.equal(ownerFault(sql, true), undefined)
  t.equal(ownerFault(sql), 'audit, users is asked for without its owner')
})
