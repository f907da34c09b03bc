import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory } from '@fintrack/contract/categories'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { createTransaction } from '@fintrack/contract/transactions'
import { dispatchApi } from './helpers/api.ts'
import { ownerFault } from './helpers/owner-check.ts'

const GOOD = [
  'select `id` from `categories` where `user_id` = ? and `id` = ? limit ?',
  'select "id" from "categories" where ("id" = $1 and ("user_id" = $2)) for update',
  'update `transactions` set `date` = ? where `user_id` = ? and `id` = ?',
  'delete from `budgets` where `user_id` = ? and `category` = ?',
  'insert into `tokens` (`name`, `user_id`) values (?, ?), (?, ?)',
  'insert into `tokens` (`name`, `user_id`) select ? as `name`, ? as `user_id` union all select ? as `name`, ? as ' +
    '`user_id`',
  'INSERT INTO transactions\n (user_id, date) SELECT ?, value ->> 0 FROM json_each(?)',
  'INSERT INTO transactions (user_id, date) SELECT $1::bigint, value ->> 0 FROM json_array_elements($2::json) WITH ' +
    'ORDINALITY AS rows (value, key)',
  'insert into "budgets" ("id", "user_id") values (?, ?) on conflict ("id") do update set "user_id" = ' +
    'excluded."user_id" where "budgets"."user_id" = ?',
  'insert into "budgets" ("id", "user_id") values (?, ?) on conflict ("user_id", "id") do nothing',
  'select `t`.`id` from `transactions` as `t` left join `categories` as `c` on `c`.`user_id` = `t`.`user_id` and ' +
    '`c`.`id` = `t`.`category` where `t`.`user_id` = ?',
  'SELECT s.total FROM (SELECT category FROM transactions WHERE user_id = ? GROUP BY category) AS s LEFT JOIN ' +
    'categories AS c ON c.user_id = ? AND c.id = s.category',
  'select 1 from categories c, budgets b where c.user_id = ? and b.user_id = c.user_id',
  'select 1 from transactions as t where t.user_id = ? and exists (select 1 from budgets as b where b.user_id = ' +
    't.user_id)',
  'select 1 from transactions as t cross join lateral (select id from budgets as b where b.user_id = t.user_id) as ' +
    's where t.user_id = ?',
  'update budgets set monthly_limit = 0 from categories as c where budgets.user_id = ? and c.user_id = budgets.user_id',
  'delete from transactions using categories as c where c.user_id = ? and transactions.user_id = c.user_id',
  'select name from tokens where user_id = ? union select label from sessions where user_id = ?',
  'select `id` from `users` where `id` = ? limit ?',
  'PRAGMA max_page_count = 1073741823',
  'PRAGMA wal_checkpoint(PASSIVE)',
]

