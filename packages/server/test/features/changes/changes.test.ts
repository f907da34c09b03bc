import t from 'tap'
import { createBudget, changeBudget, deleteBudget } from '@fintrack/contract/budgets'
import { changeCategory, createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { getChange, listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import {
  changeTransaction, createTransaction, deleteTransaction, getTransaction, listTransactions, replaceTransaction,
} from '@fintrack/contract/transactions'
import type { Databases } from '../../../src/db/databases.ts'
import { openUnitOfWork } from '../../../src/features/repositories.ts'
import { changeService } from '../../../src/features/changes/change-service.ts'
import { bookConfig } from '../../../src/config/book-config.ts'
import { changeLog } from '../../../src/features/changes/change-log.ts'
import {
  bothDatabases, everyWay, bytesOf, dispatchApi, type TestApi, type TestUser, settingsOf,
} from '../../helpers/api.ts'
import { between } from '../../helpers/between.ts'
import { fates, fatesTold, shownTo } from '../../helpers/logged-rows.ts'

const BOOK = ['categories', 'transactions', 'budgets'] as const

/** All rows of the book, with every column, as text. */
async function bookOf ({ reader }: Databases): Promise<string> {
  const rows = []
  for (const table of BOOK) rows.push(await reader(table).select('*').orderBy('id'))
  return JSON.stringify(rows)
}

/** A book with rows of every kind. */
async function furnished (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  for (const name of ['Food', 'Rent']) {
    const { body: { id } } = await user.call(createCategory, { body: { name, type: 'expense' } })
    await user.call(
      createTransaction,
      { body: { date: '2024-05-01', amount: '12.50', category: id, payee: 'x', description: 'a\tb' } }
    )
    await user.call(createTransaction, { body: { date: '2024-05-02', amount: '-1', category: id } })
    await user.call(createBudget, { body: { category: id, month: '2024-05', monthly_limit: '100' } })
  }
  api.clock.advance(60)
  return user
}

bothDatabases(t, 'a change whose undo was undone by another server meanwhile is undone whole', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const { body: [change] } = await user.call(listChanges, {})
  const uow = openUnitOfWork(api.served)
  const seenAsUndone = async (userId: number, id: number) => {
    const row = await uow.read.changes.get(userId, id)
    return row === undefined ? undefined : { ...row, undone_by: row.id + 1 }
  }
  const changes = changeService({
    log: changeLog({ uow, clock: api.clock, settings: bookConfig(settingsOf()) }),
    uow: { ...uow, read: { ...uow.read, changes: { ...uow.read.changes, get: seenAsUndone } } },
  })
  await changes.undo({ user: user.id, origin: {} }, Number(change?.id))
  t.strictSame((await user.call(listCategories, {})).body, [])
})

bothDatabases(t, 'a change whose user is deleted meanwhile is returned with its rows or not at all', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const { body: [change] } = await user.call(listChanges, {})
  const uow = openUnitOfWork(api.served)
  let goes = async () => {}
  const serviced = changeService({
    log: changeLog({ uow, clock: api.clock, settings: bookConfig(settingsOf()) }),
    uow: between(uow, (repos) => ({
      ...repos,
      changes: {
        ...repos.changes,
        get: async (...given) => repos.changes.get(...given).finally(() => goes()),
        page: async (...given) => repos.changes.page(...given).finally(() => goes()),
      },
    })),
  })
  const id = Number(change?.id)
  const context = { user: user.id, origin: {} }
  const rows = (table: string): Promise<object[]> => api.databases.reader(table)
  const [changes, changeRows] = [await rows('changes'), await rows('change_rows')]
  goes = async () => {
    await api.databases.writer('change_rows').delete()
    await api.databases.writer('changes').delete()
  }
  t.strictSame(await serviced.get(context, id), change)
  await api.databases.writer('changes').insert(changes)
  await api.databases.writer('change_rows').insert(changeRows)
  t.strictSame((await serviced.list(context, { limit: 1 })).body, [change])
  await t.rejects(serviced.get(context, id), { code: 'not_found' })
})

