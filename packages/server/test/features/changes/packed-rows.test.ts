/** Rows that a change removed or restored together are stored in packs of a thousand, and read one by one. */
import { createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { deleteTag } from '@fintrack/contract/tags'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { bothDatabases, bytesOf, type HttpApi, type TestUser } from '../../helpers/api.ts'
import t from 'tap'

const ROWS = 2500

async function imported (user: TestUser, categories = 1): Promise<void> {
  const lines = Array.from(
    { length: ROWS }, (_, at) => `2024-05-01,expense,Food ${at % categories},${at + 1},"a ""b"" ${at}"`
  )
  const csv = ['date,type,category,amount,description', ...lines].join('\n')
  await user.call(importTransactions, { body: bytesOf(csv) })
}

async function latest (user: TestUser): Promise<number> {
  return Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id)
}

async function undo (user: TestUser): Promise<void> {
  await user.call(undoChange, { id: await latest(user) })
}

async function linesOf ({ databases }: HttpApi, change: number): Promise<number> {
  return (await databases.writer('change_rows').where({ change_id: change })).length
}

bothDatabases(t, 'rows with long texts are stored in shorter packs, and put back in shorter parts', async (t, api) => {
  const user = await api.user()
  const text = 'é'.repeat(20_000)
  const lines = Array.from({ length: 60 }, (_, at) => `2024-05-01,expense,Food,${at + 1},${text}`)
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount,description', ...lines].join('\n')) })
  const book = (await user.call(listTransactions, {})).body
  await undo(user)
  t.equal(await linesOf(api, await latest(user)), 4, 'three packs of at most a megabyte, and a category')
  await undo(user)
  t.strictSame((await user.call(listTransactions, {})).body, book)
  const { body: [food] } = await user.call(listCategories, {})
  const removal = { id: Number(food?.id), query: { uncategorize: true } }
  await user.call(deleteCategory, removal)
  await undo(user)
  t.strictSame((await user.call(listTransactions, {})).body, book)
})

bothDatabases(t, 'a category or a tag of much text is not removed in one change [P3.10]', async (t, api) => {
  const user = await api.user()
  const { body: food } = await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', type: 'expense', tags: ['trip'] } })
  const { writer } = api.databases
  await writer.raw(`
    INSERT INTO transactions
      (user_id, date, type, category, amount, currency, description, payee_key, description_key, tags, created_at,
      updated_at)
    WITH RECURSIVE numbers (one) AS (SELECT 1 UNION ALL SELECT one + 1 FROM numbers WHERE one < 1010)
    SELECT ${user.id}, '2024-05-01', 'expense', ${food.id}, 100, 'USD', CAST(? AS text), '', '', '[1]', '', ''
    FROM numbers`, ['a'.repeat(20_000)])
  await writer.raw(`
    INSERT INTO transaction_tags (user_id, transaction_id, tag) SELECT user_id, id, 1 FROM transactions WHERE id > 1`)
  const tooLong = {
    code: 'limit_reached',
    message: 'The transactions hold more text than one change may touch; change some of them first.',
  }
  t.match(await user.refusal(deleteCategory, { id: food.id, query: { uncategorize: true } }), tooLong)
  t.match(await user.refusal(deleteTag, { id: 1 }), tooLong)
})

bothDatabases(t, 'the undo of an import stores packs, and the import is undone and redone exactly', async (t, api) => {
  const user = await api.user()
  await imported(user)
  const book = (await user.call(listTransactions, {})).body
  for (let round = 0; round < 2; round += 1) {
    await undo(user)
    t.strictSame((await user.call(listTransactions, {})).body, [])
    t.equal(await linesOf(api, await latest(user)), 4, 'three packs of rows and a category')
    t.match(
      (await user.call(listChanges, { query: { limit: 1 } })).body, [{ rows: { transaction: ROWS, category: 1 } }]
    )
    await undo(user)
    t.strictSame((await user.call(listTransactions, {})).body, book)
    t.ok(await linesOf(api, await latest(user)) <= 5, 'and its undo as well')
  }
})

bothDatabases(t, 'packed rows are listed one by one, in pages of any size', async (t, api) => {
  const user = await api.user()
  await imported(user)
  const wanted = (await user.call(listTransactions, { query: { sort: 'date' } })).body
  await undo(user)
  const id = await latest(user)
  const whole = (await user.call(listRowChanges, { id })).body
  t.equal(whole.length, ROWS + 1)
  const removed = whole.filter(({ entity }) => entity === 'transaction')
  t.strictSame(removed.map(({ first_id: first, last_id: last, operation }) => [first, last, operation]),
    wanted.map((row) => [row.id, row.id, 'deleted']))
  t.match(removed[1234]?.before, { id: wanted[1234]?.id, amount: wanted[1234]?.amount, description: 'a "b" 1234' })
  for (const limit of [7, 999, 1000]) {
    const pages = []
    let cursor: string | undefined
    do {
      const { body, next } = await user.call(listRowChanges, { id, query: { limit, ...(cursor ? { cursor } : {}) } })
      pages.push(...body)
      cursor = next
    } while (cursor !== undefined)
    t.strictSame(pages, whole, `${limit} at a time`)
  }
})

bothDatabases(t, 'an undo of many categories is refused for the first that is in use, and names it', async (t, api) => {
  const user = await api.user()
  await imported(user, 50)
  const change = await latest(user)
  for (const category of ['Food 31', 'Food 30']) {
    await user.call(createTransaction, { body: { date: '2024-06-01', amount: '1', category } })
  }
  t.match(await user.refusal(undoChange, { id: change }), {
    message: `Change ${change} cannot be undone: category 31 is now used by 1 transaction.`,
  })
  t.equal((await user.call(listTransactions, {})).body.length, ROWS + 2)
})
