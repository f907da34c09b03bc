import t from 'tap'
import { detailOf, Faults, invalid, Problem, PROBLEM_TITLES } from '../src/problem.ts'

t.test('a problem is an error with a code', async (t) => {
  const problem = new Problem('not_found', 'There is no category 7.')
  t.ok(problem instanceof Error)
  t.strictSame({ name: problem.name, message: problem.message, code: problem.code, extras: problem.extras }, {
    name: 'Problem', message: 'There is no category 7.', code: 'not_found', extras: {},
  })
  t.strictSame(new Problem('too_many_requests', 'Wait.', { retryAfterSeconds: 9 }).extras, { retryAfterSeconds: 9 })
})

t.test('every problem code has a title of its own', async (t) => {
  const titles = Object.values(PROBLEM_TITLES)
  t.equal(new Set(titles).size, titles.length)
  for (const [code, title] of Object.entries(PROBLEM_TITLES)) {
    t.match(code, /^[a-z]+(_[a-z]+)*$/)
    t.match(title, /^[A-Z].*[^.]$/)
  }
})

t.test('detailOf states the first of several faults and counts the rest', async (t) => {
  t.equal(detailOf({}), '')
  t.equal(detailOf({ date: ['"x" is not a day.'] }), 'date: "x" is not a day.')
  t.equal(detailOf({ date: ['One.', 'Two.'] }), 'date: One. (and 1 more)')
  t.equal(detailOf({ 'line 2': ['One.'], 'line 3': ['Two.', 'Three.'] }), 'line 2: One. (and 2 more)')
})

t.test('faults are collected by field, whatever the name of the field', async (t) => {
  const faults = new Faults()
  t.equal(faults.count, 0)
  faults.add('__proto__', 'One.')
  faults.add('constructor', 'Two.')
  faults.add('__proto__', 'Three.')
  t.equal(faults.count, 2)
  const { code, message, extras } = faults.problem()
  t.strictSame({ code, message }, { code: 'validation_failed', message: '__proto__: One. (and 2 more)' })
  t.strictSame(Object.entries(extras.errors ?? {}), [['__proto__', ['One.', 'Three.']], ['constructor', ['Two.']]])
})

t.test('an invalid request names its fields', async (t) => {
  const { code, message, extras } = invalid({ amount: ['This field is required: an amount.'] })
  t.strictSame({ code, message, extras }, {
    code: 'validation_failed',
    message: 'amount: This field is required: an amount.',
    extras: { errors: { amount: ['This field is required: an amount.'] } },
  })
})