everyWay(t, 'own changes are those of the session that asks, or of the book\'s own process', async (t, api) => {
  const user = await api.user('ada')
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const other = await api.again('ada')
  for (const name of ['Rent', 'Fun']) await other.call(createCategory, { body: { name, type: 'expense' } })
  const ids = async (one: TestUser, query: object): Promise<number[]> =>
    (await one.call(listChanges, { query })).body.map(({ id }) => id)
  const apart = api.way === 'http'
  t.strictSame(await ids(user, { mine: true }), apart ? [1] : [3, 2, 1])
  t.strictSame(await ids(other, { mine: true }), apart ? [3, 2] : [3, 2, 1])
  for (const query of [{}, { mine: false }]) t.strictSame(await ids(user, query), [3, 2, 1])
  const { body: [first], next = '' } = await other.call(listChanges, { query: { mine: true, limit: 1 } })
  t.equal(first?.id, 3)
  t.strictSame((await ids(other, { mine: true, limit: 1, cursor: next })), [2])
  t.match(await other.refusal(listChanges, { query: { limit: 1, cursor: next } }), { code: 'validation_failed' })
})

const CSV_TEXT = 'date,type,category,amount,payee\n2024-05-03,expense,Fun,9,\n2024-05-04,expense,Food,8,y\n' +
  '2024-05-05,income,Pay,1000,\n'

/** Every kind of write, by what it does. */
const WRITES: Readonly<Record<string, (user: TestUser) => Promise<unknown>>> = {
  'a new transaction': (user) => user.call(
    createTransaction, { body: { date: '2024-05-09', amount: '3', category: 'Food' } }
  ),
  'a changed transaction': (user) => user.call(changeTransaction, {
    id: 1, body: { amount: '99', payee: null, category: 'Rent' },
  }),
  'a replaced transaction': (user) => user.call(replaceTransaction, {
    id: 1, body: { date: '2024-01-01', amount: '1', category: null, type: 'income' },
  }),
  'a deleted transaction': (user) => user.call(deleteTransaction, { id: 1 }),
  'a new category': (user) => user.call(createCategory, { body: { name: 'Fun', type: 'expense' } }),
  'a renamed category': (user) => user.call(changeCategory, { id: 1, body: { name: 'Meals' } }),
  'a category that was merged into another': (user) => user.call(deleteCategory, {
    id: 1, query: { reassign_to: 'Rent' },
  }),
  'a category whose rows became uncategorised': (user) => user.call(deleteCategory, {
    id: 1, query: { uncategorize: true },
  }),
  'a new budget': (user) => user.call(
    createBudget, { body: { category: 'Food', month: '2024-06', monthly_limit: '5' } }
  ),
  'a changed budget': (user) => user.call(changeBudget, { id: 1, body: { monthly_limit: '5', month: '2024-07' } }),
  'a deleted budget': (user) => user.call(deleteBudget, { id: 1 }),
  'an import': (user) => user.call(importTransactions, { body: bytesOf(CSV_TEXT) }),
}

