import t from 'tap'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory, deleteCategory } from '@fintrack/contract/categories'
import { getChange, listChanges, listRowChanges, undoChange, type RowChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { listSessions } from '@fintrack/contract/sessions'
import { createToken } from '@fintrack/contract/tokens'
import { changeTransaction, createTransaction } from '@fintrack/contract/transactions'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { changeService } from '../../../src/features/changes/change-service.ts'
import { bookConfig } from '../../../src/config/book-config.ts'
import { changeLog } from '../../../src/features/changes/change-log.ts'
import {
  bothDatabases, bytesOf, everyWay, injecting, type TestApi, type TestUser, settingsOf,
} from '../../helpers/api.ts'
import { between } from '../../helpers/between.ts'

const CSV_TEXT = 'date,type,category,amount,payee\n2024-05-03,expense,Fun,9,\n2024-05-04,expense,Food,8,y\n'

/** A book whose one category has so many transactions, and a budget: changes 1 to 2 + `count`. */
async function furnished (api: TestApi, count = 2): Promise<TestUser> {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  for (let at = 1; at <= count; at += 1) {
    await user.call(
      createTransaction,
      { body: { date: '2024-05-01', amount: `-${at}`, category: 'Food', payee: 'x', description: 'a\tb' } }
    )
  }
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '100' } })
  api.clock.advance(60)
  return user
}

async function latest (user: TestUser): Promise<number> {
  return (await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id ?? 0
}

async function latestRows (user: TestUser): Promise<RowChange[]> {
  return (await user.call(listRowChanges, { id: await latest(user) })).body
}

bothDatabases(t, 'a change says which session or token asked for it', async (t, api) => {
  const first = await api.user('ada')
  await api.again('ada')
  const user = await api.again('ada')
  const { body: sessions } = await user.call(listSessions, {})
  const session = sessions.find(({ current }) => current)?.id
  t.not(session, 1)
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  t.match((await user.call(getChange, { id: 1 })).body, { session, token: null })
  await user.call(createToken, { body: { name: 'a', scope: 'read' } })
  const {
    body: { id: token, token: text },
  } = await user.call(createToken, { body: { name: 'b', scope: 'read-write' } })
  await injecting(api.server, text)(createCategory, { query: [], body: { name: 'Rent', type: 'expense' } })
  const { body: undo } = await first.call(undoChange, { id: 1 })
  t.match(undo, { session: 1, token: null })
  t.strictSame(
    (await user.call(listChanges, {})).body.map(({ id, ...change }) => [id, change.session, change.token]),
    [[3, 1, null], [2, null, token], [1, session, null]]
  )
})

everyWay(t, 'a change of the embedded book names no session and no token', async (t, api) => {
  const user = await furnished(api)
  const asked = new Set(
    (await user.call(listChanges, {})).body.map(({ session, token }) => JSON.stringify([session, token]))
  )
  t.strictSame([...asked], [api.way === 'dispatch' ? '[null,null]' : '[1,null]'])
})

everyWay(t, 'the rows of a change are listed before and after, in the order in which they changed', async (t, api) => {
  const user = await furnished(api)
  const then = api.clock.moment(api.clock.seconds() - 60)
  const now = api.clock.now()
  const transaction = {
    id: 1, date: '2024-05-01', type: 'expense', category: 1, amount: '-1.00', currency: 'USD', payee: 'x',
    description: 'a\tb', created_at: then, updated_at: then,
    account: null, to_account: null, to_amount: null, to_currency: null, to_date: null, splits: [], tags: [],
  }
  await user.call(changeTransaction, { id: 1, body: { amount: '1250', currency: 'JPY' } })
  const yen = { ...transaction, amount: '1250', currency: 'JPY', updated_at: now }
  t.strictSame(
    await latestRows(user),
    [{ entity: 'transaction', operation: 'updated', first_id: 1, last_id: 1, before: transaction, after: yen }]
  )

  await user.call(deleteCategory, { id: 1, query: { uncategorize: true } })
  const second = { ...transaction, id: 2, amount: '-2.00' }
  const [category, budget] = [
    { id: 1, name: 'Food', type: 'expense', archived: false },
    { id: 1, category: 1, month: '2024-05', monthly_limit: '100.00', currency: 'USD' },
  ]
  const removed = [
    {
      entity: 'transaction', operation: 'updated', first_id: 1, last_id: 1, before: yen,
      after: { ...yen, category: null },
    },
    {
      entity: 'transaction', operation: 'updated', first_id: 2, last_id: 2, before: second,
      after: { ...second, category: null, updated_at: now },
    },
    { entity: 'budget', operation: 'deleted', first_id: 1, last_id: 1, before: budget, after: null },
    { entity: 'category', operation: 'deleted', first_id: 1, last_id: 1, before: category, after: null },
  ]
  t.strictSame(await latestRows(user), removed)

  await user.call(undoChange, { id: await latest(user) })
  const came = [...removed.slice(2).reverse(), ...removed.slice(0, 2)].map(
    ({ before, after, ...row }) => ({
      ...row, operation: after === null ? 'restored' : 'updated', before: after, after: before,
    })
  )
  t.strictSame(await latestRows(user), came, 'the last table first, its rows by their ids')

  await user.call(importTransactions, { body: bytesOf(CSV_TEXT) })
  const none = { before: null, after: null }
  t.strictSame(await latestRows(user), [
    { entity: 'category', operation: 'created', first_id: 2, last_id: 2, ...none },
    { entity: 'transaction', operation: 'created', first_id: 3, last_id: 4, ...none },
  ])
})

everyWay(t, 'the rows of a change come in pages or whole, and a cursor belongs to one change', async (t, api) => {
  const user = await furnished(api, 5)
  await user.call(deleteCategory, { id: 1, query: { uncategorize: true } })
  const id = await latest(user)
  const { body: whole, next: none } = await user.call(listRowChanges, { id })
  t.equal(whole.length, 7)
  t.equal(none, undefined)
  const pages: RowChange[][] = []
  let cursor: string | undefined
  do {
    const { body, next } = await user.call(listRowChanges, {
      id, query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) },
    })
    pages.push(body)
    cursor = next
  } while (cursor !== undefined)
  t.strictSame(pages, [whole.slice(0, 3), whole.slice(3, 6), whole.slice(6)])
  const { next } = await user.call(listRowChanges, { id, query: { limit: 3 } })
  t.strictSame(
    (await user.call(listRowChanges, { id, query: { cursor: String(next) } })).body, whole.slice(3),
    'the rest of it whole'
  )
  await user.call(undoChange, { id })
  for (const of of [id + 1, 999]) {
    t.match(await user.refusal(listRowChanges, { id: of, query: { limit: 3, cursor: String(next) } }), {
      code: 'validation_failed', extras: { errors: { cursor: [/^This cursor belongs to another list/] } },
    })
  }
})

