/** Tags: words that gather transactions across categories. */
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { deleteTag, getTag, listTags, renameTag } from '@fintrack/contract/tags'
import {
  changeTransaction, createTransaction, createTransactions, listTransactions,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { dispatchApi, everyWay, type TestUser } from '../../helpers/api.ts'
import { faulty, missing, refused } from '../../helpers/expected.ts'

const ROW = { date: '2024-05-01', amount: '1', type: 'expense' } as const

async function tagsOf (user: TestUser): Promise<unknown[]> {
  return (await user.call(listTransactions, {})).body.map(({ tags }) => tags)
}

everyWay(t, 'tags are made by the rows that have them, and found with what is below them', async (t, api) => {
  const user = await api.user()
  const { body: row } = await user.call(createTransaction, { body: { ...ROW, tags: ['trip/rome', 'Kids', 'KIDS'] } })
  t.strictSame(row.tags, ['Kids', 'trip/rome'])
  await user.call(createTransactions, {
    body: {
      transactions: [{ ...ROW, tags: ['kids', 'trip'] }, { ...ROW, tags: [] }, ROW, { ...ROW, tags: ['trips'] }],
    },
  })
  t.strictSame((await user.call(listTags, {})).body, [
    { id: 1, name: 'trip/rome', count: 1 }, { id: 2, name: 'Kids', count: 2 }, { id: 3, name: 'trip', count: 1 },
    { id: 4, name: 'trips', count: 1 },
  ])
  const ids = async (...tag: string[]) =>
    (await user.call(listTransactions, { query: { tag } })).body.map(({ id }) => id)
  t.strictSame(await ids('TRIP'), [2, 1])
  t.strictSame(await ids('trip', 'kids'), [2, 1])
  t.strictSame(await ids('trip/rome'), [1])
  t.match((await user.call(changeTransaction, { id: 1, body: { tags: ['trips'] } })).body, { tags: ['trips'] })
  t.match((await user.call(changeTransaction, { id: 1, body: { description: 'x' } })).body, { tags: ['trips'] })
  t.match((await user.call(changeTransaction, { id: 1, body: { tags: [] } })).body, { tags: [] })
  t.match((await user.call(listChanges, {})).body.map(({ summary }) => summary), [
    /: tags now none$/, /: description now "x"$/, /: tags now trips$/, /^Added 4 transactions$/, /^Added transaction 1/,
  ])
  const faults = await user.answer(createTransaction, { body: { ...ROW, tags: ['a b'] } })
  t.match(faults, { status: 400, body: { errors: { tags: [/^\["a b"\] is not a list of up to 20 tags: /] } } })
})

everyWay(t, 'a tag is renamed, merged into another, and deleted, each as one change', async (t, api) => {
  const user = await api.user()
  for (const tags of [['trip'], ['trip', 'rome'], ['rome']]) {
    await user.call(createTransaction, { body: { ...ROW, tags } })
  }
  t.strictSame((await user.answer(getTag, { id: '1' })).body, { id: 1, name: 'trip', count: 2 })
  t.strictSame((await user.answer(listTags, { query: [['name', 'ROME']] })).body, [{ id: 2, name: 'rome', count: 2 }])
  t.strictSame((await user.answer(listTags, { query: [['name', 'x']] })).body, [])
  t.strictSame((await user.call(renameTag, { id: 1, body: { name: 'Trip' } })).body, { id: 1, name: 'Trip', count: 2 })
  t.strictSame((await user.call(renameTag, { id: 1, body: { name: 'Trip' } })).body, { id: 1, name: 'Trip', count: 2 })
  t.strictSame(await tagsOf(user), [['rome'], ['Trip', 'rome'], ['Trip']])
  t.strictSame((await user.call(renameTag, { id: 1, body: { name: 'rome' } })).body, { id: 2, name: 'rome', count: 3 })
  t.strictSame(await tagsOf(user), [['rome'], ['rome'], ['rome']])
  await user.call(deleteTag, { id: 2 })
  t.strictSame(await tagsOf(user), [[], [], []])
  const { body: changes } = await user.call(listChanges, { query: { limit: 3 } })
  t.strictSame(changes.map(({ summary }) => summary), [
    'Deleted tag 2: "rome"; took it from 3 transactions',
    'Merged tag 1 ("Trip") into "rome"; moved 2 transactions',
    'Renamed tag 1 ("trip"): now "Trip"',
  ])
  for (const { id } of changes) await user.call(undoChange, { id })
  t.strictSame(await tagsOf(user), [['rome'], ['rome', 'trip'], ['trip']])
  t.strictSame(await user.answer(deleteTag, { id: '9' }), missing('tag', 9))
  t.strictSame(await user.answer(renameTag, { id: '1', body: { name: 'a b' } }), faulty({
    name: ['"a b" is not a tag: 1 to 100 letters, digits, - and _, with / between the parts of a path.'],
  }))
  await user.call(createTransaction, { body: { ...ROW, tags: ['alone'] } })
  await user.call(changeTransaction, { id: 4, body: { tags: [] } })
  await user.call(deleteTag, { id: 3 })
  t.match((await user.call(listChanges, { query: { limit: 1 } })).body, [{ summary: 'Deleted tag 3: "alone"' }])
})

everyWay(t, 'the undo of a row keeps a tag that others have since, and its redo finds it again', async (t, api) => {
  const user = await api.user()
  const names = async () => (await user.call(listTags, {})).body.map(({ name, count }) => `${name} ${count}`)
  const last = async () => Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id)
  await user.call(createTransaction, { body: { ...ROW, tags: ['alone', 'trip', 'zoo'] } })
  const made = await last()
  await user.call(createTransaction, { body: { ...ROW, tags: ['trip'] } })
  await user.call(undoChange, { id: made })
  t.strictSame([await tagsOf(user), await names()], [[['trip']], ['trip 1']])
  await user.call(undoChange, { id: await last() })
  t.strictSame(await tagsOf(user), [['trip'], ['alone', 'trip', 'zoo']])
  await user.call(changeTransaction, { id: 2, body: { tags: ['zoo'] } })
  const redo = (await user.call(listChanges, {})).body.find(({ action }) => action === 'redo')
  await user.call(undoChange, { id: Number(redo?.id) })
  t.strictSame([await tagsOf(user), await names()], [[['zoo']], ['trip 0', 'zoo 1']], 'which undoes the redo')
})