/** The conditions that hold a statement to its owner, none of which it can do without. */
const CONDITION =
  /(?:["`]?\w+["`]?\.)?["`]?user_id["`]? = (?:[?]|\$\d+|["`]?\w+["`]?\.["`]?user_id["`]?)|(?<=users` where )`id` = \?/g

/** What is refused, as whatever it is refused for. */
const BAD: ReadonlyArray<readonly [sql: string, fault: string]> = [
  // An owner beside which others may stand.
  ['select * from transactions where user_id = ? or 1 = 1', 'transactions is asked for without its owner'],
  ['select * from transactions where (user_id = ? or 1 = 1)', 'transactions is asked for without its owner'],
  [
    'select * from "categories" where ("user_id" = ? or "id" = ?) and "type" = ?',
    'categories is asked for without its owner',
  ],
  [
    'select * from transactions where id = ? and (date = ? or (type = ? and user_id = ?))',
    'transactions is asked for without its owner',
  ],
  ['select * from transactions where not user_id = ?', 'transactions is asked for without its owner'],
  ['select * from transactions where not (user_id = ? and id = ?)', 'transactions is asked for without its owner'],
  ['select * from transactions where (user_id = ?) is not true', 'transactions is asked for without its owner'],
  [
    'select * from transactions where case when id = ? then user_id = ? else true end',
    'transactions is asked for without its owner',
  ],
  ['select * from transactions where coalesce(user_id = ?, true)', 'transactions is asked for without its owner'],

  // What looks like its owner.
  ['select user_id = ? from transactions', 'transactions is asked for without its owner'],
  ['select * from transactions order by user_id = ?', 'transactions is asked for without its owner'],
  [
    'select user_id from transactions group by user_id having user_id = ?',
    'transactions is asked for without its owner',
  ],
  [
    'update transactions set date = ?, version = (user_id = ?) where id = ?',
    'transactions is asked for without its owner',
  ],
  ['delete from transactions where id = ? returning user_id = ?', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id = user_id', 'transactions is asked for without its owner'],
  ['select * from transactions as t where t.user_id = t.user_id', 'transactions as t is asked for without its owner'],
  ['select * from transactions where user_id = id', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id <> ?', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id >= ?', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id in (?, ?)', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id = any(?)', 'transactions is asked for without its owner'],
  ['select * from transactions where user_id = user_id + ?', 'transactions is asked for without its owner'],
  ['select * from transactions where id = ?', 'transactions is asked for without its owner'],
  ['select * from transactions where payee = \'user_id = ?\'', 'transactions is asked for without its owner'],
  ['select * from users where user_id = ?', 'users is asked for without its owner'],
  ['select * from users where username_key = ?', 'users is asked for without its owner'],
  ['delete from transactions where payee = \'attempts\'', 'transactions is asked for without its owner'],

  // One table's owner for another's.
  [
    'select * from categories, transactions where user_id = ?',
    'categories is asked for without its owner, transactions is asked for without its owner',
  ],
  [
    'select * from categories as c, transactions as t where t.user_id = ?',
    'categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t cross join budgets b where b.user_id = ?',
    'transactions as t is asked for without its owner',
  ],
  [
    'select * from transactions t join categories c on c.id = t.category where t.user_id = ?',
    'categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t join categories c on c.user_id = t.user_id',
    'transactions as t is asked for without its owner, categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t join categories c using (id) where t.user_id = ?',
    'categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t natural join categories c where t.user_id = ?',
    'categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t left join categories c on t.user_id = ? and c.user_id = ?',
    'transactions as t is asked for without its owner',
  ],
  [
    'select * from transactions t left join categories c on c.user_id = ? and c.user_id = t.user_id',
    'transactions as t is asked for without its owner',
  ],
  [
    'select * from transactions t right join categories c on c.user_id = t.user_id where t.user_id = ?',
    'categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t full join categories c on c.user_id = t.user_id and c.user_id = ?',
    'transactions as t is asked for without its owner, categories as c is asked for without its owner',
  ],
  [
    'select * from transactions t join (select user_id from categories) c on c.user_id = t.user_id where t.user_id = ?',
    'categories is asked for without its owner',
  ],
  [
    'select * from transactions t join (select id as user_id from categories where user_id = ?) c on c.user_id = ' +
      't.user_id',
    'transactions as t is asked for without its owner',
  ],
  [
    'select * from transactions t, lateral (select 1 from budgets b where b.category = t.category) s where ' +
      't.user_id = ?',
    'budgets as b is asked for without its owner',
  ],
  [
    'delete from transactions using budgets where user_id = ?',
    'transactions is asked for without its owner, budgets is asked for without its owner',
  ],
  ['delete from transactions using budgets b where b.user_id = ?', 'transactions is asked for without its owner'],
  [
    'update transactions set type = c.type from categories c where transactions.user_id = ? and c.id = category',
    'categories as c is asked for without its owner',
  ],
  [
    'update transactions as t set type = c.type from categories as c where c.user_id = ?',
    'transactions as t is asked for without its owner',
  ],

  // A query inside another.
  [
    'select * from transactions where category in (select id from categories where user_id = ?)',
    'transactions is asked for without its owner',
  ],
  [
    'select * from transactions where user_id = ? and category in (select id from categories)',
    'categories is asked for without its owner',
  ],
  [
    'select (select count(*) from budgets) from transactions where user_id = ?',
    'budgets is asked for without its owner',
  ],
  [
    'select * from transactions where user_id = ? order by (select max(id) from budgets)',
    'budgets is asked for without its owner',
  ],
  [
    'select * from transactions where user_id = ? limit (select max(id) from budgets)',
    'budgets is asked for without its owner',
  ],
  [
    'update transactions set category = null where id = ? and exists (select 1 from budgets where user_id = ?)',
    'transactions is asked for without its owner',
  ],
  [
    'update budgets set monthly_limit = (select sum(amount) from transactions) where user_id = ?',
    'transactions is asked for without its owner',
  ],
  [
    'delete from budgets where user_id = ? returning (select max(id) from transactions)',
    'transactions is asked for without its owner',
  ],
  [
    'select 1 from transactions t where t.user_id = ? and exists (select 1 from budgets t where t.user_id = t.user_id)',
    'budgets as t is asked for without its owner',
  ],
  [
    'select 1 from transactions t where t.user_id = ? and exists (select 1 from json_each(?) t join budgets b on ' +
      'b.user_id = t.user_id)',
    'budgets as b is asked for without its owner',
  ],
  [
    'select 1 from transactions t where t.user_id = ? and exists (select 1 from budgets b where b.user_id = t.id)',
    'budgets as b is asked for without its owner',
  ],
  [
    'select username from users where id = ? and username <> ? union select password_hash from users',
    'users is asked for without its owner',
  ],
  [
    'select id from budgets where user_id = ? except select id from transactions',
    'transactions is asked for without its owner',
  ],
  [
    'with x as (select * from transactions) select * from x',
    'x is not known to belong to users, a WITH is not read here: its query can stand in the FROM',
  ],
  [
    'with x as (delete from transactions) delete from budgets where user_id = ?',
    'a WITH is not read here: its query can stand in the FROM',
  ],

  // What is written.
  ['insert into `tokens` (`name`) values (?)', 'an insert into tokens names no owner'],
  ['insert into tokens values (?, ?)', 'an insert into tokens names no owner'],
  [
    'insert into transactions (user_id, date) values (?, ?), (7, ?)',
    'an insert into transactions takes its owner from elsewhere than a value',
  ],
  [
    'insert into transactions (user_id, date) values (?, ?), (default, ?)',
    'an insert into transactions takes its owner from elsewhere than a value',
  ],
  ['insert into transactions (user_id) default values', 'it cannot be read: syntax error at or near "default"'],
  [
    'insert into transactions (user_id, date) select user_id, date from transactions',
    'an insert into transactions takes its owner from elsewhere than a value, transactions is asked for without ' +
      'its owner',
  ],
  [
    'insert into transactions (user_id, date) select ?, date from transactions',
    'transactions is asked for without its owner',
  ],
  [
    'insert into transactions (user_id, date) select ?, (select max(date) from transactions)',
    'transactions is asked for without its owner',
  ],
  [
    'insert into budgets (id, user_id) select *, ? from json_each(?)',
    'an insert into budgets takes its owner from elsewhere than a value',
  ],
  [
    'insert into tokens (name, user_id) select ?, ? union all select name, user_id from tokens',
    'an insert into tokens takes its owner from elsewhere than a value, tokens is asked for without its owner',
  ],
  [
    'insert into budgets (id, user_id) values (?, ?) on conflict (id) do update set month = ?',
    'budgets is asked for without its owner',
  ],
  [
    'insert into budgets (id, user_id) values (?, ?) on conflict (id) do update set month = ? where budgets.user_id ' +
      '= ? or true',
    'budgets is asked for without its owner',
  ],
  [
    'insert into budgets (id, user_id) values (?, ?) on conflict (id) where user_id = ? do update set month = ?',
    'budgets is asked for without its owner',
  ],
  [
    'insert into budgets (id, user_id) values (?, ?) on conflict (id) do update set user_id = ? where ' +
      'budgets.user_id = ?',
    'budgets is given another owner',
  ],
  ['insert or replace into budgets (id, user_id) values (?, ?)', 'it cannot be read: syntax error at or near "or"'],
  [
    'update transactions set user_id = ? where id = ?',
    'transactions is asked for without its owner, transactions is given another owner',
  ],
  ['update transactions set user_id = ? where user_id = ?', 'transactions is given another owner'],
  ['update users set id = ? where id = ?', 'users is given another owner'],

  // Tables of nobody, and those that nobody told of.
  [
    'select * from attempts join transactions on true',
    'attempts belongs to nobody and is asked for beside other tables, transactions is asked for without its owner',
  ],
  [
    'select kid, secret from signing_keys, transactions',
    'signing_keys belongs to nobody and is asked for beside other tables, transactions is asked for without its owner',
  ],
  [
    'select kid from signing_keys where id in (select id from users)',
    'signing_keys belongs to nobody and is asked for beside other tables, users is asked for without its owner',
  ],
  [
    'insert into attempts (key) select password_hash from users',
    'an insert into attempts names no owner, users is asked for without its owner',
  ],
  ['delete from audit where at < ? or true', 'audit is asked for without its owner'],
  [
    'select id, username, password_hash as passwordhash from users where username_key = ? limit ? offset ?',
    'users is asked for without its owner',
  ],
  ['select * from `secrets` where `user_id` = ?', 'secrets is not known to belong to users'],
  ['select sql from sqlite_schema', 'sqlite_schema is not known to belong to users'],
  [
    'select * from transactions where id = ? and date in (select name from sqlite_schema)',
    'transactions is asked for without its owner, sqlite_schema is not known to belong to users',
  ],
  ['select * from elsewhere.transactions where user_id = ?', 'elsewhere.transactions is not known to belong to users'],
  ['select * from query_to_xml(?, true, true, ?)', 'query_to_xml is not known to belong to users'],
  [
    'select * from rows from (json_each(?), query_to_xml(?, true, true, ?))',
    'RangeFunction is not known to belong to users',
  ],
  [
    'select * from transactions tablesample system (1) where user_id = ?',
    'RangeTableSample is not known to belong to users',
  ],
  ['table transactions', 'transactions is asked for without its owner'],

  // What is neither read nor written row by row.
  ['create table t as select * from transactions', 'it neither reads nor writes rows (CreateTableAsStmt)'],
  ['select * into t from transactions where user_id = ?', 'an INTO makes a table of nobody'],
  ['copy transactions to stdout', 'it neither reads nor writes rows (CopyStmt)'],
  ['truncate transactions', 'it neither reads nor writes rows (TruncateStmt)'],
  ['drop table attempts', 'it neither reads nor writes rows (DropStmt)'],
  [
    'merge into budgets b using categories c on b.user_id = c.user_id when matched then delete',
    'it neither reads nor writes rows (MergeStmt)',
  ],
  ['vacuum', 'it neither reads nor writes rows (VacuumStmt)'],
  ['pragma page_count; delete from transactions', 'it cannot be read: syntax error at or near "pragma"'],
  ['begin; delete from transactions', 'it is not one statement'],
  ['select 1; delete from transactions', 'it is not one statement'],
  ['', 'it cannot be read: Query cannot be empty'],
]

t.test('the owner check accepts a statement that asks for its owner everywhere', async (t) => {
  for (const sql of GOOD) t.equal(ownerFault(sql), undefined, sql)
})

t.test('a statement that lacks any one owner condition fails the check [V8.2.2 P2.1]', async (t) => {
  let count = 0
  for (const sql of GOOD) {
    for (const { 0: condition, index } of sql.matchAll(CONDITION)) {
      const weaker = `${sql.slice(0, index)}1 = 1${sql.slice(index + condition.length)}`
      t.type(ownerFault(weaker), 'string', weaker)
      count += 1
    }
  }
  t.equal(count, 23)
})

t.test('the owner check refuses a statement that is not held to one owner, by the name of its table', async (t) => {
  for (const [sql, fault] of BAD) t.equal(ownerFault(sql), fault, sql)
})

t.test('the owner check requires one owner for a whole statement', async (t) => {
  const joined = 'select * from transactions as t join categories as c on c.id = t.category and c.user_id = ? where ' +
    't.date = ? and t.user_id = ?'
  t.equal(ownerFault(joined, [7, '2024-05-01', 7]), undefined)
  t.equal(ownerFault(joined, [7, '2024-05-01', 8]), 'it asks for 2 owners at once')
  const inserted = 'insert into `budgets` (`id`, `user_id`) values (?, ?), (?, ?) on conflict (`id`) do update set ' +
    '`id` = excluded.`id` where `budgets`.`user_id` = ?'
  t.equal(ownerFault(inserted, [1, 7, 2, 7, 7]), undefined)
  t.equal(ownerFault(inserted, [1, 7, 2, 8, 7]), 'it asks for 2 owners at once')
  t.equal(ownerFault(inserted, [1, 7, 2, 7, 8]), 'it asks for 2 owners at once')
})

for (const [database, on] of [['sqlite', 'SQLite'], ['postgres', 'PostgreSQL']] as const) {
  t.test(`no statement that the API runs on ${on} can do without any of its owner conditions`, async (t) => {
    const api = await dispatchApi(t, {}, database)
    const statements = new Set<string>()
    for (const handle of new Set(
      [api.served.reader, api.served.writer]
    )) handle.on('query', ({ sql }: { sql: string }) => { statements.add(sql) })
    const user = await api.user()
    await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
    await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } })
    await user.call(createBudget, { body: { month: '2024-05', monthly_limit: '1', category: 'Food' } })
    for (const endpoint of ENDPOINTS.values()) {
      if (endpoint.method === 'GET' && endpoint.open !== true) {
        await user.answer(endpoint, {
          id: '1', query: endpoint.query?.required?.includes('month') === true ? [['month', '2024-05']] : [],
        })
      } else if (endpoint.method === 'PATCH') await user.answer(endpoint, { id: '1', body: {} })
      else if (endpoint.method === 'DELETE' && endpoint.body === undefined) await user.answer(endpoint, { id: '1' })
    }
    let removed = 0
    for (const sql of statements) {
      t.equal(ownerFault(sql), undefined, sql)
      for (const { 0: condition, index } of sql.matchAll(
        /(?:[`"]?\w+[`"]?\.)?[`"]?user_id[`"]? = (?:\?|\$\d+|[`"]?\w+[`"]?\.[`"]user_id[`"])|(?<=[`"]users[`"] where )[`"]id[`"] = (?:\?|\$\d+)/g
      )) {
        t.type(
          ownerFault(`${sql.slice(0, index)}1 = 1${sql.slice(index + condition.length)}`), 'string',
          `without ${condition}: ${sql}`
        )
        removed += 1
      }
    }
    t.ok(removed > 30, `${removed} conditions`)
  })
}

