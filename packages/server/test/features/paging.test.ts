import t from 'tap'
import { createBudget, listBudgets } from '@fintrack/contract/budgets'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import { createTransaction, deleteTransaction, listTransactions } from '@fintrack/contract/transactions'
import { bothDatabases, everyWay, bytesOf, logInAs, type TestUser } from '../helpers/api.ts'
import { faulty } from '../helpers/expected.ts'
import { idsOf, listed, pagesOf } from '../helpers/walk.ts'

async function add (user: TestUser, date: string, amount: string): Promise<number> {
  const { body } = await user.call(createTransaction, { body: { date, amount, type: 'expense' } })
  return body.id
}

/** Rows that share days and amounts, so that the order needs their ids. */
async function addSeven (user: TestUser): Promise<void> {
  for (const [date, amount] of [
    ['2024-05-02', '1'], ['2024-05-01', '3'], ['2024-05-02', '2'], ['2024-05-02', '-1'], ['2024-05-03', '2'],
    ['2024-05-01', '2'], ['2024-05-02', '0'],
  ] as const) await add(user, date, amount)
}

const SORTS = ['date', '-date', 'amount', '-amount'] as const

everyWay(t, 'pages of any size walk exactly the whole list, in each order', async (t, api) => {
  const user = await api.user()
  await addSeven(user)
  const orders = {
    date: [2, 6, 1, 3, 4, 7, 5], '-date': [5, 7, 4, 3, 1, 6, 2], amount: [4, 7, 1, 3, 5, 6, 2],
    '-amount': [2, 6, 5, 3, 1, 7, 4],
  }
  for (const sort of SORTS) {
    t.strictSame(await idsOf(user, listTransactions, { sort }), orders[sort])
    for (let limit = 1; limit <= 8; limit += 1) {
      const pages = await pagesOf(user, listTransactions, { sort }, limit)
      t.strictSame(pages.flat().map(({ id }) => id), orders[sort], `${sort} by ${limit}`)
      t.strictSame(
        pages.map(({ length }) => length),
        Array.from({ length: Math.ceil(7 / limit) }, (_, at) => Math.min(limit, 7 - at * limit))
      )
    }
  }
  t.strictSame(await pagesOf(user, listTransactions, { month: '2025-01' }, 5), [[]], 'an empty list is one empty page')
})

everyWay(t, 'no row comes twice or is left out when rows come and go between pages', async (t, api) => {
  for (const sort of SORTS) {
    const user = await api.user()
    await addSeven(user)
    const before = await idsOf(user, listTransactions, { sort })
    const added: number[] = []
    const pages = await pagesOf(user, listTransactions, { sort }, 2, async () => {
      // Before every key, behind every key, and beside the rows that are there.
      for (const [date, amount] of [
        ['2023-01-01', '-9'], ['2025-01-01', '9'], ['2024-05-02', '2'],
      ] as const) added.push(await add(user, date, amount))
      const [first] = await listed(user, listTransactions, { sort, limit: 1 })
      if (first !== undefined && !before.includes(first.id)) await user.call(deleteTransaction, { id: first.id })
    })
    const seen = pages.flat().map(({ id }) => id)
    t.equal(new Set(seen).size, seen.length, `${sort}: none twice`)
    t.strictSame(seen.filter((id) => before.includes(id)), before, `${sort}: all that were there, in their order`)
    t.ok(seen.every((id) => before.includes(id) || added.includes(id)))
    t.ok(seen.some((id) => added.includes(id)), 'those behind the key are met')
  }
})

everyWay(t, 'a page whose last row is deleted leads to the next, and a cursor alone gives the rest', async (t, api) => {
  const user = await api.user()
  await addSeven(user)
  const first = await user.call(listTransactions, { query: { limit: 3, sort: 'date' } })
  t.strictSame(first.body.map(({ id }) => id), [2, 6, 1])
  await user.call(deleteTransaction, { id: 1 })
  const cursor = String(first.next)
  const second = await user.call(listTransactions, { query: { limit: 3, sort: 'date', cursor } })
  t.strictSame(second.body.map(({ id }) => id), [3, 4, 7])
  t.strictSame(
    await idsOf(user, listTransactions, { sort: 'date', cursor }), [3, 4, 7, 5], 'without a limit, all the rest'
  )
  const last = await user.call(listTransactions, { query: { limit: 3, sort: 'date', cursor: String(second.next) } })
  t.strictSame([last.body.map(({ id }) => id), last.next], [[5], undefined])
})

