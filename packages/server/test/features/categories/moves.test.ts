import fc from 'fast-check'
import t from 'tap'
import { createBudget, listBudgets } from '@fintrack/contract/budgets'
import {
  changeCategory, createCategory, listCategories, mergeCategories, renameCategories,
} from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import type { CategoryType } from '@fintrack/contract/choices'
import { Problem } from '@fintrack/contract/problem'
import { createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, refused, unknownCategory } from '../../helpers/expected.ts'

async function add (user: TestUser, name: string, type: CategoryType = 'expense'): Promise<number> {
  return (await user.call(createCategory, { body: { name, type } })).body.id
}

async function spend (user: TestUser, ...categories: string[]): Promise<void> {
  const [category = ''] = categories
  await user.call(createTransaction, {
    body: categories.length === 1
      ? { amount: '1.00', date: '2024-05-01', category }
      : {
          amount: `${categories.length}.00`, date: '2024-05-01', type: 'expense' as const,
          splits: categories.map((one) => ({ category: one, amount: '1.00' })),
        },
  })
}

async function plan (user: TestUser, category: string, month: string, limit = '10.00'): Promise<void> {
  await user.call(createBudget, { body: { category, month, monthly_limit: limit } })
}

async function names (user: TestUser): Promise<string[]> {
  return (await user.call(listCategories, {})).body.map(({ name }) => name)
}

/** In which categories a row, or each part of it, is. */
async function placed (user: TestUser): Promise<Array<string | null | Array<string | null>>> {
  return (await user.call(listTransactions, { query: { sort: 'date' } })).body.map((row) =>
    row.splits.length === 0 ? row.category_name : row.splits.map((part) => part.category_name))
}

async function undoLast (user: TestUser): Promise<void> {
  const { body: [last] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(undoChange, { id: Number(last?.id) })
}

/** Every row of the tables that a move may touch, as it is stored. */
async function stored ({ databases }: TestApi, user: TestUser): Promise<string> {
  const tables = []
  for (const [table, order] of Object.entries({
    categories: ['id'], transactions: ['id'], budgets: ['id'], parts: ['transaction_id', 'position'],
  })) {
    const rows: unknown[] = await databases.writer(table).where({ user_id: user.id }).orderBy(order)
    tables.push(rows)
  }
  return JSON.stringify(tables)
}

everyWay(t, 'a rename moves a category and all below it, as one change that is undone whole', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Food:Out:Bar', 'Foodstuff']) {
    await add(user, name)
    await spend(user, name)
  }
  const before = await stored(api, user)
  t.strictSame(await user.answer(renameCategories, { body: { from: 'food', to: 'Living : Eating' } }), {
    status: 200, body: { from: 'Food', to: 'Living:Eating', categories: 3, transactions: 0, budgets: 0 },
  })
  t.strictSame(await placed(user), ['Living:Eating', 'Living:Eating:Out', 'Living:Eating:Out:Bar', 'Foodstuff'])
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.strictSame([change?.action, change?.summary, change?.rows], [
    'change', 'Renamed "Food" to "Living:Eating": 3 categories', { category: 3 },
  ])
  await undoLast(user)
  t.equal(await stored(api, user), before)
})

everyWay(t, 'a prefix that is no category is renamed, and a rename may change the case alone', async (t, api) => {
  const user = await api.user()
  for (const name of ['Trip:Bus', 'Trip:Inn', 'Home']) await add(user, name)
  await user.call(renameCategories, { body: { from: 'trip', to: 'Holiday' } })
  t.strictSame(await names(user), ['Holiday:Bus', 'Holiday:Inn', 'Home'])
  await user.call(renameCategories, { body: { from: 'bus', to: 'HOLIDAY:Bus' } })
  await user.call(renameCategories, { body: { from: 3, to: 'Holiday:Home' } })
  t.strictSame(await names(user), ['HOLIDAY:Bus', 'Holiday:Inn', 'Holiday:Home'])
  const { body: changes } = await user.call(listChanges, {})
  const { body } = await user.call(renameCategories, { body: { from: 'bus', to: 'HOLIDAY:Bus' } })
  t.equal(body.categories, 0)
  t.equal((await user.call(listChanges, {})).body.length, changes.length, 'nothing is no change')
})

