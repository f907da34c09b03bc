import t from 'tap'
import { changeCategory, createCategory, listCategories, replaceCategory } from '@fintrack/contract/categories'
import type { CategoryType } from '@fintrack/contract/choices'
import { importTransactions } from '@fintrack/contract/imports'
import { undoChange, listChanges } from '@fintrack/contract/changes'
import { createTransactions, createTransaction, listTransactions } from '@fintrack/contract/transactions'
import { bytesOf, everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty, refused, rejected, unknownCategory } from '../../helpers/expected.ts'

async function add (user: TestUser, name: string, type: CategoryType = 'expense'): Promise<number> {
  return (await user.call(createCategory, { body: { name, type } })).body.id
}

async function archive (user: TestUser, id: number, archived = true): Promise<void> {
  await user.call(changeCategory, { id, body: { archived } })
}

async function spend (user: TestUser, category: string | number): Promise<string | null> {
  const { body } = await user.call(createTransaction, { body: { amount: '1.00', date: '2024-05-01', category } })
  return body.category_name
}

/** A name of before there were paths. */
async function addOld (api: TestApi, user: TestUser, name: string): Promise<number> {
  const id = await add(user, `new ${name.replaceAll(/[:\u2066]/gu, ' ')}`)
  await api.databases.writer('categories').where({ user_id: user.id, id })
    .update({ name, name_key: name.toLowerCase() })
  return id
}

everyWay(t, 'a name is a path, written without spaces round its colons', async (t, api) => {
  const user = await api.user()
  const { body } = await user.call(createCategory, { body: { name: ' Food :  Restaurant', type: 'expense' } })
  t.strictSame(body, { id: body.id, name: 'Food:Restaurant', type: 'expense', archived: false })
  t.equal(
    (await user.refusal(createCategory, { body: { name: 'food ：restaurant', type: 'expense' } })).code, 'already_exists'
  )
  const fault = '"a::b" has an empty part; write a name on each side of every colon, such as Food:Restaurant.'
  t.strictSame(
    await user.answer(createCategory, { body: { name: 'a: :b', type: 'expense' } }), faulty({ name: [fault] })
  )
})

everyWay(t, 'a name of old with an empty part stays as it is, until it gets another', async (t, api) => {
  const user = await api.user()
  const id = await addOld(api, user, 'Note:')
  t.equal(await spend(user, 'note:'), 'Note:')
  const kept = await user.answer(
    replaceCategory, { id: String(id), body: { name: 'Note:', type: 'expense', archived: true } }
  )
  t.strictSame(kept, { status: 200, body: { id, name: 'Note:', type: 'expense', archived: true } })
  t.equal((await user.refusal(changeCategory, { id, body: { name: 'Notes:' } })).code, 'validation_failed')
  await addOld(api, user, 'Food : Out')
  t.equal(await spend(user, 'Food : Out'), 'Food : Out', 'as it is written')
})

everyWay(t, 'a name of old that shows nothing stays as it is, and no new name is like it', async (t, api) => {
  const user = await api.user()
  const id = await addOld(api, user, '\u2066x')
  t.equal(await spend(user, '\u2066x'), '\u2066x')
  const kept = await user.answer(
    replaceCategory, { id: String(id), body: { name: '\u2066x', type: 'expense', archived: true } }
  )
  t.match(kept, { status: 200, body: { name: '\u2066x', archived: true } })
  for (const name of ['\u200b', 'Food:\u200b', '\u2066y']) {
    t.equal((await user.refusal(createCategory, { body: { name, type: 'expense' } })).code, 'validation_failed')
    t.equal((await user.refusal(changeCategory, { id, body: { name } })).code, 'validation_failed')
  }
})

everyWay(t, 'a category above or below another is of its type, in either order', async (t, api) => {
  const user = await api.user()
  const gifts = await add(user, 'Gifts')
  const conflict = (text: string) => refused(409, 'category_type_conflict', text)
  t.strictSame(
    await user.answer(createCategory, { body: { name: 'gifts:Given:Yearly', type: 'income' } }),
    conflict('"gifts:Given:Yearly" cannot be of type income: "Gifts" above it is of type expense.')
  )
  await add(user, 'Pay:Bonus:Yearly', 'income')
  const wrong = conflict('"pay" cannot be of type expense: "Pay:Bonus:Yearly" below it is of type income.')
  t.strictSame(await user.answer(createCategory, { body: { name: 'pay', type: 'expense' } }), wrong)
  t.strictSame(await user.answer(changeCategory, { id: String(gifts), body: { name: 'pay' } }), wrong)
  await add(user, 'Gifts:Given')
  t.equal((await user.refusal(changeCategory, { id: gifts, body: { type: 'income' } })).code, 'category_type_conflict')
  t.equal(await add(user, 'Pay', 'income') > 0, true)
})