t.test('a statement of the API without its owner, or with two, is refused before it runs', async (t) => {
  for (const database of ['sqlite', 'postgres'] as const) {
    const { served: { reader } } = await dispatchApi(t, {}, database)
    await t.rejects(
      reader('transactions').select('id'), { message: /^transactions is asked for without its owner: select/ }
    )
    const both = reader('transactions as t').join('categories as c', 'c.id', 't.category').select('t.id')
    t.strictSame(await both.clone().where({ 't.user_id': 7, 'c.user_id': 7 }), [])
    await t.rejects(
      both.clone().where({ 't.user_id': 7, 'c.user_id': 8 }), { message: /^it asks for 2 owners at once: select/ }
    )
  }
})

t.test('the owner check refuses the operator\'s queries to a request of the API', async (t) => {
  t.equal(
    ownerFault(
      'select `a`.`id` from `audit` as `a` left join `users` as `u` on `u`.`id` = `a`.`user_id` order by `a`.`id` desc'
    ),
    'audit as a is asked for without its owner, users as u is asked for without its owner'
  )
  t.equal(
    ownerFault(
      'select `id`, (select count(*) from `sessions` where `sessions`.`user_id` = `users`.`id`) as `sessions` ' +
        'from `users`'
    ),
    'users is asked for without its owner'
  )
})