everyWay(t, 'the undo of a redo is refused where a category that it takes away is in use', async (t, api) => {
  const user = await api.user()
  const undoLast = async () => {
    const { body: [last] } = await user.call(listChanges, { query: { limit: 1 } })
    return (await user.call(undoChange, { id: Number(last?.id) })).body.id
  }
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await undoLast()
  const redo = await undoLast()
  await user.call(createTransaction, { body: { ...ROW, category: 'Food' } })
  t.match(await user.refusal(undoChange, { id: redo }), {
    code: 'not_undoable',
    message: `Change ${redo} cannot be undone: category 1 is now used by 1 transaction.`,
  })
})

/** More than a statement of SQLite's takes values. */
const MANY = 33_500

t.test('a tag of tens of thousands of transactions is deleted', async (t) => {
  const api = await dispatchApi(t)
  const user = await api.user()
  const { writer } = api.databases
  await user.call(createTransaction, { body: { ...ROW, tags: ['trip'] } })
  await writer.raw(`
    INSERT INTO transactions
      (user_id, date, type, amount, currency, description, payee_key, description_key, tags, created_at, updated_at)
    WITH RECURSIVE numbers (one) AS (SELECT 2 UNION ALL SELECT one + 1 FROM numbers WHERE one < ${MANY})
    SELECT ${user.id}, '2024-05-01', 'expense', 100, 'USD', '', '', '', '[1]', '', '' FROM numbers`)
  await writer.raw(`
    INSERT INTO transaction_tags (user_id, transaction_id, tag) SELECT user_id, id, 1 FROM transactions WHERE id > 1`)
  t.equal((await user.answer(deleteTag, { id: '1' })).status, 204)
  const [latest] = (await user.call(listChanges, { query: { limit: 1 } })).body
  t.equal(latest?.summary, 'Deleted tag 1: "trip"; took it from 33,500 transactions')
  t.strictSame(await writer('transactions').distinct('tags'), [{ tags: null }])
  t.strictSame(await writer('transaction_tags'), [])
})

everyWay(t, 'a list of a tag that is not there is refused, with the tag that may be meant', async (t, api) => {
  const user = await api.user()
  await user.call(createTransaction, { body: { ...ROW, tags: ['trip/rome', 'kids', '2024'] } })
  const list = (...tag: string[]) => user.answer(listTransactions, { query: tag.map((one) => ['tag', one] as const) })
  const unknown = (name: string, suggestion?: string) => refused(400, 'unknown_tag', `There is no tag "${name}".`, {
    errors: {
      tag: [`There is no tag "${name}".${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`],
    },
    ...(suggestion === undefined ? {} : { suggestion }),
  })
  t.strictSame(await list('kid'), unknown('kid', 'kids'))
  t.strictSame(await list('kids', 'elsewhere'), unknown('elsewhere'))
  t.strictSame(await list('2025'), unknown('2025'))
  t.match(await list('trip', '2024'), { status: 200, body: [{}] }, 'which has one below it, and one of digits')
})