everyWay(t, 'an undo is refused where it brings back a category of the other type than one below', async (t, api) => {
  const user = await api.user()
  const id = await add(user, 'Side', 'income')
  await user.call(changeCategory, { id, body: { name: 'Work' } })
  const { body: [{ id: renaming } = { id: 0 }] } = await user.call(listChanges, {})
  await add(user, 'Side:Costs')
  t.strictSame(await user.answer(undoChange, { id: String(renaming) }), refused(409, 'not_undoable',
    `Change ${renaming} cannot be undone: "Side" cannot be of type income: "Side:Costs" below it is of type expense.`))
  await user.call(changeCategory, { id: 2, body: { name: 'Costs' } })
  t.equal((await user.answer(undoChange, { id: String(renaming) })).status, 201)
})

everyWay(t, 'a category is meant by the last parts of its name where one fits', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food:Restaurant', 'Food:Fast:Burgers', 'Trip:Food:Fast', 'Fast']) await add(user, name)
  const meant: Record<string, string> = {
    restaurant: 'Food:Restaurant', 'FOOD : restaurant': 'Food:Restaurant', burgers: 'Food:Fast:Burgers',
    'fast:burgers': 'Food:Fast:Burgers', fast: 'Fast', 'food:fast': 'Trip:Food:Fast',
  }
  for (const [typed, name] of Object.entries(meant)) {
    t.equal(await spend(user, typed), name, typed)
    t.strictSame((await user.call(listCategories, { query: { name: typed } })).body.map((row) => row.name), [name])
  }
  const body = { amount: '1.00', date: '2024-05-01', category: 'resturant' }
  t.strictSame(
    await user.answer(createTransaction, { body }), unknownCategory('category', 'resturant', 'Food:Restaurant')
  )
})

everyWay(t, 'where several fit they are named, and nothing is stored', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food:Restaurant', 'Trip:Restaurant']) await add(user, name)
  const body = { amount: '1.00', date: '2024-05-01', category: 'restaurant' }
  const two = '"restaurant" may be "Food:Restaurant" or "Trip:Restaurant"; write more of the name.'
  t.strictSame(await user.answer(createTransaction, { body }), faulty({ category: [two] }))
  t.strictSame(await user.answer(listCategories, { query: [['name', 'restaurant']] }), faulty({ name: [two] }))
  t.strictSame(
    await user.answer(listTransactions, { query: [['category', 'restaurant']] }), faulty({ category: [two] })
  )
  for (const at of [1, 2, 3, 4, 5]) await add(user, `Week ${at}:Restaurant`)
  const several = '"restaurant" may be "Food:Restaurant", "Trip:Restaurant", "Week 1:Restaurant", ' +
    '"Week 2:Restaurant", "Week 3:Restaurant" or 2 others; write more of the name.'
  t.strictSame(await user.answer(createTransaction, { body }), faulty({ category: [several] }))
  const rows = { transactions: [body, { ...body, category: 'week 5:restaurant' }] }
  t.strictSame(await user.answer(createTransactions, { body: rows }), faulty({ 'transactions[0].category': [several] }))
  t.strictSame((await user.call(listTransactions, {})).body, [])
})

