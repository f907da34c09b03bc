/**
 * Whatever is done to a book, taking it back step by step goes through every state that it was in, to the byte; and the
 * log tells of every row what its own endpoint showed before and after.
 */
import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import type { Databases } from '../../../src/db/databases.ts'
import { INDEX_TABLES, RESOURCES } from '../../../src/features/resources.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { dispatchApi, type DispatchApi } from '../../helpers/api.ts'
import { aimed, EACH_STEP, endpointOf, FIRST_STEPS, STEPS, type Step } from '../../helpers/book-steps.ts'
import { fates, fatesTold, shownTo } from '../../helpers/logged-rows.ts'
import { bareUser } from '../../helpers/tables.ts'

/** Every operation, most of them once, in any order. */
const history: fc.Arbitrary<Step[]> = fc.tuple(...STEPS)
  .chain((once) => fc.shuffledSubarray(once, { minLength: 25 })).map((steps) => [...FIRST_STEPS, ...steps])

const example = [...FIRST_STEPS, ...EACH_STEP]

/** Every table of rows that a user can write, with all of their columns. */
async function bookOf ({ reader }: Databases, userId: number): Promise<string> {
  const tables: Record<string, unknown> = {}
  for (const { name, key } of [...Object.values(RESOURCES), ...INDEX_TABLES]) {
    tables[name] = await reader(name).where({ user_id: userId }).orderBy([...key])
  }
  return JSON.stringify(tables)
}

/** @param numRuns of histories, the first of which has every operation */
async function takeBack (t: Test, api: DispatchApi, numRuns: number): Promise<void> {
  const done = new Map<string, number>()
  const property = fc.asyncProperty(history, async (steps) => {
    const user = api.as(await bareUser(api.databases))
    const states = [await bookOf(api.databases, user.id)]
    const undone: number[] = []
    let shown = await shownTo(user)
    const requireTold = async (of: number) => {
      const before = shown
      shown = await shownTo(user)
      deepStrictEqual(fatesTold((await user.call(listRowChanges, { id: of })).body, shown), fates(before, shown))
    }
    for (const step of steps) {
      const endpoint = endpointOf(step)
      api.clock.advance(1)
      const { status } = await user.answer(endpoint, await aimed(api.databases, user, endpoint, step))
      if (status >= 500) throw new Error(`${step.operation}: ${status}`)
      const [last] = (await user.call(listChanges, { query: { limit: 1 } })).body
      const state = await bookOf(api.databases, user.id)
      if (last !== undefined && last.id !== undone.at(-1)) {
        undone.push(last.id)
        await requireTold(last.id)
        states.push(state)
        done.set(step.operation, (done.get(step.operation) ?? 0) + 1)
      } else if (state !== states.at(-1)) throw new Error(`${step.operation}: what is not in the log changed the book`)
    }
    for (const of of undone.toReversed()) {
      if (await bookOf(api.databases, user.id) !== states.pop()) throw new Error('another state than it was in')
      const { body: undo } = await user.call(undoChange, { id: of })
      await requireTold(undo.id)
    }
    if (await bookOf(api.databases, user.id) !== states.pop()) throw new Error('not as it began')
  })
  await fc.assert(property, { endOnFailure: true, numRuns, examples: [[example]] })
  const missing = EACH_STEP.map(({ operation }) => operation).filter((one) => !done.has(one))
  t.strictSame(missing, [], 'every operation was taken back')
}

t.test('every history can be undone step by step through all of its states [P1.7]', async (t) => {
  const api = await dispatchApi(t)
  await takeBack(t, api, Number(process.env['UNDO_RUNS'] ?? 3))
  const findings = await checkBook({ dataDir: api.dataDir, node: '20' })
  t.strictSame(findings.filter(({ ok }) => !ok), [], 'and the book with all of their users is sound')
  t.ok(findings.some(({ check }) => check === 'changes'))
})

t.test('every history on PostgreSQL can be undone step by step through all of its states', async (t) => {
  await takeBack(t, await dispatchApi(t, {}, 'postgres'), Number(process.env['UNDO_RUNS'] ?? 2))
})