everyWay(t, 'a rename is refused to a name that is taken, too long, empty or of the other type', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Eating:Out', 'Eating:Old', 'Eating:Old:Old']) await add(user, name)
  await add(user, 'Pay', 'income')
  const before = await stored(api, user)
  const rename = (from: string, to: string) => user.answer(renameCategories, { body: { from, to } })
  const exists = (text: string) => refused(409, 'already_exists', text)
  t.strictSame(await rename('food', 'eating'), exists(
    'There is a category "Eating:Out" already; merge the two, or choose another name.'
  ))
  t.strictSame(await rename('eating:old', 'eating'), exists(
    'There is a category "Eating:Old" already; move that one first.'
  ))
  t.strictSame(await rename('food', 'x'.repeat(97)), faulty({
    to: ['"Food:Out" would become a name of 101 characters; the most is 100.'],
  }))
  t.strictSame(await rename('food', 'a:'), faulty({
    to: ['"a:" has an empty part; write a name on each side of every colon, such as Food:Restaurant.'],
  }))
  t.strictSame(await rename('food', '12'), faulty({
    to: ['"12" is only digits, which would be read as an id; add a letter.'],
  }))
  t.strictSame(await rename('food', 'pay:food'), refused(409, 'category_type_conflict',
    '"pay:food" cannot be of type expense: "Pay" above it is of type income.'))
  t.strictSame(await rename('fod', 'x'), unknownCategory('from', 'fod', 'Food'))
  t.equal(await stored(api, user), before)
})

everyWay(t, 'a merge moves rows, parts, budgets and all below, as one change that is undone whole', async (t, api) => {
  const user = await api.user()
  for (const name of ['Eating', 'Eating:Out', 'Eating:Bar', 'Food', 'Food:Out', 'Rent']) await add(user, name)
  for (const name of ['Eating', 'Eating:Out', 'Eating:Bar', 'Rent']) await spend(user, name)
  await spend(user, 'Eating', 'Rent', 'Eating', 'Eating:Out')
  await plan(user, 'Eating', '2024-05')
  await plan(user, 'Eating', '2024-06')
  await plan(user, 'Food', '2024-05', '5.50')
  await plan(user, 'Eating:Bar', '2024-05')
  const before = await stored(api, user)
  t.strictSame(await user.answer(mergeCategories, { body: { from: 'eating', to: 'food' } }), {
    status: 200, body: { from: 'Eating', to: 'Food', categories: 3, transactions: 3, budgets: 2 },
  })
  t.strictSame(await placed(user), ['Food', 'Food:Out', 'Food:Bar', 'Rent', ['Food', 'Rent', 'Food', 'Food:Out']])
  t.strictSame(await names(user), ['Food:Bar', 'Food', 'Food:Out', 'Rent'])
  const { body: budgets } = await user.call(listBudgets, {})
  t.strictSame(budgets.map((row) => [row.category_name, row.month, row.monthly_limit]), [
    ['Food', '2024-05', '15.50'], ['Food:Bar', '2024-05', '10.00'], ['Food', '2024-06', '10.00'],
  ])
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.equal(change?.summary,
    'Merged "Eating" into "Food": 3 categories, moved 3 transactions, moved 2 budgets')
  await undoLast(user)
  t.equal(await stored(api, user), before)
})

everyWay(t, 'a merge into what is above, or into a prefix that is no category', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Trip:Out', 'Bus']) {
    await add(user, name)
    await spend(user, name)
  }
  await user.call(mergeCategories, { body: { from: 'food:out', to: 'food' } })
  t.strictSame(await placed(user), ['Food', 'Food', 'Trip:Out', 'Bus'])
  await user.call(mergeCategories, { body: { from: 'food', to: 'trip' } })
  t.strictSame(await placed(user), ['Trip', 'Trip', 'Trip:Out', 'Bus'], 'which the category then has the name of')
})