everyWay(t, 'an archived category keeps its rows, and is meant by its whole name alone', async (t, api) => {
  const user = await api.user()
  const old = await add(user, 'Food:Canteen')
  await add(user, 'Work:Lunch')
  await archive(user, old)
  const { body: archived } = await user.call(listCategories, { query: { archived: true } })
  t.strictSame(archived, [{ id: old, name: 'Food:Canteen', type: 'expense', archived: true }])
  t.strictSame(
    (await user.call(listCategories, { query: { archived: false } })).body.map(({ name }) => name), ['Work:Lunch']
  )
  t.equal((await user.call(listCategories, {})).body.length, 2)
  const body = { amount: '1.00', date: '2024-05-01', category: 'canteen' }
  t.strictSame(await user.answer(createTransaction, { body }), faulty({
    category: ['"canteen" is archived as "Food:Canteen"; write its whole name, or unarchive it first.'],
  }))
  t.strictSame(
    await user.answer(createTransaction, { body: { ...body, category: 'canten' } }),
    unknownCategory('category', 'canten'), 'nor suggested'
  )
  t.equal((await user.refusal(listCategories, { query: { name: 'canteen' } })).code, 'validation_failed')
  t.equal(await spend(user, 'food:canteen'), 'Food:Canteen')
  await user.call(createTransactions, { body: { transactions: [{ ...body, category: 'Lunch' }] } })
  const rows = { transactions: [body] }
  t.equal(
    (await user.refusal(createTransactions, { body: rows })).extras.errors?.['transactions[0].category']?.length, 1
  )
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.equal(change?.action, 'bulk')
  await archive(user, old, false)
  const { body: [last] } = await user.call(listChanges, { query: { limit: 1 } })
  t.equal(last?.summary, `Changed category ${old}: "Food:Canteen", now unarchived, expense`)
  t.equal(await spend(user, 'canteen'), 'Food:Canteen')
})

everyWay(t, 'a filter by category takes all below it, and with = before it that one alone', async (t, api) => {
  const user = await api.user()
  for (const name of ['Food', 'Food:Out', 'Food:Out:Bar', 'Foodstuff', 'Home:Food', 'Trip:Bus', 'Trip:Inn', '=x']) {
    await add(user, name)
    await spend(user, name)
  }
  const found = async (...categories: string[]) =>
    (await user.call(listTransactions, { query: { category: categories, sort: 'date' } })).body
      .map((row) => row.category_name)
  t.strictSame(await found('food'), ['Food', 'Food:Out', 'Food:Out:Bar'])
  t.strictSame(await found('1'), ['Food', 'Food:Out', 'Food:Out:Bar'], 'by its id')
  t.strictSame(await found('=FOOD'), ['Food'])
  t.strictSame(await found('=1'), ['Food'])
  t.strictSame(await found('out'), ['Food:Out', 'Food:Out:Bar'], 'by last parts')
  t.strictSame(await found('=bar', 'trip', 'trip:bus'), ['Food:Out:Bar', 'Trip:Bus', 'Trip:Inn'])
  t.strictSame(await found('=x'), ['=x'])
  t.strictSame(
    await user.answer(listTransactions, { query: [['category', '=trip']] }),
    unknownCategory('category', 'trip', 'Trip:Bus')
  )
  t.strictSame(
    await user.answer(listTransactions, { query: [['category', '=']] }), unknownCategory('category', '=', '=x')
  )
})

function send (user: TestUser, ...lines: string[]) {
  return user.answer(importTransactions, {
    body: bytesOf(['date,type,category,amount', ...lines].join('\n')),
  })
}

everyWay(t, 'an import takes names and last parts of the book\'s categories, and makes paths', async (t, api) => {
  const user = await api.user()
  await add(user, 'Food:Restaurant')
  await add(user, 'Trip:Bus')
  await add(user, 'Town:Bus')
  const line = (category: string, type = 'expense') => `2024-05-01,${type},${category},1.00`
  const { body } = await send(user, line('restaurant'), line('Food : Coffee'), line('coffee'), line('food:coffee'))
  t.strictSame(body, {
    rows: 4, categories_created: [{ name: 'Food:Coffee', type: 'expense' }, { name: 'coffee', type: 'expense' }],
  })
  const { body: rows } = await user.call(listTransactions, { query: { sort: 'date' } })
  t.strictSame(rows.map((row) => row.category_name), ['Food:Restaurant', 'Food:Coffee', 'coffee', 'Food:Coffee'])

  t.strictSame(await send(
    user, line('bus'), line('a::b'), line('food', 'income'), line('New', 'income'), line('New:Part')
  ), rejected({
    'line 2': ['"bus" may be "Trip:Bus" or "Town:Bus"; write more of the name.'],
    'line 3': ['"a::b" has an empty part; write a name on each side of every colon, such as Food:Restaurant.'],
    'line 4': ['"food" cannot be of type income: "Food:Coffee" below it is of type expense.'],
    'line 6': ['"New:Part" cannot be of type expense: "New" above it is of type income.'],
  }))
  t.equal((await user.call(listTransactions, {})).body.length, 4, 'nothing was stored')
})