for (const [what, write] of Object.entries(WRITES)) {
  everyWay(t, `${what} is undone exactly, and redone [P1.7]`, async (t, api) => {
    const user = await furnished(api)
    const before = await bookOf(api.databases)
    await write(user)
    const after = await bookOf(api.databases)
    t.not(after, before)
    const [change] = (await user.call(listChanges, { query: { limit: 1 } })).body
    const { body: undo, location } = await user.call(undoChange, { id: change?.id ?? 0 })
    t.equal(await bookOf(api.databases), before)
    t.match(undo, {
      action: 'undo', undoes: change?.id, undone_by: null, rows: change?.rows,
      summary: `Undid change ${change?.id}: ${change?.summary}`,
    })
    t.equal(location, `/api/changes/${undo.id}/`)
    t.equal((await user.call(getChange, { id: change?.id ?? 0 })).body.undone_by, undo.id)
    const { body: redo } = await user.call(undoChange, { id: undo.id })
    t.equal(await bookOf(api.databases), after)
    t.equal(redo.action, 'redo')
    t.equal(redo.summary, `Redid change ${change?.id}: ${change?.summary}`)
    t.strictSame(
      [
        (await user.call(getChange, { id: change?.id ?? 0 })).body.undone_by,
        (await user.call(getChange, { id: undo.id })).body.undone_by,
      ],
      [null, redo.id]
    )
    await user.call(undoChange, { id: change?.id ?? 0 })
    t.equal(await bookOf(api.databases), before)
  })

  everyWay(t, `of ${what}, undone and redone, every row is logged as its own endpoint returned it`, async (t, api) => {
    const user = await furnished(api)
    const latest = async () => (await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id ?? 0
    const undo = async () => user.call(undoChange, { id: await latest() })
    for (const step of [write, undo, undo]) {
      const before = await shownTo(user)
      await step(user)
      const after = await shownTo(user)
      t.strictSame(
        fatesTold((await user.call(listRowChanges, { id: await latest() })).body, after), fates(before, after)
      )
    }
  })
}

everyWay(t, 'a row that was changed before it was deleted is restored, and deleted again by a redo', async (t, api) => {
  const user = await furnished(api)
  await user.call(changeTransaction, { id: 1, body: { amount: '99' } })
  await user.call(deleteTransaction, { id: 1 })
  const gone = await bookOf(api.databases)
  const last = async () => (await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id ?? 0
  const { body: undo } = await user.call(undoChange, { id: await last() })
  await user.call(undoChange, { id: undo.id })
  t.equal(await bookOf(api.databases), gone)
  await user.call(undoChange, { id: await last() })
  await user.call(changeTransaction, { id: 1, body: { amount: '98' } })
  t.equal(
    (await user.refusal(undoChange, { id: (await last()) - 1 })).message,
    `Change ${(await last()) - 1} cannot be undone: transaction 1 was changed since, by change ${await last()} ` +
      '(Changed transaction 1 (expense of 99.00 USD, "Food", 2024-05-01): amount now 98.00 USD); undo that first.'
  )
})

everyWay(t, 'the change log lists what was done, the latest first, in pages', async (t, api) => {
  const user = await api.user()
  const at = api.clock.now()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '12.50', category: 'Food' } })
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '2', category: null, type: 'income' } })
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '100' } })
  await user.call(changeTransaction, { id: 1, body: { amount: '13' } })
  await user.call(changeCategory, { id: 1, body: { name: 'Meals' } })
  await user.call(changeBudget, { id: 1, body: { monthly_limit: '90' } })
  await user.call(importTransactions, { body: bytesOf(CSV_TEXT) })
  await user.call(deleteCategory, { id: 1, query: { uncategorize: true } })
  await user.call(deleteTransaction, { id: 2 })
  const { body } = await user.call(listChanges, {})
  t.strictSame(body.map(
    ({
      id, action, summary, rows,
    }) => [id, action, summary, [rows.transaction ?? 0, rows.category ?? 0, rows.budget ?? 0]]
  ), [
    [10, 'delete', 'Deleted transaction 2: income of 2.00 USD, uncategorized, 2024-05-01', [1, 0, 0]],
    [
      9, 'delete', 'Deleted category 1: "Meals", expense; made 1 transaction uncategorized; deleted 1 budget',
      [1, 1, 1],
    ],
    [8, 'import', 'Imported 3 rows', [3, 3, 0]],
    [7, 'change', 'Changed budget 1 ("Meals", 2024-05, 100.00 USD): limit now 90.00 USD', [0, 0, 1]],
    [6, 'change', 'Changed category 1: "Food", now "Meals", expense', [0, 1, 0]],
    [5, 'change', 'Changed transaction 1 (expense of 12.50 USD, "Food", 2024-05-01): amount now 13.00 USD', [1, 0, 0]],
    [4, 'create', 'Added budget 1: "Food", 2024-05, 100.00 USD', [0, 0, 1]],
    [3, 'create', 'Added transaction 2: income of 2.00 USD, uncategorized, 2024-05-01', [1, 0, 0]],
    [2, 'create', 'Added transaction 1: expense of 12.50 USD, "Food", 2024-05-01', [1, 0, 0]],
    [1, 'create', 'Added category 1: "Food", expense', [0, 1, 0]],
  ])
  t.strictSame(body[9], {
    id: 1, at, action: 'create', summary: 'Added category 1: "Food", expense', rows: { category: 1 }, undoes: null,
    undone_by: null, session: api.way === 'http' ? 1 : null, token: null,
  })
  const first = await user.call(listChanges, { query: { limit: 6 } })
  const second = await user.call(listChanges, { query: { limit: 6, cursor: String(first.next) } })
  t.strictSame([...first.body, ...second.body], body)
})