everyWay(t, 'a merge is refused into itself, below itself, into nothing, and into the other type', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Eating:Old', 'Eating:Old:Old', 'Eating', 'Big']) await add(user, name)
  for (const name of ['Pay', 'Work:Off', 'Work:In']) await add(user, name, 'income')
  await plan(user, 'Food', '2024-05', '90000000000.00')
  await plan(user, 'Big', '2024-05', '90000000000.00')
  const before = await stored(api, user)
  const merge = (from: string, to: string) => user.answer(mergeCategories, { body: { from, to } })
  const conflict = (text: string) => refused(409, 'category_type_conflict', text)
  t.strictSame(await merge('food', '1'), faulty({ to: ['"Food" is the same; name a category that does not move.'] }))
  t.strictSame(await merge('food', 'food:out'), faulty({
    to: ['"Food:Out" lies below "Food"; name a category that does not move.'],
  }))
  t.strictSame(await merge('food', 'dining'), unknownCategory('to', 'dining'))
  t.strictSame(await merge('eating:old', 'eating'), refused(409, 'already_exists',
    'There is a category "Eating:Old" already; move that one first.'))
  t.strictSame(
    await merge('food', 'pay'), conflict('"Food" is of type expense, and "Pay" of type income; they cannot be one.')
  )
  t.strictSame(
    await merge('food', 'work'), conflict('"Work" cannot be of type expense: "Work:In" below it is of type income.')
  )
  t.strictSame(await merge('big', 'food'), refused(400, 'validation_failed',
    'The limits of "Big" and "Food" for 2024-05 sum to 180000000000.00 USD, which is too large.'))
  t.equal(await stored(api, user), before)
})

const anyName = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':'))
const anyMoves = fc.array(
  fc.record({ isMerge: fc.boolean(), from: anyName, to: anyName }), { minLength: 1, maxLength: 4 }
)

everyWay(t, 'any renames and merges keep every sum, and their undoing leaves every row as it was', async (t, api) => {
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(anyName, { minLength: 1, maxLength: 8 }), anyMoves, async (categories, moves) => {
      const user = await api.user()
      for (const name of categories) {
        await add(user, name)
        await spend(user, name)
        await spend(user, name, String(categories[0]))
        await plan(user, name, '2024-05')
      }
      const states: string[] = []
      for (const { isMerge, from, to } of moves) {
        const before = await stored(api, user)
        try {
          await user.call(isMerge ? mergeCategories : renameCategories, { body: { from, to } })
        } catch (error) {
          if (!(error instanceof Problem) || error.code === 'internal_error') throw error
        }
        const after = await stored(api, user)
        if (after !== before) states.push(before)
        const { body: budgets } = await user.call(listBudgets, {})
        const limits = budgets.reduce((sum, budget) => sum + Number(budget.monthly_limit), 0)
        if (limits !== 10 * categories.length) throw new Error(`the limits sum to ${limits}`)
        const rows = (await placed(user)).flat()
        if (rows.length !== 3 * categories.length || rows.includes(null)) throw new Error('a row has no category')
      }
      for (const state of states.toReversed()) {
        const { body: all } = await user.call(listChanges, {})
        const open = all.find(({ undoes, undone_by: undone }) => undoes === null && undone === null)
        await user.call(undoChange, { id: Number(open?.id) })
        if (await stored(api, user) !== state) throw new Error('the undo left something else')
      }
      return true
    }
  ), { numRuns: 6 })
})

everyWay(t, 'a category that was changed before there was archiving comes back unarchived', async (t, api) => {
  const user = await api.user()
  const id = await add(user, 'Food')
  await user.call(changeCategory, { id, body: { name: 'Eating' } })
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  const line = { user_id: user.id, change_id: Number(change?.id) }
  const { before, after } = await api.databases.writer('change_rows').where(line).first() as Record<string, string>
  const older = (text: string | undefined) => String(text).replace(/"archived": ?0,?/, '')
  await api.databases.writer('change_rows').where(line).update({ before: older(before), after: older(after) })
  await user.call(undoChange, { id: Number(change?.id) })
  t.strictSame((await user.call(listCategories, {})).body, [{ id, name: 'Food', type: 'expense', archived: false }])
})

everyWay(t, 'another user\'s category is moved by nobody, and is as unknown as none', async (t, api) => {
  const [ada, bob] = [await api.user('ada'), await api.user('bob')]
  const adas = await add(ada, 'Food')
  const bobs = await add(bob, 'Rent')
  const before = await stored(api, ada)
  for (const endpoint of [renameCategories, mergeCategories]) {
    for (const from of [adas, 'Food']) {
      t.strictSame(await bob.answer(endpoint, { body: { from, to: 'Rent' } }), unknownCategory('from', String(from)))
    }
  }
  t.strictSame(
    await bob.answer(mergeCategories, { body: { from: bobs, to: adas } }), unknownCategory('to', String(adas))
  )
  t.equal(await stored(api, ada), before)
})