everyWay(t, 'a cursor that no list gave, or that belongs to another list or filters, is 400', async (t, api) => {
  const user = await api.user()
  await addSeven(user)
  for (const name of ['Food', 'Rent']) {
    await user.call(createCategory, { body: { name, type: 'expense' } })
    await user.call(createBudget, { body: { category: name, month: '2024-05', monthly_limit: 1 } })
  }
  const garbage = faulty({ cursor: ['This is not a cursor that a list gave; start without one.'] })
  const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const cursor of ['x', '%%%', 'null', pack(null), pack([]), pack('text'), 'A'.repeat(2000)]) {
    t.strictSame(await user.answer(listTransactions, { query: [['cursor', cursor]] }), garbage)
    t.strictSame(await user.answer(listTransactions, { query: [['cursor', cursor], ['limit', '5']] }), garbage)
  }
  t.equal((await user.answer(listTransactions, { query: [['cursor', 'A'.repeat(2001)]] })).status, 400)

  // With the mark of the very list and filters.
  for (const [sort, keys] of [
    [
      'date',
      [
        undefined, 'y', [], ['2024-05-01'], ['2024-05-01', 1, 2], [5, 1], ['a\0', 1], ['ä', 1], ['2024-05-01', '1'],
        ['2024-05-01', null], ['2024-05-01', 2.5], [{}, 1],
      ],
    ],
    ['amount', [['5', 1], [5, '1']]],
  ] as const) {
    const { next: own = '' } = await user.call(listTransactions, { query: { limit: 2, sort } })
    const { mark } = JSON.parse(Buffer.from(own, 'base64url').toString())
    for (const key of keys) {
      t.strictSame(
        await user.answer(listTransactions, { query: [['sort', sort], ['cursor', pack({ mark, key })]] }), garbage
      )
    }
  }

  const others = faulty(
    {
      cursor: [
        'This cursor belongs to another list or other filters; start without one, or keep the filters as they were.',
      ],
    }
  )
  const { next: cursor = '' } = await user.call(listTransactions, { query: { limit: 2, month: '2024-05' } })
  for (const query of [
    [], [['month', '2024-06']], [['month', '2024-05'], ['type', 'expense']], [['month', '2024-05'], ['sort', 'date']],
    [['from', '2024-05-01'], ['to', '2024-05-31']],
  ] as const) {
    t.strictSame(await user.answer(listTransactions, { query: [...query, ['limit', '2'], ['cursor', cursor]] }), others)
  }
  t.equal(
    (await user.answer(listTransactions, { query: [['cursor', cursor], ['limit', '5'], ['month', '2024-05']] })).status,
    200, 'another limit is no other filter'
  )
  const { next: ofBudgets = '' } = await user.call(listBudgets, { query: { limit: 1 } })
  t.strictSame(await user.answer(listTransactions, { query: [['cursor', ofBudgets]] }), others)
  const { next: ofRows = '' } = await user.call(listTransactions, { query: { limit: 1 } })
  t.strictSame(await user.answer(listBudgets, { query: [['cursor', ofRows]] }), others)
  for (const cursor of [
    ofRows, pack({}), pack({ key: [1] }), pack({ mark: '', key: [1] }),
  ]) t.strictSame(await user.answer(listCategories, { query: [['cursor', cursor]] }), others)
})