everyWay(t, 'an edit that leaves a row as it is makes no change, and undo passes it over', async (t, api) => {
  const user = await furnished(api)
  await user.call(changeTransaction, { id: 1, body: { amount: '13' } })
  const { etag } = await user.call(getTransaction, { id: 1 })
  const before = await bookOf(api.databases)
  const { body: log } = await user.call(listChanges, {})
  api.clock.advance(60)
  const replaced = {
    date: '2024-05-01', amount: '13.00', category: 'food', payee: ' x ', description: 'a\tb', type: 'expense',
  } as const
  t.equal((await user.call(changeTransaction, { id: 1, body: { amount: '13' }, ifMatch: String(etag) })).etag, etag)
  t.equal((await user.call(replaceTransaction, { id: 1, body: replaced })).etag, etag)
  await user.call(changeTransaction, { id: 1, body: {} })
  await user.call(changeCategory, { id: 1, body: { name: 'Food', type: 'expense' } })
  await user.call(changeBudget, { id: 1, body: { category: 1, month: '2024-05', monthly_limit: '100.00' } })
  t.equal(await bookOf(api.databases), before)
  t.strictSame((await user.call(listChanges, {})).body, log)
  t.match(
    (await user.refusal(changeTransaction, { id: 1, body: { amount: '13' }, ifMatch: '"other"' })).code,
    'changed_since'
  )
  await user.call(undoChange, { id: log[0]?.id ?? 0 })
  t.equal((await user.call(getTransaction, { id: 1 })).body.amount, '12.50')
})

everyWay(t, 'a refused request is not in the change log', async (t, api) => {
  const user = await furnished(api)
  const { length } = (await user.call(listChanges, {})).body
  for (const [endpoint, request] of [
    [createCategory, { body: { name: 'food', type: 'income' } }], [createTransaction, { body: { amount: 'x' } }],
    [deleteTransaction, { id: '99' }],
    [deleteCategory, { id: '1' }], [importTransactions, { body: bytesOf('date,type,category,amount\nx\n') }],
    [importTransactions, { query: [['dry_run', 'true']] as const, body: bytesOf(CSV_TEXT) }],
  ] as const) await user.answer(endpoint, request)
  t.equal((await user.call(listChanges, {})).body.length, length)
})

/** The sentence with which an undo is refused. */
async function refusal (user: TestUser, id: number): Promise<string> {
  const { code, message } = await user.refusal(undoChange, { id })
  return `${code}: ${message}`
}

everyWay(t, 'an undo that is no longer possible is refused with the reason [P1.7]', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } }) // 1
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } }) // 2
  t.equal(await refusal(user, 1), 'not_undoable: Change 1 cannot be undone: category 1 is now used by 1 transaction.')
  await user.call(changeTransaction, { id: 1, body: { amount: '2' } }) // 3
  t.equal(
    await refusal(user, 2),
    'not_undoable: Change 2 cannot be undone: transaction 1 was changed or removed since, by change 3 (Changed ' +
      'transaction 1 (expense of 1.00 USD, "Food", 2024-05-01): amount now 2.00 USD); undo that first.'
  )
  await user.call(changeTransaction, { id: 1, body: { amount: '3' } }) // 4
  t.equal(
    await refusal(user, 3),
    'not_undoable: Change 3 cannot be undone: transaction 1 was changed since, by change 4 (Changed transaction 1 ' +
      '(expense of 2.00 USD, "Food", 2024-05-01): amount now 3.00 USD); undo that first.'
  )
  await user.call(deleteTransaction, { id: 1 }) // 5
  t.equal(
    await refusal(user, 4),
    'not_undoable: Change 4 cannot be undone: transaction 1 was removed since, by change 5 (Deleted transaction 1: ' +
      'expense of 3.00 USD, "Food", 2024-05-01); undo that first.'
  )
  await user.call(deleteCategory, { id: 1 }) // 6
  t.equal(
    await refusal(user, 5),
    'not_undoable: Change 5 cannot be undone: category 1 of transaction 1 was removed since, by change 6 (Deleted ' +
      'category 1: "Food", expense); undo that first.'
  )
  await user.call(createCategory, { body: { name: 'food', type: 'expense' } }) // 7
  t.equal(
    await refusal(user, 6), 'not_undoable: Change 6 cannot be undone: another category of its name was added since.'
  )
  await user.call(undoChange, { id: 7 }) // 8
  t.equal(await refusal(user, 7), 'not_undoable: Change 7 cannot be undone: change 8 undid it already.')
  t.equal(await refusal(user, 99), 'not_found: There is no change 99.')
  t.strictSame((await user.call(listCategories, {})).body, [])
  await user.call(undoChange, { id: 6 })
  await user.call(undoChange, { id: 5 })
  t.strictSame(
    (await user.call(listTransactions, {})).body.map(({ id, amount }) => [id, amount]), [[1, '3.00']],
    'step by step it goes'
  )
})

