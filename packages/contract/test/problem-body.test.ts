import t from 'tap'
import { Problem, PROBLEM_TITLES, type ProblemExtras } from '../src/problem.ts'
import { problemBody, problemOf, PROBLEM_CODES, ProblemSchema } from '../src/problem-body.ts'
import { matches } from '../src/validate.ts'

const travelled = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

t.test('a problem\'s body holds its own fields and nothing else [P3.5]', async (t) => {
  t.strictSame(problemBody(new Problem('not_found', 'There is no category 7.'), 404), {
    type: 'urn:fintrack:problem:not_found',
    title: 'Not found',
    status: 404,
    detail: 'There is no category 7.',
    code: 'not_found',
  })
  const extras = {
    errors: { category: ['There is no category "rnet".'] }, suggestion: 'Rent', counts: { budgets: 2 },
    retryAfterSeconds: 5,
  }
  t.strictSame(problemBody(new Problem('unknown_category', 'There is none.', extras), 400, 'r-1'), {
    type: 'urn:fintrack:problem:unknown_category',
    title: 'No such category',
    status: 400,
    detail: 'There is none.',
    code: 'unknown_category',
    errors: { category: ['There is no category "rnet".'] },
    suggestion: 'Rent',
    counts: { budgets: 2 },
    request_id: 'r-1',
  })
})

t.test('a problem of every code is read back from its body with all its extras', async (t) => {
  t.strictSame(PROBLEM_CODES, Object.keys(PROBLEM_TITLES))
  const kinds: ProblemExtras[] = [
    {},
    { errors: { amount: ['One.', 'Two.'], 'line 17': ['Three.'], '': [], 'a\nb': ['Four.'] } },
    { suggestion: 'Rent' },
    { counts: { transactions: 3, budgets: 0 } },
    { retryAfterSeconds: 30 },
    { errors: {}, suggestion: '', counts: {}, retryAfterSeconds: 0 },
  ]
  for (const code of PROBLEM_CODES) {
    for (const extras of kinds) {
      const body = travelled(problemBody(new Problem(code, 'A sentence.', extras), 418, 'r-1'))
      t.ok(matches(ProblemSchema, body), code)
      const back = problemOf(418, body, extras.retryAfterSeconds)
      t.strictSame({ code: back?.code, detail: back?.message, extras: back?.extras }, {
        code, detail: 'A sentence.', extras,
      })
    }
  }
})

t.test('fields whose names objects inherit stay fields of a problem\'s body', async (t) => {
  const errors = JSON.parse('{"__proto__": ["One."], "constructor": ["Two."]}')
  const body = JSON.stringify(problemBody(new Problem('validation_failed', 'Bad.', { errors }), 400))
  t.match(body, '"errors":{"__proto__":["One."],"constructor":["Two."]}')
  t.strictSame(Object.entries(problemOf(400, JSON.parse(body))?.extras.errors ?? {}), [
    ['__proto__', ['One.']], ['constructor', ['Two.']],
  ])
})

t.test('a body that is no problem is not read as one', async (t) => {
  const body = problemBody(new Problem('not_found', 'No.'), 404)
  t.ok(problemOf(404, { ...body, more: 1 }), 'more fields may come later')
  t.equal(problemOf(200, body), undefined)
  t.equal(problemOf(399, body), undefined)
  t.ok(problemOf(400, body))
  for (const other of [
    undefined, null, 'Bad gateway', [], {}, [body], { ...body, code: 'teapot' }, { ...body, code: 'constructor' },
    { ...body, detail: 5 },
    { ...body, errors: [] }, { ...body, errors: { a: 'One.' } }, { ...body, errors: { 'a\nb': 5 } },
    { ...body, counts: { a: '1' } },
    { ...body, counts: { 'a\nb': '1' } }, { ...body, suggestion: null }, { ...body, request_id: 1 },
    { ...body, status: '404' },
  ]) t.equal(problemOf(404, other), undefined, JSON.stringify(other))
  const { detail, ...silent } = body
  t.equal(problemOf(404, silent), undefined, `without ${JSON.stringify(detail)}`)
})
