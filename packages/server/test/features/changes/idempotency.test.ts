import t from 'tap'
import { createBudget, deleteBudget } from '@fintrack/contract/budgets'
import { createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { createToken } from '@fintrack/contract/tokens'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { everyWay, bytesOf } from '../../helpers/api.ts'

const CSV_TEXT = 'date,type,category,amount\n2024-05-03,expense,Fun,9\n'
const LUNCH = { date: '2024-05-01', amount: '1', category: null, type: 'expense' } as const

everyWay(t, 'a request that is retried with its key has the same answer and creates nothing [P1.5]', async (t, api) => {
  const user = await api.user()
  const again = async (of: Parameters<typeof user.send>[0], request: () => object) => {
    const send = () => user.send(of, { query: [], idempotencyKey: of.path, ...request() })
    const first = await send()
    api.clock.advance(10)
    t.strictSame(await send(), first, of.path)
    t.equal(first.status, 201)
  }
  await again(createCategory, () => ({ body: { name: 'Food', type: 'expense' } }))
  await again(createTransaction, () => ({ body: LUNCH }))
  await again(createBudget, () => ({ body: { category: 'Food', month: '2024-05', monthly_limit: '1' } }))
  await again(importTransactions, () => ({ body: bytesOf(CSV_TEXT) }))
  await again(undoChange, () => ({ id: '2' }))
  t.strictSame((await user.call(listChanges, {})).body.map(({ action }) => action), [
    'undo', 'import', 'create', 'create', 'create',
  ])
})

everyWay(t, 'an import that is repeated with its key is answered as before, though refused today', async (t, api) => {
  const user = await api.user()
  const send = (text: string, key: string) => user.answer(importTransactions, {
    body: bytesOf(text), idempotencyKey: key,
  })
  const text = `date,type,category,amount\n${'2024-05-01,expense,Fun,1\n'.repeat(3)}`
  const first = await send(text, 'k1')
  t.match(first, { status: 201, body: { rows: 3 } })
  await user.call(undoChange, { id: 1 })
  await user.call(createCategory, { body: { name: 'Fun', type: 'income' } })
  t.strictSame(await send(text, 'k1'), first)
  t.match(await send(text, 'k2'), { status: 400, body: { code: 'import_rejected' } })
  // What is refused at its first line is read to its end: the key knows it by all of its bytes.
  async function * inPieces (last: string) {
    for (const piece of [
      'date,type,category,amount,amount\n', '2024-05-01,expense,Food,1,1\n', last,
    ]) yield Buffer.from(piece)
  }
  const refused = (last: string) => user.answer(importTransactions, { body: inPieces(last), idempotencyKey: 'k1' })
  t.match(await refused('2024-05-02,expense,Food,2,2\n'), { status: 422, body: { code: 'idempotency_key_reused' } })
  t.match(await send(text.replace('1\n', '1\nx'), 'k1'), { status: 422, body: { code: 'idempotency_key_reused' } })
  t.match(await send(`${text}2024-05-02,expense,Fun,2\n`, 'k1'), {
    status: 422, body: { code: 'idempotency_key_reused' },
  })
})

everyWay(t, 'twenty requests at once with one key create one row and have the same answer [P1.5]', async (t, api) => {
  const user = await api.user()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => user.answer(createTransaction, { body: LUNCH, idempotencyKey: 'k' }))
  )
  t.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
  t.match(answers[0], { status: 201, body: { id: 1 } })
  t.equal((await user.call(listTransactions, {})).body.length, 1)
})