everyWay(t, 'an undo is refused with the reason where a type or a place is taken by then', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } }) // 1
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } }) // 2
  await user.call(deleteTransaction, { id: 1 }) // 3
  await user.call(changeCategory, { id: 1, body: { type: 'income' } }) // 4
  t.equal(await refusal(user, 3), 'not_undoable: Change 3 cannot be undone: its category is now of another type.')
  await user.call(createTransaction, { body: { date: '2024-05-01', amount: '1', category: 'Food' } }) // 5
  t.equal(
    await refusal(user, 4),
    'not_undoable: Change 4 cannot be undone: its type cannot change back: transactions or budgets of the other ' +
      'type were added since.'
  )
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '1' } }) // 6
  await user.call(deleteBudget, { id: 1 }) // 7
  await user.call(createBudget, { body: { category: 'Food', month: '2024-05', monthly_limit: '2' } }) // 8
  t.equal(
    await refusal(user, 7),
    'not_undoable: Change 7 cannot be undone: another budget of its category and month was added since.'
  )
})

everyWay(t, 'an import of which a row was changed is undone only after that change is', async (t, api) => {
  const user = await api.user()
  await user.call(importTransactions, { body: bytesOf(CSV_TEXT) })
  await user.call(changeTransaction, { id: 2, body: { payee: 'z' } })
  t.equal(
    await refusal(user, 1),
    'not_undoable: Change 1 cannot be undone: 1 transaction of it was changed or removed since, by change 2 ' +
      '(Changed transaction 2 (expense of 8.00 USD, "Food", 2024-05-04): payee now "z"); undo that first.'
  )
  await user.call(changeTransaction, { id: 3, body: { payee: 'y' } })
  t.match(
    await refusal(user, 1),
    /^not_undoable: Change 1 cannot be undone: 2 transactions of it were changed or removed since, by change 3 /
  )
  t.equal((await user.call(listTransactions, {})).body.length, 3)
  await user.call(undoChange, { id: 3 })
  await user.call(undoChange, { id: 2 })
  await user.call(undoChange, { id: 1 })
  t.strictSame([(await user.call(listTransactions, {})).body, (await user.call(listCategories, {})).body], [[], []])
})

everyWay(t, 'thousands of rows are undone at once, and redone', async (t, api) => {
  const user = await api.user()
  const lines = Array.from(
    { length: 5001 }, (_, at) => `2024-05-${String(1 + at % 28).padStart(2, '0')},expense,Food,${at + 1},`
  )
  await user.call(importTransactions, { body: bytesOf(`date,type,category,amount,payee\n${lines.join('\n')}\n`) })
  const imported = await bookOf(api.databases)
  await user.call(createCategory, { body: { name: 'Meals', type: 'expense' } })
  const before = await bookOf(api.databases)
  await user.call(deleteCategory, { id: 1, query: { reassign_to: 'Meals' } })
  t.strictSame((await user.call(listRowChanges, { id: 3 })).body.map(({ entity, last_id: id }) => `${entity} ${id}`),
    [...Array.from(lines, (_, at) => `transaction ${at + 1}`), 'category 1'])
  await user.call(undoChange, { id: 3 })
  t.ok(await bookOf(api.databases) === before)
  await user.call(undoChange, { id: 2 })
  await user.call(undoChange, { id: 1 })
  t.equal(await bookOf(api.databases), '[[],[],[]]')
  await user.call(undoChange, { id: 6 })
  t.ok(await bookOf(api.databases) === imported)
})

everyWay(t, 'ids are never given twice, also after an undo', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(undoChange, { id: 1 })
  t.equal((await user.call(createCategory, { body: { name: 'Fun', type: 'expense' } })).body.id, 2)
})

everyWay(t, 'a change that is undone and redone many times is known to be in force or not', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const inForce = async () => (await user.call(listChanges, {})).body.filter(
    (change) => change.undone_by === null
  ).map(({ id }) => id).reverse()
  const seen = [await inForce()]
  for (let id = 1; id < 5; id += 1) {
    await user.call(undoChange, { id })
    seen.push(await inForce())
  }
  t.strictSame(seen, [[1], [2], [1, 3], [2, 4], [1, 3, 5]])
  t.equal((await user.call(listCategories, {})).body.length, 1)
})

t.test('an undo returns its change without a read after the commit, which could fail', async (t) => {
  const api = await dispatchApi(t)
  const user = await furnished(api)
  const statements: string[] = []
  api.served.reader.on('query', ({ sql }: { sql: string }) => { statements.push(sql) })
  const { body } = await user.call(undoChange, { id: 2 })
  t.equal(statements.at(-1), 'COMMIT;')
  t.strictSame(body, (await user.call(getChange, { id: body.id })).body)
})