everyWay(t, 'a change of another user is answered as one that is not there', async (t, api) => {
  const [ada, bob] = [await furnished(api), await api.user('bob')]
  for (const query of [[], [['limit', '1']]] as const) {
    const [foreign, nobodys] = [
      await bob.answer(listRowChanges, { id: '3', query }), await bob.answer(listRowChanges, { id: '9', query }),
    ]
    t.match(foreign, { status: 404, body: { code: 'not_found', detail: 'There is no change 3.' } })
    t.equal(JSON.stringify(foreign).replaceAll('3', '9'), JSON.stringify(nobodys))
  }
  const { next } = await ada.call(listChanges, { query: { limit: 1 } })
  t.match(await bob.refusal(listRowChanges, { id: 1, query: { cursor: String(next) } }), { code: 'validation_failed' })
})

bothDatabases(t, 'a list of changed rows fails where its user is deleted meanwhile', async (t, api) => {
  const user = await furnished(api)
  const id = await latest(user)
  const line = (position: number) => ({
    user_id: user.id, change_id: id, position, entity: 'transaction', first_id: 1, last_id: 1, before: null,
    after: null,
  })
  const { writer } = api.databases
  for (let from = 1; from <= 300; from += 100) {
    await writer('change_rows').insert(
      Array.from({ length: 100 }, (_, at) => line(from + at))
    )
  }
  const kept = [await writer('changes').where({ id }), await writer('change_rows')] as const
  const gone = async () => {
    await writer('change_rows').delete()
    await writer('changes').delete()
  }
  const uow = openUnitOfWork(api.served)
  let goes = async () => {}
  const changes = changeService({
    log: changeLog({ uow, clock: api.clock, settings: bookConfig(settingsOf()) }),
    uow: between(uow, (repos) => ({
      ...repos, changes: {
        ...repos.changes, get: async (...given) => repos.changes.get(...given).finally(() => goes()),
      },
    })),
  })
  /** Reads all of them, and does something when the first has come. @returns where the last one stands */
  const read = async (meanwhile: () => unknown): Promise<number> => {
    let last = -1
    for await (const { position } of (await changes.rows({ user: user.id, origin: {} }, id, {})).body) {
      if (position === 0) await meanwhile()
      last = position
    }
    return last
  }
  t.equal(await read(() => { goes = gone }), 300, 'a page is of the moment in which its change was there')
  goes = async () => {}
  await writer('changes').insert(kept[0])
  for (let from = 0; from < 301; from += 100) {
    await writer('change_rows').insert(
      kept[1].filter((row) => row.change_id === id).slice(from, from + 100)
    )
  }
  await t.rejects(read(gone), { code: 'not_found' })
})