everyWay(t, 'categories and budgets are paged like transactions', async (t, api) => {
  const user = await api.user()
  const names = ['Food', 'Rent', 'Fun', 'Gifts', 'Tax']
  for (const name of names) await user.call(createCategory, { body: { name, type: 'expense' } })
  for (const [category, month] of [
    ['Tax', '2024-06'], ['Food', '2024-05'], ['Rent', '2024-04'], ['Rent', '2024-05'], ['Fun', '0001-01'],
  ] as const) {
    await user.call(createBudget, { body: { category, month, monthly_limit: 1 } })
  }
  for (let limit = 1; limit <= 6; limit += 1) {
    t.strictSame((await pagesOf(user, listCategories, {}, limit)).flat().map(({ id }) => id), [1, 2, 3, 4, 5])
    t.strictSame(
      (await pagesOf(user, listBudgets, {}, limit)).flat().map(({ id }) => id), [5, 3, 2, 4, 1], 'by month and id'
    )
    t.strictSame((await pagesOf(user, listBudgets, { month: '2024-05' }, limit)).flat().map(({ id }) => id), [2, 4])
    t.strictSame((await pagesOf(user, listBudgets, { category: 'rent' }, limit)).flat().map(({ id }) => id), [3, 4])
  }
  let at = 0
  const walked = await pagesOf(user, listCategories, {}, 2, async () => {
    at += 1
    await user.call(createCategory, { body: { name: `New ${at}`, type: 'income' } })
  })
  const ids = walked.flat().map(({ id }) => id)
  t.strictSame(ids.slice(0, 5), [1, 2, 3, 4, 5])
  t.equal(new Set(ids).size, ids.length)
})

everyWay(t, 'a list of more than a thousand rows comes whole, in its order', async (t, api) => {
  const user = await api.user()
  const rows = Array.from(
    { length: 2345 },
    (_, at) => `2024-05-${String(at % 28 + 1).padStart(2, '0')},expense,Category ${at % 1100},${at % 40}.00`
  )
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount', ...rows].join('\n')) })
  for (const sort of SORTS) {
    const ids = await idsOf(user, listTransactions, { sort })
    t.equal(new Set(ids).size, 2345, `${sort}: every row once`)
    t.strictSame((await pagesOf(user, listTransactions, { sort }, 1000)).flat().map(({ id }) => id), ids)
  }
  const descending = await listed(user, listTransactions) as unknown as Array<{ id: number, date: string }>
  t.ok(
    descending.every(
      (row, at) => at === 0 ||
        `${row.date}${String(row.id).padStart(9, '0')}` <
          `${descending[at - 1]?.date}${String(descending[at - 1]?.id).padStart(9, '0')}`
    )
  )
  t.strictSame(await idsOf(user, listCategories), Array.from({ length: 1100 }, (_, at) => at + 1))
})

bothDatabases(t, 'the Link of a page is a relative path that keeps every filter', async (t, api) => {
  const user = await api.user('ada')
  const headers = { authorization: `Bearer ${await logInAs(api, 'ada')}` }
  await user.call(createCategory, { body: { name: 'Food & Drink', type: 'expense' } })
  for (let at = 0; at < 5; at += 1) {
    await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 1, payee: 'Ä&B' } })
  }
  const query = 'category=Food+%26+Drink&category=1&q=%C3%84%26b&min=0.5&sort=-amount&limit=2'
  let url: string | undefined = `/api/transactions/?${query}`
  const ids: number[] = []
  const links: Array<string | undefined> = []
  while (url !== undefined) {
    const response = await api.server.inject({ url, headers })
    t.equal(response.statusCode, 200)
    ids.push(...response.json<Array<{ id: number }>>().map(({ id }) => id))
    const link = response.headers.link as string | undefined
    links.push(link?.replace(/cursor=[\w-]+/, 'cursor=…'))
    url = link === undefined ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1]
  }
  t.strictSame(ids, [5, 4, 3, 2, 1])
  const next = `</api/transactions/?${query}&cursor=…>; rel="next"`
  t.strictSame(links, [next, next, undefined])
  const whole = await api.server.inject({ url: '/api/transactions/', headers })
  t.equal(whole.headers.link, undefined, 'a whole list has no next page')
})
