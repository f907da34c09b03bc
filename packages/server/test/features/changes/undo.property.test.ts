/**
 * Whatever is done to a book, taking it back step by step goes through every state that it was in, to the byte; and the
 * log tells of every row what its own endpoint showed before and after.
 */
import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import type { Databases } from '../../../src/db/databases.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { bytesOf, dispatchApi, type DispatchApi, type TestUser } from '../../helpers/api.ts'
import { fates, fatesTold, shownTo } from '../../helpers/logged-rows.ts'
import { bareUser } from '../../helpers/tables.ts'

/** An endpoint by its name, so that a counterexample can be read. */
type Step = readonly [name: string, request: Parameters<TestUser['answer']>[1] & object]

const id = fc.nat({ max: 11 }).map(String)
const name = fc.constantFrom('Food', 'food', 'Rent', 'Pay', 'Fun', 'Ärger', '%')
const type = fc.constantFrom('expense', 'income')
const date = fc.integer({ min: 1, max: 28 }).map((day) => `2024-02-${String(day).padStart(2, '0')}`)
const amount = fc.integer(
  { min: -999, max: 9999 }
).map((cents) => (cents / 100).toFixed(2)).filter((text) => text !== '-0.00')
const category = fc.oneof(name, fc.constant(null))
const text = fc.constantFrom('', 'x', 'a\tb\nc', '=1+1', '\u202e')
const transaction = fc.record(
  { date, amount, category, type, payee: fc.constantFrom(null, 'Corner'), description: text },
  { requiredKeys: ['date', 'amount', 'category'] }
)
const budget = fc.record({
  category: name, month: fc.constantFrom('2024-02', '2024-03'), monthly_limit: fc.constantFrom('0', '100'),
})
const csv = fc.array(fc.tuple(date, type, name, amount), { minLength: 1, maxLength: 5 })
  .map((rows) => `date,type,category,amount\n${rows.map((row) => row.join(',')).join('\n')}\n`)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name, type }).map((body): Step => ['createCategory', { body }]) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      id, fc.record({ name, type }, { requiredKeys: [] })
    ).map(([of, body]): Step => ['changeCategory', { id: of, body }]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      id,
      fc.oneof(
        fc.constant([]), fc.constant([['uncategorize', 'true']] as const),
        name.map((to) => [['reassign_to', to]] as const)
      )
    ).map(([of, query]): Step => ['deleteCategory', { id: of, query }]),
  },
  { weight: 4, arbitrary: transaction.map((body): Step => ['createTransaction', { body }]) },
  {
    weight: 1,
    arbitrary: fc.array(
      transaction, { minLength: 1, maxLength: 4 }
    ).map((rows): Step => ['createTransactions', { query: [['partial', 'true']], body: { transactions: rows } }]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(id, transaction).map(
      ([of, { amount: to }]): Step => ['changeTransaction', { id: of, body: { amount: to } }]
    ),
  },
  {
    weight: 2, arbitrary: fc.tuple(id, transaction).map(([of, body]): Step => ['replaceTransaction', { id: of, body }]),
  },
  { weight: 2, arbitrary: id.map((of): Step => ['deleteTransaction', { id: of }]) },
  { weight: 2, arbitrary: budget.map((body): Step => ['createBudget', { body }]) },
  { weight: 1, arbitrary: fc.tuple(id, budget).map(([of, body]): Step => ['changeBudget', { id: of, body }]) },
  { weight: 1, arbitrary: id.map((of): Step => ['deleteBudget', { id: of }]) },
  {
    weight: 1,
    arbitrary: csv.map((rows): Step => ['importTransactions', { query: [['again', 'true']], body: bytesOf(rows) }]),
  },
  { weight: 2, arbitrary: id.map((of): Step => ['undoChange', { id: of }]) }
)

/** The request with an id of a row that is there, if there is one: its own counts among them. */
async function withIdOf (
  { reader }: Databases, userId: number, { path }: Endpoint, request: Step[1]
): Promise<Step[1]> {
  if (request.id === undefined) return request
  const ids: number[] = await reader(path.split('/')[2] ?? '').where({ user_id: userId }).pluck('id')
  return { ...request, id: String(ids[Number(request.id) % ids.length] ?? 1) }
}

async function bookOf ({ reader }: Databases, userId: number): Promise<string> {
  const rows = []
  for (const table of [
    'categories', 'transactions', 'budgets',
  ]) rows.push(await reader(table).where({ user_id: userId }).orderBy('id'))
  return JSON.stringify(rows)
}

/** @param numRuns of histories, each of some twenty steps */
async function takeBack (t: Test, api: DispatchApi, numRuns: number): Promise<void> {
  let changes = 0
  const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30, size: 'max' }), async (steps) => {
    const user = api.as(await bareUser(api.databases))
    const states = [await bookOf(api.databases, user.id)]
    const undone: number[] = []
    let shown = await shownTo(user)
    const requireTold = async (of: number) => {
      const before = shown
      shown = await shownTo(user)
      deepStrictEqual(fatesTold((await user.call(listRowChanges, { id: of })).body, shown), fates(before, shown))
    }
    for (const [name, request] of steps) {
      const endpoint = ENDPOINTS.get(name)
      if (endpoint === undefined) throw new Error(`no endpoint ${name}`)
      api.clock.advance(1)
      const { status } = await user.answer(endpoint, await withIdOf(api.databases, user.id, endpoint, request))
      if (status >= 500) throw new Error(`${name}: ${status}`)
      const [last] = (await user.call(listChanges, { query: { limit: 1 } })).body
      const state = await bookOf(api.databases, user.id)
      if (last !== undefined && last.id !== undone.at(-1)) {
        undone.push(last.id)
        await requireTold(last.id)
        states.push(state)
      } else if (state !== states.at(-1)) throw new Error('what is not in the log changed the book')
    }
    for (const of of undone.toReversed()) {
      if (await bookOf(api.databases, user.id) !== states.pop()) throw new Error('another state than it was in')
      const { body: undo } = await user.call(undoChange, { id: of })
      await requireTold(undo.id)
      changes += 1
    }
    if (await bookOf(api.databases, user.id) !== states.pop()) throw new Error('not as it began')
  })
  await fc.assert(property, { endOnFailure: true, numRuns })
  t.ok(changes > 4 * numRuns, `${changes} changes were taken back`)
}

t.test('every history can be undone step by step through all of its states [P1.7]', async (t) => {
  const api = await dispatchApi(t)
  await takeBack(t, api, Number(process.env['UNDO_RUNS'] ?? 50))
  const findings = await checkBook({ dataDir: api.dataDir, node: '20' })
  t.strictSame(findings.filter(({ ok }) => !ok), [], 'and the book with all of their users is sound')
  t.ok(findings.some(({ check }) => check === 'changes'))
})

t.test('every history on PostgreSQL can be undone step by step through all of its states', async (t) => {
  await takeBack(t, await dispatchApi(t, {}, 'postgres'), Number(process.env['UNDO_RUNS'] ?? 20))
})
