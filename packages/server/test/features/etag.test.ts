import t from 'tap'
import { changeBudget, createBudget, deleteBudget, getBudget, replaceBudget } from '@fintrack/contract/budgets'
import {
  changeCategory, createCategory, deleteCategory, getCategory, replaceCategory,
} from '@fintrack/contract/categories'
import { undoChange } from '@fintrack/contract/changes'
import type { Endpoint } from '@fintrack/contract/endpoint'
import {
  changeTransaction, createTransaction, deleteTransaction, getTransaction, replaceTransaction,
} from '@fintrack/contract/transactions'
import { everyWay, type TestApi, type TestUser } from '../helpers/api.ts'

async function furnished (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } })
  await user.call(createBudget, { body: { month: '2024-05', monthly_limit: '1', category: 'Food' } })
  return user
}

async function etagOf (user: TestUser, endpoint: Endpoint, body?: object): Promise<string> {
  const { etag } = await user.send(endpoint, { id: '1', query: [], ...(body === undefined ? {} : { body }) })
  return String(etag)
}

type Noun = readonly [
  noun: string, get: Endpoint, replace: Endpoint, change: Endpoint, remove: Endpoint, body: object, other: object
]
const NOUNS: readonly Noun[] = [
  [
    'Category', getCategory, replaceCategory, changeCategory, deleteCategory, { name: 'Meals', type: 'expense' },
    { name: 'Food' },
  ],
  [
    'Transaction', getTransaction, replaceTransaction, changeTransaction, deleteTransaction,
    { date: '2024-05-01', amount: '2', category: 1 }, { amount: '1' },
  ],
  [
    'Budget', getBudget, replaceBudget, changeBudget, deleteBudget,
    { month: '2024-05', monthly_limit: '2', category: 1 }, { monthly_limit: '1' },
  ],
]

for (const [noun, get, replace, change, remove, body, other] of NOUNS) {
  everyWay(t, `${noun}: the entity tag changes with the row and with nothing else`, async (t, api) => {
    const user = await furnished(api)
    const first = await etagOf(user, get)
    t.match(first, /^"[\w-]{22}"$/)
    t.equal(await etagOf(user, get), first)
    const second = await etagOf(user, change, body)
    t.not(second, first)
    t.equal(await etagOf(user, get), second)
    t.equal(await etagOf(user, replace, body), second, 'what is so already is no change')
    t.not(await etagOf(user, change, other), first, 'nor is what was changed, and changed back, what was read')
  })

  everyWay(t, `${noun}: If-Match with an outdated tag does not overwrite the newer version`, async (t, api) => {
    const user = await furnished(api)
    const read = await etagOf(user, get)
    const newer = await etagOf(user, change, body)
    for (const [endpoint, request] of [[replace, { body }], [change, { body }], [remove, {}]] as const) {
      t.match(await user.answer(endpoint, { id: '1', ifMatch: read, ...request }), {
        status: 412, body: {
          code: 'changed_since', detail: `${noun} 1 was changed since it was read; read it again and decide anew.`,
        },
      }, endpoint.method)
      for (const [tag, sentence] of [
        [`W/${newer}`, /is a weak tag/], [newer.slice(1, -1), /is not an entity tag/],
        [`${newer},`, /"" is not an entity tag/],
      ] as const) {
        t.match(
          await user.answer(endpoint, { id: '1', ifMatch: tag, ...request }),
          { status: 400, body: { errors: { 'If-Match': [sentence] } } }, `${endpoint.method} ${tag}`
        )
      }
    }
    t.equal(await etagOf(user, get), newer, 'nothing changed')
    t.equal((await user.answer(change, { id: '1', body, ifMatch: `"other", ${newer}` })).status, 200)
    t.equal((await user.answer(change, { id: '1', body, ifMatch: '*' })).status, 200)
    t.equal(
      (await user.answer(change, { id: '99', body, ifMatch: read })).status, 404,
      'a row that is not there is not there'
    )
  })
}

everyWay(t, 'a row that was changed, undone and changed anew has another entity tag', async (t, api) => {
  const user = await furnished(api)
  const before = await etagOf(user, getTransaction)
  const one = await etagOf(user, changeTransaction, { amount: '5' })
  await user.call(undoChange, { id: 4 })
  t.equal(await etagOf(user, getTransaction), before, 'it is the row that was read then')
  t.not(await etagOf(user, changeTransaction, { amount: '6' }), one)
})

everyWay(t, 'of two who change the same version of a row at once, one gets a conflict [P1.6]', async (t, api) => {
  const user = await furnished(api)
  const read = await etagOf(user, getTransaction)
  const answers = await Promise.all(
    ['3', '4', '5', '6'].map((amount) => user.answer(changeTransaction, { id: '1', body: { amount }, ifMatch: read }))
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 412, 412, 412])
})

everyWay(t, 'a created row has its tag, and a new category name leaves its transactions\' tags', async (t, api) => {
  const user = await furnished(api)
  const { etag } = await user.send(createTransaction, {
    query: [], body: { date: '2024-05-01', amount: '1', category: 1 },
  })
  const read = await user.send(getTransaction, { id: '2', query: [] })
  t.equal(etag, read.etag)
  await user.call(changeCategory, { id: 1, body: { name: 'Meals' } })
  t.equal((await user.send(getTransaction, { id: '2', query: [] })).etag, etag)
})