everyWay(t, 'another request with the same key is refused and creates nothing [P1.5]', async (t, api) => {
  const user = await api.user()
  await user.answer(createTransaction, { body: LUNCH, idempotencyKey: 'k' })
  const refused = {
    status: 422,
    body: {
      code: 'idempotency_key_reused',
      detail: 'This Idempotency-Key was used for another request; use a new one for each.',
    },
  }
  t.match(await user.answer(createTransaction, { body: { ...LUNCH, amount: '2' }, idempotencyKey: 'k' }), refused)
  t.match(await user.answer(createCategory, { body: { name: 'Food', type: 'expense' }, idempotencyKey: 'k' }), refused)
  t.match(await user.answer(importTransactions, { body: bytesOf(CSV_TEXT), idempotencyKey: 'k' }), refused)
  t.strictSame((await user.call(listCategories, {})).body, [])
  t.equal(
    (await user.answer(createTransaction, {
      body: { type: 'expense', category: null, amount: '1', date: '2024-05-01' }, idempotencyKey: 'k',
    })).status,
    201, 'the order of the fields is nothing'
  )
  await user.answer(importTransactions, { body: bytesOf(CSV_TEXT), idempotencyKey: 'i' })
  t.match(
    await user.answer(importTransactions, { body: bytesOf(CSV_TEXT.replace('9', '8')), idempotencyKey: 'i' }), refused
  )
  t.match(
    await user.answer(importTransactions, { query: [['again', 'true']], body: bytesOf(CSV_TEXT), idempotencyKey: 'i' }),
    refused
  )
})

everyWay(t, 'an idempotency key belongs to its user and lives for a day', async (t, api) => {
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  const add = (user: typeof ada) => user.answer(createTransaction, { body: LUNCH, idempotencyKey: 'k' })
  t.match([await add(ada), await add(bob)], [{ body: { id: 1 } }, { body: { id: 2 } }])
  api.clock.advance(86_399)
  t.match(await add(await api.again('ada')), { body: { id: 1 } })
  api.clock.advance(1)
  const again = await api.again('ada')
  t.match(await add(again), { body: { id: 3 } })
  t.equal((await api.databases.reader('idempotency_keys')).length, 2, 'what is over is gone, of whoever comes')
})

everyWay(t, 'of many answers that are over a few go with each request [P3.10]', async (t, api) => {
  const user = await api.user('ada')
  const add = (of: typeof user, key: number) => of.call(createTransaction, { body: LUNCH, idempotencyKey: `k${key}` })
  for (let key = 0; key < 15; key += 1) await add(user, key)
  api.clock.advance(86_400)
  const again = await api.again('ada')
  await add(again, 14)
  t.equal((await api.databases.reader('idempotency_keys')).length, 5, 'its own, ten others, and the new one comes')
  await add(again, 15)
  t.equal((await api.databases.reader('idempotency_keys')).length, 2)
})

everyWay(t, 'a refused request may be sent again with the same idempotency key', async (t, api) => {
  const user = await api.user()
  const send = () => user.answer(createTransaction, { body: { ...LUNCH, category: 'Food' }, idempotencyKey: 'k' })
  t.equal((await send()).status, 400)
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  t.equal((await send()).status, 201)
})

everyWay(t, 'a repeated request is answered as the first was, although the row was deleted since', async (t, api) => {
  const user = await api.user()
  const send = () => user.answer(createCategory, { body: { name: 'Food', type: 'expense' }, idempotencyKey: 'k' })
  const first = await send()
  await user.call(deleteCategory, { id: 1 })
  t.strictSame(await send(), first)
  t.strictSame((await user.call(listCategories, {})).body, [])
})

everyWay(t, 'an idempotency key is 1 to 255 visible ASCII characters', async (t, api) => {
  const user = await api.user()
  for (const key of ['', ' ', 'a b', 'ä', 'x'.repeat(256)]) {
    const { status, body } = await user.answer(createTransaction, { body: LUNCH, idempotencyKey: key })
    t.match(
      [status, body],
      [400, { errors: { 'Idempotency-Key': [/is not an Idempotency-Key: 1 to 255 visible ASCII characters\.$/] } }],
      JSON.stringify(key)
    )
  }
  t.equal((await user.answer(createTransaction, { body: LUNCH, idempotencyKey: '~'.repeat(255) })).status, 201)
})

everyWay(t, 'a key is ignored where no row is created, or where the answer holds a secret', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '1' } })
  t.equal((await user.answer(listCategories, { idempotencyKey: ' ' })).status, 200)
  t.equal((await user.answer(deleteBudget, { id: '1', idempotencyKey: 'k' })).status, 204)
  t.equal((await user.answer(createToken, { body: { name: 'a', scope: 'read' }, idempotencyKey: 'k' })).status, 201)
  t.equal((await user.answer(createToken, { body: { name: 'b', scope: 'read' }, idempotencyKey: 'k' })).status, 201)
  t.strictSame(await api.databases.reader('idempotency_keys'), [])
})
