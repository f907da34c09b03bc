import t from 'tap'
import { FAULTS_SHOWN } from '../src/limits.ts'
import { Faults, invalid, Problem, PROBLEM_TITLES } from '../src/problem.ts'

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

t.test('a problem states the first of several faults and counts the rest', async (t) => {
  t.equal(invalid({ date: ['"x" is not a day.'] }).message, 'date: "x" is not a day.')
  t.equal(invalid({ date: ['One.', 'Two.'] }).message, 'date: One. (and 1 more)')
  t.equal(invalid({ 'line 2': ['One.'], 'line 3': ['Two.', 'Three.'] }).message, 'line 2: One. (and 2 more)')
})

t.test('a problem names the first 20 faults and says how many more there are, at the cost of counting', async (t) => {
  const faults = new Faults()
  const made: string[] = []
  for (let at = 0; at < 50; at += 1) {
    faults.add(`field${at}`, () => {
      made.push(`${at}`)
      return 'Wrong.'
    })
  }
  t.equal(made.length, FAULTS_SHOWN, 'no other sentence is made')
  t.equal(faults.count, 50)
  const { message, extras } = faults.problem()
  t.equal(message, 'field0: Wrong. (and 49 more)')
  t.equal(Object.keys(extras.errors ?? {}).length, FAULTS_SHOWN)
  t.equal(extras.more, 30)

  const all = new Faults()
  all.add('first', 'Wrong.')
  all.addAll(faults)
  t.equal(all.count, 51)
  t.equal(all.problem().extras.more, 31)

  const few = new Faults(1)
  few.add('a', 'Wrong.')
  few.add('b', 'Wrong.')
  t.match(few.problem(), { message: 'a: Wrong. (and 1 more)', extras: { errors: { a: ['Wrong.'] }, more: 1 } })
})

t.test('a problem cuts a long name of a field, and no character in half', async (t) => {
  t.strictSame(Object.keys(invalid({ ['x'.repeat(40)]: ['One.'] }).extras.errors ?? {}), ['x'.repeat(40)])
  t.strictSame(Object.keys(invalid({ ['x'.repeat(41)]: ['One.'] }).extras.errors ?? {}), [`${'x'.repeat(40)}…`])
  t.strictSame(Object.keys(invalid({ ['😀'.repeat(60)]: ['One.'] }).extras.errors ?? {}), [`${'😀'.repeat(40)}…`])
})

t.test('faults stop a request only where there are any', async (t) => {
  const faults = new Faults()
  faults.check()
  faults.add('a', 'Wrong.')
  t.throws(() => { faults.check() }, { code: 'validation_failed', message: 'a: Wrong.' })
})

t.test('faults are collected by field, whatever the name of the field', async (t) => {
  const faults = new Faults()
  t.equal(faults.count, 0)
  faults.add('__proto__', 'One.')
  faults.add('constructor', 'Two.')
  faults.add('__proto__', 'Three.')
  t.equal(faults.count, 3)
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
